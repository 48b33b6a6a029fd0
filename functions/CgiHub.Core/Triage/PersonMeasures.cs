using CgiHub.Core.Agencies;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Enrichment;
using CgiHub.Core.Records;

namespace CgiHub.Core.Triage;

/// <summary>Measures of the people on a gun's path: supervision, crews that shoot at each other, and who was shot at before.</summary>
/// <remarks>
/// Several records speak of a person, some of them under a rule. A measure stands under every rule without which it could not be found,
/// and where that cannot be told apart, under all of them: rather withheld once too often than leaked once.
/// </remarks>
internal sealed class PersonMeasures(LeadPicture picture, EnrichmentAnswers answers)
{
    private static readonly string[] OfInterest = ["suspect", "possessor", "arrestee"];

    private readonly IReadOnlyList<PersonSaying> _sayings = PersonSaying.Of(picture, answers);
    private readonly List<Measure> _measures = [];

    /// <summary>What there is to measure.</summary>
    public IReadOnlyList<Measure> Find()
    {
        Supervision();
        Crews();
        Retaliation();
        return _measures;
    }

    private ILookup<string, PersonSaying> InRoles(Func<string, bool> role) => _sayings.Where(s => s.Role is { } r && role(r)).ToLookup(s => s.PersonId, StringComparer.Ordinal);

    private static bool IsOfInterest(string role) => OfInterest.Contains(role, StringComparer.Ordinal);

    private void Supervision()
    {
        var rolesByPerson = InRoles(IsOfInterest);
        var found = new List<(SupervisionStatus Status, string Name, IReadOnlyList<string> Rules)>();
        foreach (var known in KnownRecords.Supervision(picture, answers))
        {
            // Where only records under a rule make the person one of interest, that rule holds for the factor, too.
            var roles = known.PersonId is { } person ? rolesByPerson[person].ToList() : [];
            if (roles.Count > 0)
            {
                var open = roles.Exists(r => DisseminationRule.OfRecord(r.Record) is null);
                found.Add((known.Supervision.Status, known.Name, RecordName.Rules(open ? [known.Name] : [known.Name, .. roles.Select(r => r.Record)])));
            }
        }

        AddRuled("supervision", "A person of interest is under supervision.", [.. found.Where(f => f.Status is SupervisionStatus.Active or SupervisionStatus.Absconded)]);
        AddRuled("absconded", "A person of interest absconded from supervision.", [.. found.Where(f => f.Status == SupervisionStatus.Absconded)]);
    }

    private void AddRuled(string name, string because, List<(SupervisionStatus Status, string Name, IReadOnlyList<string> Rules)> found)
    {
        if (found.Count > 0)
        {
            var rules = found.MinBy(f => f.Rules.Count).Rules;
            _measures.Add(new Measure(name, 1, because, [.. found.Where(f => f.Rules.Count == rules.Count).Select(f => f.Name).Distinct(StringComparer.Ordinal)]) { Rules = rules });
        }
    }

    /// <summary>Suspects and victims of different crews: the two shoot at each other. Or a gun that two crews had.</summary>
    private void Crews()
    {
        var offenders = Members(InRoles(IsOfInterest));
        var victims = Members(InRoles(r => r == "victim"));
        foreach (var offender in offenders)
        {
            if (victims.Find(v => v.Person.Id != offender.Person.Id && !v.Crews.Overlaps(offender.Crews)) is { Person: not null } victim)
            {
                AddCrews(1, $"A suspect or possessor is of {NameOf(offender)}, a victim of {NameOf(victim)}.", offender, victim);
                return;
            }
        }

        foreach (var offender in offenders)
        {
            if (offenders.Find(o => !o.Crews.Overlaps(offender.Crews)) is { Person: not null } other)
            {
                AddCrews(0.5, $"The gun was with two crews: {NameOf(offender)} and {NameOf(other)}.", offender, other);
                return;
            }
        }
    }

    private void AddCrews(double amount, string because, (PersonOnPath Person, HashSet<string> Crews) one, (PersonOnPath Person, HashSet<string> Crews) other)
    {
        string[] evidence = [.. one.Person.Records.Concat(other.Person.Records).Distinct(StringComparer.Ordinal)];

        // Who is of which crew is criminal intelligence, whichever record says it.
        _measures.Add(new Measure("crewConflict", amount, because, evidence)
        {
            Rules = [.. RecordName.Rules(evidence).Append(DisseminationRule.CriminalIntelligence).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
        });
    }

    private List<(PersonOnPath Person, HashSet<string> Crews)> Members(ILookup<string, PersonSaying> roles) =>
    [
        .. picture.Persons.Where(p => p.Person.Groups is { Count: > 0 } && roles.Contains(p.Id))
            .Select(p => (p, p.Person.Groups!.Select(EntityKey.Normalise).ToHashSet(StringComparer.Ordinal)))
            .OrderBy(p => p.p.Id, StringComparer.Ordinal),
    ];

    private static string NameOf((PersonOnPath Person, HashSet<string> Crews) member) => member.Person.Person.Groups!.Order(StringComparer.Ordinal).First();

    /// <summary>Somebody who was shot at in one event is a suspect, or had the gun, in another.</summary>
    private void Retaliation()
    {
        var offenders = InRoles(IsOfInterest);
        var victims = InRoles(r => r == "victim");
        foreach (var person in picture.Persons.OrderBy(p => p.Id, StringComparer.Ordinal))
        {
            var shotAt = victims[person.Id].Select(s => s.Record).ToHashSet(StringComparer.Ordinal);
            string[] evidence = [.. shotAt.Concat(offenders[person.Id].Select(s => s.Record).Where(r => !shotAt.Contains(r))).Order(StringComparer.Ordinal)];
            if (shotAt.Count > 0 && evidence.Length > shotAt.Count)
            {
                _measures.Add(new Measure("retaliation", 1, "A victim of one event is a suspect, or had the gun, in another.", evidence) { Rules = RecordName.Rules(evidence.Concat(person.Records)) });
                return;
            }
        }
    }
}
