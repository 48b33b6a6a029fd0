using CgiHub.Core.Agencies;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Packets;

namespace CgiHub.Core.Tests.Packets;

public sealed class An_inbox : IDisposedAfterTest
{
    private static readonly string PacketId = "pk-" + Lead.Id[3..];
    private static readonly PageRequest First = new(50, null);

    private readonly PacketHouse _house = new();

    public ValueTask DisposeAsync() => _house.DisposeAsync();

    private async Task<IReadOnlyList<InboxItem>> Of(Ori ori, bool all = false) => (await _house.Inbox.ListAsync(PacketHouse.Of(ori), all, First, default)).Value.Items;

    private async Task SendAsync(LeadPicture picture)
    {
        await _house.SeeAsync(picture);
        await _house.DispatchAsync();
    }

    [Fact]
    public async Task Holds_a_packet_until_it_is_acknowledged_and_again_when_a_new_version_comes()
    {
        await SendAsync(Lead.Over((Lead.North, "N1"), (Lead.South, "S1")));
        Assert.Equal(1, Assert.Single(await Of(Lead.North)).Version);

        Assert.Null((await _house.Inbox.AcknowledgeAsync(PacketHouse.Of(Lead.North), PacketId, default)).Error);
        Assert.Empty(await Of(Lead.North));
        Assert.NotNull(Assert.Single(await Of(Lead.North, all: true)).AcknowledgedAt);
        Assert.Single(await Of(Lead.South));

        await SendAsync(Lead.Over((Lead.North, "N1"), (Lead.South, "S1"), (Lead.East, "E1")));
        Assert.Equal(2, Assert.Single(await Of(Lead.North)).Version);
        Assert.Single(await Of(Lead.North, all: true));
    }

    [Fact]
    public async Task Shows_the_center_what_waits_how_it_went_out_and_by_when_it_is_due()
    {
        await SendAsync(Lead.Over((Lead.North, "N1"), (Lead.South, "S1")));
        var waits = Assert.Single((await _house.Inbox.ListOfAsync(Lead.North, all: false, First, default)).Items);
        Assert.Equal((PacketId, Lead.Id, "26-0001", 1, PacketReason.New), (waits.PacketId, waits.LeadId, waits.LeadNumber, waits.Version, waits.Reason));
        Assert.Equal(["inbox", "queue"], waits.SentBy);
        Assert.Null(waits.AcknowledgedAt);
        Assert.Equal((await _house.Desk.ReadAsync(Lead.Id, default)).Value.Heard.Single(h => h.Ori == Lead.North).AcknowledgeBy, waits.AcknowledgeBy);
        Assert.NotNull(waits.AcknowledgeBy);

        await _house.Inbox.AcknowledgeAsync(PacketHouse.Of(Lead.North), PacketId, default);
        Assert.Empty((await _house.Inbox.ListOfAsync(Lead.North, all: false, First, default)).Items);
        var done = Assert.Single((await _house.Inbox.ListOfAsync(Lead.North, all: true, First, default)).Items);
        Assert.Equal((_house.Time.GetUtcNow(), waits.AcknowledgeBy), (done.AcknowledgedAt, done.AcknowledgeBy));

        // A later version waits again, and no clock runs for it.
        await SendAsync(Lead.Over((Lead.North, "N1"), (Lead.South, "S1"), (Lead.East, "E1")));
        var again = Assert.Single((await _house.Inbox.ListOfAsync(Lead.North, all: false, First, default)).Items);
        Assert.Equal((2, null, null), (again.Version, again.AcknowledgedAt, again.AcknowledgeBy));
    }

    [Fact]
    public async Task Of_an_agency_that_nobody_registered_is_shown_to_the_center_as_well()
    {
        _house.Agencies.TryRemove(Lead.South, out _);
        await SendAsync(Lead.Over((Lead.North, "N1"), (Lead.South, "S1")));
        var waits = Assert.Single((await _house.Inbox.ListOfAsync(Lead.South, all: false, First, default)).Items);
        Assert.Equal(["inbox"], waits.SentBy);
        Assert.Null(waits.AcknowledgeBy);
    }

