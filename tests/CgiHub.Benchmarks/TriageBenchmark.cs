using System.Diagnostics;
using System.Globalization;
using CgiHub.Core.Triage;
using CgiHub.Partners.Simulation;

namespace CgiHub.Benchmarks;

/// <summary>Does the triage list put the guns on top that will be fired again? Region-years of the simulator, against simpler orders, and without each factor.</summary>
internal static class TriageBenchmark
{
    private const int Horizon = 30;
    private const int FirstDay = 30;
    private const double TopShare = 0.1;

    public static async Task RunAsync(BenchmarkOptions options, CancellationToken cancel)
    {
        var seeds = options.Range("seeds") ?? [options.Int("seed", 1)];
        var days = Math.Clamp(options.Int("days", 365), FirstDay + Horizon + 1, 3660);
        var agencies = options.Int("agencies", 10);
        Console.WriteLine($"""
            A region of {agencies} agencies over {days} days, seeds {string.Join(", ", seeds)}, through the hub's linker and triage, in memory; no enrichment source is asked.

            The list of a morning: every lead that came and was not eliminated, as it stood then. A gun fires again if, in truth, it is fired in the
            {Horizon} days from that morning; it stands in the top tenth if one of its leads is among the first tenth of the list (rounded up), ties by lead id.
            Averaged over mornings {FirstDay} to {days - Horizon} on which some gun on the list fires again; ± is the spread (standard deviation) over seeds.
            First in, first out: oldest waiting first. Random: what is expected of any order, exactly.

            """);
        var results = new List<SeedResult>();
        foreach (var seed in seeds)
        {
            var clock = Stopwatch.StartNew();
            var year = await RegionYear.PlayAsync(new SimulationOptions { Seed = seed, Days = days, Agencies = agencies }, cancel);
            var shape = ShapeOf(year);
            results.Add(new SeedResult(year, Evaluate(year, days)));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"seed {seed}: {shape}; {year.Looks:N0} looks at leads, {clock.Elapsed.TotalSeconds:F0} s"));
        }

        Console.WriteLine();
        Print(results);
    }

    private static string ShapeOf(RegionYear year)
    {
        var shootings = year.Region.Story.Cases.Where(c => c.IsShooting).ToList();
        var perGun = shootings.SelectMany(c => c.Fired.Select(f => f.Gun)).GroupBy(g => g, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);
        var linked = shootings.Count(c => c.Fired.Any(f => perGun[f.Gun] > 1)) / (double)shootings.Count;
        return string.Create(CultureInfo.InvariantCulture,
            $"{shootings.Count:N0} shootings, {linked:P0} share a gun with another, {year.Region.Ballistics.Exhibits.Count:N0} exhibits, {year.Region.Truth.Leads.Count} leads, {perGun.Values.Count(v => v == 1)}/{perGun.Values.Count(v => v == 2)}/{perGun.Values.Count(v => v is > 2 and < 6)}/{perGun.Values.Count(v => v >= 6)} guns in 1/2/3–5/6+ shootings");
    }

    private static Dictionary<string, double> Evaluate(RegionYear year, int days)
    {
        var mornings = year.Mornings.Where(m => m.Day >= FirstDay && m.Day <= days - Horizon && m.List.Count > 0).Select(m => new Day(year, m)).Where(d => d.Firing.Count > 0).ToList();
        var halfLife = new TriageOptions().HalfLifeDays;
        var found = new Dictionary<string, double>(StringComparer.Ordinal)
        {
            ["the hub's order"] = Mean(mornings, Hub(new TriageWeights(), halfLife)),
            ["first in, first out"] = Mean(mornings, (l, _) => -l.ReceivedAt.UtcTicks),
            ["newest lead first"] = Mean(mornings, (l, _) => l.ReceivedAt.UtcTicks),
            ["newest event first"] = Mean(mornings, (l, _) => l.Priority.Since.UtcTicks),
            ["random"] = mornings.Average(d => d.Firing.Average(d.ExpectedAtRandom)),
        };
        foreach (var name in LeadFactors.Names.Order(StringComparer.Ordinal))
        {
            found[$"without {name}"] = Mean(mornings, Hub(new TriageWeights(), halfLife, name));
        }

        found["without decay"] = Mean(mornings, Hub(new TriageWeights(), 1e6));
        found["a gun in evidence counts in full"] = Mean(mornings, Hub(new TriageWeights { GunInEvidence = 1 }, halfLife));

        var scale = new TriageOptions();
        var bands = new BandScale(scale.Immediate, scale.High, scale.Medium);
        var score = Hub(new TriageWeights(), halfLife);
        foreach (var band in Enum.GetValues<Band>())
        {
            found[$"band {band}"] = mornings.Average(d => d.Morning.List.Count(l => bands.BandOf(score(l, d.Morning.At)) == band) / (double)d.Morning.List.Count);
        }

        found["leads on the list"] = mornings.Average(d => d.Morning.List.Count);
        found["guns that fire again"] = mornings.Average(d => d.Firing.Count);
        return found;
    }

    /// <summary>The hub's score, from what was measured: with other weights, another half-life, or a factor left out.</summary>
    private static Func<StandingLead, DateTimeOffset, double> Hub(TriageWeights weights, double halfLifeDays, string? without = null)
    {
        var points = new Dictionary<StandingLead, double>(ReferenceEqualityComparer.Instance);
        var tau = LeadTriage.TauOf(halfLifeDays);
        return (lead, now) =>
        {
            if (!points.TryGetValue(lead, out var known))
            {
                points[lead] = known = lead.Priority.Measures.Where(m => m.Name != without).Sum(m => LeadFactors.PointsOf(Measured.Of(m), weights));
            }

            return LeadTriage.Decayed(known, lead.Priority.Since, now, tau);
        };
    }

    private static double Mean(List<Day> days, Func<StandingLead, DateTimeOffset, double> score) => days.Average(d => d.ShareInTop(score));

    private static void Print(List<SeedResult> results)
    {
        Line("| | share of guns that fire again in the top tenth | against first in, first out | against random |");
        Line("| --- | --- | --- | --- |");
        foreach (var name in results[0].Found.Keys.Where(k => !k.StartsWith("band", StringComparison.Ordinal) && k is not ("leads on the list" or "guns that fire again")))
        {
            var values = results.Select(r => r.Found[name]).ToList();
            Line($"| {name} | {Spread(values)} | {Times("first in, first out")} | {Times("random")} |");

            // On a list that nobody closes, the oldest leads are of guns that are long quiet: the share may be nothing at all.
            string Times(string other) => results.Average(r => r.Found[other]) is > 0 and var share ? string.Create(CultureInfo.InvariantCulture, $"{values.Average() / share:F1}") : "no share to compare with";
        }

        Line("");
        Line("| | |");
        Line("| --- | --- |");
        foreach (var name in results[0].Found.Keys.Where(k => k.StartsWith("band", StringComparison.Ordinal)))
        {
            Line($"| {name}, share of the list | {Spread([.. results.Select(r => r.Found[name])])} |");
        }

        Line(string.Create(CultureInfo.InvariantCulture, $"| leads on the list, mean | {results.Average(r => r.Found["leads on the list"]):F0} |"));
        Line(string.Create(CultureInfo.InvariantCulture, $"| guns on it that fire again, mean | {results.Average(r => r.Found["guns that fire again"]):F1} |"));
        Line($"| guns exactly right given the leads | {results.Sum(r => r.Year.Guns.Right):N0} of {results.Sum(r => r.Year.Guns.All):N0} |");
        var (joined, rightly) = (results.Sum(r => r.Year.Persons.Joined), results.Sum(r => r.Year.Persons.JoinedRightly));
        var (all, foundPairs) = (results.Sum(r => r.Year.Persons.True), results.Sum(r => r.Year.Persons.Found));
        Line(string.Create(CultureInfo.InvariantCulture, $"| persons, precision over {joined:N0} joined pairs of records on a gun's path | {rightly / (double)Math.Max(1, joined):F4} |"));
        Line(string.Create(CultureInfo.InvariantCulture, $"| persons, recall over {all:N0} true pairs | {foundPairs / (double)Math.Max(1, all):F4} |"));
    }

    private static string Spread(List<double> values)
    {
        var mean = values.Average();
        return values.Count < 2
            ? string.Create(CultureInfo.InvariantCulture, $"{mean:F3}")
            : string.Create(CultureInfo.InvariantCulture, $"{mean:F3} ± {Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Count - 1)):F3}");
    }

    private static void Line(string text) => Console.WriteLine(text);

    private sealed record SeedResult(RegionYear Year, Dictionary<string, double> Found);

    /// <summary>A morning with the guns on its list that will be fired again.</summary>
    private sealed class Day(RegionYear year, Morning morning)
    {
        private readonly int _top = (int)Math.Ceiling(morning.List.Count * TopShare);

        public Morning Morning => morning;

        public IReadOnlyList<string> Firing { get; } =
            [.. morning.List.SelectMany(l => l.Guns).Distinct(StringComparer.Ordinal).Where(g => year.FiresWithin(g, morning.At, TimeSpan.FromDays(Horizon)))];

        public double ShareInTop(Func<StandingLead, DateTimeOffset, double> score)
        {
            var top = morning.List.Select(l => (Lead: l, Score: score(l, morning.At))).OrderByDescending(l => l.Score).ThenBy(l => l.Lead.Id, StringComparer.Ordinal)
                .Take(_top).SelectMany(l => l.Lead.Guns).ToHashSet(StringComparer.Ordinal);
            return Firing.Count(top.Contains) / (double)Firing.Count;
        }

        public double ExpectedAtRandom(string gun)
        {
            var (missed, all) = (1.0, morning.List.Count);
            for (var i = morning.List.Count(l => l.Guns.Contains(gun, StringComparer.Ordinal)); i > 0; i--, all--)
            {
                missed *= Math.Max(0, all - _top) / (double)all;
            }

            return 1 - missed;
        }
    }
}
