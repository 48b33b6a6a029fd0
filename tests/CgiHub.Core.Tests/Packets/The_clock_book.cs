using System.Text.Json;
using CgiHub.Core.Agencies;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Packets;
using CgiHub.Core.Records;
using CgiHub.Core.Storage;
using CgiHub.Core.Triage;
using CsCheck;

namespace CgiHub.Core.Tests.Packets;

public sealed class The_clock_book : IDisposedAfterTest
{
    private readonly PacketHouse _house = new();

    public ValueTask DisposeAsync() => _house.DisposeAsync();

    private static LeadPicture Two => Lead.Over((Lead.North, "N-1"), (Lead.South, "S1"));

    private static EntityKey KeyOf(Ori ori, string number) => EntityKey.Exhibit(ori, number, "1");

    private async Task SeeAsync(LeadPicture picture)
    {
        await _house.SeeAsync(picture);
        await _house.DispatchAsync();
    }

    private async Task<ClockTableRow?> RowAsync(Ori? agency, string stage, string month = "2026-03") =>
        (await _house.Tables.OfMonthAsync(PacketHouse.Supervisor, month, null, default)).Value.Rows.SingleOrDefault(r => r.Agency == agency && r.Stage == stage);

    private async Task<LeadTimes> TimesAsync() => (await _house.Book.FindAsync(Lead.Id, default))!.Times;

    [Fact]
    public async Task Learns_that_an_exhibit_was_imaged_after_the_packet_without_another_version()
    {
        var key = KeyOf(Lead.South, "S1");
        _house.Exhibits[key.Value] = new ExhibitFacts(Lead.Noon.AddHours(-20), Lead.Noon.AddHours(-10), []);
        await SeeAsync(Two);
        Assert.Null((await TimesAsync()).Imaged);

        _house.Exhibits[key.Value] = new ExhibitFacts(Lead.Noon.AddHours(-20), Lead.Noon.AddHours(-10), [new ExhibitImage("breechFace", Lead.Noon.AddHours(1))]);
        await SeeAsync(Two);
        Assert.Equal(Lead.Noon.AddHours(1), (await TimesAsync()).Imaged);
        Assert.Single(await _house.VersionsAsync());
    }

    [Fact]
    public async Task Learns_from_a_later_row_when_an_exhibit_was_entered_without_another_version()
    {
        await SeeAsync(Two);
        var told = Two with { Lead = Two.Lead with { Exhibits = [.. Two.Lead.Exhibits.Select(e => e.Ori == Lead.South ? e with { EnteredAt = Lead.Noon.AddHours(-5) } : e)] } };
        await SeeAsync(told);

        Assert.Equal(Lead.Noon.AddHours(-5), (await TimesAsync()).Entered);
        Assert.Single(await _house.VersionsAsync());
    }

    [Fact]
    public async Task Runs_for_the_exhibit_recovered_last_of_those_that_made_the_lead()
    {
        _house.Exhibits[KeyOf(Lead.North, "N-1").Value] = new ExhibitFacts(Lead.Noon.AddDays(-90), Lead.Noon.AddDays(-89), []);
        _house.Exhibits[KeyOf(Lead.South, "S1").Value] = new ExhibitFacts(Lead.Noon.AddHours(-30), Lead.Noon.AddHours(-29), []);
        _house.Exhibits[KeyOf(Lead.East, "E1").Value] = new ExhibitFacts(Lead.Noon.AddDays(3), Lead.Noon.AddDays(3), []);
        var grown = Lead.Over((Lead.North, "N-1"), (Lead.South, "S1"), (Lead.East, "E1"));
        await SeeAsync(grown with { Lead = grown.Lead with { MadeFrom = [KeyOf(Lead.North, "N-1"), KeyOf(Lead.South, "S1")] } });

        Assert.Equal(Lead.Noon.AddHours(-30), (await TimesAsync()).Recovered);
        Assert.Equal(Lead.South, (await TimesAsync()).ExhibitOwner);
    }

    [Fact]
    public async Task Counts_the_packet_as_sent_when_it_was_and_not_when_it_was_issued()
    {
        await _house.SeeAsync(Two);
        _house.Time.Advance(TimeSpan.FromMinutes(40));
        await _house.DispatchAsync();

        Assert.Equal(_house.Time.GetUtcNow(), (await TimesAsync()).PacketSent);
        var row = await RowAsync(Lead.Lab, "packetSent");
        Assert.Equal(1, row!.Breaches);
        Assert.Equal(0.0, row.Within);
    }

    [Fact]
    public async Task Measures_each_recipients_acknowledgement_by_its_own_target()
    {
        _house.Agencies[Lead.South] = new Agency(Lead.South, "South") { Clocks = new AgencyClocks { Acknowledged = 2 } };
        await SeeAsync(Two);
        _house.Time.Advance(TimeSpan.FromHours(3));
        await _house.Inbox.AcknowledgeAsync(PacketHouse.Of(Lead.North), PacketId, default);
        await _house.Inbox.AcknowledgeAsync(PacketHouse.Of(Lead.South), PacketId, default);
        await _house.DispatchAsync();

        Assert.Equal((1.0, 0), ((await RowAsync(Lead.North, "acknowledged"))!.Within, (await RowAsync(Lead.North, "acknowledged"))!.Breaches));
        Assert.Equal((0.0, 1), ((await RowAsync(Lead.South, "acknowledged"))!.Within, (await RowAsync(Lead.South, "acknowledged"))!.Breaches));
        Assert.Equal(2, (await RowAsync(null, "acknowledged"))!.Count);
    }

