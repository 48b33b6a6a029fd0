using System.Net;

namespace CgiHub.EndToEnd.Tests.Evidence;

public sealed class An_original_over_http(EvidenceHub hub) : IClassFixture<EvidenceHub>
{
    private static readonly int Length = EvidenceHub.Png.Length;
    private static readonly string Tag = $"\"{EvidenceHub.Sha256(EvidenceHub.Png)}\"";

    [Fact]
    public async Task Comes_whole_with_what_it_is()
    {
        var path = await StoredAsync();
        using var answer = await hub.GetAsync(path);
        Assert.Equal(EvidenceHub.Png, await answer.Content.ReadAsByteArrayAsync());
        Assert.Equal((200, "image/png", (long)Length), ((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, answer.Content.Headers.ContentLength));
        Assert.Equal((Tag, "bytes", EvidenceHub.Digest(EvidenceHub.Png)), (answer.Headers.ETag?.ToString(), answer.Headers.AcceptRanges.Single(), answer.Headers.GetValues("Repr-Digest").Single()));
        Assert.StartsWith("attachment; filename=\"ex-", answer.Content.Headers.ContentDisposition?.ToString(), StringComparison.Ordinal);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
    }

    [Theory]
    [InlineData("bytes=0-9", 0, 10)]
    [InlineData("bytes=100-100", 100, 1)]
    [InlineData("bytes=1000-", 1000, -1)]
    [InlineData("bytes=-20", -20, 20)]
    [InlineData("bytes=5-99999999", 5, -1)]
    [InlineData("bytes=-99999999", 0, -1)]
    public async Task Comes_in_part(string range, int first, int count)
    {
        var path = await StoredAsync();
        first = first < 0 ? Length + first : first;
        count = count < 0 ? Length - first : count;
        using var answer = await hub.GetAsync(path, ("Range", range));
        Assert.Equal(HttpStatusCode.PartialContent, answer.StatusCode);
        Assert.Equal(EvidenceHub.Png[first..(first + count)], await answer.Content.ReadAsByteArrayAsync());
        Assert.Equal(($"bytes {first}-{first + count - 1}/{Length}", (long)count), (answer.Content.Headers.ContentRange?.ToString(), answer.Content.Headers.ContentLength));
    }

    [Theory]
    [InlineData("bytes=99999999-")]
    [InlineData("bytes=-0")]
    public async Task Does_not_come_from_behind_its_end(string range)
    {
        var path = await StoredAsync();
        using var answer = await hub.GetAsync(path, ("Range", range));
        await EvidenceHub.ProblemAsync(answer, 416, 2110);
        Assert.Equal($"bytes */{Length}", answer.Content.Headers.ContentRange?.ToString());
        Assert.Equal(["registered", "imageStored"], await hub.CustodyAsync(path[..path.IndexOf("/images", StringComparison.Ordinal)]));
    }

    [Theory]
    [InlineData("bytes=0-1,5-9")]
    [InlineData("lines=0-9")]
    [InlineData("bytes=9-0")]
    [InlineData("nonsense")]
    public async Task Comes_whole_where_a_range_is_not_understood(string range)
    {
        using var answer = await hub.GetAsync(await StoredAsync(), ("Range", range));
        Assert.Equal((HttpStatusCode.OK, (long)Length), (answer.StatusCode, answer.Content.Headers.ContentLength));
    }

    [Fact]
    public async Task Comes_in_part_only_while_it_is_the_same()
    {
        var path = await StoredAsync();
        using var same = await hub.GetAsync(path, ("Range", "bytes=0-9"), ("If-Range", Tag));
        using var other = await hub.GetAsync(path, ("Range", "bytes=0-9"), ("If-Range", "\"0123\""));
        using var weak = await hub.GetAsync(path, ("Range", "bytes=0-9"), ("If-Range", "W/" + Tag));
        Assert.Equal((206, 200, 200), ((int)same.StatusCode, (int)other.StatusCode, (int)weak.StatusCode));
    }

    [Fact]
    public async Task Does_not_come_again_to_who_has_it()
    {
        var path = await StoredAsync();
        foreach (var tag in new[] { Tag, "W/" + Tag, "*", $"\"0123\", {Tag}" })
        {
            using var answer = await hub.GetAsync(path, ("If-None-Match", tag));
            Assert.Equal((HttpStatusCode.NotModified, Tag), (answer.StatusCode, answer.Headers.ETag?.ToString()));
        }

        using var other = await hub.GetAsync(path, ("If-None-Match", "\"0123\""));
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Fact]
    public async Task Tells_its_length_without_coming()
    {
        var path = await StoredAsync();
        using var head = await EvidenceHub.SendAsync(hub.Client, HttpMethod.Head, path);
        Assert.Equal((200, (long)Length, Tag, "image/png"), ((int)head.StatusCode, head.Content.Headers.ContentLength, head.Headers.ETag?.ToString(), head.Content.Headers.ContentType?.MediaType));
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
        Assert.Equal(["registered", "imageStored"], await hub.CustodyAsync(path[..path.IndexOf("/images", StringComparison.Ordinal)]));
    }

    [Fact]
    public async Task Is_told_of_in_custody_with_the_part_that_left()
    {
        var path = await StoredAsync();
        using var part = await hub.GetAsync(path, ("Range", "bytes=10-19"));
        using var page = await hub.GetAsync(path[..path.IndexOf("/images", StringComparison.Ordinal)] + "/custody?limit=2");
        var chain = await EvidenceHub.JsonAsync(page, 200);
        using var rest = await hub.GetAsync(path[..path.IndexOf("/images", StringComparison.Ordinal)] + "/custody?limit=2&cursor=" + Uri.EscapeDataString(chain.GetProperty("next").GetString()!));
        var read = Assert.Single((await EvidenceHub.JsonAsync(rest, 200)).GetProperty("items").EnumerateArray());
        Assert.Equal(("imageRead", "10-19", 3), (read.GetProperty("action").GetString(), read.GetProperty("bytes").GetString(), read.GetProperty("seq").GetInt32()));
        Assert.Equal(chain.GetProperty("items")[1].GetProperty("hash").GetString(), read.GetProperty("previous").GetString());
    }

    private async Task<string> StoredAsync()
    {
        var path = await hub.RegisterAsync() + "/images/breechFace";
        using var stored = await hub.PutAsync(path, EvidenceHub.Png);
        await EvidenceHub.JsonAsync(stored, 201);
        return path;
    }
}
