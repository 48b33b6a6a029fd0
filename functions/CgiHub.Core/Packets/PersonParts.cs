using CgiHub.Core.CaseMaps;
using CgiHub.Core.Records;
using CgiHub.Core.Records.Matching;
using CgiHub.Core.Triage;

namespace CgiHub.Core.Packets;

/// <summary>What is left of a person once some records are withheld: the parts that the remaining records join by themselves, as the case maps join.</summary>
internal static class PersonParts
{
    /// <summary>The parts, each with what it says, in the order of the records.</summary>
    /// <param name="said">What the remaining records say.</param>
    /// <param name="ties">What joined the whole beside keys and likeness; it holds between those that remain.</param>
    /// <param name="likes">What joined it by likeness.</param>
    public static IReadOnlyList<List<PersonSaying>> Of(IReadOnlyList<PersonSaying> said, IReadOnlyList<PersonTie> ties, IReadOnlyList<PersonLike> likes)
    {
        List<PersonSaying> all = [.. said.OrderBy(s => s.Record, StringComparer.Ordinal).ThenBy(s => s.Index)];
        var shared = new SharedTraits();
        List<PersonTraits> traits = [.. all.Select(s => shared.Of(PersonTraits.Of(s.Person)))];
        var places = all.Select((s, i) => (At: new DescriptionRef(s.Record, s.Index), i)).DistinctBy(p => p.At).ToDictionary(p => p.At, p => p.i);
        var certain = new List<(int A, int B)>();
        foreach (var tie in ties)
        {
            certain.AddRange(tie.Left.Where(places.ContainsKey).SelectMany(l => tie.Right.Where(places.ContainsKey).Select(r => (places[l], places[r]))));
        }

        foreach (var key in all.SelectMany((s, i) => KeysOf(s).Select(k => (Key: k, Of: i))).GroupBy(k => k.Key, StringComparer.Ordinal))
        {
            // To an open record where there is any, as the case maps do.
            List<int> members = [.. key.Select(k => k.Of).OrderBy(IsRuled)];
            certain.AddRange(members.Skip(1).Select(other => (members[0], other)));
        }

        var pairs = likes.Where(l => places.ContainsKey(l.A) && places.ContainsKey(l.B)).Select(l => new MatchedPair(places[l.A], places[l.B], l.Weight));
        var clusters = new PersonClusters(PersonComparer.Estimated)
        {
            ReportOf = i => all[i].Record.StartsWith("traces/", StringComparison.Ordinal) ? null : all[i].Record,
            Last = IsRuled,
        };
        return [.. clusters.Of(traits, pairs, certain).Select(c => c.Select(i => all[i]).ToList())];

        bool IsRuled(int i) => Agencies.DisseminationRule.OfRecord(all[i].Record) is not null;
    }

    /// <summary>The keys that join it to others.</summary>
    public static IEnumerable<string> KeysOf(PersonSaying saying) => saying.Keys ?? [.. PersonKeys.Of(saying.Person).Select(k => k.Value)];
}
