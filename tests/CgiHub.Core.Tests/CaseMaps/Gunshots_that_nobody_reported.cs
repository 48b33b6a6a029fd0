using CgiHub.Core.Agencies;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Records;
using CgiHub.Core.Storage;
using CgiHub.Core.Tests.Records;
using CsCheck;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace CgiHub.Core.Tests.CaseMaps;

public sealed class Gunshots_that_nobody_reported
{
    private static readonly GunshotFilter Unreported = new(false, null, null);

    private readonly MemoryDocuments _documents = new();
    private readonly FakeTimeProvider _time = new(Made.Noon.AddDays(1));

    private static double North(double metres) => metres / 111_049;

    private Task LandAsync(params FeedRecord[] records) => LandAsync(_documents, Made.North, records);

    private static async Task LandAsync(IDocumentStore documents, Ori agency, params FeedRecord[] records)
    {
        foreach (var record in records)
        {
            await new RecordStore(documents, TimeProvider.System).LandAsync(agency, [record], default);
        }
    }

    private GunshotList List(CaseMapOptions? options = null) => new(new RecordReader(_documents), Options.Create(options ?? new CaseMapOptions()), _time);

    private async Task<IReadOnlyList<HeardShots>> ListAsync(GunshotFilter? filter = null, CaseMapOptions? options = null) => await AllAsync(List(options), filter ?? Unreported, 200);

    /// <summary>Every page of the list, one after the other.</summary>
    private static async Task<IReadOnlyList<HeardShots>> AllAsync(GunshotList list, GunshotFilter filter, int limit)
    {
        var all = new List<HeardShots>();
        string? cursor = null;
        do
        {
            var page = (await list.ListAsync(filter, new PageRequest(limit, cursor), default)).Value;
            Assert.True(page.Items.Count <= limit);
            all.AddRange(page.Items);
            cursor = page.Next;
        }
        while (cursor is not null);
        return all;
    }

    private async Task<string> AlertsAsync(GunshotFilter? filter = null) => string.Join(' ', (await ListAsync(filter)).Select(s => string.Join('+', s.Alerts)));

    [Fact]
    public async Task Are_listed_newest_first_with_what_was_heard()
    {
        await LandAsync(Made.Gunshot("A1", Made.Noon, 40.7, -74, 3), Made.Gunshot("A2", Made.Noon.AddMinutes(1), 40.7 + North(20), -74, 4), Made.Gunshot("B1", Made.Noon.AddHours(2), 40.7, -74));
        var shots = await ListAsync();
        Assert.Equal(["B1", "A1+A2"], shots.Select(s => string.Join('+', s.Alerts)));
        Assert.Equal((7, Made.Noon), (shots[1].Rounds, shots[1].DetectedAt));
        Assert.All(shots, s => Assert.Null(s.Incident));
    }

    [Theory]
    [InlineData(299, 0, true)]
    [InlineData(301, 0, false)]
    [InlineData(0, -900, true)]
    [InlineData(0, -901, false)]
    [InlineData(0, 1800, true)]
    [InlineData(0, 1801, false)]
    public async Task Have_no_incident_within_300_metres_from_15_minutes_before_it_to_30_after(double metres, int seconds, bool reported)
    {
        await LandAsync(Made.Gunshot("A1", Made.Noon.AddSeconds(seconds), 40.7 + North(metres), -74));
        await LandAsync(_documents, Made.South, Made.Incident("S1"));
        Assert.Equal(reported ? "" : "A1", await AlertsAsync());
        Assert.Equal(reported ? "A1" : "", await AlertsAsync(new GunshotFilter(true, null, null)));
        Assert.Equal("A1", await AlertsAsync(new GunshotFilter(null, null, null)));
    }

