using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CgiHub.Functions.Http;
using CgiHub.Local.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace CgiHub.EndToEnd.Tests.Host;

/// <summary>Of whom nobody knows who they are; callers with a token have limits of their own.</summary>
public sealed class An_address_in_a_hurry : IAsyncLifetime
{
    private const int Burst = 3;

    private readonly InProcessHub _hub = new() { Settings = { ["CgiHub:Door:UnknownBurst"] = $"{Burst}", ["CgiHub:Door:UnknownPerMinute"] = "1" } };

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _hub.DisposeAsync();

    [Fact]
    public async Task Is_told_when_to_come_again_and_holds_up_nobody_with_a_token()
    {
        await _hub.StartAsync();
        using var known = await _hub.ClientAsync(["Agency.Receive"], "NY0303000");
        using var nobody = _hub.Anonymous();
        nobody.DefaultRequestHeaders.Authorization = new("Bearer", "not.a.token");
        for (var request = 0; request < Burst; request++)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(nobody));
        }

        using var refused = await nobody.GetAsync("/api/v1/inbox");
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        Assert.EndsWith("1012", (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("type").GetString(), StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.OK, await AskAsync(known));
        Assert.Equal(HttpStatusCode.OK, (await nobody.GetAsync("/health/live")).StatusCode);
    }

    [Fact]
    public async Task Does_not_fill_the_audit_trail()
    {
        await _hub.StartAsync();
        using var nobody = _hub.Anonymous();
        for (var request = 0; request < Burst + 20; request++)
        {
            await AskAsync(nobody);
        }

        var statuses = (await TrailAsync()).Select(a => a.GetProperty("status").GetInt32()).ToList();
        Assert.Equal((Burst, 1), (statuses.Count(s => s == 401), statuses.Count(s => s == 429)));
    }

    [Fact]
    public async Task Gets_no_further_by_telling_another_one()
    {
        await _hub.StartAsync();
        using var nobody = _hub.Anonymous();
        var answers = new List<HttpStatusCode>();
        for (var request = 0; request < Burst + 2; request++)
        {
            answers.Add(await AskAsync(nobody, $"203.0.113.{request}"));
        }

        Assert.Equal(2, answers.Count(a => a == HttpStatusCode.TooManyRequests));
    }

    [Fact]
    public async Task Is_the_one_that_a_trusted_proxy_saw_and_not_what_stands_before()
    {
        _hub.Settings["CgiHub:Door:TrustedProxies"] = "10.0.0.0/8 127.0.0.1 ::1";
        await _hub.StartAsync();
        using var proxy = _hub.Anonymous();
        for (var request = 0; request < Burst; request++)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(proxy, $"198.51.100.{request}, 203.0.113.7:{4000 + request}, 10.1.2.3"));
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, await AskAsync(proxy, "203.0.113.7"));
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(proxy, "203.0.113.8"));
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(proxy, "[2001:db8::1]:443"));
        Assert.Equal(Burst, (await TrailAsync()).Count(a => a.GetProperty("status").GetInt32() == 401 && a.GetProperty("address").GetString() == "203.0.113.7"));
    }

    [Fact]
    public async Task Is_told_by_no_proxy_that_is_none()
    {
        _hub.Settings["CgiHub:Door:TrustedProxies"] = "everybody";
        Assert.Contains("TrustedProxies", (await Assert.ThrowsAsync<OptionsValidationException>(_hub.StartAsync)).Message, StringComparison.Ordinal);
    }

    /// <summary>The attempts in the audit trail.</summary>
    private async Task<IReadOnlyList<JsonElement>> TrailAsync()
    {
        using var admin = await _hub.ClientAsync(["Hub.Admin"]);
        return [.. (await admin.GetFromJsonAsync<JsonElement>("/api/v1/admin/audit?limit=200")).GetProperty("items").EnumerateArray().Select(e => e.GetProperty("attempt"))];
    }

    private static async Task<HttpStatusCode> AskAsync(HttpClient client, string? forwardedFor = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/inbox");
        if (forwardedFor is not null)
        {
            request.Headers.TryAddWithoutValidation("X-Forwarded-For", forwardedFor);
        }

        using var answer = await client.SendAsync(request);
        return answer.StatusCode;
    }
}

public sealed class Many_addresses_in_a_hurry
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Are_counted_together_once_there_is_no_room_for_more()
    {
        var limits = Limits(addresses: 2);
        Assert.Null(limits.Refuse(IPAddress.Parse("203.0.113.1")));
        Assert.Null(limits.Refuse(IPAddress.Parse("203.0.113.2")));
        Assert.Null(limits.Refuse(IPAddress.Parse("203.0.113.3")));
        Assert.NotNull(limits.Refuse(IPAddress.Parse("203.0.113.4")));
    }

    [Fact]
    public void Make_room_once_they_are_quiet()
    {
        var limits = Limits(addresses: 2);
        limits.Refuse(IPAddress.Parse("203.0.113.1"));
        limits.Refuse(IPAddress.Parse("203.0.113.2"));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(limits.Refuse(IPAddress.Parse("203.0.113.3")));
        Assert.Null(limits.Refuse(IPAddress.Parse("203.0.113.4")));
        Assert.NotNull(limits.Refuse(IPAddress.Parse("203.0.113.3")));
        Assert.NotNull(limits.Refuse(IPAddress.Parse("203.0.113.4")));
    }

    [Fact]
    public void Are_one_where_they_are_of_one_subscribers_network()
    {
        var limits = Limits(addresses: 10);
        Assert.Null(limits.Refuse(IPAddress.Parse("2001:db8:1:2::1")));
        Assert.NotNull(limits.Refuse(IPAddress.Parse("2001:db8:1:2:ffff::9")));
        Assert.Null(limits.Refuse(IPAddress.Parse("2001:db8:1:3::1")));
    }

    [Fact]
    public void Come_again_as_often_as_they_were_told()
    {
        var limits = Limits(addresses: 10);
        var address = IPAddress.Parse("203.0.113.1");
        Assert.Null(limits.Refuse(address));
        Assert.Equal((TimeSpan.FromMinutes(1), true), limits.Refuse(address));
        Assert.Equal((TimeSpan.FromMinutes(1), false), limits.Refuse(address));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(limits.Refuse(address));
        Assert.True(limits.Refuse(address)!.Value.First);
    }

    private AddressLimits Limits(int addresses) => new(Options.Create(new DoorOptions { UnknownBurst = 1, UnknownPerMinute = 1, UnknownAddresses = addresses }), _time);
}
