using System.Globalization;
using System.Text.Json;
using CgiHub.Core.Packets;
using CgiHub.Core.Records;
using CgiHub.Core.Tests.Records;
using Microsoft.Extensions.Options;

namespace CgiHub.Core.Tests.Retention;

public sealed class A_record_that_waits_for_review
{
    private const string Mark = "QUAGMIRE";
    private const string Number = "26-0001";
    private static readonly Person Suspect = Made.Person("Testa Sample", 1990);
    private static readonly OsintItem Item = Made.Post("1", [Suspect]) with { Text = $"{Mark} shows a gun" };
    private static readonly string Id = RetentionHouse.IdOf("osint", Made.South, Item.SourceId);

    /// <summary>A hub that holds open-source items, with a lead whose suspect they speak of.</summary>
    private static async Task<RetentionHouse> HoldingAsync()
    {
        var house = new RetentionHouse(("CgiHub:Holding:Feeds:0", "osint"));
        await house.OpenAsync();
        await house.LandAsync(Made.North, Made.Incident("N1", persons: Suspect.As(IncidentRole.Suspect)));
        await house.LandAsync(Made.Lab, Made.Notice("n1", Number, NibinKind.Lead, 0, Made.Casing(Made.North, "N1"), Made.Casing(Made.South, "S1")));
        return house;
    }

    private static async Task<HeldRecord> HeldAsync(RetentionHouse house) => Assert.Single((await house.Of<HoldingDesk>().ListAsync(new PageRequest(10, null), default)).Value.Items);

    private static ReviewRequest Review(HeldRecord held, string reason = "The gun of case N1 is in it.") => new() { Revision = held.Revision, Reason = reason };

    private static async Task<Result<HoldingReview>> ApproveAsync(RetentionHouse house, ReviewRequest review)
    {
        var reviewed = await house.Of<HoldingDesk>().ApproveAsync(RetentionHouse.Supervisor, Id, review, default);
        await house.SettleAsync();
        return reviewed;
    }

