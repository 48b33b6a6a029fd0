using CgiHub.Core.CaseMaps;
using CgiHub.Core.Enrichment;
using CgiHub.Core.Records;
using CgiHub.Core.Records.Matching;

namespace CgiHub.Core.Triage;

/// <summary>What one record says of one person of a picture. A recipient who may not see the record must not see what it said.</summary>
/// <param name="PersonId">The person in the picture.</param>
/// <param name="Record">The record.</param>
/// <param name="Role">Their part in it, or null where it tells none.</param>
/// <param name="Person">What it says.</param>
public sealed record PersonSaying(string PersonId, string Record, string? Role, Person Person)
{
    /// <summary>Which of the record's persons.</summary>
    public int Index { get; init; }

    /// <summary>The keys by which it joins; null where they are those of what it says.</summary>
    public IReadOnlyList<string>? Keys { get; init; }

    /// <summary>Takes a picture's persons apart again, record by record, in the picture's order.</summary>
    public static IReadOnlyList<PersonSaying> Of(LeadPicture picture, EnrichmentAnswers answers)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(answers);
        if (picture.Persons.Count == 0)
        {
            return [];
        }

        var byRecord = picture.Persons.SelectMany(p => p.Records.Select(r => (Record: r, Person: p))).ToLookup(p => p.Record, p => p.Person, StringComparer.Ordinal);
        var sayings = new List<PersonSaying>();
        foreach (var happened in picture.Events)
        {
            if (happened.Incident is { Persons: { } persons } incident)
            {
                var name = $"incidents/{happened.Ori}/{incident.SourceId}";
                var index = 0;
                foreach (var person in persons)
                {
                    Add(name, index++, RoleName(person.Role), person);
                }
            }
        }

        foreach (var firearm in picture.Firearms)
        {
            AddAll(firearm.Record);
        }

        foreach (var record in picture.Arrests.Concat(picture.Traces).Concat(picture.Supervision).Concat(picture.Osint))
        {
            AddAll(record);
        }

        foreach (var answer in answers.Supervision)
        {
            sayings.Add(new PersonSaying(answer.PersonId, RecordName.Of(answer.Record), null, answer.Record.Person));
        }

        return sayings;

        void AddAll(StoredRecord record)
        {
            var index = 0;
            foreach (var (role, person) in Persons(record.Record))
            {
                Add(RecordName.Of(record.Ref), index++, role, person);
            }
        }

        void Add(string record, int index, string? role, Person? person)
        {
            if (person is not null && Find(byRecord[record], new DescriptionRef(record, index), person) is { } known)
            {
                sayings.Add(new PersonSaying(known.Id, record, role, person) { Index = index });
            }
        }
    }

    /// <summary>
    /// Everything that is said of a picture's persons, on the path and elsewhere, and nothing that the picture did not put to them: what is left of a person
    /// without some records is what a picture without these would show.
    /// </summary>
    public static IReadOnlyList<PersonSaying> AllOf(LeadPicture picture, IReadOnlyList<PersonSaying> onPath)
    {
        ArgumentNullException.ThrowIfNull(picture);
        var drawn = picture.Persons.Where(p => p.Said.Count > 0).Select(p => p.Id).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. picture.Persons.SelectMany(p => p.Said.Select(s => new PersonSaying(p.Id, s.At.Record, s.Role, s.Person) { Index = s.At.Index, Keys = s.Keys })),
            .. onPath.Where(s => !drawn.Contains(s.PersonId)),
        ];
    }

    private static IEnumerable<(string? Role, Person? Person)> Persons(FeedRecord record) => record switch
    {
        FirearmRecovery firearm => [("possessor", firearm.Possessor)],
        Arrest arrest => [("arrestee", arrest.Person)],
        Trace trace => [("purchaser", trace.Purchaser), ("possessor", trace.Possessor)],
        Supervision supervision => [(null, supervision.Person)],
        OsintItem item => (item.Persons ?? []).Select(p => ((string?)null, (Person?)p)),
        Incident incident => (incident.Persons ?? []).Select(p => ((string?)RoleName(p.Role), (Person?)p)),
        _ => [],
    };

    private static PersonOnPath? Find(IEnumerable<PersonOnPath> candidates, DescriptionRef at, Person said)
    {
        var all = candidates.ToList();
        if (all.Find(p => p.Said.Any(s => s.At == at)) is { } drawn)
        {
            return drawn;
        }

        if (all.Count <= 1)
        {
            return all.FirstOrDefault();
        }

        var keys = PersonKeys.Of(said);
        return all.Find(p => PersonKeys.Of(p.Person).Intersect(keys).Any())
            ?? all.Find(p => PersonKeys.NameOf(p.Person) is { } known && PersonKeys.NameOf(said) is { } name && Same(known.Given, name.Given) && Same(known.Family, name.Family))
            ?? MostAlike(all, PersonTraits.Of(said));
    }

    /// <summary>Whoever of them compares best, where one does: their name may be written otherwise elsewhere.</summary>
    private static PersonOnPath? MostAlike(List<PersonOnPath> all, PersonTraits said) => all
        .Select(p => (Person: p, PersonComparer.Estimated.Compare(PersonTraits.Of(p.Person), said).Weight))
        .Where(p => p.Weight > 0).OrderByDescending(p => p.Weight).ThenBy(p => p.Person.Id, StringComparer.Ordinal).FirstOrDefault().Person;

    private static bool Same(string one, string other) => string.Equals(EntityKey.Normalise(one), EntityKey.Normalise(other), StringComparison.Ordinal);

    private static string RoleName(IncidentRole role) => role switch
    {
        IncidentRole.Victim => "victim",
        IncidentRole.Suspect => "suspect",
        IncidentRole.Witness => "witness",
        _ => "possessor",
    };
}
