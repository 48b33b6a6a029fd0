using System.Diagnostics;
using System.Globalization;
using System.Text;
using CgiHub.Core.CaseMaps;

namespace CgiHub.Benchmarks;

/// <summary>Presumed guns of a file of links; and how fast they are found, against igraph.</summary>
internal static class GunsBenchmark
{
    private const int Rounds = 3;

    public static async Task RunAsync(string[] args, CancellationToken cancel)
    {
        var options = BenchmarkOptions.Parse(args);
        if (args is [var path, ..] && !path.StartsWith("--", StringComparison.Ordinal))
        {
            if (!File.Exists(path))
            {
                await Console.Error.WriteLineAsync($"There is no file {path}.");
                Environment.ExitCode = 1;
                return;
            }

            Print(path);
        }
        else if (Array.IndexOf(args, "--scale") is >= 0 and var at && at + 1 < args.Length)
        {
            foreach (var links in args[at + 1].Split(',').Select(n => int.Parse(n, NumberStyles.Integer | NumberStyles.AllowThousands, CultureInfo.InvariantCulture)))
            {
                await MeasureAsync(links, options.Int("seed", 1), cancel);
            }

            Incremental(options.Int("incremental", 1_000_000), options.Int("seed", 1));
        }
        else
        {
            await Console.Error.WriteLineAsync("guns LINKS.csv, or guns --scale 1000000,10000000 [--seed 1]");
            Environment.ExitCode = 1;
        }
    }

