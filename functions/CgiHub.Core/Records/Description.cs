using CgiHub.Core.Records;

namespace CgiHub.Core.CaseMaps;

/// <summary>One description of a person in one record.</summary>
/// <param name="Record">The record.</param>
/// <param name="Index">Which of the record's persons.</param>
/// <param name="Person">The description.</param>
/// <param name="Keys">Their keys, and what each is.</param>
internal sealed record Description(StoredRecord Record, int Index, Person Person, IReadOnlyList<(EntityKey Key, string What)> Keys)
{
    /// <summary>Orders descriptions, and is the same for every version of the record.</summary>
    public (string Citation, int Index) Id => (Record.Ref.Citation, Index);

    /// <summary>Where decisions about it are kept.</summary>
    public EntityKey OwnKey => EntityKey.PersonDescription(Id.Citation, Id.Index);

    /// <summary>How it is named in decisions.</summary>
    public DescriptionRef Named => new(Id.Citation, Id.Index);

    /// <summary>Every description in a record, with the part that the record gives the person, if any.</summary>
    public static IReadOnlyList<(Description Who, string? Role)> AllIn(StoredRecord record) => record.Record switch
    {
        Incident incident => [.. (incident.Persons ?? []).Select((p, i) => (Of(record, i, p), (string?)(p.Role switch
        {
            IncidentRole.Victim => "victim",
            IncidentRole.Suspect => "suspect",
            IncidentRole.Witness => "witness",
            _ => "possessor",
        })))],
        FirearmRecovery { Possessor: { } possessor } => [(Of(record, 0, possessor), "possessor")],
        Trace trace =>
        [
            .. trace.Purchaser is { } purchaser ? [(Of(record, 0, purchaser), "purchaser")] : Array.Empty<(Description, string?)>(),
            .. trace.Possessor is { } possessor ? [(Of(record, 1, possessor), "possessor")] : Array.Empty<(Description, string?)>(),
        ],
        Arrest arrest => [(Of(record, 0, arrest.Person), "arrestee")],
        Supervision supervision => [(Of(record, 0, supervision.Person), null)],
        OsintItem item => [.. (item.Persons ?? []).Select((p, i) => (Of(record, i, p), (string?)null))],
        _ => [],
    };

    private static Description Of(StoredRecord record, int index, Person person) => new(record, index, person, PersonKeys.Named(person));
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
