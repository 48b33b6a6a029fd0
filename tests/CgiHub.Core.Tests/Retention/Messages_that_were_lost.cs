using CgiHub.Core.Agencies;
using CgiHub.Core.Evidence;
using CgiHub.Core.Packets;
using CgiHub.Core.Records;
using CgiHub.Core.Storage;
using CgiHub.Core.Tests.Records;
using CgiHub.Core.Triage;

namespace CgiHub.Core.Tests.Retention;

/// <summary>An administrator has all work asked for again that follows from what the hub holds.</summary>
public sealed class Messages_that_were_lost
{
    private const string Number = "26-0001";
    private static readonly Arrest Open = Made.Arrest("1", Made.Person("Zeb Quagmire", 1971), caseNumber: "S1");
    private static readonly TimeSpan Later = TimeSpan.FromMinutes(20);

    private static NibinNotice Lead(string sourceId, string number, string south) => Made.Notice(sourceId, number, NibinKind.Lead, 0, Made.Casing(Made.North, "N1"), Made.Casing(Made.South, south));

    private static async Task<RetentionHouse> OpenedAsync(params (string, string)[] settings)
    {
        var house = new RetentionHouse(settings);
        await house.OpenAsync();
        return house;
    }

    /// <summary>Lands records while every queue loses what is sent to it.</summary>
    private static async Task LandAndLoseAsync(RetentionHouse house, Ori agency, params FeedRecord[] records)
    {
        await house.Of<RecordStore>().LandAsync(agency, records, default);
        await house.LoseAsync();
    }

    private static async Task<AskedAgain> AskAsync(RetentionHouse house, DateTimeOffset since)
    {
        var (all, cursor) = (new AskedAgain(0, 0, 0), (string?)null);
        do
        {
            var asked = await house.Of<LostMessages>().AskAsync(new LostMessagesRequest { Since = since, Cursor = cursor }, default);
            Assert.True(asked.Error is null, asked.Error?.Detail);
            all = new AskedAgain(all.Records + asked.Value.Records, all.Exhibits + asked.Value.Exhibits, all.Leads + asked.Value.Leads);
            cursor = asked.Value.Next;
        }
        while (cursor is not null);
        await house.SettleAsync();
        return all;
    }

    [Theory]
    [InlineData("1")]
    [InlineData("1000")]
    public async Task Bring_the_lead_of_which_nobody_was_told(string changesOfOneCall)
    {
        await using var house = await OpenedAsync(("CgiHub:Packets:MaxAskedAgain", changesOfOneCall));
        var since = house.Time.GetUtcNow();
        await LandAndLoseAsync(house, Made.North, Made.Incident("N1"));
        await LandAndLoseAsync(house, Made.South, Made.Incident("S1", Made.Noon.AddDays(1), 40.71), Open);
        await LandAndLoseAsync(house, Made.Lab, Lead("n1", Number, "S1"));
        Assert.Empty(house.Queue.Of($"packets-{Made.North}"));

        Assert.Equal(4, (await AskAsync(house, since)).Records);
        var packet = await house.NewestAsync(Number, Made.North);
        Assert.Equal(["N1", "S1"], packet.Events.Select(e => e.CaseNumber).Order(StringComparer.Ordinal));
        Assert.Equal("Zeb Quagmire", Assert.Single(packet.Persons).Person.FullName);
        Assert.NotNull(await house.Of<RetentionBook>().FindAsync(RetentionHouse.IdOf("arrests", Made.South, Open.SourceId), default));
    }