    /// <summary>Prints <c>id,component</c> for each exhibit, in ordinal order; a component is called by the smallest of its ids.</summary>
    private static void Print(string path)
    {
        var clock = Stopwatch.StartNew();
        var file = LinkFile.Read(path, Console.Error);
        var read = clock.Elapsed;
        var names = NamesOf(file);
        var found = clock.Elapsed - read;
        var inOrder = Enumerable.Range(file.Skipped, names.Length - file.Skipped).ToArray();
        Array.Sort(inOrder, (a, b) => string.CompareOrdinal(file.Ids[a], file.Ids[b]));
        using (var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false), 1 << 16) { NewLine = "\n" })
        {
            foreach (var number in inOrder)
            {
                output.WriteLine($"{Quoted(file.Ids[number])},{Quoted(file.Ids[names[number]])}");
            }
        }

        var guns = inOrder.Select(n => names[n]).Distinct().Count();
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{file.Rows:N0} rows, {file.Eliminated:N0} of them eliminations, {file.Faults:N0} lines skipped; {inOrder.Length:N0} exhibits, {guns:N0} components; read in {read.TotalSeconds:F2} s, components in {found.TotalSeconds:F2} s"));
    }

    /// <summary>For each exhibit the number of the one that its component is called by.</summary>
    private static int[] NamesOf(LinkFile file)
    {
        if (file.Eliminated > 0)
        {
            return Played(file);
        }

        var labels = DisjointSets.LabelsOf(file.Ids.Count, file.From, file.To);
        var smallest = (int[])labels.Clone();
        for (var i = 0; i < labels.Length; i++)
        {
            if (string.CompareOrdinal(file.Ids[i], file.Ids[smallest[labels[i]]]) < 0)
            {
                smallest[labels[i]] = i;
            }
        }

        return Array.ConvertAll(labels, l => smallest[l]);
    }

    /// <summary>Where links are withdrawn the rows are played one after the other, as the hub plays those of a gun.</summary>
    private static int[] Played(LinkFile file)
    {
        var guns = new GunComponents();
        foreach (var id in file.Ids)
        {
            guns.NumberOf(id);
        }

        var held = new HashSet<(int Lead, int A, int B)>();
        for (var i = 0; i < file.Rows; i++)
        {
            var (a, b) = (Math.Min(file.From[i], file.To[i]), Math.Max(file.From[i], file.To[i]));
            if (!file.Withdraws[i])
            {
                if (held.Add((file.Leads[i], a, b)))
                {
                    guns.Link(a, b);
                }
            }
            else if (held.Remove((file.Leads[i], a, b)))
            {
                guns.Withdraw(a, b);
            }
        }

        return [.. file.Ids.Select(id => guns.NumberOf(guns.NameOf(id)))];
    }

    private static readonly System.Buffers.SearchValues<char> WantQuotes = System.Buffers.SearchValues.Create(",\"\n\r;\t|");

    private static string Quoted(string id) => id.AsSpan().IndexOfAny(WantQuotes) < 0 ? id : $"\"{id.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static async Task MeasureAsync(int count, int seed, CancellationToken cancel)
    {
        using var igraph = await IgraphPeer.BuildAsync(cancel);
        if (igraph is null)
        {
            Console.WriteLine("igraph (its C library with headers, and gcc) is not on this machine: only our own times follow.");
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count:N0} links, seed {seed}; best of {Rounds}"));
        Console.WriteLine();
        Console.WriteLine("| shape | exhibits | components | what is timed | ours s | igraph s | ours / igraph |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- |");
        foreach (var links in new[] { RandomLinks.ManySmall(count, seed), RandomLinks.OneSprawl(count, seed) })
        {
            int[] labels = [];
            var ours = Best(() => labels = DisjointSets.LabelsOf(links.Exhibits, links.From, links.To));
            var components = labels.Where((label, i) => label == i).Count();
            var theirs = igraph is null ? null : await igraph.InMemoryAsync(links, Rounds, cancel);
            if (theirs is not null && (theirs.Components != components || theirs.Checksum != RandomLinks.ChecksumOf(labels)))
            {
                throw new InvalidOperationException($"igraph found other components: {theirs.Components} instead of {components}.");
            }

            Line(links, components, "edge list in memory → labels (igraph: igraph_create and igraph_connected_components)", ours, theirs?.Seconds);
            Line(links, components, "the same, but igraph's graph is there already (igraph_connected_components alone)", ours, theirs?.SearchSeconds);

            var directory = Directory.CreateTempSubdirectory("cgihub-links-").FullName;
            try
            {
                var (csv, ncol) = (Path.Combine(directory, "links.csv"), Path.Combine(directory, "links.ncol"));
                await links.WriteAsync(csv, ',', cancel);
                await links.WriteAsync(ncol, ' ', cancel);
                var file = Once(() => NamesOf(LinkFile.Read(csv, Console.Error)));
                var peer = igraph is null ? null : await igraph.FromFileAsync(ncol, cancel);
                if (peer is not null && peer.Components != components - links.Unnamed())
                {
                    throw new InvalidOperationException($"igraph found other components in the file: {peer.Components}.");
                }

                Line(links, components, "file of text ids → names (igraph: igraph_read_graph_ncol with names, and components), once", file, peer?.Seconds);
            }
            finally
            {
                Directory.Delete(directory, recursive: true);
            }
        }

        Console.WriteLine();
    }

    private static void Line(RandomLinks links, int components, string what, double ours, double? theirs) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"| {links.Shape} | {links.Exhibits:N0} | {components:N0} | {what} | {ours:F3} | {(theirs is { } t ? t.ToString("F3", CultureInfo.InvariantCulture) : "-")} | {(theirs is { } s ? (ours / s).ToString("F2", CultureInfo.InvariantCulture) : "-")} |"));

    /// <summary>Links made and withdrawn one at a time on a graph that is there already.</summary>
    private static void Incremental(int count, int seed)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Kept while links come and go: {count:N0} links stand"));
        Console.WriteLine();
        Console.WriteLine("| shape | built, links/s | insertions/s | withdrawals/s | withdrawals that split a gun | slowest withdrawal ms |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- |");
        foreach (var links in new[] { RandomLinks.ManySmall(count, seed), RandomLinks.OneSprawl(count, seed) })
        {
            var guns = new GunComponents();
            var build = Once(() =>
            {
                guns.Reserve(links.Exhibits, count);
                for (var i = 0; i < links.Exhibits; i++)
                {
                    guns.NumberOf(RandomLinks.IdOf(i));
                }

                for (var i = 0; i < count; i++)
                {
                    guns.Link(links.From[i], links.To[i]);
                }
            });
            var changed = Enumerable.Range(0, count / 10).Select(i => (int)((i * 7_919L) % count)).Distinct().ToArray();
            var (splits, slowest) = (0, 0.0);
            var withdraw = Once(() =>
            {
                foreach (var i in changed)
                {
                    var began = Stopwatch.GetTimestamp();
                    splits += guns.Withdraw(links.From[i], links.To[i]) ? 1 : 0;
                    slowest = Math.Max(slowest, Stopwatch.GetElapsedTime(began).TotalMilliseconds);
                }
            });
            var insert = Once(() =>
            {
                foreach (var i in changed)
                {
                    guns.Link(links.From[i], links.To[i]);
                }
            });
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {links.Shape} | {count / build:N0} | {changed.Length / insert:N0} | {changed.Length / withdraw:N0} | {splits:N0} of {changed.Length:N0} | {slowest:F2} |"));
        }

        Console.WriteLine();
    }

    private static double Best(Action run) => Enumerable.Range(0, Rounds).Min(_ => Once(run));

    private static double Once(Action run)
    {
        GC.Collect();
        var clock = Stopwatch.StartNew();
        run();
        return clock.Elapsed.TotalSeconds;
    }
}