    [Fact]
    public async Task Are_reported_where_one_alert_of_a_chain_is_near_a_call()
    {
        await LandAsync(Made.Gunshot("A1", Made.Noon, 40.7, -74), Made.Gunshot("A2", Made.Noon.AddMinutes(2), 40.7 + North(45), -74), Made.Incident("N1", Made.Noon.AddMinutes(17), 40.7 + North(340), -74));
        var call = Assert.Single(await ListAsync(new GunshotFilter(true, null, null))).Incident!;
        Assert.Equal(("N1", -900.0), (call.CaseNumber, call.Seconds));
        Assert.Equal(295, call.Metres, 0.5);
    }

    [Fact]
    public async Task Tell_the_nearest_of_several_calls()
    {
        await LandAsync(Made.Gunshot("A1", Made.Noon, 40.7, -74), Made.Incident("FAR", Made.Noon, 40.7 + North(100), -74), Made.Incident("NEAR", Made.Noon.AddMinutes(5), 40.7 + North(50), -74));
        Assert.Equal("NEAR", Assert.Single(await ListAsync(new GunshotFilter(true, null, null))).Incident!.CaseNumber);
    }

    [Fact]
    public async Task Are_not_reported_by_a_gun_that_was_recovered_there()
    {
        await LandAsync(Made.Gunshot("A1", Made.Noon, 40.7, -74), Made.Incident("N1") with { Type = IncidentType.Recovery });
        Assert.Equal("A1", await AlertsAsync());
    }

    [Fact]
    public async Task Are_reported_by_an_incident_that_comes_late()
    {
        await LandAsync(Made.Gunshot("A1", Made.Noon, 40.7, -74));
        Assert.Equal("A1", await AlertsAsync());
        await LandAsync(_documents, Made.South, Made.Incident("S1"));
        Assert.Equal("", await AlertsAsync());
    }

    [Fact]
    public async Task Are_unreported_again_where_the_incident_turns_out_to_have_been_elsewhere()
    {
        await LandAsync(Made.Gunshot("A1", Made.Noon, 40.7, -74), Made.Incident("N1"));
        Assert.Equal("", await AlertsAsync());
        await LandAsync(Made.Incident("N1", lat: 40.9));
        Assert.Equal("A1", await AlertsAsync());
    }

    [Fact]
    public async Task Are_no_fireworks_and_nothing_that_was_cancelled()
    {
        await LandAsync(
            Made.Gunshot("A1", Made.Noon, 40.7, -74), Made.Gunshot("A1", Made.Noon, 40.7, -74, status: AlertStatus.Cancel),
            Made.Gunshot("B1", Made.Noon.AddHours(1), 40.7, -74), Made.Gunshot("B1", Made.Noon.AddHours(1), 40.7, -74, status: AlertStatus.Update) with { Kind = GunshotKind.Fireworks });
        Assert.Equal("", await AlertsAsync(new GunshotFilter(null, null, null)));
    }

    [Fact]
    public async Task Are_where_and_when_their_review_says_however_far_away_that_is()
    {
        await LandAsync(Made.Incident("N1"), Made.Gunshot("A1", Made.Noon, 40.7, -74), Made.Gunshot("A1", Made.Noon.AddDays(-2), 41.7, -75, status: AlertStatus.Update));
        var shots = Assert.Single(await ListAsync());
        Assert.Equal((41.7, Made.Noon.AddDays(-2)), (shots.Lat, shots.DetectedAt));
    }

    [Fact]
    public async Task Are_gone_by_a_cancellation_that_says_another_day_and_place()
    {
        await LandAsync(Made.Gunshot("A1", Made.Noon, 40.7, -74), Made.Gunshot("A1", Made.Noon.AddDays(-30), 10, 10, status: AlertStatus.Cancel));
        Assert.Equal("", await AlertsAsync());
    }

