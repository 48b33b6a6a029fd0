using System.Globalization;
using CgiHub.Core.Records;

namespace CgiHub.Partners.Persons;

/// <summary>
/// Makes up people as a region's records describe them: American names by how common they are, households with brothers and sisters, twins, fathers and sons
/// of one name, and further descriptions of the same people with the faults that records have. The same seed makes the same people.
/// </summary>
/// <param name="seed">Of the made-up chance.</param>
/// <param name="faults">How much heavier than usual the faults are; 1 is usual.</param>
public sealed class PersonMaker(int seed, double faults = 1)
{
    private static readonly string[] Families =
        ["Smith", "Johnson", "Williams", "Brown", "Jones", "Garcia", "Miller", "Davis", "Rodriguez", "Martinez", "Hernandez", "Lopez", "Gonzalez", "Wilson", "Anderson", "Thomas", "Taylor", "Moore", "Jackson", "Martin", "Lee", "Perez", "Thompson", "White", "Harris", "Sanchez", "Clark", "Ramirez", "Lewis", "Robinson", "Walker", "Young", "Allen", "King", "Wright", "Scott", "Torres", "Nguyen", "Hill", "Flores", "Green", "Adams", "Nelson", "Baker", "Hall", "Rivera", "Campbell", "Mitchell", "Carter", "Roberts"];

    private static readonly string[] Givens =
        ["James", "John", "Robert", "Michael", "William", "David", "Richard", "Joseph", "Thomas", "Charles", "Christopher", "Daniel", "Matthew", "Anthony", "Mark", "Donald", "Steven", "Andrew", "Kenneth", "Joshua", "Kevin", "Brian", "Ronald", "Timothy", "Jason", "Jeffrey", "Marcus", "Tyrone", "Darnell", "Malik", "Jose", "Luis", "Carlos", "Juan", "Miguel", "Mary", "Patricia", "Jennifer", "Linda", "Elizabeth", "Jessica", "Sarah", "Karen", "Lisa", "Ashley", "Kimberly", "Donna", "Michelle", "Amanda", "Melissa", "Latoya", "Keisha", "Maria", "Rosa", "Ana"];

    private static readonly string[][] Short =
        [["James", "Jim", "Jimmy"], ["John", "Johnny", "Jack"], ["Robert", "Bob", "Rob", "Bobby"], ["Michael", "Mike"], ["William", "Bill", "Will", "Billy"], ["David", "Dave"], ["Richard", "Rick", "Richie"], ["Joseph", "Joe", "Joey"], ["Thomas", "Tom", "Tommy"], ["Charles", "Charlie", "Chuck"], ["Christopher", "Chris"], ["Daniel", "Dan", "Danny"], ["Matthew", "Matt"], ["Anthony", "Tony"], ["Steven", "Steve"], ["Andrew", "Andy", "Drew"], ["Kenneth", "Ken", "Kenny"], ["Joshua", "Josh"], ["Ronald", "Ron", "Ronnie"], ["Timothy", "Tim"], ["Jeffrey", "Jeff"], ["Jennifer", "Jen", "Jenny"], ["Elizabeth", "Liz", "Beth"], ["Patricia", "Pat", "Trish"], ["Jessica", "Jess"], ["Kimberly", "Kim"], ["Melissa", "Mel"], ["Amanda", "Mandy"]];

    private static readonly string[] Onsets = ["B", "Br", "C", "Ch", "D", "F", "G", "H", "J", "K", "L", "M", "N", "P", "R", "S", "Sch", "St", "T", "Tr", "V", "W", "Z"];
    private static readonly string[] Middles = ["a", "e", "i", "o", "u", "ar", "en", "il", "on", "ur", "ei", "ou"];
    private static readonly string[] Codas = ["l", "ll", "n", "nd", "r", "rt", "s", "st", "t", "ck", "m", "v"];
    private static readonly string[] Ends = ["man", "ski", "son", "ez", "er", "ton", "ley", "berg", "well", "ini", "worth", "field", "a", "o"];
    private static readonly string[] Kinds = ["Street", "St", "Avenue", "Ave", "Road", "Drive", "Lane", "Court"];

    private readonly Random _chance = new(seed);
    private readonly string[] _streets = MakeStreets(seed);

    /// <summary>Descriptions of people, at least as many as asked for minus one household; each with the person it is of.</summary>
    /// <remarks>A third of the people are described more than once, twice in the mean.</remarks>
    public IEnumerable<(int Truth, Person Person)> Make(int count)
    {
        var made = 0;
        for (var person = 0; made < count;)
        {
            foreach (var member in Household())
            {
                var records = 1;
                while (records < 6 && _chance.NextDouble() < (records == 1 ? 0.33 : 0.4))
                {
                    records++;
                }

                for (var r = 0; r < records && made < count; r++, made++)
                {
                    yield return (person, r == 0 ? member : Copy(member));
                }

                person++;
            }
        }
    }

    private IEnumerable<Person> Household()
    {
        var (family, address) = (Family(), Address());
        var first = Someone(Given(), family, Born(), address);
        yield return first;
        var kind = _chance.NextDouble();
        if (kind < 0.01)
        {
            // Twins.
            yield return Someone(Given(first.Name!.Given), family, first.Dob!.Value, address);
        }
        else if (kind < 0.03)
        {
            // Father and son.
            yield return Someone(first.Name!.Given, family, first.Dob!.Value.AddDays(-_chance.Next(18 * 365, 40 * 365)), address);
        }
        else if (kind < 0.15)
        {
            // Brothers and sisters.
            yield return Someone(Given(first.Name!.Given), family, first.Dob!.Value.AddDays(_chance.Next(400, 3000)), address);
        }
    }