    /// <summary>Whether the next version of the lead tells it: an item goes along with whatever else is new.</summary>
    private static async Task<bool> IsToldAsync(RetentionHouse house)
    {
        await house.LandAsync(Made.East, Made.Arrest(house.Killable.Commits.ToString(CultureInfo.InvariantCulture), Suspect));
        return JsonSerializer.Serialize(await house.NewestAsync(Number, Made.North), PacketsJson.Default.LeadPacket).Contains(Mark, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Is_told_to_nobody_until_a_person_lets_it_in()
    {
        await using var house = await HoldingAsync();
        var receipt = await house.SendAsync(Made.South, Item);
        Assert.Equal((1, 1, 0), (receipt.Received, receipt.Held, receipt.Accepted));
        Assert.False(await IsToldAsync(house));
        Assert.Single(await house.FindAsync(Mark));

        var held = await HeldAsync(house);
        Assert.Equal((Id, Made.South, Item.Text, false), (held.RecordId, held.Agency, ((OsintItem)held.Record).Text, held.Replaces));
        Assert.Equal(HoldingDecision.Approved, (await ApproveAsync(house, Review(held))).Value.Decision);
        Assert.True(await IsToldAsync(house));
        Assert.Empty((await house.Of<HoldingDesk>().ListAsync(new PageRequest(10, null), default)).Value.Items);
    }

    [Fact]
    public async Task Leaves_who_let_it_in_and_why()
    {
        await using var house = await HoldingAsync();
        await house.SendAsync(Made.South, Item);
        await ApproveAsync(house, Review(await HeldAsync(house), " Because. "));
        var review = Assert.Single((await house.Of<HoldingDesk>().ReviewsAsync(Id, new PageRequest(10, null), default)).Value.Items);
        Assert.Equal(("supervisor", "Because.", house.Time.GetUtcNow()), (review.By, review.Reason, review.At));
    }

    [Fact]
    public async Task Is_gone_where_it_was_declined_and_refused_when_it_comes_again()
    {
        await using var house = await HoldingAsync();
        await house.SendAsync(Made.South, Item);
        Assert.Null((await house.Of<HoldingDesk>().DeclineAsync(RetentionHouse.Supervisor, Id, Review(await HeldAsync(house), "No crime in it."), default)).Error);
        Assert.Empty(await house.FindAsync(Mark));

        var again = await house.SendAsync(Made.South, Item);
        Assert.Equal((1, 0), (again.Rejected, again.Held));
        Assert.Equal("declined", Assert.Single(again.Errors).Code);
        Assert.Empty(await house.FindAsync(Mark));
    }

    [Fact]
    public async Task Waits_again_when_its_sender_mends_what_was_declined()
    {
        await using var house = await HoldingAsync();
        await house.SendAsync(Made.South, Item);
        await house.Of<HoldingDesk>().DeclineAsync(RetentionHouse.Supervisor, Id, Review(await HeldAsync(house), "No crime in it."), default);
        Assert.Equal(1, (await house.SendAsync(Made.South, Item with { CriminalNexus = "He names the case." })).Held);
        Assert.Null((await ApproveAsync(house, Review(await HeldAsync(house)))).Error);
        Assert.True(await IsToldAsync(house));
    }

    [Fact]
    public async Task Is_not_let_in_by_who_read_another_content()
    {
        await using var house = await HoldingAsync();
        await house.SendAsync(Made.South, Item);
        var read = await HeldAsync(house);
        await house.SendAsync(Made.South, Item with { Text = "Something else" });
        Assert.Equal(2914, (await ApproveAsync(house, Review(read))).Error!.Number);
        Assert.Equal("Something else", ((OsintItem)(await HeldAsync(house)).Record).Text);
    }

    [Fact]
    public async Task Waits_while_what_was_let_in_before_stands()
    {
        await using var house = await HoldingAsync();
        await house.SendAsync(Made.South, Item);
        await ApproveAsync(house, Review(await HeldAsync(house)));
        Assert.Equal(1, (await house.SendAsync(Made.South, Item with { Text = "Something else" })).Held);
        Assert.True((await HeldAsync(house)).Replaces);
        Assert.True(await IsToldAsync(house));

        await ApproveAsync(house, Review(await HeldAsync(house)));
        Assert.False(await IsToldAsync(house));
    }

    [Fact]
    public async Task Waits_no_longer_when_its_sender_is_back_at_what_stands()
    {
        await using var house = await HoldingAsync();
        await house.SendAsync(Made.South, Item);
        await ApproveAsync(house, Review(await HeldAsync(house)));
        await house.SendAsync(Made.South, Item with { Text = "Something else" });
        Assert.Equal(1, (await house.SendAsync(Made.South, Item)).Duplicates);
        Assert.Empty((await house.Of<HoldingDesk>().ListAsync(new PageRequest(10, null), default)).Value.Items);
    }

    [Fact]
    public async Task Is_gone_when_nobody_reviewed_it_in_time()
    {
        await using var stores = new TestStores();
        var records = new RecordStore(stores.Documents, stores.Time);
        var bin = new HoldingBin(records, stores.Documents, Options.Create(new HubOptions()), Options.Create(new HoldingOptions { HoldFor = TimeSpan.FromDays(7) }), stores.Time);
        using (var arena = new RecordArena())
        {
            Assert.Equal([Landing.Held], await bin.HoldAsync([new RecordLane(Made.South, "osint", stores.Time.GetUtcNow()).Prepare(Item, arena)], default));
        }

        var desk = new HoldingDesk(bin, records, stores.Time);
        Assert.Equal(stores.Time.GetUtcNow().AddDays(7), (await desk.FindAsync(Id, default)).Value.Until);
        stores.Time.Advance(TimeSpan.FromDays(7));
        Assert.Equal(404, (await desk.FindAsync(Id, default)).Error!.Status);
        Assert.Empty((await desk.ListAsync(new PageRequest(10, null), default)).Value.Items);
    }

    [Fact]
    public async Task Is_sealed_without_a_review()
    {
        await using var house = await HoldingAsync();
        await house.SendAsync(Made.South, Item);
        await ApproveAsync(house, Review(await HeldAsync(house)));
        await house.SendAsync(Made.South, Item with { Text = $"{Mark} again" });
        Assert.Equal(1, (await house.SendAsync(Made.South, Item with { Handling = new Handling { Sealed = true } })).Accepted);
        Assert.Empty(await house.FindAsync(Mark));
    }

    [Fact]
    public async Task Goes_with_the_record_that_is_purged()
    {
        await using var house = await HoldingAsync();
        await house.SendAsync(Made.South, Item);
        await ApproveAsync(house, Review(await HeldAsync(house), $"{Mark} was seen."));
        await house.SendAsync(Made.South, Item with { Text = $"{Mark} again" });
        await house.PurgeAsync(Id);
        Assert.Empty(await house.FindAsync(Mark));
        Assert.Equal(1, (await house.SendAsync(Made.South, Item with { Text = "Once more" })).Rejected);
    }

    [Theory]
    [InlineData(null, "Why", "/revision")]
    [InlineData("r", null, "/reason")]
    [InlineData("r", "  ", "/reason")]
    public async Task Is_reviewed_with_a_reason_only(string? revision, string? reason, string pointer)
    {
        await using var house = await HoldingAsync();
        await house.SendAsync(Made.South, Item);
        Assert.Equal(pointer, Assert.Single((await ApproveAsync(house, new ReviewRequest { Revision = revision, Reason = reason })).Error!.Faults!).Pointer);
    }

    [Fact]
    public async Task Is_of_the_feeds_that_are_held_only()
    {
        await using var house = await HoldingAsync();
        Assert.Equal(1, (await house.SendAsync(Made.South, Made.Arrest("A1", Suspect))).Accepted);
    }

    /// <summary>Killed after any write, an approval that is asked for again ends as one that was not.</summary>
    [Fact]
    public async Task Is_let_in_once_wherever_the_hub_is_killed()
    {
        var killed = 0;
        for (var after = 0; ; after++)
        {
            await using var house = await HoldingAsync();
            await house.SendAsync(Made.South, Item);
            var held = await HeldAsync(house);
            house.Killable.KillAfter(after);
            var failure = await Record.ExceptionAsync(() => house.Of<HoldingDesk>().ApproveAsync(RetentionHouse.Supervisor, Id, Review(held), default));
            house.Killable.Restart();
            var again = await ApproveAsync(house, Review(held));
            Assert.Equal(failure is null, again.Error is { Status: 404 });
            Assert.True(await IsToldAsync(house));
            Assert.Empty((await house.Of<HoldingDesk>().ListAsync(new PageRequest(10, null), default)).Value.Items);
            Assert.Single((await house.Of<HoldingDesk>().ReviewsAsync(Id, new PageRequest(10, null), default)).Value.Items);
            if (failure is null)
            {
                break;
            }

            killed++;
        }

        Assert.True(killed > 2, "An approval writes more often than that.");
    }
}
