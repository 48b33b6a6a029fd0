using CgiHub.Core.Agencies;
using CgiHub.Core.Records;
using CgiHub.Core.Storage;
using CsCheck;

namespace CgiHub.Core.Tests.Records;

public sealed class A_record_that_lands : IDisposedAfterTest
{
    private readonly TestStores _stores = new();
    private readonly RecordStore _records;
    private readonly RecordReader _reader;

    public A_record_that_lands() => (_records, _reader) = (new RecordStore(_stores.Documents, _stores.Time), new RecordReader(_stores.Documents));

    public async ValueTask DisposeAsync() => await _stores.DisposeAsync();

    private async Task<Landing> LandAsync(FeedRecord record, Ori? agency = null) => (await _records.LandAsync(agency ?? Made.North, [record], default))[0];

    private async Task<List<StoredRecord>> UnderAsync(EntityKey key, string? feed = null) => await _reader.MentioningAsync(key, feed, 1000, default).ToListAsync();

    private async Task<int> RequestsAsync() => (await _stores.Documents.ReadChangesAsync(Containers.Records, null, 1000, default)).Changes.Count(c => c.Document.Id.StartsWith(OutboxEntry.IdPrefix, StringComparison.Ordinal));

    [Fact]
    public async Task Is_created_then_a_duplicate_then_a_new_version()
    {
        Assert.Equal(Landing.Created, await LandAsync(Made.Incident("N1")));
        Assert.Equal(Landing.Duplicate, await LandAsync(Made.Incident("N1")));
        Assert.Equal(Landing.Updated, await LandAsync(Made.Incident("N1") with { Rounds = 3 }));
        Assert.Equal(Landing.Duplicate, await LandAsync(Made.Incident("N1") with { Rounds = 3 }));

        var kept = Assert.Single(await UnderAsync(EntityKey.Case(Made.North, "N1")));
        Assert.Equal(2, kept.Ref.Version);
        Assert.Equal(3, ((Incident)kept.Record).Rounds);
    }

    [Fact]
    public async Task Is_a_new_version_again_where_the_sender_goes_back_to_the_old_one()
    {
        await LandAsync(Made.Incident("N1"));
        await LandAsync(Made.Incident("N1") with { Rounds = 3 });
        Assert.Equal(Landing.Updated, await LandAsync(Made.Incident("N1")));
        Assert.Equal(3, Assert.Single(await UnderAsync(EntityKey.Case(Made.North, "N1"))).Ref.Version);
    }

    [Fact]
    public async Task Is_another_record_where_the_agency_or_the_feed_is_another()
    {
        Assert.Equal(Landing.Created, await LandAsync(Made.Incident("N1") with { SourceId = "1" }));
        Assert.Equal(Landing.Created, await LandAsync(Made.Incident("N1") with { SourceId = "1" }, Made.South));
        Assert.Equal(Landing.Created, await LandAsync(Made.Arrest("A1", Made.Person("Testa Sample", 1990)) with { SourceId = "1" }));
    }

    [Fact]
    public async Task Is_found_under_each_entity_that_it_mentions()
    {
        var person = Made.Person("Testa Sample", 1990, "12345AB6", "North Side");
        await LandAsync(Made.Firearm("N1", serial: "369J257", possessor: person));

        var keys = PersonKeys.Of(person).Concat(
        [
            EntityKey.Case(Made.North, "N1"), EntityKey.Exhibit(Made.North, "N1", "G1"), EntityKey.Exhibit(Made.North, "N1", "T1"),
            EntityKey.Serial(SerialNumber.From("369257")!.Value), EntityKey.Group("north side"),
        ]).ToList();
        Assert.Equal(7, keys.Count);
        foreach (var key in keys)
        {
            Assert.Single(await UnderAsync(key));
        }
    }

    [Fact]
    public async Task Is_not_found_by_a_serial_number_that_was_removed_from_the_gun()
    {
        await LandAsync(Made.Firearm("N1", serial: "369257") with { SerialObliterated = true });
        Assert.Empty(await UnderAsync(EntityKey.Serial(SerialNumber.From("369257")!.Value)));
    }

    [Fact]
    public async Task Takes_back_the_mentions_that_its_new_version_no_longer_has()
    {
        await LandAsync(Made.Incident("N1", persons: Made.Person("Testa Sample", 1990).As(IncidentRole.Suspect)) with { SourceId = "1" });
        await LandAsync(Made.Incident("N2") with { SourceId = "1" });

        Assert.Empty(await UnderAsync(EntityKey.Case(Made.North, "N1")));
        Assert.Empty(await UnderAsync(EntityKey.PersonName("Testa", "Sample", new DateOnly(1990, 4, 17))));
        Assert.Single(await UnderAsync(EntityKey.Case(Made.North, "N2")));
    }

    [Fact]
    public async Task Moves_from_cell_to_cell_where_its_new_version_says_another_place()
    {
        var first = Made.Gunshot("A", Made.Noon, 40.7, -74);
        var moved = first with { Lat = 40.9 };
        await LandAsync(first);
        await LandAsync(moved);

        Assert.Empty(await _reader.InCellAsync(SpaceTimeCell.Of(first), Made.Noon, Made.Noon, 10, default).ToListAsync());
        Assert.Single(await _reader.InCellAsync(SpaceTimeCell.Of(moved), Made.Noon, Made.Noon, 10, default).ToListAsync());
    }