    private Person Someone(string given, string family, DateOnly born, string address) => new()
    {
        Name = new PersonName { Given = given, Family = family, Middle = _chance.NextDouble() < 0.4 ? Given() : null },
        Dob = born,
        Address = address,
        Phones = _chance.NextDouble() < 0.5 ? [Phone()] : null,
    };

    private Person Copy(Person original)
    {
        var (given, family) = (original.Name!.Given, original.Name.Family);
        if (Happens(0.08) && Array.Find(Short, s => s[0] == given) is { } forms)
        {
            given = forms[1 + _chance.Next(forms.Length - 1)];
        }

        given = Happens(0.01) ? given[..1] : Misspelt(given, 0.08);
        family = Misspelt(family, 0.1);
        var dob = original.Dob;
        if (Happens(0.08))
        {
            dob = null;
        }
        else if (dob is { } born)
        {
            dob = Happens(0.02) && born.Day <= 12 ? new DateOnly(born.Year, born.Day, born.Month) : Happens(0.04) ? Slip(born) : Happens(0.01) ? Born() : born;
        }

        var address = Happens(0.25) ? null : Happens(0.15) ? Address() : MisspeltAddress(original.Address!);
        if (Happens(0.02))
        {
            (given, family) = (family, given);
        }

        return new Person
        {
            Name = new PersonName { Given = given, Family = family, Middle = original.Name.Middle is { } middle && !Happens(0.5) ? (Happens(0.5) ? middle[..1] : middle) : null },
            Dob = dob,
            Address = address,
            Phones = Happens(0.5) ? null : Happens(0.2) ? [Phone()] : original.Phones,
        };
    }

    private bool Happens(double usual) => _chance.NextDouble() < Math.Min(0.95, usual * faults);

    private string Misspelt(string name, double usual)
    {
        while (name.Length > 2 && Happens(usual))
        {
            var at = 1 + _chance.Next(name.Length - 1);
            name = _chance.Next(4) switch
            {
                0 => name.Remove(at, 1),
                1 => name.Insert(at, ((char)('a' + _chance.Next(26))).ToString()),
                2 => name[..at] + (char)('a' + _chance.Next(26)) + name[(at + 1)..],
                _ => at + 1 < name.Length ? name[..at] + name[at + 1] + name[at] + name[(at + 2)..] : name,
            };
            usual /= 3;
        }

        return name;
    }

    private string MisspeltAddress(string address)
    {
        var parts = address.Split(' ');
        for (var i = 0; i < parts.Length; i++)
        {
            parts[i] = Misspelt(parts[i], 0.04);
        }

        return string.Join(' ', Happens(0.1) ? parts[..^1] : parts);
    }

    private DateOnly Slip(DateOnly born)
    {
        for (var tries = 0; tries < 20; tries++)
        {
            var digits = born.ToString("yyyyMMdd", CultureInfo.InvariantCulture).ToCharArray();
            digits[2 + _chance.Next(6)] = (char)('0' + _chance.Next(10));
            if (DateOnly.TryParseExact(new string(digits), "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var slipped))
            {
                return slipped;
            }
        }

        return born;
    }

    // Half of the people have one of the common names, the first ones most often.
    private string Family() => _chance.NextDouble() < 0.35 ? Families[Ranked(Families.Length)] : Rare(2);

    private string Given(string? but = null)
    {
        string given;
        do
        {
            given = _chance.NextDouble() < 0.7 ? Givens[Ranked(Givens.Length)] : Rare(1);
        }
        while (given == but);
        return given;
    }

    private int Ranked(int count) => (int)(count * Math.Pow(_chance.NextDouble(), 1.6));

    private string Rare(int least)
    {
        var name = "";
        for (var i = 0; i < least; i++)
        {
            name += (i == 0 ? Pick(Onsets) : Pick(Onsets).ToLowerInvariant()) + Pick(Middles) + Pick(Codas);
        }

        return name + Pick(Ends);
    }

    private DateOnly Born() => new DateOnly(1955, 1, 1).AddDays((int)(53 * 365.25 * Math.Pow(_chance.NextDouble(), 0.7)));

    private string Address() => string.Create(CultureInfo.InvariantCulture, $"{1 + _chance.Next(1500)} {Pick(_streets)} {Pick(Kinds)}, {(_chance.Next(3) == 0 ? "Newton" : "Springfield")}, NY {12000 + _chance.Next(80)}");

    private string Phone() => string.Create(CultureInfo.InvariantCulture, $"{518 + _chance.Next(3)}{_chance.Next(2_000_000, 9_999_999)}");

    private string Pick(string[] from) => from[_chance.Next(from.Length)];

    private static string[] MakeStreets(int seed)
    {
        var chance = new Random(seed);
        return [.. Enumerable.Range(0, 800).Select(_ => Onsets[chance.Next(Onsets.Length)] + Middles[chance.Next(Middles.Length)] + Codas[chance.Next(Codas.Length)] + Ends[chance.Next(Ends.Length)])];
    }
}
