using CgiHub.Core.Agencies;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Packets;
using CgiHub.Core.Records;
using CgiHub.Core.Storage;
using CgiHub.Core.Triage;

namespace CgiHub.Core.Tests.Packets;

public sealed class The_lead_desk : IDisposedAfterTest
{
    private readonly PacketHouse _house = new();

    public ValueTask DisposeAsync() => _house.DisposeAsync();

    private async Task SendAsync()
    {
        await _house.SeeAsync(Lead.Over((Lead.North, "N-1"), (Lead.South, "S1")));
        await _house.DispatchAsync();
    }

    private async Task<IReadOnlyList<LeadEntry>> ListAsync(LeadFilter filter) => (await _house.List.ListAsync(filter, new PageRequest(50, null), default)).Value.Items;

    [Fact]
    public async Task Lists_a_lead_under_what_it_is_and_not_under_what_it_is_not()
    {
        await SendAsync();
        var any = new LeadFilter(LeadOrder.Priority);
        Assert.Single(await ListAsync(any));
        Assert.Single(await ListAsync(any with { Agency = Lead.North }));
        Assert.Empty(await ListAsync(any with { Agency = Lead.East }));
        Assert.Single(await ListAsync(any with { Text = "n1" }));
        Assert.Single(await ListAsync(any with { Text = Lead.Id }));
        Assert.Empty(await ListAsync(any with { Text = "n2" }));
        Assert.Single(await ListAsync(any with { Status = LeadStatus.Lead }));
        Assert.Empty(await ListAsync(any with { Status = LeadStatus.Hit }));
        Assert.Empty(await ListAsync(any with { Clock = "acknowledged" }));
        _house.Time.Advance(TimeSpan.FromDays(2));
        Assert.Single(await ListAsync(any with { Clock = "acknowledged" }));
        Assert.Single(await ListAsync(any with { Order = LeadOrder.Breach }));
    }

    [Fact]
    public async Task Lists_each_lead_once_after_many_changes()
    {
        await SendAsync();
        for (var i = 0; i < 5; i++)
        {
            await _house.Desk.AssignAsync(PacketHouse.Supervisor, Lead.Id, new AssignRequest { To = $"detective {i}" }, null, default);
            await _house.DispatchAsync();
        }

        foreach (var order in Enum.GetValues<LeadOrder>())
        {
            Assert.Equal("detective 4", Assert.Single(await ListAsync(new LeadFilter(order))).AssignedTo);
        }
    }

    [Fact]
    public async Task Does_not_take_an_assignment_for_something_to_tell()
    {
        await SendAsync();
        await _house.Desk.AssignAsync(PacketHouse.Supervisor, Lead.Id, new AssignRequest { To = "x" }, null, default);
        await _house.Issuer.EvaluateAsync(Lead.Id, default);
        Assert.Single(await _house.VersionsAsync());
    }

    [Fact]
    public async Task Refuses_a_change_of_what_somebody_else_changed_meanwhile()
    {
        await SendAsync();
        var seen = (await _house.Desk.ReadAsync(Lead.Id, default)).Value.ETag;
        Assert.Null((await _house.Desk.AssignAsync(PacketHouse.Supervisor, Lead.Id, new AssignRequest { To = "x" }, seen, default)).Error);
        Assert.Equal(412, (await _house.Desk.AssignAsync(PacketHouse.Supervisor, Lead.Id, new AssignRequest { To = "y" }, seen, default)).Error?.Status);
    }

    [Fact]
    public async Task Releases_what_is_known_at_once()
    {
        _house.Picture = Lead.Over((Lead.North, "N1"));
        _house.Known = Lead.Awaited;
        Assert.Null((await _house.Desk.ReleaseAsync(PacketHouse.Supervisor, Lead.Id, null, default)).Error);
        Assert.Null((await _house.Desk.ReleaseAsync(PacketHouse.Supervisor, Lead.Id, null, default)).Error);
        Assert.Equal(PacketReason.Released, Assert.Single(await _house.VersionsAsync()).Reason);
    }

