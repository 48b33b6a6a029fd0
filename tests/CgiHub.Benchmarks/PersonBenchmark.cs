using System.Diagnostics;
using CgiHub.Core.Records.Matching;
using CgiHub.Partners.Persons;

namespace CgiHub.Benchmarks;

/// <summary>Resolves a table of persons, or made-up people, through the comparison, the keys and the grouping that the hub runs.</summary>
internal static class PersonBenchmark
{
    private const string Caution = "with household caution (twins and generations held apart)";

    public static int Run(BenchmarkOptions options, CancellationToken cancel)
    {
        if (options.Text("scale") is { } scale)
        {
            return Scale(scale, options.Int("seed", 1), options.Int("block", 200), cancel);
        }

        var file = options.Text("estimate") ?? options.Positional.FirstOrDefault();
        if (file is null)
        {
            Console.WriteLine("Which table? persons FILE.csv, persons --estimate FILE.csv, or persons --scale 10000,100000,1000000 [--seed 1].");
            return 2;
        }

        try
        {
            using var text = new StreamReader(file);
            var rows = PersonTable.Read(text);
            return options.Text("estimate") is null ? Resolve(file, rows, options.Int("block", 200), cancel) : Estimate(file, rows);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            Console.WriteLine($"{file} cannot be read: {failure.Message}");
            return 1;
        }
    }

    private static int Resolve(string file, IReadOnlyList<PersonRow> rows, int mostInBlock, CancellationToken cancel)
    {
        List<string?> truth = [.. rows.Select(r => r.Truth)];
        var labelled = PersonScore.Of([], truth).Lost;
        Console.WriteLine($"{file}: {rows.Count:N0} records, {labelled:N0} pairs of one person" + (truth.TrueForAll(t => t is null) ? " (rec_id does not tell who is who: no precision, no recall)" : ""));
        Console.WriteLine();
        Console.WriteLine("| decided by | precision | recall | F1 | persons | pairs compared | of all pairs | keys passed over | seconds |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        foreach (var (name, parameters) in new[] { ("the hub", MatchParameters.Estimated), (Caution, MatchParameters.Cautious) })
        {
            var clock = Stopwatch.StartNew();
            List<PersonTraits> traits = [.. rows.Select(r => PersonTraits.Of(r.Person))];
            var resolved = new PersonResolution(new PersonComparer(parameters), mostInBlock).Resolve(traits, cancel);
            var seconds = clock.Elapsed.TotalSeconds;
            Console.WriteLine($"| {name} | {Score(PersonScore.Of(resolved.Clusters, truth), labelled > 0)} | {resolved.Clusters.Count:N0} | {resolved.Compared:N0} | {Share(resolved.Compared, rows.Count)} | {resolved.Oversized:N0} | {seconds:F2} |");
        }

        Console.WriteLine();
        Console.WriteLine("The hub joins by the first line. The second is what it would cost to hold apart whoever differs in given name, or by a generation, whatever else agrees.");
        return 0;
    }

    private static int Estimate(string file, IReadOnlyList<PersonRow> rows)
    {
        if (!rows.Any(r => r.Truth is not null))
        {
            Console.WriteLine($"{file}: rec_id does not tell who is who, so nothing can be estimated.");
            return 1;
        }

        var counts = LevelCounts.Of([.. rows.Select(r => PersonTraits.Of(r.Person))], [.. rows.Select(r => r.Truth)]);
        Console.WriteLine($"{file}: {rows.Count:N0} records");
        Console.WriteLine();
        Console.WriteLine("| field | agreement | m | u | bits | the hub's |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- |");
        foreach (var (field, level, seen) in counts.Seen)
        {
            Console.WriteLine($"| {field} | {level} | {seen.Same:F4} | {seen.Other:F6} | {seen.Weight:F1} | {MatchParameters.Estimated.WeightOf(field, level):F1} |");
        }

        return 0;
    }

    private static int Scale(string sizes, int seed, int mostInBlock, CancellationToken cancel)
    {
        Console.WriteLine($"Made-up people, seed {seed}");
        Console.WriteLine();
        Console.WriteLine("| records | persons in truth | precision | recall | F1 | pairs compared | a record | of all pairs | keys passed over | seconds | µs a record | peak MiB |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        foreach (var size in sizes.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!int.TryParse(size, out var count) || count < 1)
            {
                Console.WriteLine($"{size} is no number of records.");
                return 2;
            }

            var traits = new List<PersonTraits>(count);
            var truth = new List<int>(count);
            var clock = new Stopwatch();
            foreach (var (of, person) in new PersonMaker(seed).Make(count))
            {
                clock.Start();
                traits.Add(PersonTraits.Of(person));
                clock.Stop();
                truth.Add(of);
            }

            clock.Start();
            var resolved = new PersonResolution(PersonComparer.Estimated, mostInBlock).Resolve(traits, cancel);
            var seconds = clock.Elapsed.TotalSeconds;
            var score = PersonScore.Of(resolved.Clusters, truth);
            Console.WriteLine($"| {count:N0} | {truth[^1] + 1:N0} | {Score(score, true)} | {resolved.Compared:N0} | {(double)resolved.Compared / count:F1} | {Share(resolved.Compared, count)} | {resolved.Oversized:N0} | {seconds:F1} | {seconds * 1e6 / count:F0} | {Environment.WorkingSet >> 20:N0} |");
        }

        return 0;
    }

    private static string Score(PersonScore score, bool labelled) => labelled ? $"{score.Precision:F4} | {score.Recall:F4} | {score.F1:F4}" : "– | – | –";

    private static string Share(long compared, long records) => records < 2 ? "–" : $"{compared / (records * (records - 1) / 2.0):P3}";
}