    [Fact]
    public async Task Asks_for_linking_once_a_version_and_never_for_a_duplicate()
    {
        await LandAsync(Made.Incident("N1"));
        Assert.Equal(1, await RequestsAsync());
        await LandAsync(Made.Incident("N1"));
        Assert.Equal(1, await RequestsAsync());
        await LandAsync(Made.Incident("N1") with { Rounds = 3 });
        Assert.Equal(2, await RequestsAsync());
    }

    [Fact]
    public async Task Asks_for_no_linking_where_it_is_a_plate_read_or_a_gunshot()
    {
        await LandAsync(Made.Plate("R1", "ABC123", Made.Noon, 40.7, -74));
        await LandAsync(Made.Gunshot("A1", Made.Noon, 40.7, -74));
        Assert.Equal(0, await RequestsAsync());
    }

    [Fact]
    public async Task Is_the_later_of_two_that_come_in_one_batch()
    {
        var landings = await _records.LandAsync(Made.North, [Made.Incident("N1"), Made.Incident("N1") with { Rounds = 3 }, Made.Incident("N1") with { Rounds = 3 }], default);
        Assert.Equal([Landing.Created, Landing.Updated, Landing.Duplicate], landings);
        Assert.Equal(3, ((Incident)Assert.Single(await UnderAsync(EntityKey.Case(Made.North, "N1"))).Record).Rounds);
    }

    [Fact]
    public async Task Is_one_of_many_in_one_batch()
    {
        List<FeedRecord> rows = [.. Enumerable.Range(0, 500).Select(i => Made.Incident("N1") with { SourceId = $"{i}" })];
        Assert.All(await _records.LandAsync(Made.North, rows, default), l => Assert.Equal(Landing.Created, l));
        Assert.All(await _records.LandAsync(Made.North, rows, default), l => Assert.Equal(Landing.Duplicate, l));
        Assert.Equal(500, (await UnderAsync(EntityKey.Case(Made.North, "N1"))).Count);
    }

    [Fact]
    public async Task Lands_once_however_many_senders_bring_it_at_the_same_moment()
    {
        var landings = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => LandAsync(Made.Incident("N1"))));
        Assert.Single(landings, l => l == Landing.Created);
        Assert.Equal(19, landings.Count(l => l == Landing.Duplicate));
        Assert.Equal(1, Assert.Single(await UnderAsync(EntityKey.Case(Made.North, "N1"))).Ref.Version);
    }

    [Fact]
    public async Task Has_one_version_for_each_content_that_senders_bring_at_the_same_moment()
    {
        await Task.WhenAll(Enumerable.Range(0, 10).Select(i => LandAsync(Made.Incident($"N{i}") with { SourceId = "1" })));
        var standing = new List<StoredRecord>();
        for (var i = 0; i < 10; i++)
        {
            standing.AddRange(await UnderAsync(EntityKey.Case(Made.North, $"N{i}")));
        }

        Assert.Equal(10, Assert.Single(standing).Ref.Version);
    }

    [Fact]
    public async Task Keeps_every_character_that_it_came_with()
    {
        const string Odd = "\u0000\u001f\"\\</script>\ud83d\udd2b ２４ \u202e \u00e9e\u0301";
        await LandAsync(Made.Incident(Odd) with { SourceId = Odd, Narrative = new string('x', 100_000) + Odd });

        var kept = Assert.Single(await UnderAsync(EntityKey.Case(Made.North, Odd)));
        Assert.Equal(Odd, kept.Ref.SourceId);
        Assert.EndsWith(Odd, ((Incident)kept.Record).Narrative, StringComparison.Ordinal);
        Assert.Equal(Landing.Duplicate, await LandAsync(Made.Incident(Odd) with { SourceId = Odd, Narrative = new string('x', 100_000) + Odd }));
    }

    [Fact]
    public async Task Is_found_however_long_its_numbers_are()
    {
        var number = new string('9', 50_000);
        await LandAsync(Made.Incident(number));
        Assert.Single(await UnderAsync(EntityKey.Case(Made.North, number)));
    }

    [Fact]
    public async Task Is_read_by_feed()
    {
        await LandAsync(Made.Incident("N1"));
        await LandAsync(Made.Arrest("A1", Made.Person("Testa Sample"), caseNumber: "N1"));
        Assert.IsType<Arrest>(Assert.Single(await UnderAsync(EntityKey.Case(Made.North, "N1"), "arrests")).Record);
    }

    [Fact]
    public async Task Without_anything_to_find_it_by_is_kept_all_the_same()
    {
        Assert.Equal(Landing.Created, await LandAsync(Made.Supervision("S1", new Person { FullName = "Testa" })));
        Assert.Equal(Landing.Duplicate, await LandAsync(Made.Supervision("S1", new Person { FullName = "Testa" })));
    }

    [Fact]
    public void Has_the_same_keys_whoever_asks() =>
        Gen.Select(Gen.String[1, 20], Gen.String[1, 20], Gen.String[0, 20]).Sample((caseNumber, name, serial) =>
        {
            var record = Made.Firearm(caseNumber, serial: serial, possessor: Made.Person(name, 1990));
            var keys = Mentions.Of(record, Made.North).Select(k => k.Value).ToList();

            // But for the place of a description, which is the record's own.
            return keys.SequenceEqual(keys.Distinct().Order(StringComparer.Ordinal))
                && keys.Where(k => !k.StartsWith("pd-", StringComparison.Ordinal)).SequenceEqual(Mentions.Of(record with { SourceId = "other" }, Made.North).Where(k => k.Kind != "pd").Select(k => k.Value));
        });
}
