using System.Text.Json;

namespace CgiHub.EndToEnd.Tests.Evidence;

public sealed class A_valet_key_over_http(EvidenceHub hub) : IClassFixture<EvidenceHub>
{
    /// <summary>Too large for a request, and yet an image: an uncompressed TIFF of two megapixels.</summary>
    private static readonly byte[] Large = LargeTiff.Bytes(2000, 1000);

    [Fact]
    public async Task Goes_its_whole_way()
    {
        var exhibit = await hub.RegisterAsync();
        var path = exhibit + "/images/surface";
        using var refused = await hub.PutAsync(path, Large);
        await EvidenceHub.ProblemAsync(refused, 413, 2105);
        var offer = await OfferAsync(refused.Headers.Location!.OriginalString);
        var complete = offer.GetProperty("complete").GetString()!;
        Assert.Equal($"{path}/upload/{offer.GetProperty("uploadId").GetString()}/complete", complete);
        Assert.InRange(offer.GetProperty("expiresAt").GetDateTimeOffset() - DateTimeOffset.UtcNow, TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(15));

        using var early = await EvidenceHub.SendAsync(hub.Client, HttpMethod.Post, complete);
        await EvidenceHub.ProblemAsync(early, 409, 2109);
        using var brought = await BringAsync(offer, Large);
        Assert.Equal(201, (int)brought.StatusCode);
        using var twice = await BringAsync(offer, EvidenceHub.Png);
        await EvidenceHub.ProblemAsync(twice, 409, 1020);
        using var done = await EvidenceHub.SendAsync(hub.Client, HttpMethod.Post, complete, null, ("Repr-Digest", EvidenceHub.Digest(Large)));
        var image = await EvidenceHub.JsonAsync(done, 200);
        Assert.Equal((EvidenceHub.Sha256(Large), "tiff", 2000, 1000), (image.GetProperty("sha256").GetString(), image.GetProperty("format").GetString(), image.GetProperty("width").GetInt32(), image.GetProperty("height").GetInt32()));
        using var again = await EvidenceHub.SendAsync(hub.Client, HttpMethod.Post, complete);
        Assert.Equal(image.ToString(), (await EvidenceHub.JsonAsync(again, 200)).ToString());
        Assert.Equal(Large, await hub.Client.GetByteArrayAsync(path));
        Assert.Equal(["registered", "uploadOffered", "imageStored", "imageRead"], await hub.CustodyAsync(exhibit));
    }

    [Fact]
    public async Task Supersedes_on_condition_without_sending_twice()
    {
        var path = await hub.RegisterAsync() + "/images/surface";
        using var first = await hub.PutAsync(path, EvidenceHub.Png);
        var offer = await OfferAsync(path + "/upload");
        using var brought = await BringAsync(offer, Large);
        var complete = offer.GetProperty("complete").GetString()!;
        using var unasked = await EvidenceHub.SendAsync(hub.Client, HttpMethod.Post, complete);
        await EvidenceHub.ProblemAsync(unasked, 409, 2101);
        using var stale = await EvidenceHub.SendAsync(hub.Client, HttpMethod.Post, complete, null, ("If-Match", "\"0123\""));
        await EvidenceHub.ProblemAsync(stale, 412, 1009);
        using var done = await EvidenceHub.SendAsync(hub.Client, HttpMethod.Post, complete, null, ("If-Match", first.Headers.ETag!.ToString()));
        Assert.Equal(2, (await EvidenceHub.JsonAsync(done, 200)).GetProperty("version").GetInt32());
    }

    [Theory]
    [InlineData("sig=", "sig=A")]
    [InlineData("max=", "max=9")]
    [InlineData("exp=", "exp=9")]
    [InlineData("/uploads/", "/uploads/0")]
    public async Task That_was_changed_opens_nothing(string what, string forged)
    {
        var offer = await OfferAsync(await hub.RegisterAsync() + "/images/surface/upload");
        using var client = hub.Anonymous();
        using var answer = await EvidenceHub.SendAsync(client, HttpMethod.Put, offer.GetProperty("url").GetString()!.Replace(what, forged, StringComparison.Ordinal), new ByteArrayContent(EvidenceHub.Png));
        await EvidenceHub.ProblemAsync(answer, 403, 1019);
    }

    [Fact]
    public async Task Takes_no_more_than_an_image_may_have()
    {
        var offer = await OfferAsync(await hub.RegisterAsync() + "/images/surface/upload");
        using var client = hub.Anonymous();
        using var content = new StreamContent(new Unending([], EvidenceHub.MaxImageBytes + 1));
        using var answer = await EvidenceHub.SendAsync(client, HttpMethod.Put, offer.GetProperty("url").GetString()!, content);
        await EvidenceHub.ProblemAsync(answer, 413, 1008);
    }

    [Fact]
    public async Task That_brought_no_image_says_so_when_it_is_completed()
    {
        var offer = await OfferAsync(await hub.RegisterAsync() + "/images/surface/upload");
        using var brought = await BringAsync(offer, "no image"u8.ToArray());
        using var answer = await EvidenceHub.SendAsync(hub.Client, HttpMethod.Post, offer.GetProperty("complete").GetString()!);
        await EvidenceHub.ProblemAsync(answer, 415, 2106);
    }

    private async Task<JsonElement> OfferAsync(string path)
    {
        using var answer = await EvidenceHub.SendAsync(hub.Client, HttpMethod.Post, path);
        return await EvidenceHub.JsonAsync(answer, 201);
    }

    /// <summary>Whoever has the key needs no token.</summary>
    private async Task<HttpResponseMessage> BringAsync(JsonElement offer, byte[] bytes)
    {
        using var client = hub.Anonymous();
        return await EvidenceHub.SendAsync(client, HttpMethod.Put, offer.GetProperty("url").GetString()!, new ByteArrayContent(bytes));
    }
}
