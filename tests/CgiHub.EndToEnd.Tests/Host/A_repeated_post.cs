using System.Net;

namespace CgiHub.EndToEnd.Tests.Host;

public sealed class A_repeated_post(InProcessHub hub) : IClassFixture<InProcessHub>
{
    [Fact]
    public async Task Gets_the_first_answer_again()
    {
        using var client = await hub.AgencyAsync();
        using var first = await PostAsync(client, "/test/echo/11", "k1", "same");
        using var again = await PostAsync(client, "/test/echo/11", "k1", "same");
        Assert.Equal(HttpStatusCode.Created, again.StatusCode);
        Assert.Equal(await first.Content.ReadAsStringAsync(), await again.Content.ReadAsStringAsync());
        Assert.Equal((first.Headers.Location, first.Headers.ETag, first.Content.Headers.ContentType), (again.Headers.Location, again.Headers.ETag, again.Content.Headers.ContentType));
        Assert.Equal("true", Assert.Single(again.Headers.GetValues("Idempotency-Replayed")));
        Assert.False(first.Headers.Contains("Idempotency-Replayed"));
        Assert.Equal(1, hub.Calls.Count("echo 11 "));
    }

    [Fact]
    public async Task With_another_body_is_refused()
    {
        using var client = await hub.AgencyAsync();
        using var first = await PostAsync(client, "/test/echo/12", "k2", "one");
        using var other = await PostAsync(client, "/test/echo/12", "k2", "two");
        await A_caller.Refused(other, HttpStatusCode.UnprocessableEntity, 1010);
        Assert.Equal(1, hub.Calls.Count("echo 12 "));
    }

    [Fact]
    public async Task That_was_refused_may_be_mended_under_its_key()
    {
        using var client = await hub.AgencyAsync();
        using var refused = await PostAsync(client, "/test/echo/13", "k3", "refuse me");
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        using var mended = await PostAsync(client, "/test/echo/13", "k3", "fine");
        Assert.Equal(HttpStatusCode.Created, mended.StatusCode);
    }

    [Fact]
    public async Task Whose_first_is_in_flight_is_asked_to_wait()
    {
        using var client = await hub.AgencyAsync();
        var first = PostAsync(client, "/test/echo/14", "k4", "hold on");
        await Eventually.HoldsAsync(() => hub.Calls.Count("echo 14 ") == 1);
        using var second = await PostAsync(client, "/test/echo/14", "k4", "hold on");
        await A_caller.Refused(second, HttpStatusCode.Conflict, 1011);
        Assert.NotNull(second.Headers.RetryAfter);
        hub.Calls.Release.SetResult();
        using var answer = await first;
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        using var replayed = await PostAsync(client, "/test/echo/14", "k4", "hold on");
        Assert.Equal(await answer.Content.ReadAsStringAsync(), await replayed.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task That_is_large_is_compared_to_its_end()
    {
        using var client = await hub.AgencyAsync();
        var large = new string('a', 3_000_000);
        using var first = await PostAsync(client, "/test/echo/15", "k5", large + "x");
        using var again = await PostAsync(client, "/test/echo/15", "k5", large + "x");
        using var other = await PostAsync(client, "/test/echo/15", "k5", large + "y");
        Assert.True(again.Headers.Contains("Idempotency-Replayed"));
        await A_caller.Refused(other, HttpStatusCode.UnprocessableEntity, 1010);
        Assert.Equal(1, hub.Calls.Count("echo 15 "));
    }

    [Fact]
    public async Task Of_another_agency_is_another_request()
    {
        using var one = await hub.AgencyAsync("ZZ0000001");
        using var two = await hub.AgencyAsync("ZZ0000002");
        using var first = await PostAsync(one, "/test/echo/16", "k6", "same");
        using var other = await PostAsync(two, "/test/echo/16", "k6", "same");
        Assert.False(other.Headers.Contains("Idempotency-Replayed"));
        Assert.Equal(2, hub.Calls.Count("echo 16 "));
    }

    [Theory]
    [InlineData("with blank")]
    [InlineData("tab\there")]
    public async Task Needs_a_key_of_visible_letters(string key)
    {
        using var client = await hub.AgencyAsync();
        using var answer = await PostAsync(client, "/test/echo/17", key, "same");
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, string path, string key, string body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body) };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        return client.SendAsync(request);
    }
}
