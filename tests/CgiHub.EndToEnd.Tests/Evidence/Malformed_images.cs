using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using CgiHub.EndToEnd.Tests.Harness;
using CgiHub.EndToEnd.Tests.Real_data;

namespace CgiHub.EndToEnd.Tests.Evidence;

/// <summary>The public collections of images that crash, stall or bloat decoders, against a hub of its own whose memory is bounded.</summary>
public sealed class Malformed_images
{
    private const string Agency = "ZZ0010100";

    /// <summary>512 MB of managed memory, as the runtime reads it (hexadecimal).</summary>
    private static readonly Dictionary<string, string> Bounded = new() { ["DOTNET_GCHeapHardLimit"] = "20000000" };

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [SkippableFact]
    public async Task Are_all_answered_and_leave_the_hub_in_health()
    {
        var files = Find();
        await using var hub = await HubProcess.StartAsync(Bounded);
        using var client = await hub.ClientAsync(Agency, "Agency.Submit", "Agency.Receive");
        var answers = new ConcurrentBag<(string File, int Status)>();
        await Parallel.ForEachAsync(files, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (file, _) =>
        {
            var number = Path.GetRelativePath(files[0][..files[0].IndexOf("malformed", StringComparison.Ordinal)], file);
            using var registered = await client.PostAsJsonAsync("/api/v1/evidence", EvidenceHub.Registration(number.Length > 100 ? number[^100..] : number, Agency), CancellationToken.None);
            using var patience = new CancellationTokenSource(Patience);
            using var answer = await client.PutAsync(registered.Headers.Location!.OriginalString + "/images/overall", new ByteArrayContent(await File.ReadAllBytesAsync(file, patience.Token)), patience.Token);
            answers.Add((Path.GetFileName(file), (int)answer.StatusCode));
            if (answer.IsSuccessStatusCode)
            {
                // What was taken can be looked at.
                Assert.NotEmpty(await client.GetByteArrayAsync(registered.Headers.Location.OriginalString + "/images/overall?size=preview", patience.Token));
            }
        });

        Assert.Equal(209, answers.Count);
        Assert.DoesNotContain(answers, a => a.Status is not (201 or 415 or 422));
        Assert.True(answers.Count(a => a.Status == 422) > 60, "Hardly anything was found damaged.");
        using var health = await hub.Anonymous.GetAsync("/health/ready");
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        Assert.DoesNotContain("failed unexpectedly", hub.Output, StringComparison.Ordinal);
        Assert.True(!OperatingSystem.IsLinux() || hub.PeakBytes < 512L << 20, "The hub grew beyond measure.");

        // It goes on as if nothing had been.
        using var sound = await client.PostAsJsonAsync("/api/v1/evidence", EvidenceHub.Registration("sound", Agency));
        using var taken = await client.PutAsync(sound.Headers.Location!.OriginalString + "/images/overall", new ByteArrayContent(EvidenceHub.Jpeg));
        Assert.Equal(HttpStatusCode.Created, taken.StatusCode);
    }

    private static IReadOnlyList<string> Find()
    {
        PublicData.Require();
        return [.. Directory.EnumerateFiles(PublicData.PathOf(Path.Combine("images", "malformed")), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
    }
}
