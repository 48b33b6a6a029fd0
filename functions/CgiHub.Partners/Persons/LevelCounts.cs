using CgiHub.Core.Records.Matching;

namespace CgiHub.Partners.Persons;

/// <summary>How often two descriptions agree how far, of one person and of two: what the comparison's figures are estimated from.</summary>
public sealed class LevelCounts
{
    private const int MostOthers = 1_000_000;
    private const double Doubtful = 0.5;

    private static readonly PersonField[] Labelled = [PersonField.Given, PersonField.Family, PersonField.Birth, PersonField.House, PersonField.Street, PersonField.Place, PersonField.Postcode];

    private readonly Dictionary<(PersonField Field, Agreement Level), (double Same, double Other)> _counts = [];

    /// <summary>Counts all pairs of one person, and a million pairs of two people drawn at random (by a fixed seed).</summary>
    /// <param name="traits">The descriptions.</param>
    /// <param name="truth">Who each is.</param>
    public static LevelCounts Of(IReadOnlyList<PersonTraits> traits, IReadOnlyList<string?> truth)
    {
        ArgumentNullException.ThrowIfNull(traits);
        ArgumentNullException.ThrowIfNull(truth);
        var counts = new LevelCounts();
        foreach (var person in Enumerable.Range(0, traits.Count).Where(i => truth[i] is not null).GroupBy(i => truth[i], StringComparer.Ordinal))
        {
            int[] members = [.. person];
            for (var i = 0; i < members.Length; i++)
            {
                for (var j = i + 1; j < members.Length; j++)
                {
                    counts.Add(PersonComparer.Estimated.Profile(traits[members[i]], traits[members[j]]), same: true);
                }
            }
        }

        var chance = new Random(1);
        for (var tried = 0; tried < MostOthers && traits.Count > 1; tried++)
        {
            var (a, b) = (chance.Next(traits.Count), chance.Next(traits.Count));
            if (a != b && truth[a] is { } one && truth[b] is { } other && one != other)
            {
                counts.Add(PersonComparer.Estimated.Profile(traits[a], traits[b]), same: false);
            }
        }

        return counts;
    }

    /// <summary>m, u and weight of every level seen, in the fields that a labelled table holds.</summary>
    public IEnumerable<(PersonField Field, Agreement Level, Likelihood Seen)> Seen =>
        from of in Labelled
        from level in Enum.GetValues<Agreement>()
        where level != Agreement.Missing && _counts.ContainsKey((of, level))
        select (of, level, Of(of, level));

    /// <summary>
    /// The hub's figures with those seen here in their place. Where a region's people differ from made-up ones (how many share a place, a postal code, a name),
    /// the hub's own stand.
    /// </summary>
    public MatchParameters Parameters(MatchParameters hub)
    {
        ArgumentNullException.ThrowIfNull(hub);
        var table = new Dictionary<(PersonField, Agreement), Likelihood>();
        foreach (var field in Enum.GetValues<PersonField>())
        {
            foreach (var level in Enum.GetValues<Agreement>())
            {
                if (hub.Of(field, level).Other > 0)
                {
                    table[(field, level)] = hub.Of(field, level);
                }
            }
        }

        foreach (var (field, level, seen) in Seen)
        {
            if (table.TryGetValue((field, level), out var own))
            {
                // The hub weighs a name by how common it is: its u is that of a rare name, not the mean over all.
                var byName = level == Agreement.Exact && field is PersonField.Given or PersonField.Family;
                table[(field, level)] = new Likelihood(seen.Same, byName ? own.Other : Math.Max(seen.Other, own.Other));
            }
        }

        return new MatchParameters(table) { HouseholdCaution = hub.HouseholdCaution, Match = hub.Match, Possible = hub.Possible };
    }

    private Likelihood Of(PersonField field, Agreement level)
    {
        var (same, other) = _counts[(field, level)];
        var levels = _counts.Where(c => c.Key.Field == field && c.Key.Level != Agreement.Missing).ToList();
        return new Likelihood((same + Doubtful) / (levels.Sum(c => c.Value.Same) + 1), (other + Doubtful) / (levels.Sum(c => c.Value.Other) + 1));
    }

    private void Add(PersonProfile profile, bool same)
    {
        foreach (var field in Labelled)
        {
            var (of, others) = _counts.GetValueOrDefault((field, profile.Of(field)));
            _counts[(field, profile.Of(field))] = same ? (of + 1, others) : (of, others + 1);
        }
    }
}
