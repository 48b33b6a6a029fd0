using System.Net.Http.Json;
using System.Text.Json;
using CgiHub.EndToEnd.Tests.Harness;

namespace CgiHub.EndToEnd.Tests.Evidence;

public sealed class A_gigabyte
{
    private const string Agency = "ZZ0010100";
    private const long MostGrowth = 64L << 20;

    [SkippableFact]
    public async Task Passes_through_the_hub_and_leaves_its_memory_flat()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "How much memory a process has had is read from /proc, which only Linux has.");
        await using var hub = await HubProcess.StartAsync("--CgiHub:Evidence:MaxImageBytes=2000000000", "--CgiHub:Evidence:MaxPixels=2000000000");
        using var client = await hub.ClientAsync(Agency, "Agency.Submit", "Agency.Receive");

        // The first image loads what every image needs.
        await PutAsync(client, "warm", 4000, 6000);
        var before = hub.PeakBytes;
        var image = await PutAsync(client, "large", 32_000, 33_555);
        Assert.True(image.GetProperty("bytes").GetInt64() > 1L << 30);
        Assert.Equal((32_000, 33_555), (image.GetProperty("width").GetInt32(), image.GetProperty("height").GetInt32()));
        var growth = hub.PeakBytes - before;
        Assert.True(growth <= MostGrowth, $"A gigabyte made the hub {growth >> 20} MB larger.");

        // And on its way out.
        using var answer = await client.GetAsync(image.GetProperty("original").GetString(), HttpCompletionOption.ResponseHeadersRead);
        await using var body = await answer.Content.ReadAsStreamAsync();
        Assert.Equal(image.GetProperty("bytes").GetInt64(), await CountAsync(body));
        growth = hub.PeakBytes - before;
        Assert.True(growth <= MostGrowth, $"A gigabyte made the hub {growth >> 20} MB larger on its way out.");
    }

    private static async Task<JsonElement> PutAsync(HttpClient client, string exhibit, int width, int height)
    {
        using var registered = await client.PostAsJsonAsync("/api/v1/evidence", EvidenceHub.Registration(exhibit, Agency));
        using var content = new StreamContent(LargeTiff.Open(width, height), 1 << 20);
        content.Headers.ContentLength = LargeTiff.Length(width, height);
        using var answer = await client.PutAsync(registered.Headers.Location!.OriginalString + "/images/overall", content);
        return await EvidenceHub.JsonAsync(answer, 201);
    }

    private static async Task<long> CountAsync(Stream body)
    {
        var buffer = new byte[1 << 20];
        var count = 0L;
        int read;
        while ((read = await body.ReadAsync(buffer)) > 0)
        {
            count += read;
        }

        return count;
    }
}
