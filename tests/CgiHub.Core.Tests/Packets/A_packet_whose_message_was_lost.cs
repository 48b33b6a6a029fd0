using System.Text.Json;
using CgiHub.Core.Agencies;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Packets;
using CgiHub.Core.Storage;

namespace CgiHub.Core.Tests.Packets;

public sealed class A_packet_whose_message_was_lost : IDisposedAfterTest
{
    private readonly PacketHouse _house = new();

    public ValueTask DisposeAsync() => _house.DisposeAsync();

    private static LeadPicture Two => Lead.Over((Lead.North, "N-1"), (Lead.South, "S1"));

    private static LeadPicture Three => Lead.Over((Lead.North, "N-1"), (Lead.South, "S1"), (Lead.East, "E1"));

    [Fact]
    public async Task Is_sent_once_its_clock_has_run_out()
    {
        await _house.SeeAsync(Two);
        await _house.LoseAsync(Queues.Dispatch);
        await _house.DispatchAsync();
        Assert.Empty(await _house.QueueOfAsync(Lead.North));

        _house.Time.Advance(TimeSpan.FromMinutes(16));
        await _house.Watch.RunAsync(default);
        await LookAsItWasAskedAsync();
        await _house.DispatchAsync();

        Assert.Equal([IdFor(Lead.North, 1)], await _house.QueueOfAsync(Lead.North));
        Assert.Equal([IdFor(Lead.South, 1)], await _house.QueueOfAsync(Lead.South));
    }

    [Fact]
    public async Task Is_sent_when_somebody_releases_the_lead()
    {
        await _house.SeeAsync(Two);
        await _house.LoseAsync(Queues.Dispatch);
        _house.Time.Advance(TimeSpan.FromMinutes(6));
        await _house.Desk.ReleaseAsync(PacketHouse.Supervisor, Lead.Id, null, default);
        await _house.DispatchAsync();

        Assert.Equal([IdFor(Lead.North, 1)], await _house.QueueOfAsync(Lead.North));
    }

    [Fact]
    public async Task Is_sent_as_the_newest_version_where_earlier_ones_left()
    {
        await _house.SeeAsync(Two);
        await _house.DispatchAsync();
        await _house.SeeAsync(Three);
        await _house.LoseAsync(Queues.Dispatch);
        _house.Time.Advance(TimeSpan.FromHours(1));
        await _house.SeeAsync(Three);
        await _house.DispatchAsync();

        Assert.Equal([IdFor(Lead.North, 1), IdFor(Lead.North, 2)], await _house.QueueOfAsync(Lead.North));
        Assert.Equal([IdFor(Lead.East, 2)], await _house.QueueOfAsync(Lead.East));
    }

    [Fact]
    public async Task Is_asked_for_once_an_hour_however_often_its_lead_is_looked_at()
    {
        await _house.SeeAsync(Two);
        await _house.LoseAsync(Queues.Dispatch);
        _house.Time.Advance(TimeSpan.FromMinutes(6));
        await _house.SeeAsync(Two);
        await _house.SeeAsync(Two);
        Assert.Single(await _house.WaitingAsync(Queues.Dispatch));

        await _house.LoseAsync(Queues.Dispatch);
        _house.Time.Advance(TimeSpan.FromHours(1));
        await _house.SeeAsync(Two);
        Assert.Single(await _house.WaitingAsync(Queues.Dispatch));
    }

    [Fact]
    public async Task Is_not_given_up_before_its_message_had_time_to_come()
    {
        await _house.SeeAsync(Two);
        await _house.LoseAsync(Queues.Dispatch);
        _house.Time.Advance(TimeSpan.FromMinutes(4));
        await _house.SeeAsync(Two);
        Assert.Empty(await _house.WaitingAsync(Queues.Dispatch));
    }

    [Fact]
    public async Task Is_none_when_it_was_sent()
    {
        await _house.SeeAsync(Two);
        await _house.DispatchAsync();
        _house.Time.Advance(TimeSpan.FromHours(5));
        await _house.SeeAsync(Two);
        Assert.Empty(await _house.WaitingAsync(Queues.Dispatch));
    }

    private static string IdFor(Ori recipient, int version) => $"pk-{Lead.Id[3..]}:{version}:{recipient}";

    /// <summary>Does what the queue <c>leads</c> asks for.</summary>
    private async Task LookAsItWasAskedAsync()
    {
        var waiting = await _house.Queue.PeekAsync(Queues.Leads, 10, null, default);
        foreach (var message in waiting.Items)
        {
            await _house.Issuer.EvaluateAsync(JsonSerializer.Deserialize(message.Message.Body.Span, PacketsJson.Default.LeadRequest)!.LeadId, default);
        }
    }
}
