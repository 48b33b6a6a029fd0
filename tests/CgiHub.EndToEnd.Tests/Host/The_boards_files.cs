using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace CgiHub.EndToEnd.Tests.Host;

public sealed partial class The_boards_files(InProcessHub hub) : IClassFixture<InProcessHub>
{
    private static void SkipUnlessBuilt() => Skip.IfNot(File.Exists(Path.Combine(AppContext.BaseDirectory, "board", "index.html")), "The board was not built: npm is not there.");

    [SkippableTheory]
    [InlineData("/board")]
    [InlineData("/board/")]
    [InlineData("/board/leads/ld-aaaaaaaaaaaaaaaa")]
    public async Task Answer_the_boards_own_addresses_with_its_page(string path)
    {
        SkipUnlessBuilt();
        using var client = hub.Anonymous();
        using var page = await client.GetAsync(path);
        Assert.Equal((HttpStatusCode.OK, "text/html", "no-cache"), (page.StatusCode, page.Content.Headers.ContentType!.MediaType, page.Headers.CacheControl!.ToString()));
        var policy = Assert.Single(page.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.DoesNotMatch(InlineScript(), await page.Content.ReadAsStringAsync());
    }

    [SkippableFact]
    public async Task Are_kept_for_ever_where_their_name_follows_from_their_bytes_and_come_compressed()
    {
        SkipUnlessBuilt();
        using var client = hub.Anonymous();
        var script = Script().Match(await client.GetStringAsync("/board/")).Groups[1].Value;
        using var request = new HttpRequestMessage(HttpMethod.Get, script) { Headers = { { "Accept-Encoding", "gzip, br" } } };
        using var compressed = await client.SendAsync(request);
        using var plain = await client.GetAsync(script);

        Assert.Equal("public, max-age=31536000, immutable", compressed.Headers.CacheControl!.ToString().Replace("max-age=31536000, public", "public, max-age=31536000", StringComparison.Ordinal));
        Assert.Equal("br", Assert.Single(compressed.Content.Headers.ContentEncoding));
        Assert.NotEqual(plain.Headers.ETag, compressed.Headers.ETag);
        Assert.True((await compressed.Content.ReadAsByteArrayAsync()).Length < (await plain.Content.ReadAsByteArrayAsync()).Length);

        using var known = new HttpRequestMessage(HttpMethod.Get, script) { Headers = { { "If-None-Match", plain.Headers.ETag!.ToString() } } };
        using var unchanged = await client.SendAsync(known);
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
    }

    [SkippableTheory]
    [InlineData("/board/%2e%2e/CgiHub.Local.dll")]
    [InlineData("/board/..%2fCgiHub.Local.dll")]
    [InlineData("/board/assets/..%5c..%5cCgiHub.Local.dll")]
    [InlineData("/board//etc/host.conf")]
    [InlineData("/board/index.html.br")]
    [InlineData("/board/INDEX.html")]
    public async Task Are_all_that_is_served(string path)
    {
        SkipUnlessBuilt();
        using var client = hub.Anonymous();
        using var answer = await client.GetAsync(new Uri(hub.Address, path));
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Say_how_people_sign_in()
    {
        using var client = hub.Anonymous();
        var told = await client.GetFromJsonAsync<JsonElement>("/board/config.json");
        Assert.Equal(("choose", 1800, 43_200), (told.GetProperty("kind").GetString(), told.GetProperty("lockAfterSeconds").GetInt32(), told.GetProperty("signInForSeconds").GetInt32()));
    }

    [GeneratedRegex("""<script[^>]*src="([^"]+)""")]
    private static partial Regex Script();

    [GeneratedRegex("<script(?![^>]*src=)|<style|style=| on[a-z]+=")]
    private static partial Regex InlineScript();
}