    [Fact]
    public async Task Are_one_event_over_midnight_on_the_day_it_began()
    {
        var midnight = Moments(0);
        await LandAsync([.. Enumerable.Range(0, 40).Select(i => Made.Gunshot($"A{i:d2}", midnight.AddMinutes(-60 + 2 * i), 40.7, -74, 1))]);
        Assert.Equal(40, Assert.Single(await ListAsync()).Rounds);
        Assert.Empty(await ListAsync(new GunshotFilter(false, midnight, null)));
        Assert.Equal(40, Assert.Single(await ListAsync(new GunshotFilter(false, midnight.AddHours(-1), midnight.AddMinutes(-59)))).Rounds);
    }

    [Fact]
    public async Task Are_listed_from_the_beginning_of_a_span_to_before_its_end()
    {
        await LandAsync(Made.Gunshot("A1", Made.Noon, 40.7, -74), Made.Gunshot("B1", Made.Noon.AddHours(1), 40.7, -74), Made.Gunshot("C1", Made.Noon.AddHours(2), 40.7, -74));
        Assert.Equal("B1 A1", await AlertsAsync(new GunshotFilter(false, Made.Noon, Made.Noon.AddHours(2))));
    }

    [Fact]
    public async Task Are_listed_for_the_last_days_where_nobody_says_more()
    {
        await LandAsync(Made.Gunshot("A1", Made.Noon.AddDays(-7), 40.7, -74), Made.Gunshot("B1", Made.Noon.AddDays(-5), 40.7, -74));
        Assert.Equal("B1", await AlertsAsync());
    }

    [Fact]
    public async Task Show_the_plates_seen_near_them()
    {
        await LandAsync(Made.Gunshot("A1", Made.Noon, 40.7, -74),
            Made.Plate("R1", "NEAR", Made.Noon, 40.7, -74), Made.Plate("R2", "NEAR", Made.Noon.AddMinutes(2), 40.7, -74), Made.Plate("R3", "LISTED", Made.Noon.AddMinutes(5), 40.7 + North(700), -74, "stolen"),
            Made.Plate("R4", "FAR", Made.Noon, 40.7 + North(900), -74), Made.Plate("R5", "LATE", Made.Noon.AddMinutes(21), 40.7, -74));
        var shots = Assert.Single(await ListAsync());
        Assert.Equal(2, shots.Plates);
        Assert.Equal(["LISTED", "NEAR"], shots.SeenPlates.Select(p => p.Plate));
    }

    [Fact]
    public async Task Say_so_where_a_limit_left_some_out()
    {
        await LandAsync([.. Enumerable.Range(0, 102).Select(i => Made.Gunshot($"A{i}", Made.Noon.AddMinutes(3 * i), 40.7, -74))]);
        Assert.True((await List(new CaseMapOptions { MaxRecordsPerSpan = 100 }).ListAsync(Unreported, new PageRequest(200, null), default)).Value.Truncated);
        Assert.False((await List().ListAsync(Unreported, new PageRequest(200, null), default)).Value.Truncated);
    }

    [Theory]
    [InlineData("bm9wZQ")]
    [InlineData("!")]
    [InlineData("MXwtMXw")]
    public async Task Are_refused_by_a_cursor_that_nobody_gave(string cursor) =>
        Assert.Equal(Errors.BadCursor().Number, (await List().ListAsync(Unreported, new PageRequest(10, cursor), default)).Error!.Number);

    [Fact]
    public async Task Are_refused_for_a_span_that_ends_before_it_begins() =>
        Assert.Equal(2720, (await List().ListAsync(new GunshotFilter(null, Made.Noon, Made.Noon.AddDays(-1)), new PageRequest(10, null), default)).Error!.Number);

    [Fact]
    public void Are_asked_for_by_words_that_exist()
    {
        Assert.Equal(2720, GunshotFilter.Read("some", null, null).Error!.Number);
        Assert.False(GunshotFilter.Read("none", null, null).Value.Called);
        Assert.True(GunshotFilter.Read("any", null, null).Value.Called);
        Assert.Null(GunshotFilter.Read(null, null, null).Value.Called);
    }

