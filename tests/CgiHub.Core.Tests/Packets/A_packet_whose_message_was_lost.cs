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
    public async Task Is_issued_anew_once_its_clock_has_run_out()
    {
        await _house.SeeAsync(Two);
        await _house.LoseAsync(Queues.Dispatch);
        await _house.DispatchAsync();
        Assert.Empty(await _house.QueueOfAsync(Lead.North));

        _house.Time.Advance(TimeSpan.FromMinutes(16));
        await _house.Watch.RunAsync(default);
        await LookAsItWasAskedAsync();
        await _house.DispatchAsync();

        var message = Assert.Single(await _house.MessagesOfAsync(Lead.North));
        Assert.Equal((IdFor(Lead.North, 2), "new"), (message.Id, message.Subject));
        Assert.Equal([IdFor(Lead.South, 2)], await _house.QueueOfAsync(Lead.South));
    }

    [Fact]
    public async Task Is_issued_anew_when_somebody_releases_the_lead()
    {
        await LoseTheFirstAsync();
        await _house.Desk.ReleaseAsync(PacketHouse.Supervisor, Lead.Id, null, default);
        await _house.DispatchAsync();

        Assert.Equal([IdFor(Lead.North, 2)], await _house.QueueOfAsync(Lead.North));
    }

    [Fact]
    public async Task Is_issued_anew_for_the_same_reason_where_earlier_ones_left()
    {
        await _house.SeeAsync(Two);
        await _house.DispatchAsync();
        await _house.SeeAsync(Three);
        await _house.LoseAsync(Queues.Dispatch);
        _house.Time.Advance(TimeSpan.FromHours(1));
        await _house.SeeAsync(Three);
        await _house.DispatchAsync();

        Assert.Equal(["new", "newEvent"], (await _house.MessagesOfAsync(Lead.North)).Select(m => m.Subject));
        Assert.Equal([IdFor(Lead.North, 1), IdFor(Lead.North, 3)], await _house.QueueOfAsync(Lead.North));
        Assert.Equal([IdFor(Lead.East, 3)], await _house.QueueOfAsync(Lead.East));
    }

    [Fact]
    public async Task Has_its_notices_told_by_the_one_that_takes_its_place()
    {
        await _house.SeeAsync(Two);
        await _house.DispatchAsync();
        await _house.SeeAsync(Two.Standing(LeadStatus.Eliminated));
        await _house.LoseAsync(Queues.Dispatch);
        _house.Time.Advance(TimeSpan.FromHours(1));
        await _house.SeeAsync(Two.Standing(LeadStatus.Eliminated));
        await _house.DispatchAsync();

        var message = (await _house.MessagesOfAsync(Lead.North))[^1];
        Assert.Equal(("eliminated", "eliminated"), (message.Subject, message.Properties["notice"]));
        Assert.Equal([1], Assert.Single((await _house.VersionsAsync())[^1].Notices!).Versions);
    }

    [Fact]
    public async Task Goes_to_nobody_who_is_to_get_nothing_any_more()
    {
        await _house.SeeAsync(Two);
        await _house.LoseAsync(Queues.Dispatch);
        _house.Time.Advance(TimeSpan.FromMinutes(16));
        _house.Agencies[Lead.South] = new Agency(Lead.South, "South") { Active = false };
        await _house.SeeAsync(Two);
        await _house.DispatchAsync();

        Assert.Equal([IdFor(Lead.North, 2)], await _house.QueueOfAsync(Lead.North));
        Assert.Empty(await _house.QueueOfAsync(Lead.South));
    }

    [Fact]
    public async Task Gives_its_recipients_their_time_from_when_it_left()
    {
        await LoseTheFirstAsync();
        await _house.SeeAsync(Two);
        await _house.DispatchAsync();
        var lead = await _house.Desk.ReadAsync(Lead.Id, default);
        Assert.All(lead.Value.Heard, h => Assert.Equal(_house.Time.GetUtcNow().AddHours(24), h.AcknowledgeBy));
    }

    [Fact]
    public async Task Is_issued_anew_at_ever_longer_intervals_while_none_leaves()
    {
        var issued = new List<int>();
        await _house.SeeAsync(Two);
        for (var minutes = 0; minutes < 240; minutes++)
        {
            await _house.LoseAsync(Queues.Dispatch);
            _house.Time.Advance(TimeSpan.FromMinutes(1));
            var before = (await _house.VersionsAsync()).Count;
            await _house.SeeAsync(Two);
            if ((await _house.VersionsAsync()).Count > before)
            {
                issued.Add(minutes + 1);
            }
        }

        Assert.Equal([15, 45, 105, 225], issued);
    }

    [Fact]
    public async Task Is_none_when_it_was_sent()
    {
        await _house.SeeAsync(Two);
        await _house.DispatchAsync();
        _house.Time.Advance(TimeSpan.FromHours(5));
        await _house.SeeAsync(Two);
        Assert.Single(await _house.VersionsAsync());
    }

    private async Task LoseTheFirstAsync()
    {
        await _house.SeeAsync(Two);
        await _house.LoseAsync(Queues.Dispatch);
        _house.Time.Advance(TimeSpan.FromMinutes(16));
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
