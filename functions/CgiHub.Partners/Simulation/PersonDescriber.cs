using CgiHub.Core.Records;

namespace CgiHub.Partners.Simulation;

/// <summary>Describes a person as an officer writes them down: in parts or in one piece, with or without numbers, and now and then misspelt.</summary>
internal sealed class PersonDescriber(double misspeltShare)
{
    /// <summary>A description. One without any date and number can join nothing, as in life.</summary>
    public Person Describe(SimulatedPerson person, Dice dice, double idChance, bool withCrew = false)
    {
        var misspelt = dice.Chance(misspeltShare);
        var family = misspelt ? Misspell(person.Family, dice) : person.Family;
        var inOnePiece = dice.Chance(0.25);
        return new Person
        {
            Name = inOnePiece ? null : new PersonName { Given = person.Given, Family = family },
            FullName = inOnePiece ? $"{family.ToUpperInvariant()}, {person.Given.ToUpperInvariant()}" : null,
            Dob = dice.Chance(0.93) ? person.Dob : null,
            Sex = person.Sex,
            Ids = misspelt || dice.Chance(idChance) ? [new PersonIdentifier { Type = PersonIdentifierType.Sid, Value = person.Sid, State = World.State }] : null,
            Phones = dice.Chance(0.2) ? [person.Phone] : null,
            Address = dice.Chance(0.5) ? person.Address : null,
            Groups = withCrew && person.Crew is { } crew ? [crew] : null,
        };
    }

    /// <summary>The same in a part of an incident.</summary>
    public PersonInRole Describe(SimulatedPerson person, IncidentRole role, Dice dice, double idChance)
    {
        var plain = Describe(person, dice, idChance);
        return new PersonInRole { Role = role, Name = plain.Name, FullName = plain.FullName, Dob = plain.Dob, Sex = plain.Sex, Ids = plain.Ids, Phones = plain.Phones, Address = plain.Address };
    }

    private static string Misspell(string name, Dice dice)
    {
        var at = dice.Between(1, name.Length - 2);
        return dice.Below(3) switch
        {
            0 => name[..at] + name[(at + 1)..],
            1 => name[..at] + name[at] + name[at..],
            _ => name[..at] + name[at + 1] + name[at] + name[(at + 2)..],
        };
    }
}
