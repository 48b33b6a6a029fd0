using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace CgiHub.Benchmarks;

/// <summary>What igraph found, and how long it took.</summary>
/// <param name="Components">How many components.</param>
/// <param name="Checksum">As <see cref="RandomLinks.ChecksumOf"/>.</param>
/// <param name="Seconds">All of it.</param>
/// <param name="SearchSeconds">The search for components alone.</param>
internal sealed record IgraphAnswer(long Components, ulong Checksum, double Seconds, double SearchSeconds);

/// <summary>igraph's C library in a small program that is compiled here and now (gcc, optimised); the edges lie in its memory before its clock starts.</summary>
internal sealed class IgraphPeer : IDisposable
{
    private const string Program = """
        #include <igraph/igraph.h>
        #include <stdio.h>
        #include <stdlib.h>
        #include <string.h>
        #include <stdint.h>
        #include <time.h>

        static double now(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return t.tv_sec + t.tv_nsec / 1e9; }

        static void answer(const igraph_vector_int_t *membership, igraph_integer_t count, double all, double search) {
            igraph_integer_t n = igraph_vector_int_size(membership);
            int64_t *smallest = malloc(sizeof(int64_t) * (count + 1));
            uint64_t sum = 0;
            for (igraph_integer_t i = 0; i < count; i++) smallest[i] = -1;
            for (igraph_integer_t i = 0; i < n; i++) { igraph_integer_t c = VECTOR(*membership)[i]; if (smallest[c] < 0) smallest[c] = i; }
            for (igraph_integer_t i = 0; i < n; i++) sum += (uint64_t)(i + 1) * (uint64_t)(smallest[VECTOR(*membership)[i]] + 7);
            printf("{\"components\":%lld,\"checksum\":\"%llu\",\"seconds\":%.6f,\"searchSeconds\":%.6f}\n", (long long)count, (unsigned long long)sum, all, search);
            free(smallest);
        }

        int main(int argc, char **argv) {
            igraph_t graph; igraph_vector_int_t membership, sizes; igraph_integer_t count;
            igraph_vector_int_init(&membership, 0); igraph_vector_int_init(&sizes, 0);
            if (!strcmp(argv[1], "file")) {
                FILE *file = fopen(argv[2], "r");
                double began = now();
                igraph_set_attribute_table(&igraph_cattribute_table);
                igraph_read_graph_ncol(&graph, file, NULL, 1, IGRAPH_ADD_WEIGHTS_NO, IGRAPH_UNDIRECTED);
                double there = now();
                igraph_connected_components(&graph, &membership, &sizes, &count, IGRAPH_WEAK);
                answer(&membership, count, now() - began, now() - there);
                return 0;
            }
            int64_t links = atoll(argv[3]), exhibits = atoll(argv[4]); int rounds = atoi(argv[5]);
            int32_t *pairs = malloc(sizeof(int32_t) * 2 * links);
            FILE *file = fopen(argv[2], "rb");
            if (fread(pairs, sizeof(int32_t), 2 * links, file) != (size_t)(2 * links)) return 2;
            igraph_vector_int_t edges; igraph_vector_int_init(&edges, 2 * links);
            for (int64_t i = 0; i < 2 * links; i++) VECTOR(edges)[i] = pairs[i];
            free(pairs);
            for (int round = 0; round < rounds; round++) {
                double began = now();
                igraph_create(&graph, &edges, exhibits, IGRAPH_UNDIRECTED);
                double there = now();
                igraph_connected_components(&graph, &membership, &sizes, &count, IGRAPH_WEAK);
                double end = now();
                answer(&membership, count, end - began, end - there);
                igraph_destroy(&graph);
            }
            return 0;
        }
        """;

    private readonly string _directory;

    private IgraphPeer(string directory) => _directory = directory;

    /// <summary>Compiles the program; null where that cannot be done here.</summary>
    public static async Task<IgraphPeer?> BuildAsync(CancellationToken cancel)
    {
        var peer = new IgraphPeer(Directory.CreateTempSubdirectory("cgihub-igraph-").FullName);
        try
        {
            await File.WriteAllTextAsync(Path.Combine(peer._directory, "peer.c"), Program, cancel);
            await peer.RunAsync("gcc", ["-O3", "-march=native", "-o", "peer", "peer.c", "-ligraph", "-lm"], cancel);
            return peer;
        }
        catch (Exception missing) when (missing is System.ComponentModel.Win32Exception or InvalidOperationException)
        {
            peer.Dispose();
            return null;
        }
    }

    /// <summary>Components of links that lie in memory as a list of edges.</summary>
    public async Task<IgraphAnswer> InMemoryAsync(RandomLinks links, int rounds, CancellationToken cancel)
    {
        var path = Path.Combine(_directory, "edges");
        var pairs = new int[2 * links.From.Length];
        for (var i = 0; i < links.From.Length; i++)
        {
            (pairs[2 * i], pairs[(2 * i) + 1]) = (links.From[i], links.To[i]);
        }

        await using (var file = File.Create(path))
        {
            file.Write(MemoryMarshal.AsBytes(pairs.AsSpan()));
        }

        var said = await RunAsync(Path.Combine(_directory, "peer"), ["memory", path, Text(links.From.Length), Text(links.Exhibits), Text(rounds)], cancel);
        var answers = said.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Read).ToList();
        return answers[0] with { Seconds = answers.Min(a => a.Seconds), SearchSeconds = answers.Min(a => a.SearchSeconds) };
    }

    /// <summary>Components of a file of named pairs.</summary>
    public async Task<IgraphAnswer> FromFileAsync(string path, CancellationToken cancel) => Read(await RunAsync(Path.Combine(_directory, "peer"), ["file", path], cancel));

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static IgraphAnswer Read(string line)
    {
        using var said = JsonDocument.Parse(line);
        var root = said.RootElement;
        return new IgraphAnswer(root.GetProperty("components").GetInt64(), ulong.Parse(root.GetProperty("checksum").GetString()!, CultureInfo.InvariantCulture), root.GetProperty("seconds").GetDouble(), root.GetProperty("searchSeconds").GetDouble());
    }

    private async Task<string> RunAsync(string program, IEnumerable<string> arguments, CancellationToken cancel)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = _directory, RedirectStandardOutput = true, RedirectStandardError = true })
            ?? throw new InvalidOperationException($"{program} did not start.");
        var errors = process.StandardError.ReadToEndAsync(cancel);
        var output = await process.StandardOutput.ReadToEndAsync(cancel);
        await process.WaitForExitAsync(cancel);
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {await errors}");
    }
}
