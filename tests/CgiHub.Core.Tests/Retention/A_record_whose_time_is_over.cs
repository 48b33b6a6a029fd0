using CgiHub.Core.Agencies;
using CgiHub.Core.Packets;
using CgiHub.Core.Records;
using CgiHub.Core.Storage;
using CgiHub.Core.Tests.Records;
using CgiHub.Core.Triage;

namespace CgiHub.Core.Tests.Retention;

public sealed class A_record_whose_time_is_over
{
    private const string Mark = "QUAGMIRE";
    private const int Years = 1825;
    private static readonly OsintItem Post = Made.Post("1", [Made.Person($"Zeb {Mark}", 1971)]) with { Text = Mark };
    private static readonly string Id = RetentionHouse.IdOf("osint", Made.North, Post.SourceId);

    private static async Task<RetentionHouse> PostedAsync(params (string, string)[] settings)
    {
        var house = new RetentionHouse(settings);
        await house.OpenAsync();
        await house.LandAsync(Made.North, Post);
        return house;
    }

    private static async Task<RetentionItem> ItemAsync(RetentionHouse house) => Assert.Single((await house.Desk.ListAsync(null, null, new PageRequest(50, null), default)).Value.Items);

    private static Task<Result<RetentionItem>> ValidateAsync(RetentionHouse house, DateTimeOffset? until = null, string reason = "Still under investigation.") =>
        house.Desk.ValidateAsync(RetentionHouse.Supervisor, Id, new ValidateRequest { Reason = reason, Until = until }, default);