    [Theory]
    [InlineData(NibinKind.Hit)]
    [InlineData(NibinKind.Elimination)]
    public async Task Enters_an_examiners_finding_as_a_row_of_the_leads_site_that_names_who_entered_it(NibinKind kind)
    {
        await SendAsync();
        var request = new ExaminerRequest { Examiner = "E. Xaminer" };
        var done = kind == NibinKind.Hit
            ? await _house.Desk.ConfirmAsync(PacketHouse.Supervisor, Lead.Id, request, null, default)
            : await _house.Desk.EliminateAsync(PacketHouse.Supervisor, Lead.Id, request, null, default);
        Assert.Null(done.Error);

        var rows = new List<StoredRecord>();
        await foreach (var row in new RecordReader(_house.Documents).MentioningAsync(EntityKey.Lead(Lead.Lab, "26-0001"), "nibin", 10, default))
        {
            rows.Add(row);
        }

        var notice = Assert.IsType<NibinNotice>(Assert.Single(rows).Record);
        Assert.Equal(Lead.Lab, rows[0].Ref.Agency);
        Assert.Equal(kind, notice.Kind);
        Assert.Equal("E. Xaminer", notice.ConfirmedBy);
        Assert.Contains("supervisor", notice.Note, StringComparison.Ordinal);
        Assert.Equal(2, notice.Exhibits.Count);
    }

    [Fact]
    public async Task Refuses_a_finding_on_an_eliminated_lead()
    {
        await _house.SeeAsync(Lead.Over((Lead.North, "N1")).Standing(LeadStatus.Eliminated));
        Assert.Equal(4101, (await _house.Desk.ConfirmAsync(PacketHouse.Supervisor, Lead.Id, new ExaminerRequest { Examiner = "E" }, null, default)).Error?.Number);
    }

    [Fact]
    public async Task Takes_an_outcome_once_and_stops_the_last_clock()
    {
        await SendAsync();
        var report = new OutcomeReport { Kind = OutcomeKind.Arrest, At = Lead.Noon.AddMinutes(-5), Note = "One in custody." };
        await _house.Desk.TellAsync(PacketHouse.Of(Lead.North), Lead.Id, report, default);
        await _house.Desk.TellAsync(PacketHouse.Of(Lead.North), Lead.Id, report, default);
        await _house.Desk.TellAsync(PacketHouse.Of(Lead.South), Lead.Id, report with { Kind = OutcomeKind.Charged, At = Lead.Noon }, default);
        var lead = (await _house.Desk.ReadAsync(Lead.Id, default)).Value;
        Assert.Equal([OutcomeKind.Arrest, OutcomeKind.Charged], lead.Outcomes.Select(o => o.Kind));
        Assert.Equal(Lead.Noon.AddMinutes(-5), lead.Clocks.Single(c => c.Name == "firstAction").At);
    }

    [Fact]
    public async Task Refuses_an_outcome_of_the_future()
    {
        await SendAsync();
        var told = await _house.Desk.TellAsync(PacketHouse.Of(Lead.North), Lead.Id, new OutcomeReport { Kind = OutcomeKind.Arrest, At = Lead.Noon.AddDays(1) }, default);
        Assert.Equal("/at", Assert.Single(told.Error!.Faults).Pointer);
    }

    [Fact]
    public async Task Keeps_comments_out_of_packets()
    {
        await SendAsync();
        await _house.Desk.CommentAsync(PacketHouse.Supervisor, Lead.Id, new CommentRequest { Text = "Only for us." }, default);
        Assert.Equal("Only for us.", Assert.Single((await _house.Desk.ReadAsync(Lead.Id, default)).Value.Notes).Text);
        await _house.Issuer.EvaluateAsync(Lead.Id, default);
        Assert.Single(await _house.VersionsAsync());
    }
}
