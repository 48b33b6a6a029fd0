using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text.Json;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Packets;
using CgiHub.Core.Storage;
using CgiHub.Core.Triage;
using Microsoft.Extensions.Logging;
using Moq;

namespace CgiHub.Core.Tests.Packets;

public sealed class A_clock_that_runs_out : IDisposedAfterTest
{
    private readonly PacketHouse _house = new();
    private readonly ConcurrentQueue<string> _counted = new();
    private readonly MeterListener _listener = new();

    public A_clock_that_runs_out()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "cgihub.clocks.breaches")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, _, tags, _) => _counted.Enqueue(string.Join(' ', tags.ToArray().Select(t => t.Key))));
        _listener.Start();
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _house.DisposeAsync();
    }

    private static LeadPicture Two => Lead.Over((Lead.North, "N-1"), (Lead.South, "S1"));

    private async Task SeeAsync(LeadPicture picture)
    {
        await _house.SeeAsync(picture);
        await _house.DispatchAsync();
    }

    private async Task<IReadOnlyList<BreachAlert>> AfterAsync(double hours)
    {
        _house.Time.Advance(TimeSpan.FromHours(hours));
        await _house.Watch.RunAsync(default);
        return await AlertsAsync();
    }

    private async Task<IReadOnlyList<BreachAlert>> AlertsAsync() => (await _house.Watch.ListAsync(new PageRequest(50, null), default)).Items;

    [Fact]
    public async Task Alerts_once_for_each_recipient_and_then_for_the_first_action()
    {
        await SeeAsync(Two);
        Assert.Empty(await AfterAsync(24));
        Assert.Equal([Lead.North, Lead.South], (await AfterAsync(0.1)).Select(a => a.Agency!.Value).OrderBy(o => o.Value, StringComparer.Ordinal));
        Assert.Equal(2, (await AfterAsync(10)).Count);

        var all = await AfterAsync(40);
        Assert.Equal("firstAction", all[0].Stage);
        Assert.Equal(3, all.Count);
        Assert.Equal(3, (await AfterAsync(500)).Count);
    }

    [Fact]
    public async Task Alerts_once_when_two_workers_look_at_the_same_moment()
    {
        await SeeAsync(Two);
        _house.Time.Advance(TimeSpan.FromHours(100));
        var logs = new KeptLog();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => _house.WatchOf(logs).RunAsync(default)));

        Assert.Equal(3, (await AlertsAsync()).Count);
        Assert.Equal(3, logs.Lines.Count);
        Assert.True(_counted.Count >= 3);
        Assert.All(_counted, tags => Assert.Equal("stage band", tags));
    }

    [Fact]
    public async Task Does_not_alert_again_when_the_lead_changes_afterwards()
    {
        await SeeAsync(Two);
        Assert.Equal(2, (await AfterAsync(25)).Count);
        await _house.Desk.CommentAsync(PacketHouse.Supervisor, Lead.Id, new CommentRequest { Text = "Called." }, default);
        await SeeAsync(Lead.Over((Lead.North, "N-1"), (Lead.South, "S1"), (Lead.East, "E1")));

        Assert.Equal(2, (await AfterAsync(1)).Count);
        Assert.Equal(Lead.East, (await AfterAsync(24)).First(a => a.Stage == "acknowledged").Agency);
    }

    [Fact]
    public async Task Is_shown_as_closed_once_its_stage_is_reached()
    {
        await SeeAsync(Two);
        await AfterAsync(30);
        await _house.Inbox.AcknowledgeAsync(PacketHouse.Of(Lead.North), "pk-" + Lead.Id[3..], default);
        await _house.DispatchAsync();

        var alerts = await AlertsAsync();
        Assert.Equal(_house.Time.GetUtcNow(), alerts.Single(a => a.Agency == Lead.North).ClosedAt);
        Assert.Null(alerts.Single(a => a.Agency == Lead.South).ClosedAt);
    }

    [Fact]
    public async Task Does_not_alert_for_what_was_reached_a_moment_before_though_the_book_does_not_know_it_yet()
    {
        await SeeAsync(Two);
        await _house.Inbox.AcknowledgeAsync(PacketHouse.Of(Lead.North), "pk-" + Lead.Id[3..], default);

        Assert.Equal([Lead.South], (await AfterAsync(25)).Select(a => a.Agency!.Value));
    }

    [Fact]
    public async Task Does_not_alert_for_an_eliminated_lead()
    {
        await SeeAsync(Two);
        await SeeAsync(Two.Standing(LeadStatus.Eliminated));
        Assert.Empty(await AfterAsync(1000));
    }

    [Fact]
    public async Task Alerts_when_a_packet_is_issued_and_does_not_leave()
    {
        await _house.SeeAsync(Two);
        await FollowOnlyAsync();
        Assert.Equal("packetSent", Assert.Single(await AfterAsync(0.3)).Stage);
    }

    [Fact]
    public async Task Alerts_while_the_queues_are_away_and_has_the_lead_looked_at_once_they_are_back()
    {
        await _house.SeeAsync(Two);
        await FollowOnlyAsync();
        _house.Time.Advance(TimeSpan.FromMinutes(20));
        var away = new Mock<IMessageQueue>();
        away.Setup(q => q.SendAsync(It.IsAny<string>(), It.IsAny<IReadOnlyList<QueueMessage>>(), It.IsAny<CancellationToken>())).Throws(new StoreUnavailableException());
        await _house.WatchOf(new KeptLog(), away.Object).RunAsync(default);
        Assert.Equal("packetSent", Assert.Single(await AlertsAsync()).Stage);
        Assert.Empty((await _house.Queue.PeekAsync(Queues.Leads, 10, null, default)).Items);

        Assert.Single(await AfterAsync(0.1));
        Assert.Single((await _house.Queue.PeekAsync(Queues.Leads, 10, null, default)).Items);
    }

    [Fact]
    public async Task Does_not_blame_an_agency_that_the_registry_does_not_know()
    {
        _house.Agencies.TryRemove(Lead.South, out _);
        await SeeAsync(Two);
        Assert.Equal([Lead.North], (await AfterAsync(25)).Select(a => a.Agency!.Value));
    }

    private async Task FollowOnlyAsync()
    {
        var lead = await _house.Documents.ReadAsync(Containers.Leads, Lead.Id, LeadDocument.DocumentId, default);
        await _house.Book.FollowAsync(JsonSerializer.Deserialize(lead!.Body.Span, TriageJson.Default.LeadDocument)!, default);
    }

    private sealed class KeptLog : ILogger<BreachWatch>
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Lines.Enqueue(formatter(state, exception));
    }
}
