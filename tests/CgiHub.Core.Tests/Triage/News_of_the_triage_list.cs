using CgiHub.Core.CaseMaps;
using CgiHub.Core.Tests.Packets;
using CgiHub.Core.Triage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace CgiHub.Core.Tests.Triage;

public sealed class News_of_the_triage_list : IDisposedAfterTest
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly PacketHouse _house = new();

    public ValueTask DisposeAsync() => _house.DisposeAsync();

    [Fact]
    public async Task Reach_everybody_who_listens()
    {
        using var watch = Watch(new());
        using var one = await ListenAsync(watch);
        using var other = await ListenAsync(watch);
        await ChangeAsync("N1", "N2");

        foreach (var listener in new[] { one, other })
        {
            var change = await NextAsync(listener);
            Assert.Equal((Lead.Id, 1, LeadStatus.Lead), (change!.LeadId, change.Version, change.Status));
        }
    }

    [Fact]
    public async Task Come_once_though_looks_overlap()
    {
        using var watch = Watch(new());
        using var listener = await ListenAsync(watch);
        await ChangeAsync("N1", "N2");
        var first = await NextAsync(listener);
        for (var i = 0; i < 5; i++)
        {
            _house.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await ChangeAsync("N1", "N2", "N3");
        var second = await NextAsync(listener);

        Assert.Equal((1, 2), (first!.Version, second!.Version));
    }

    [Fact]
    public async Task Are_made_up_to_who_was_away_for_a_while()
    {
        using var watch = Watch(new());
        var since = _house.Time.GetUtcNow();
        _house.Time.Advance(TimeSpan.FromMinutes(1));
        await ChangeAsync("N1", "N2");
        _house.Time.Advance(TimeSpan.FromMinutes(1));
        using var listener = (await watch.ListenAsync(since, default)).Value;

        Assert.True(listener.Changes.TryRead(out var missed));
        Assert.Equal(Lead.Id, missed!.LeadId);
    }

    [Fact]
    public async Task Ask_who_was_away_for_too_long_to_read_the_list_anew()
    {
        using var watch = Watch(new());
        var since = _house.Time.GetUtcNow();
        _house.Time.Advance(TimeSpan.FromHours(2));
        using var listener = (await watch.ListenAsync(since, default)).Value;

        Assert.True(listener.Changes.TryRead(out var change));
        Assert.Null(change);
    }

    [Fact]
    public async Task Wait_for_nobody_who_does_not_take_them()
    {
        using var watch = Watch(new() { MaxWaiting = 1 });
        using var slow = await ListenAsync(watch);
        using var quick = await ListenAsync(watch);
        await ChangeAsync("N1", "N2");
        Assert.Equal(1, (await NextAsync(quick))!.Version);
        await ChangeAsync("N1", "N2", "N3");
        Assert.Equal(2, (await NextAsync(quick))!.Version);

        Assert.Equal(1, (await slow.Changes.ReadAsync())!.Version);
        await slow.Changes.Completion.WaitAsync(Patience);
    }

    [Fact]
    public async Task Are_refused_to_more_than_one_host_serves()
    {
        using var watch = Watch(new() { MaxListeners = 1 });
        using (await ListenAsync(watch))
        {
            Assert.Equal(2820, (await watch.ListenAsync(null, default)).Error!.Number);
        }

        Assert.Equal(0, watch.Listeners);
        using var next = await ListenAsync(watch);
        Assert.Equal(1, watch.Listeners);
    }

    [Fact]
    public async Task Give_way_to_the_whole_list_where_they_are_more_than_one_look_takes()
    {
        await ChangeAsync("N1", "N2");

        Assert.Null(await News(new() { MaxChanges = 0 }).SinceAsync(_house.Time.GetUtcNow().AddMinutes(-1), default));
        Assert.Single((await News(new() { MaxChanges = 1 }).SinceAsync(_house.Time.GetUtcNow().AddMinutes(-1), default))!);
    }

    private static async Task<LeadNewsListener> ListenAsync(LeadNewsWatch watch) => (await watch.ListenAsync(null, default)).Value;

    private LeadNews News(LeadNewsOptions options) => new(_house.Documents, _house.Triage, Options.Create(new HubOptions()), Options.Create(options), _house.Time);

    private LeadNewsWatch Watch(LeadNewsOptions options) => new(News(options), Options.Create(options), _house.Time, NullLogger<LeadNewsWatch>.Instance);

    private async Task ChangeAsync(params string[] cases)
    {
        await _house.SeeAsync(Lead.Over([.. cases.Select(c => (Lead.North, c))]));
        await new LeadFollowing(_house.Documents, [News(new())], _house.Steps).FollowAsync(new(Lead.Id), again: false, default);
    }

    /// <summary>Turns the clock until the listener has heard something.</summary>
    private async Task<LeadChange?> NextAsync(LeadNewsListener listener)
    {
        using var limit = new CancellationTokenSource(Patience);
        LeadChange? change;
        while (!listener.Changes.TryRead(out change))
        {
            _house.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(5, limit.Token);
        }

        return change;
    }
}
