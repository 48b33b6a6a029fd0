using CgiHub.Core.Records.Matching;

namespace CgiHub.Core.Records;

/// <summary>One description of a person in one record. What follows from it alone is made once, for whoever asks again (<see cref="RecordReader.DescribedIn"/>).</summary>
/// <param name="record">The record.</param>
/// <param name="index">Which of the record's persons.</param>
/// <param name="person">The description.</param>
/// <param name="role">The part that the record gives them: <c>victim</c>, <c>suspect</c>, <c>witness</c>, <c>possessor</c>, <c>purchaser</c>, <c>arrestee</c>; null where it gives none.</param>
internal sealed class Description(StoredRecord record, int index, Person person, string? role)
{
    private PersonTraits? _traits;
    private string? _ownKey;

    public StoredRecord Record => record;

    public int Index => index;

    public Person Person => person;

    public string? Role => role;

    /// <summary>Their keys, and what each is.</summary>
    public IReadOnlyList<(EntityKey Key, string What)> Keys { get; } = PersonKeys.Named(person);

    /// <summary>Made ready to be compared.</summary>
    public PersonTraits Traits => _traits ??= PersonTraits.Of(person);

    /// <summary>Orders descriptions, and is the same for every version of the record.</summary>
    public (string Citation, int Index) Id => (record.Ref.Citation, index);

    /// <summary>Where decisions about it are kept.</summary>
    public EntityKey OwnKey => new(_ownKey ??= EntityKey.PersonDescription(record.Ref.Citation, index).Value);

    /// <summary>How it is named in decisions.</summary>
    public DescriptionRef Named => new(record.Ref.Citation, index);

    /// <summary>Every description in a record.</summary>
    public static IReadOnlyList<Description> AllIn(StoredRecord record) => record.Record switch
    {
        Incident incident => [.. (incident.Persons ?? []).Select((p, i) => new Description(record, i, p, p.Role switch
        {
            IncidentRole.Victim => "victim",
            IncidentRole.Suspect => "suspect",
            IncidentRole.Witness => "witness",
            _ => "possessor",
        }))],
        FirearmRecovery { Possessor: { } possessor } => [new Description(record, 0, possessor, "possessor")],
        Trace trace =>
        [
            .. trace.Purchaser is { } purchaser ? [new Description(record, 0, purchaser, "purchaser")] : Array.Empty<Description>(),
            .. trace.Possessor is { } possessor ? [new Description(record, 1, possessor, "possessor")] : Array.Empty<Description>(),
        ],
        Arrest arrest => [new Description(record, 0, arrest.Person, "arrestee")],
        Supervision supervision => [new Description(record, 0, supervision.Person, null)],
        OsintItem item => [.. (item.Persons ?? []).Select((p, i) => new Description(record, i, p, null))],
        _ => [],
    };
}

/// <summary>The order of descriptions: by record, then by place in it.</summary>
internal sealed class DescriptionOrder : IComparer<(string Citation, int Index)>
{
    public static DescriptionOrder Instance { get; } = new();

    public int Compare((string Citation, int Index) x, (string Citation, int Index) y)
    {
        var byRecord = string.CompareOrdinal(x.Citation, y.Citation);
        return byRecord != 0 ? byRecord : x.Index.CompareTo(y.Index);
    }
}
