using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace CgiHub.Benchmarks;

/// <summary>Evidence upload against <c>sha256sum</c> plus a synced copy of the same bytes.</summary>
internal static class EvidenceBenchmark
{
    private const int Small = 12;

    /// <summary>Small images that a hub gets before it is measured: until then it runs code that its runtime has not compiled for good.</summary>
    private const int WarmUps = 40;

    public static async Task RunAsync(BenchmarkOptions options, CancellationToken cancel)
    {
        var rounds = options.Int("rounds", 9);
        var large = options.Int("megabytes", 256);
        var directory = Directory.CreateTempSubdirectory("cgihub-evidence-").FullName;
        try
        {
            Console.WriteLine("Evidence upload over HTTP against `sha256sum FILE` plus `dd conv=fsync` of the same file");
            Console.WriteLine();
            Console.WriteLine("| image | MB | sha256sum + copy MB/s | hub MB/s | ratio (median) | hub memory growth MiB |");
            Console.WriteLine("| --- | --- | --- | --- | --- | --- |");
            foreach (var megabytes in new[] { Small, large }.Distinct())
            {
                await MeasureAsync(directory, megabytes, rounds, cancel);
            }
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task MeasureAsync(string directory, int megabytes, int rounds, CancellationToken cancel)
    {
        await using var hub = await HubProcess.StartAsync(["--CgiHub:Evidence:MaxImageBytes=2147483648", "--CgiHub:Evidence:MaxPixels=2000000000", "--CgiHub:Evidence:HttpUploadLimit=2147483648"], cancel);
        using var client = await hub.ClientAsync("ZZ0000100", "Agency.Submit");
        var (ratios, peers, owns) = (new Percentiles(), new Percentiles(), new Percentiles());
        double before = 0;
        for (var round = -WarmUps; round < rounds; round++)
        {
            var file = Path.Combine(directory, "image.tif");
            WriteTiff(file, (round < 0 ? Small : megabytes) * 1_000_000L, round);
            var bytes = new FileInfo(file).Length;
            using var registered = await client.PostAsJsonAsync("/api/v1/evidence", new { ori = "ZZ0000100", caseNumber = "26-1", exhibitNumber = $"{WarmUps + round}", kind = "cartridgeCase", recoveredAt = "2026-01-01T00:00:00Z" }, cancel);
            registered.EnsureSuccessStatusCode();
            var id = (await registered.Content.ReadFromJsonAsync<JsonElement>(cancel)).GetProperty("id").GetString();

            var peer = await PeerAsync(file, Path.Combine(directory, "copy"), cancel);
            before = round == 0 ? hub.PeakMegabytes() : before;
            await using var stream = File.OpenRead(file);
            using var content = new StreamContent(stream, 1 << 20) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } };
            var clock = Stopwatch.StartNew();
            using var answer = await client.PutAsync($"/api/v1/evidence/{id}/images/breechFace", content, cancel);
            var own = clock.Elapsed;
            if (!answer.IsSuccessStatusCode)
            {
                throw new InvalidOperationException(await answer.Content.ReadAsStringAsync(cancel));
            }

            if (round >= 0)
            {
                ratios.Add(peer / own);
                peers.Add(bytes / 1e6 / peer.TotalSeconds);
                owns.Add(bytes / 1e6 / own.TotalSeconds);
            }

            File.Delete(file);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| 8-bit TIFF | {megabytes} | {peers.At(0.5):F0} | {owns.At(0.5):F0} | {ratios.At(0.5):F2} (aim 0.7) | {hub.PeakMegabytes() - before:F0} |"));
    }

    private static async Task<TimeSpan> PeerAsync(string file, string copy, CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(new ProcessStartInfo("/bin/sh") { ArgumentList = { "-c", "sha256sum \"$0\" >/dev/null && dd if=\"$0\" of=\"$1\" bs=1M conv=fsync 2>/dev/null", file, copy } }) ?? throw new InvalidOperationException("No shell.");
        await process.WaitForExitAsync(cancel);
        var took = clock.Elapsed;
        File.Delete(copy);
        return process.ExitCode == 0 ? took : throw new InvalidOperationException("sha256sum or dd failed.");
    }

    /// <summary>An uncompressed 8-bit grey TIFF of about this size, in strips of one row each of noise.</summary>
    private static void WriteTiff(string path, long bytes, int seed)
    {
        var width = 4000;
        var height = (int)Math.Max(1, (bytes - 4096) / width);
        using var file = File.Create(path, 1 << 20);
        using var writer = new BinaryWriter(file);
        const int RowsPerStrip = 64;
        var strips = (height + RowsPerStrip - 1) / RowsPerStrip;
        const int Entries = 9;
        var directoryEnd = 8 + 2 + Entries * 12 + 4;
        var (offsetsAt, countsAt, dataAt) = (directoryEnd, directoryEnd + strips * 4, directoryEnd + strips * 8);
        writer.Write("II"u8);
        writer.Write((ushort)42);
        writer.Write(8u);
        writer.Write((ushort)Entries);
        Entry(256, 4, 1, (uint)width);
        Entry(257, 4, 1, (uint)height);
        Entry(258, 3, 1, 8);
        Entry(259, 3, 1, 1);
        Entry(262, 3, 1, 1);
        Entry(273, 4, (uint)strips, (uint)offsetsAt);
        Entry(277, 3, 1, 1);
        Entry(278, 4, 1, RowsPerStrip);
        Entry(279, 4, (uint)strips, (uint)countsAt);
        writer.Write(0u);
        for (var strip = 0; strip < strips; strip++)
        {
            writer.Write((uint)(dataAt + (long)strip * RowsPerStrip * width));
        }

        for (var strip = 0; strip < strips; strip++)
        {
            writer.Write((uint)(Math.Min(RowsPerStrip, height - strip * RowsPerStrip) * width));
        }

        var random = new Random(seed);
        var row = new byte[width];
        for (var y = 0; y < height; y++)
        {
            random.NextBytes(row);
            writer.Write(row);
        }

        void Entry(ushort tag, ushort type, uint count, uint value)
        {
            writer.Write(tag);
            writer.Write(type);
            writer.Write(count);
            writer.Write(value);
        }
    }
}
