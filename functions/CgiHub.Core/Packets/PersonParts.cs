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
    /// <param name="because">Why the whole was joined; reasons that remaining records alone bear (a decision) still join them.</param>
    public static IReadOnlyList<List<PersonSaying>> Of(IReadOnlyList<PersonSaying> said, IReadOnlyList<Reason> because)
    {
        List<PersonSaying> all = [.. said.OrderBy(s => s.Record, StringComparer.Ordinal).ThenBy(s => s.Index)];
        List<PersonTraits> traits = [.. all.Select(s => PersonTraits.Of(s.Person))];
        var certain = new List<(int A, int B)>();
        foreach (var key in all.SelectMany((s, i) => KeysOf(s).Select(k => (Key: k, Of: i))).GroupBy(k => k.Key, StringComparer.Ordinal))
        {
            var first = key.First().Of;
            certain.AddRange(key.Skip(1).Select(other => (first, other.Of)));
        }

        foreach (var decided in because.Where(b => b.Text.StartsWith("Joined by ", StringComparison.Ordinal)))
        {
            int[] concerned = [.. Enumerable.Range(0, all.Count).Where(i => decided.Records.Contains(all[i].Record, StringComparer.Ordinal))];
            certain.AddRange(concerned.Skip(1).Select(other => (concerned[0], other)));
        }

        var pairs = new List<MatchedPair>();
        for (var i = 0; i < all.Count; i++)
        {
            for (var j = i + 1; j < all.Count; j++)
            {
                var compared = PersonComparer.Estimated.Compare(traits[i], traits[j]);
                if (compared.Band == MatchBand.Match)
                {
                    pairs.Add(new MatchedPair(i, j, compared.Weight));
                }
            }
        }

        return [.. new PersonClusters(PersonComparer.Estimated).Of(traits, pairs, certain).Select(c => c.Select(i => all[i]).ToList())];
    }

    private static IEnumerable<string> KeysOf(PersonSaying saying)
    {
        var keys = PersonKeys.Of(saying.Person);
        return keys.Count > 0 ? keys.Select(k => k.Value) : [$"name {EntityKey.Normalise(PersonFold.LabelOf([saying.Person]) ?? saying.Record)}"];
    }
}