    [Fact]
    public async Task Is_not_opened_again_by_a_version_that_was_acknowledged()
    {
        await SendAsync(Lead.Over((Lead.North, "N1")));
        await _house.Inbox.AcknowledgeAsync(PacketHouse.Of(Lead.North), PacketId, default);
        await _house.ForgetReleaseAsync(1);
        await _house.Dispatcher.DispatchAsync(Lead.Id, 1, default);
        Assert.Empty(await Of(Lead.North));
    }

    [Fact]
    public async Task Stops_the_leads_clock_at_the_first_acknowledgement_only()
    {
        await SendAsync(Lead.Over((Lead.North, "N1"), (Lead.South, "S1")));
        _house.Time.Advance(TimeSpan.FromHours(2));
        var first = _house.Time.GetUtcNow();
        await _house.Inbox.AcknowledgeAsync(PacketHouse.Of(Lead.North), PacketId, default);
        _house.Time.Advance(TimeSpan.FromHours(2));
        await _house.Inbox.AcknowledgeAsync(PacketHouse.Of(Lead.North), PacketId, default);
        await _house.Inbox.AcknowledgeAsync(PacketHouse.Of(Lead.South), PacketId, default);
        Assert.Equal(first, (await _house.Desk.ReadAsync(Lead.Id, default)).Value.Clocks.Single(c => c.Name == "acknowledged").At);
    }

    [Fact]
    public async Task Does_not_tell_others_that_a_packet_exists()
    {
        await SendAsync(Lead.Over((Lead.North, "N1")));
        var stranger = PacketHouse.Of(Lead.South);
        Assert.Equal(404, (await _house.Inbox.ReadAsync(stranger, PacketId, null, default)).Error?.Status);
        Assert.Equal(404, (await _house.Inbox.ReadAsync(stranger, PacketId, 1, default)).Error?.Status);
        Assert.Equal(404, (await _house.Inbox.AcknowledgeAsync(stranger, PacketId, default)).Error?.Status);
        Assert.Equal(404, (await _house.Desk.TellAsync(stranger, Lead.Id, new OutcomeReport { Kind = OutcomeKind.Arrest, At = Lead.Noon }, default)).Error?.Status);
        Assert.Empty(await Of(Lead.South));
    }

    [Fact]
    public async Task Shows_a_recipient_only_the_versions_that_they_were_given()
    {
        await SendAsync(Lead.Over((Lead.North, "N1")));
        await SendAsync(Lead.Over((Lead.North, "N1"), (Lead.South, "S1")));
        var south = PacketHouse.Of(Lead.South);
        Assert.Equal(404, (await _house.Inbox.ReadAsync(south, PacketId, 1, default)).Error?.Status);
        Assert.Equal(2, (await _house.Inbox.ReadAsync(south, PacketId, null, default)).Value.Version);
        Assert.Equal(1, (await _house.Inbox.ReadAsync(PacketHouse.Supervisor, PacketId, 1, default)).Value.Version);
    }

    [Fact]
    public async Task Gives_links_to_images_to_the_owner_of_the_exhibit_only()
    {
        var picture = Lead.Over((Lead.North, "N1"), (Lead.South, "S1"));
        var exhibit = picture.Lead.Exhibits[0];
        _house.Exhibits[exhibit.Key.Value] = new ExhibitFacts(Lead.Noon.AddDays(-3), Lead.Noon.AddDays(-2), [new ExhibitImage("breechFace", Lead.Noon.AddDays(-1))]);
        await SendAsync(picture);
        Assert.NotNull(Assert.Single((await _house.Inbox.ReadAsync(PacketHouse.Of(Lead.North), PacketId, null, default)).Value.Images).Href);
        Assert.Null(Assert.Single((await _house.Inbox.ReadAsync(PacketHouse.Of(Lead.South), PacketId, null, default)).Value.Images).Href);
    }

    [Theory]
    [InlineData("pk-")]
    [InlineData("nonsense")]
    [InlineData("../lead")]
    [InlineData("pk-aaaaaaaaaaaaaaaa")]
    public async Task Knows_no_packet_by_a_name_that_is_none(string id)
    {
        Assert.Equal(404, (await _house.Inbox.ReadAsync(PacketHouse.Supervisor, id, null, default)).Error?.Status);
        Assert.Equal(404, (await _house.Inbox.AcknowledgeAsync(PacketHouse.Of(Lead.North), id, default)).Error?.Status);
    }
}