    [Fact]
    public async Task Bring_the_packet_that_was_issued_and_not_sent_and_put_its_lead_on_the_list()
    {
        await using var house = await OpenedAsync();
        var since = house.Time.GetUtcNow();
        await house.Of<RecordStore>().LandAsync(Made.Lab, [Lead("n1", Number, "S1")], default);
        await house.SettleAsync(but: [Queues.Dispatch, Queues.Lists]);
        await house.LoseAsync();
        Assert.Empty(house.Queue.Of($"packets-{Made.North}"));
        Assert.Equal(1, (await house.NewestAsync(Number)).Version);

        house.Time.Advance(Later);
        Assert.Equal(1, (await AskAsync(house, since)).Leads);
        Assert.Equal($"{RetentionHouse.PacketId(Number)}:2:{Made.North}", Assert.Single(house.Queue.Of($"packets-{Made.North}")).Id);
        Assert.Single((await house.Of<LeadList>().ListAsync(new LeadFilter(LeadOrder.Priority), new PageRequest(10, null), default)).Value.Items);
    }

    [Fact]
    public async Task Set_the_clocks_of_a_lead_of_which_an_exhibit_was_registered()
    {
        await using var house = await OpenedAsync();
        await house.LandAsync(Made.Lab, Lead("n1", Number, "S1"));
        house.Time.Advance(Later);
        var since = house.Time.GetUtcNow();
        var registered = await house.Of<EvidenceIntake>().RegisterAsync(new Caller("clerk", Roles.AgencySubmit, Made.South), new ExhibitRegistration
        {
            Ori = Made.South.Value, CaseNumber = "S1", ExhibitNumber = "1", Kind = ExhibitKind.CartridgeCase, RecoveredAt = Made.Noon,
        }, default);
        Assert.True(registered.Error is null, registered.Error?.Detail);

        Assert.Equal(1, (await AskAsync(house, since)).Exhibits);
        var lead = await house.Of<LeadDesk>().ReadAsync(RetentionHouse.LeadId(Number), default);
        Assert.Equal(since, lead.Value.Clocks.Single(c => c.Name == "received").At);
    }

    [Fact]
    public async Task Withdraw_what_told_a_record_that_was_sealed()
    {
        await using var house = await OpenedAsync();
        var since = house.Time.GetUtcNow();
        await house.LandAsync(Made.Lab, Lead("n1", Number, "S1"));
        await house.LandAsync(Made.South, Open);
        await LandAndLoseAsync(house, Made.South, Open with { Handling = new Handling { Sealed = true } });
        Assert.Single((await house.NewestAsync(Number, Made.North)).Persons);

        house.Time.Advance(Later);
        await AskAsync(house, since);
        var newest = await house.NewestAsync(Number, Made.North);
        Assert.Empty(newest.Persons);
        Assert.Equal(NoticeKind.Sealed, Assert.Single(newest.Notices!).Kind);
    }

    [Fact]
    public async Task Tell_nobody_what_was_sealed_while_the_packet_that_told_it_lay_in_the_queue()
    {
        await using var house = await OpenedAsync();
        var since = house.Time.GetUtcNow();
        var post = Made.Post("p1", [Made.Person("Zeb Quagmire", 1971)]);
        await house.LandAsync(Made.South, Open, post);
        await house.Of<RecordStore>().LandAsync(Made.Lab, [Lead("n1", Number, "S1")], default);
        await house.SettleAsync(but: [Queues.Dispatch]);
        Assert.NotEmpty((await house.NewestAsync(Number)).Osint);
        await house.LoseAsync();
        await LandAndLoseAsync(house, Made.South, post with { Handling = new Handling { Sealed = true } });

        house.Time.Advance(Later);
        await AskAsync(house, since);
        Assert.Empty((await house.NewestAsync(Number, Made.North)).Osint);
        Assert.Single(house.Queue.Of($"packets-{Made.North}"));

        // And what lay there is not to be read any more, once the seal is looked at again.
        house.Time.Advance(TimeSpan.FromHours(2));
        await AskAsync(house, since);
        Assert.NotNull((await house.VersionAsync(Number, 1)).Error);
    }

