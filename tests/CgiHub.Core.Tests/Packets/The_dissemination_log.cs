using CgiHub.Core.Agencies;
using CgiHub.Core.Packets;

namespace CgiHub.Core.Tests.Packets;

public sealed class The_dissemination_log : IDisposedAfterTest
{
    private static readonly string PacketId = "pk-" + Lead.Id[3..];
    private static readonly PageRequest First = new(50, null);

    private readonly PacketHouse _house = new();

    public ValueTask DisposeAsync() => _house.DisposeAsync();

    private async Task<IReadOnlyList<DisseminationEntry>> AsAsync(Caller caller) => (await _house.Log.ListAsync(caller, Lead.Id, First, default)).Value.Items;

    private async Task SendAsync()
    {
        _house.Agencies[Lead.South] = new Agency(Lead.South, "South") { Dissemination = new DisseminationRules { TraceData = false } };
        await _house.SeeAsync(Lead.Over((Lead.North, "N1"), (Lead.South, "S1")));
        await _house.DispatchAsync();
    }

    [Fact]
    public async Task Says_to_whom_a_version_was_sent_why_when_and_by_which_rules()
    {
        await SendAsync();
        var entry = Assert.Single(await AsAsync(PacketHouse.Supervisor));
        Assert.Equal((PacketId, 1, _house.Time.GetUtcNow()), (entry.PacketId, entry.Version, entry.SentAt));
        Assert.Equal([Lead.North, Lead.South], entry.Releases.Select(r => r.Ori));
        Assert.All(entry.Releases, r => Assert.Equal(("It owns an event on the presumed gun.", "message", null), (r.Because, r.Form, r.ReadBy)));
        Assert.Equal([[], ["tiahrt"]], entry.Releases.Select(r => r.Withheld));
    }

    [Fact]
    public async Task Counts_a_recipients_reading_once_a_day_before_it_is_answered()
    {
        await SendAsync();
        for (var i = 0; i < 3; i++)
        {
            Assert.Null((await _house.Inbox.ReadAsync(PacketHouse.Of(Lead.South), PacketId, null, default)).Error);
        }

        _house.Time.Advance(TimeSpan.FromDays(1));
        await _house.Inbox.ReadAsync(PacketHouse.Of(Lead.South), PacketId, 1, default);
        var read = (await AsAsync(PacketHouse.Supervisor)).Skip(1).ToList();
        Assert.Equal(2, read.Count);
        Assert.All(read, e => Assert.Equal((Lead.South, "json", "someone"), (e.Releases.Single().Ori, e.Releases.Single().Form, e.Releases.Single().ReadBy)));
        Assert.All(read, e => Assert.Equal(["tiahrt"], e.Releases.Single().Withheld));
        Assert.True(read[0].SentAt < read[1].SentAt);
    }

    [Fact]
    public async Task Counts_no_reading_by_the_centers_staff_nor_one_that_was_refused()
    {
        await SendAsync();
        await _house.Inbox.ReadAsync(PacketHouse.Supervisor, PacketId, null, default);
        Assert.NotNull((await _house.Inbox.ReadAsync(PacketHouse.Of(Lead.East), PacketId, 1, default)).Error);
        Assert.Single(await AsAsync(PacketHouse.Supervisor));
    }

    [Fact]
    public async Task Is_open_to_an_agency_whose_event_it_is_without_the_names_of_others_people()
    {
        await SendAsync();
        await _house.Inbox.ReadAsync(PacketHouse.Of(Lead.South), PacketId, null, default);
        Assert.Equal([null], (await AsAsync(PacketHouse.Of(Lead.North))).Skip(1).Select(e => e.Releases.Single().ReadBy));
        Assert.Equal(["someone"], (await AsAsync(PacketHouse.Of(Lead.South))).Skip(1).Select(e => e.Releases.Single().ReadBy));
        Assert.Equal(1004, (await _house.Log.ListAsync(PacketHouse.Of(Lead.East), Lead.Id, First, default)).Error?.Number);
        Assert.Equal(1004, (await _house.Log.ListAsync(PacketHouse.Supervisor, "ld-nothing", First, default)).Error?.Number);
    }

    [Fact]
    public async Task Shows_that_everyone_who_was_told_of_a_lead_was_told_of_its_elimination()
    {
        await SendAsync();
        await _house.SeeAsync(Lead.Over((Lead.North, "N1")).Standing(Core.CaseMaps.LeadStatus.Eliminated));
        await _house.DispatchAsync();
        var sent = await AsAsync(PacketHouse.Supervisor);
        Assert.Equal(sent[0].Releases.Select(r => r.Ori), sent[^1].Releases.Select(r => r.Ori));
        Assert.Equal("It got an earlier version.", sent[^1].Releases.Single(r => r.Ori == Lead.South).Because);
    }
}