    [Fact]
    public async Task Counts_what_is_overdue_as_breached_and_what_is_not_yet_due_as_open_only()
    {
        await SeeAsync(Two);
        Assert.Equal((0, 1), ((await RowAsync(Lead.North, "acknowledged"))!.Breaches, (await RowAsync(Lead.North, "acknowledged"))!.Open));
        _house.Time.Advance(TimeSpan.FromHours(25));
        Assert.Equal((1, 1), ((await RowAsync(Lead.North, "acknowledged"))!.Breaches, (await RowAsync(Lead.North, "acknowledged"))!.Open));
        Assert.Null((await RowAsync(Lead.North, "acknowledged"))!.P50);
    }

    [Fact]
    public async Task Is_open_to_an_agency_for_its_own_figures_only()
    {
        await SeeAsync(Two);
        var table = (await _house.Tables.OfMonthAsync(PacketHouse.Of(Lead.North), "2026-03", null, default)).Value;
        Assert.NotEmpty(table.Rows);
        Assert.All(table.Rows, r => Assert.Equal(Lead.North, r.Agency));
        Assert.Equal(404, (await _house.Tables.OfMonthAsync(PacketHouse.Of(Lead.North), "2026-03", "ZZ0000002", default)).Error?.Status);
        Assert.Equal(400, (await _house.Tables.OfMonthAsync(PacketHouse.Supervisor, "2026-3", null, default)).Error?.Status);
    }

    [Fact]
    public async Task Says_the_same_whatever_the_order_of_the_changes_and_however_often_they_come()
    {
        _house.Exhibits[KeyOf(Lead.South, "S1").Value] = new ExhibitFacts(Lead.Noon.AddHours(-20), Lead.Noon.AddHours(-10), []);
        var states = new List<LeadDocument>();
        await StepAsync(() => _house.SeeAsync(Two));
        await StepAsync(_house.DispatchAsync);
        await StepAsync(() => _house.Inbox.AcknowledgeAsync(PacketHouse.Of(Lead.North), PacketId, default));
        await StepAsync(() => _house.Desk.TellAsync(PacketHouse.Of(Lead.South), Lead.Id, new OutcomeReport { Kind = OutcomeKind.Arrest, At = _house.Time.GetUtcNow() }, default));
        await StepAsync(() => _house.SeeAsync(Lead.Over((Lead.North, "N-1"), (Lead.South, "S1"), (Lead.East, "E1"))));
        Assert.Equal(states.Count, states.Select(s => s.Revision).Distinct().Count());

        await using var straight = new PacketHouse();
        foreach (var state in states)
        {
            await straight.Book.FollowAsync(state, default);
        }

        var expected = await TellAsync(straight);
        await Gen.Shuffle(states.Concat(states).ToArray()).SampleAsync(async shuffled =>
        {
            await using var other = new PacketHouse();
            foreach (var state in shuffled)
            {
                await other.Book.FollowAsync(state, default);
            }

            return await TellAsync(other) == expected;
        }, iter: 12);

        async Task StepAsync(Func<Task> step)
        {
            await step();
            var stored = await _house.Documents.ReadAsync(Containers.Leads, Lead.Id, LeadDocument.DocumentId, default);
            states.Add(JsonSerializer.Deserialize(stored!.Body.Span, TriageJson.Default.LeadDocument)!);
            _house.Time.Advance(TimeSpan.FromHours(1));
        }

        async Task<string> TellAsync(PacketHouse house)
        {
            house.Time.SetUtcNow(_house.Time.GetUtcNow());
            var due = await house.Documents.QueryAsync(new DocumentQuery(Containers.Clocks, "local") { From = "due|", To = "due}" }, default);
            return ClockCsv.Write((await house.Tables.OfMonthAsync(PacketHouse.Supervisor, "2026-03", null, default)).Value) + string.Join(';', due.Documents.Select(d => d.Sort + d.Id));
        }
    }

    [Fact]
    public void Takes_percentiles_by_nearest_rank() => Assert.Equal(
        "month,agency,name,stage,count,p50_hours,p90_hours,worst_hours,share_within,breaches,open,implausible\r\n2026-03,ZZ0000001,\"'=HYPERLINK(\"\"http://x\"\"),1\",entered,3,1.5,20,20,0.667,1,0,0\r\n2026-03,REGION,,lead,0,,,,,0,2,1\r\n",
        ClockCsv.Write(new ClockTable("2026-03", "Etc/UTC", Lead.Noon, 3,
        [
            new ClockTableRow(Lead.North, "=HYPERLINK(\"http://x\"),1", "entered", 3, 1.5, 20, 20, 0.6667, 1, 0, 0),
            new ClockTableRow(null, null, "lead", 0, null, null, null, null, 0, 2, 1),
        ])));

    [Fact]
    public async Task Counts_a_lead_in_the_month_of_the_regions_calendar()
    {
        await using var house = new PacketHouse(region: new HubOptions { TimeZone = "America/New_York" });
        var picture = Two with { Lead = Two.Lead with { At = new DateTimeOffset(2026, 3, 1, 4, 30, 0, TimeSpan.Zero) } };
        await house.SeeAsync(picture);
        await house.DispatchAsync();

        Assert.Equal(1, (await house.Tables.OfMonthAsync(PacketHouse.Supervisor, "2026-02", null, default)).Value.Leads);
        Assert.Equal(0, (await house.Tables.OfMonthAsync(PacketHouse.Supervisor, "2026-03", null, default)).Value.Leads);
    }

    private static string PacketId => "pk-" + Lead.Id[3..];
}