    [Fact]
    public async Task Tell_of_a_withdrawal_of_which_nobody_was_told()
    {
        await using var house = await OpenedAsync();
        await house.LandAsync(Made.Lab, Lead("n1", Number, "S1"));
        await house.LandAsync(Made.South, Open);
        house.Time.Advance(TimeSpan.FromDays(1));
        var since = house.Time.GetUtcNow();
        await house.Of<RecordStore>().LandAsync(Made.South, [Open with { Handling = new Handling { Sealed = true } }], default);
        await house.SettleAsync(but: [Queues.Leads]);
        await house.LoseAsync();

        house.Time.Advance(Later);
        Assert.Equal(1, (await AskAsync(house, since)).Leads);
        Assert.Equal(NoticeKind.Sealed, Assert.Single((await house.NewestAsync(Number, Made.North)).Notices!).Kind);
    }

    [Fact]
    public async Task Are_asked_for_to_an_end_however_much_comes_in_meanwhile()
    {
        await using var house = await OpenedAsync(("CgiHub:Packets:MaxAskedAgain", "5"));
        var since = house.Time.GetUtcNow();
        await house.LandAsync(Made.Lab, Lead("n1", Number, "S1"));
        var (steps, records, cursor) = (0, 0, (string?)null);
        do
        {
            var asked = await house.Of<LostMessages>().AskAsync(new LostMessagesRequest { Since = since, Cursor = cursor }, default);
            (records, cursor) = (records + asked.Value.Records, asked.Value.Next);
            house.Time.Advance(TimeSpan.FromSeconds(1));
            await house.LandAsync(Made.South, [.. Enumerable.Range(0, 5).Select(i => Made.Incident($"I{steps}-{i}")), Made.Arrest($"m{steps}", Made.Person($"Person {steps}", 1980), caseNumber: "S1")]);
        }
        while (cursor is not null && ++steps < 50);

        Assert.InRange(steps, 1, 49);
        Assert.Equal(1, records);
    }

    [Fact]
    public async Task Change_nothing_where_none_were()
    {
        await using var house = await OpenedAsync();
        var since = house.Time.GetUtcNow();
        await house.LandAsync(Made.South, Open);
        await house.LandAsync(Made.Lab, Lead("n1", Number, "S1"));
        var before = await house.NewestAsync(Number, Made.North);
        house.Time.Advance(Later);

        Assert.Equal((2, 1), await AskAsync(house, since) is var asked ? (asked.Records, asked.Leads) : default);
        Assert.Equal(before.Version, (await house.NewestAsync(Number, Made.North)).Version);
        Assert.Equal(before.Version, house.Queue.Of($"packets-{Made.North}").Count);
    }

    [Fact]
    public async Task Are_asked_for_from_the_instant_on_that_is_named_and_not_for_what_was_purged()
    {
        await using var house = await OpenedAsync();
        await house.LandAsync(Made.Lab, Lead("n1", Number, "S1"));
        house.Time.Advance(Later);
        var since = house.Time.GetUtcNow();
        var purged = Made.Arrest("3", Made.Person("Ann Poe", 1981), caseNumber: "S8");
        await house.LandAsync(Made.South, Made.Arrest("2", Made.Person("Ann Roe", 1980), caseNumber: "S7"), purged);
        await house.PurgeAsync(RetentionHouse.IdOf("arrests", Made.South, purged.SourceId));

        Assert.Equal((1, 0), await AskAsync(house, since) is var asked ? (asked.Records, asked.Leads) : default);
    }

    [Fact]
    public async Task Are_not_asked_for_without_saying_from_when_on_or_from_a_place_that_is_none()
    {
        await using var house = await OpenedAsync();
        var lost = house.Of<LostMessages>();
        Assert.Equal("/since", Assert.Single((await lost.AskAsync(new LostMessagesRequest(), default)).Error!.Faults).Pointer);
        Assert.Equal(Errors.BadCursor().Number, (await lost.AskAsync(new LostMessagesRequest { Since = Made.Noon, Cursor = "audit|1" }, default)).Error!.Number);
    }
}