    /// <summary>Alerts with reviews and cancellations, and incidents, over some days around a few corners.</summary>
    private static readonly Gen<FeedRecord[]> Told = Gen.Select(
        Gen.Select(Gen.Int[0, 9], Gen.Int[0, 90], Gen.Int[0, 8], Gen.OneOfConst(AlertStatus.Alert, AlertStatus.Alert, AlertStatus.Update, AlertStatus.Cancel)).Array[0, 14],
        Gen.Select(Gen.Int[0, 9], Gen.Int[0, 90], Gen.Int[0, 8]).Array[0, 5],
        (alerts, incidents) => (FeedRecord[])
        [
            .. alerts.Select((a, i) => Made.Gunshot($"A{a.Item1}", Moments(a.Item2), 40.7 + North(40 * a.Item3), 179.9999, i, a.Item4) with { SourceId = $"{i}" }),
            .. incidents.Select((a, i) => Made.Incident($"N{a.Item1}", Moments(a.Item2), 40.7 + North(40 * a.Item3), -179.9999) with { SourceId = $"{i}" }),
        ]);

    private static DateTimeOffset Moments(int minutes) => new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(minutes <= 45 ? minutes - 45 : 1440 + minutes - 90);

    private static async Task<IReadOnlyList<HeardShots>> ToldAsync(IEnumerable<FeedRecord> records, int limit = 200)
    {
        var documents = new MemoryDocuments();
        await LandAsync(documents, Made.North, [.. records]);
        return await AllAsync(new GunshotList(new RecordReader(documents), Options.Create(new CaseMapOptions()), new FakeTimeProvider(Made.Noon.AddDays(1))), new GunshotFilter(null, null, null), limit);
    }

    private static string Written(IEnumerable<HeardShots> shots) => System.Text.Json.JsonSerializer.Serialize(shots.ToList());

    [Fact]
    public async Task Are_the_same_in_whatever_order_all_of_it_came() =>
        await Gen.Select(Told, Gen.Int).SampleAsync(async (records, seed) =>
        {
            var expected = Written(await ToldAsync(records));
            new Random(seed).Shuffle(records);
            Assert.Equal(expected, Written(await ToldAsync(records)));
        }, iter: 150);

    [Fact]
    public async Task Are_the_same_however_many_a_page_holds() =>
        await Gen.Select(Told, Gen.Int[1, 4]).SampleAsync(async (records, limit) => Assert.Equal(Written(await ToldAsync(records)), Written(await ToldAsync(records, limit))), iter: 100);

    [Fact]
    public async Task Leave_no_trace_of_an_alert_that_was_cancelled() =>
        await Gen.Select(Told, Gen.Int[0, 9]).SampleAsync(async (records, which) =>
        {
            var alert = $"A{which}";
            var without = records.Where(r => r is not GunshotAlert a || a.AlertId != alert);
            var cancelled = records.Append(Made.Gunshot(alert, Made.Noon.AddDays(-3), 0, 0, status: AlertStatus.Cancel));
            Assert.Equal(Written(await ToldAsync(without)), Written(await ToldAsync(cancelled)));
        }, iter: 100);

    [Fact]
    public async Task And_those_that_somebody_did_are_all_that_were_heard() =>
        await Told.SampleAsync(async records =>
        {
            var all = await ToldAsync(records);
            var incidents = records.OfType<Incident>().ToList();
            var rule = new NearRule(300, TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(30));
            var standing = all.SelectMany(s => s.Records).ToHashSet();
            Assert.All(all, s => Assert.Equal(s.Incident is not null, records.OfType<GunshotAlert>().Where(a => s.Records.Contains($"gunshots/{Made.North}/{a.SourceId}"))
                .Any(a => incidents.Exists(i => rule.Holds(new SpaceTimePoint(a.DetectedAt, a.Lat, a.Lon), new SpaceTimePoint(i.OccurredAt, i.Lat, i.Lon))))));
            Assert.Equal(standing.Count, all.Sum(s => s.Records.Count));
        }, iter: 150);
}
