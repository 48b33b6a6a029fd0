using CgiHub.Core.Agencies;
using CgiHub.Core.Records;

namespace CgiHub.Core.CaseMaps;

/// <summary>A case in which suspects of some groups stand against victims of others.</summary>
/// <param name="CaseKey">The case's entity key.</param>
/// <param name="Ori">Whose case.</param>
/// <param name="CaseNumber">Its number.</param>
/// <param name="By">The groups of its suspects, sorted.</param>
/// <param name="Against">The groups of its victims, sorted; one that is on both sides is on neither.</param>
public sealed record CrewConflict(EntityKey CaseKey, Ori Ori, string CaseNumber, IReadOnlyList<string> By, IReadOnlyList<string> Against)
{
    /// <summary>When it happened.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>The records that name those persons, as <c>feed/agency/sourceId</c>, sorted.</summary>
    public IReadOnlyList<string> Records { get; init; } = [];

    /// <summary>The conflicts of a path, in the order of its events.</summary>
    internal static IReadOnlyList<CrewConflict> Of(IReadOnlyList<GunEvent> events, IReadOnlyList<JoinedPerson> persons)
    {
        var suspects = Grouped(persons, "suspect");
        var victims = Grouped(persons, "victim");
        var conflicts = new List<CrewConflict>();
        foreach (var on in events)
        {
            var (by, against) = (suspects[on.CaseKey.Value].ToList(), victims[on.CaseKey.Value].ToList());
            var both = by.Select(s => s.Key).Intersect(against.Select(v => v.Key), StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal);
            by.RemoveAll(s => both.Contains(s.Key));
            against.RemoveAll(v => both.Contains(v.Key));
            if (by.Count > 0 && against.Count > 0)
            {
                conflicts.Add(new CrewConflict(on.CaseKey, on.Ori, on.CaseNumber, GroupNames.Of(by.Select(s => s.Name)), GroupNames.Of(against.Select(v => v.Name)))
                {
                    At = on.At,
                    Records = [.. by.Concat(against).Select(p => p.Record).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
                });
            }
        }

        return conflicts;
    }

    private static ILookup<string, (string Key, string Name, string Record)> Grouped(IReadOnlyList<JoinedPerson> persons, string role) => persons
        .SelectMany(p => p.Appearances.Where(a => a.Role == role)
            .SelectMany(a => (p.Person.Person.Groups ?? []).Select(g => (a.NodeId, Key: EntityKey.Normalise(g), Name: g, Record: a.Who.Record.Ref.Citation))))
        .ToLookup(p => p.NodeId, p => (p.Key, p.Name, p.Record), StringComparer.Ordinal);
}

/// <summary>Names of groups, however they are written.</summary>
internal static class GroupNames
{
    /// <summary>Each group once, sorted; of several ways to write one the first.</summary>
    public static IReadOnlyList<string> Of(IEnumerable<string> names) =>
        [.. names.GroupBy(EntityKey.Normalise, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => g.Order(StringComparer.Ordinal).First())];
}