    [Fact]
    public async Task Is_purged_by_the_timer_and_not_a_day_before()
    {
        await using var house = await PostedAsync();
        await house.SweepAsync(TimeSpan.FromDays(Years - 1));
        Assert.NotEmpty(await house.FindAsync(Mark));
        await house.SweepAsync(TimeSpan.FromDays(1.01));
        Assert.Empty(await house.FindAsync(Mark));
        Assert.Contains("timer", System.Text.Encoding.UTF8.GetString(house.Documents.Everything().Single(d => d.Container == Containers.Records && d.Document.Id == Id).Document.Body.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Is_listed_with_its_dates_and_how_it_stands()
    {
        await using var house = await PostedAsync();
        var landed = house.Time.GetUtcNow();
        var item = await ItemAsync(house);
        Assert.Equal((Id, "osint", Made.North, landed, "28 CFR 23.20(h)", RetentionState.Kept), (item.RecordId, item.Feed, item.Agency, item.ReceivedAt, item.Basis, item.State));
        Assert.Equal((landed.AddDays(Years - 90), landed.AddDays(Years)), (item.ReviewBy, item.PurgeAt));
        house.Time.Advance(TimeSpan.FromDays(Years - 90));
        Assert.Equal(RetentionState.Review, (await ItemAsync(house)).State);
        house.Time.Advance(TimeSpan.FromDays(90));
        Assert.Equal(RetentionState.Due, (await ItemAsync(house)).State);
    }

    [Fact]
    public async Task Stays_where_a_person_validated_it_for_one_period_at_most()
    {
        await using var house = await PostedAsync();
        house.Time.Advance(TimeSpan.FromDays(1000));
        var now = house.Time.GetUtcNow();
        Assert.Equal(2912, (await ValidateAsync(house, now.AddDays(Years + 1))).Error?.Number);
        Assert.Equal(2912, (await ValidateAsync(house, now)).Error?.Number);
        Assert.Equal(1005, (await ValidateAsync(house, reason: " ")).Error?.Number);
        var valid = (await ValidateAsync(house)).Value;
        Assert.Equal(now.AddDays(Years), valid.PurgeAt);
        Assert.Equal(("supervisor", "Still under investigation."), (valid.Validated!.By, valid.Validated.Reason));

        await house.SweepAsync(TimeSpan.FromDays(Years - 1));
        Assert.NotEmpty(await house.FindAsync(Mark));
        await house.SweepAsync(TimeSpan.FromDays(1.01));
        Assert.Empty(await house.FindAsync(Mark));
    }

    [Fact]
    public async Task Does_not_stay_because_its_sender_sent_another_version()
    {
        await using var house = await PostedAsync();
        house.Time.Advance(TimeSpan.FromDays(1000));
        await house.LandAsync(Made.North, Post with { Handle = "@other" });
        Assert.Equal(RetentionState.Kept, (await ItemAsync(house)).State);
        await house.SweepAsync(TimeSpan.FromDays(Years - 999.9));
        Assert.Empty(await house.FindAsync(Mark));
    }

    [Fact]
    public async Task Is_not_validated_by_a_stranger_nor_after_its_purge_has_begun()
    {
        await using var house = await PostedAsync();
        Assert.Equal(404, (await house.Desk.ValidateAsync(RetentionHouse.Supervisor, "rc-aaaaaaaaaaaaaaaa", new ValidateRequest { Reason = "x" }, default)).Error?.Status);
        Assert.Equal(404, (await house.Desk.ValidateAsync(RetentionHouse.Supervisor, "../../records", new ValidateRequest { Reason = "x" }, default)).Error?.Status);
        await house.PurgeAsync(Id);
        Assert.Equal(2911, (await ValidateAsync(house)).Error?.Number);
        Assert.Equal(2911, (await house.Desk.PurgeAsync(RetentionHouse.Supervisor, Id, new PurgeRequest { Reason = "Again." }, default)).Error?.Number);
    }

    [Fact]
    public async Task Has_no_time_where_its_feed_has_no_period_until_one_is_set()
    {
        await using (var house = new RetentionHouse())
        {
            await house.OpenAsync();
            await house.LandAsync(Made.North, Made.Arrest("1", Made.Person($"Zeb {Mark}", 1971)));
            Assert.Empty((await house.Desk.ListAsync("arrests", null, new PageRequest(50, null), default)).Value.Items);
            var id = RetentionHouse.IdOf("arrests", Made.North, "a1");
            Assert.Equal(2913, (await house.Desk.ValidateAsync(RetentionHouse.Supervisor, id, new ValidateRequest { Reason = "x" }, default)).Error?.Number);
            await house.SweepAsync(TimeSpan.FromDays(20_000));
            Assert.NotEmpty(await house.FindAsync(Mark));
        }

        await using (var house = new RetentionHouse(("CgiHub:Retention:Arrests", "30.00:00:00")))
        {
            await house.OpenAsync();
            await house.LandAsync(Made.North, Made.Arrest("1", Made.Person($"Zeb {Mark}", 1971)));
            await house.SweepAsync(TimeSpan.FromDays(31));
            Assert.Empty(await house.FindAsync(Mark));
        }
    }

    [Fact]
    public async Task Is_one_of_no_more_than_a_run_may_purge()
    {
        await using var house = new RetentionHouse(("CgiHub:Retention:MostPerRun", "2"));
        await house.OpenAsync();
        await house.LandAsync(Made.North, [.. Enumerable.Range(0, 5).Select(i => Made.Post($"{i}", [Made.Person($"Zeb {Mark}{i}", 1971)]))]);
        house.Time.Advance(TimeSpan.FromDays(Years + 1));
        for (var left = 3; left >= 0; left -= 2)
        {
            await house.SweepAsync();
            Assert.Equal(left, (await house.Desk.ListAsync(null, null, new PageRequest(50, null), default)).Value.Items.Count);
        }
    }

    [Fact]
    public async Task Stands_once_in_the_list_whatever_the_pages_soonest_first()
    {
        await using var house = new RetentionHouse(("CgiHub:Retention:Arrests", "30.00:00:00"));
        await house.OpenAsync();
        for (var day = 0; day < 3; day++)
        {
            // Many of one moment, more in a bucket than a page holds.
            await house.LandAsync(Made.North, [.. Enumerable.Range(0, 200).Select(i => Made.Post($"{day}-{i}", null))]);
            await house.LandAsync(Made.South, [.. Enumerable.Range(0, 20).Select(i => Made.Arrest($"{day}-{i}", Made.Person("Testa Sample")))]);
            house.Time.Advance(TimeSpan.FromDays(1));
        }

        foreach (var limit in new[] { 1, 7, 200 })
        {
            var seen = new List<RetentionItem>();
            string? cursor = null;
            do
            {
                var page = (await house.Desk.ListAsync(null, null, new PageRequest(limit, cursor), default)).Value;
                seen.AddRange(page.Items);
                cursor = page.Next;
            }
            while (cursor is not null && (limit > 1 || seen.Count < 100));

            Assert.Equal(limit == 1 ? 100 : 660, seen.Count);
            Assert.Equal(seen.Count, seen.Select(s => s.RecordId).Distinct().Count());
            Assert.Equal(seen.OrderBy(s => s.PurgeAt).ThenBy(s => s.RecordId, StringComparer.Ordinal).Select(s => s.RecordId), seen.Select(s => s.RecordId));
        }

        Assert.All((await house.Desk.ListAsync("osint", Made.North.Value, new PageRequest(200, null), default)).Value.Items, i => Assert.Equal(("osint", Made.North), (i.Feed, i.Agency)));
        Assert.Empty((await house.Desk.ListAsync("osint", Made.South.Value, new PageRequest(200, null), default)).Value.Items);
        Assert.Equal(4102, (await house.Desk.ListAsync("lpr", null, new PageRequest(50, null), default)).Error?.Number);
        Assert.Equal(4102, (await house.Desk.ListAsync(null, "x", new PageRequest(50, null), default)).Error?.Number);
        foreach (var wrong in new[] { "x", "!!!", Convert.ToBase64String("9999999999999999999|rc-aaaaaaaaaaaaaaaa"u8.ToArray()) })
        {
            Assert.Equal(1015, (await house.Desk.ListAsync(null, null, new PageRequest(50, wrong), default)).Error?.Number);
        }
    }

    [Fact]
    public async Task Of_a_feed_of_many_is_forgotten_by_the_store_and_a_new_version_prolongs_nothing()
    {
        var stores = new TestStores();
        var records = new RecordStore(stores.Documents, stores.Time, Microsoft.Extensions.Options.Options.Create(new RetentionOptions { PlateReads = TimeSpan.FromDays(30) }));
        var reader = new RecordReader(stores.Documents);
        var read = Made.Plate("p1", "ABC123", Made.Noon, 40.7, -74.0);
        var alert = Made.Gunshot("g1", Made.Noon, 40.7, -74.0);
        await records.LandAsync(Made.North, [read, alert], default);
        stores.Time.Advance(TimeSpan.FromDays(20));
        await records.LandAsync(Made.North, [read with { Plate = "ABC124" }], default);
        Assert.Equal((1, 1), (await CountAsync(read), await CountAsync(alert)));
        stores.Time.Advance(TimeSpan.FromDays(10.1));

        // Gunshots have no period here.
        Assert.Equal((0, 1), (await CountAsync(read), await CountAsync(alert)));
        Assert.Equal([Landing.Created], await records.LandAsync(Made.North, [read with { Plate = "ABC125" }], default));
        await stores.DisposeAsync();

        async Task<int> CountAsync(FeedRecord record)
        {
            var found = 0;
            await foreach (var _ in reader.InCellAsync(SpaceTimeCell.PartitionsOf(record, Made.North)[0], Made.Noon.AddHours(-1), Made.Noon.AddHours(1), 100, default))
            {
                found++;
            }

            return found;
        }
    }
}
