using System.Diagnostics;
using System.Globalization;
using System.Text;
using CgiHub.Core.Records;

namespace CgiHub.Benchmarks;

/// <summary>Joins alerts to crimes near them with the hub's own join; on request against PostGIS with its indexes.</summary>
internal static class SpaceTimeBenchmark
{
    private const int Done = 0;
    private const int PairsDiffer = 1;
    private const int Unusable = 2;
    private const int MostDifferencesShown = 20;

    private static readonly TimeSpan MostTime = TimeSpan.FromMinutes(30);

    /// <summary>Runs the verb; answers the process's exit code: 0, 1 where PostGIS found other pairs, 2 where arguments or files cannot be used.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, CancellationToken cancel)
    {
        try
        {
            var asked = SpaceTimeArguments.Parse(args);
            return asked.Postgis ? await CompareAsync(asked, cancel) : Join(asked);
        }
        catch (FormatException wrong)
        {
            await Console.Error.WriteLineAsync($"{wrong.Message}\n\n{SpaceTimeArguments.Usage}");
            return Unusable;
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            await Console.Error.WriteLineAsync(unusable.Message);
            return Unusable;
        }
    }

    private static int Join(SpaceTimeArguments asked)
    {
        var clock = Stopwatch.StartNew();
        var (alerts, crimes) = Read(asked);
        var read = clock.Elapsed;
        clock.Restart();
        using var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false), 1 << 16) { NewLine = "\n" };
        var pairs = Write(alerts, crimes, asked.Rule, output);
        output.Flush();
        Console.Error.WriteLine(Invariant($"{alerts.Points.Count} alerts and {crimes.Points.Count} crimes make {pairs} pairs; {alerts.Bad + crimes.Bad} rows skipped; read in {read.TotalSeconds:0.00} s, joined and written in {clock.Elapsed.TotalSeconds:0.00} s."));
        return Done;
    }

    private static (PointFile Alerts, PointFile Crimes) Read(SpaceTimeArguments asked)
    {
        var crimes = Task.Run(() => PointFile.Read(asked.Crimes!, Console.Error));
        try
        {
            return (PointFile.Read(asked.Alerts!, Console.Error), crimes.GetAwaiter().GetResult());
        }
        finally
        {
            ((IAsyncResult)crimes).AsyncWaitHandle.WaitOne();
        }
    }

    /// <summary>Pairs as CSV in ordinal order of crime, then alert. Holds the pairs of one crime at a time.</summary>
    private static long Write(PointFile alerts, PointFile crimes, NearRule rule, StreamWriter output)
    {
        var join = new SpaceTimeJoin(alerts.Points, rule);
        var inOrder = Enumerable.Range(0, crimes.Ids.Count).ToArray();
        Array.Sort(inOrder, (a, b) => string.CompareOrdinal(crimes.Ids[a], crimes.Ids[b]) is not 0 and var order ? order : a.CompareTo(b));
        output.WriteLine("alert,crime");
        var pairs = 0L;
        foreach (var crime in inOrder)
        {
            foreach (var alert in join.Find(crimes.Points[crime]).Select(a => alerts.Ids[a]).Order(StringComparer.Ordinal))
            {
                output.Write(Quoted(alert));
                output.Write(',');
                output.WriteLine(Quoted(crimes.Ids[crime]));
                pairs++;
            }
        }

        return pairs;
    }

    private static string Quoted(string id) => id.AsSpan().IndexOfAny(",\"\r\n") < 0 ? id : $"\"{id.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static async Task<int> CompareAsync(SpaceTimeArguments asked, CancellationToken cancel)
    {
        await using var postgis = await PostgisPeer.TryStartAsync(cancel);
        if (postgis is null)
        {
            await Console.Error.WriteLineAsync("PostgreSQL with PostGIS is not installed here: apt-get install postgresql-15-postgis-3.");
            return Unusable;
        }

        Console.WriteLine(Invariant($"{postgis.Version}; within {asked.Rule.Metres} m, from {asked.Rule.Before.TotalSeconds} s before to {asked.Rule.After.TotalSeconds} s after"));
        var same = true;
        foreach (var (name, load) in Sets(asked))
        {
            var (alerts, crimes) = load();
            same &= await CompareAsync(name, alerts.Points, crimes.Points, asked.Rule, postgis, cancel);
        }

        return same ? Done : PairsDiffer;
    }

    private static IEnumerable<(string Name, Func<(PointFile Alerts, PointFile Crimes)> Load)> Sets(SpaceTimeArguments asked)
    {
        if (asked.Alerts is not null)
        {
            yield return ("the files", () => Read(asked));
            yield break;
        }

        if (WashingtonFiles.Find() is { } washington)
        {
            yield return ("Washington's alerts of 2006 to 2016, crimes of 2012 to 2017 and 2019", () => (washington.Alerts(), washington.Crimes()));
        }

        yield return ("an invented year of one city", () => InventedYear.Of(asked.InventedAlerts, asked.InventedCrimes, asked.Seed));
    }

    private static async Task<bool> CompareAsync(string name, List<SpaceTimePoint> alerts, List<SpaceTimePoint> crimes, NearRule rule, PostgisPeer postgis, CancellationToken cancel)
    {
        Console.WriteLine(Invariant($"\n{name}: {alerts.Count} alerts, {crimes.Count} crimes"));
        var (ours, hub) = Best(() => new SpaceTimeJoin(alerts, rule).Pairs(crimes));
        Console.WriteLine(Invariant($"  hub: {ours.Count} pairs in {hub.TotalSeconds:0.000} s, sorting included"));

        var clock = Stopwatch.StartNew();
        await postgis.LoadAsync(alerts, crimes, cancel);
        var loaded = clock.Elapsed;
        var (same, join, all) = (true, TimeSpan.MaxValue, TimeSpan.MaxValue);
        foreach (var plan in PostgisPeer.Plans.Keys)
        {
            clock.Restart();
            await postgis.IndexAsync(plan, cancel);
            var indexed = clock.Elapsed;
            var (best, inTime) = (TimeSpan.MaxValue, true);
            var limit = join < MostTime / 5 ? (5 * join) + TimeSpan.FromSeconds(5) : MostTime;
            for (var round = 0; round < 3 && inTime; round++)
            {
                clock.Restart();
                inTime = await postgis.JoinAsync(rule, limit, cancel);
                best = clock.Elapsed < best ? clock.Elapsed : best;
            }

            if (!inTime)
            {
                Console.WriteLine(Invariant($"  PostGIS, {plan}: given up after {limit.TotalSeconds:0} s"));
                continue;
            }

            var theirs = await postgis.PairsAsync(cancel);
            Console.WriteLine(Invariant($"  PostGIS, {plan}: {theirs.Count} pairs in {best.TotalSeconds:0.000} s; loading {loaded.TotalSeconds:0.00} s, indexes {indexed.TotalSeconds:0.00} s"));
            same &= await SameAsync(ours, theirs, alerts, crimes, postgis, cancel);
            (join, all) = (best < join ? best : join, loaded + indexed + best < all ? loaded + indexed + best : all);
        }

        Console.WriteLine(Invariant($"  the same pairs: {(same ? "yes" : "NO")}; PostGIS at its best takes {join / hub:0.0} times as long to join, {all / hub:0.0} times with loading and indexes"));
        return same;
    }

    private static async Task<bool> SameAsync(IReadOnlyList<(int Seen, int Happened)> ours, List<(int Crime, int Alert)> theirs, List<SpaceTimePoint> alerts, List<SpaceTimePoint> crimes, PostgisPeer postgis, CancellationToken cancel)
    {
        var mine = ours.Select(p => (Crime: p.Happened, Alert: p.Seen)).ToHashSet();
        var differences = theirs.Where(p => !mine.Contains(p)).Select(p => ("PostGIS", p)).Concat(mine.Except(theirs).Select(p => ("the hub", p))).ToList();
        foreach (var (who, (crime, alert)) in differences.Take(MostDifferencesShown))
        {
            var (a, c) = (alerts[alert], crimes[crime]);
            Console.WriteLine(Invariant($"    only {who} joins alert {alert} and crime {crime}: {Geodesic.Metres(a.Lat, a.Lon, c.Lat, c.Lon):R} m by the hub, {await postgis.MetresAsync(a, c, cancel):R} m by PostGIS, {(a.At - c.At).TotalSeconds} s"));
        }

        return differences.Count == 0 && mine.Count == theirs.Count;
    }

    private static (T Answer, TimeSpan Time) Best<T>(Func<T> work)
    {
        var (answer, best) = (default(T)!, TimeSpan.MaxValue);
        for (var round = 0; round < 5; round++)
        {
            var clock = Stopwatch.StartNew();
            answer = work();
            best = clock.Elapsed < best ? clock.Elapsed : best;
        }

        return (answer, best);
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
