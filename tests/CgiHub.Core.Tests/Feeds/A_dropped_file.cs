using System.Text;
using System.Text.Json;
using CgiHub.Core.Feeds;
using CgiHub.Core.Records;
using CgiHub.Core.Storage;

namespace CgiHub.Core.Tests.Feeds;

public sealed class A_dropped_file : IAsyncLifetime
{
    private const string Ori = "NY0303000";

    private readonly FeedHouse _house = new();

    public Task InitializeAsync() => _house.RegisterAsync();

    public async Task DisposeAsync() => await _house.DisposeAsync();

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Bad(int number) => FeedHouse.Incident(number).Replace("41.5", "141.5", StringComparison.Ordinal);

    private static async Task PutAsync(IBlobStore blobs, string path, byte[] content)
    {
        await using var stream = new MemoryStream(content);
        await using var staged = await blobs.StageAsync(stream, new BlobStaging(long.MaxValue), default);
        Assert.True(await staged.CommitAsync(path, default));
    }

    /// <summary>What the blob trigger does with a file that lies there.</summary>
    private static async Task TakeAsync(FeedHouse house, string ori, string feed, string name)
    {
        await using var content = await house.Blobs.OpenReadAsync($"drop/{ori}/{feed}/{name}", default);
        await house.Drop.TakeAsync($"{ori}/{feed}/{name}", content!, default);
    }

    private async Task DropAsync(string name, byte[] content, string feed = "incidents", string ori = Ori)
    {
        await PutAsync(_house.Blobs, $"drop/{ori}/{feed}/{name}", content);
        await TakeAsync(_house, ori, feed, name);
    }

    private async Task<List<string>> ListAsync(string prefix)
    {
        var names = new List<string>();
        await foreach (var entry in _house.Blobs.ListAsync(prefix, default))
        {
            names.Add(entry.Name[prefix.Length..]);
        }

        return names;
    }

    private async Task<string> ReadAsync(string name)
    {
        await using var content = await _house.Blobs.OpenReadAsync(name, default);
        using var reader = new StreamReader(content!);
        return await reader.ReadToEndAsync();
    }

    private async Task<DropReport> ReportAsync(string name) => JsonSerializer.Deserialize(await ReadAsync($"rejected/{Ori}/{name}.report.json"), FeedsJson.Default.DropReport)!;

    [Theory]
    [InlineData("a.json", "array")]
    [InlineData("a.json", "single")]
    [InlineData("a.json", "lines")]
    [InlineData("a.ndjson", "lines")]
    [InlineData("a", "lines")]
    [InlineData("a.csv", "table")]
    [InlineData("a.txt", "table")]
    [InlineData("a.csv", "utf-16le")]
    [InlineData("a.csv", "utf-16be")]
    [InlineData("a.xlsx", "workbook")]
    [InlineData("a.json", "event")]
    [InlineData("a.json", "events")]
    public async Task Is_known_by_what_it_holds_and_is_gone_when_it_is_taken(string name, string form)
    {
        const string Table = "sourceId,caseNumber,occurredAt,type,lat,lon\ni1,26-1,2026-01-05T10:00:00Z,shotsFired,41.5,-99.5\n";
        var one = FeedHouse.Incident(1);
        var wrapped = $$"""{"specversion":"1.0","id":"{{Guid.NewGuid()}}","source":"s","type":"t","data":{{one}}}""";
        var content = form switch
        {
            "array" => Bytes($" [{one}]"),
            "single" => Bytes(one),
            "lines" => Bytes($"{one}\n{one}\n"),
            "table" => Bytes("\uFEFF" + Table),
            "utf-16le" => [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(Table)],
            "utf-16be" => [.. Encoding.BigEndianUnicode.GetPreamble(), .. Encoding.BigEndianUnicode.GetBytes(Table)],
            "workbook" => WorkbookFile.Of([.. Table.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(','))]),
            "event" => Bytes(wrapped),
            _ => Bytes($"[{wrapped}]"),
        };
        await DropAsync(name, content);
        await DropAsync(name + ".gz", FeedHouse.Zip(content));
        Assert.Equal(1, Assert.Single(await _house.OfCaseAsync("26-1")).Ref.Version);
        Assert.Empty(await ListAsync("drop/"));
        Assert.Empty(await ListAsync("rejected/"));
    }

    [Theory]
    [InlineData("firearms", "a.jsonld", """{"j:Firearm":[]}""", "required")]
    [InlineData("gunshots", "a.geojson", """{"type":"FeatureCollection","features":[{}]}""", "enum")]
    [InlineData("gunshots", "a.cap", "<alert/>", "type")]
    public async Task Of_a_format_that_its_name_tells_is_read_as_that(string feed, string name, string content, string code)
    {
        await DropAsync(name, Bytes(content), feed);
        Assert.Equal(code, Assert.Single((await ReportAsync($"{feed}/{name}")).Receipt!.Errors).Code);
    }

    [Fact]
    public async Task That_is_bad_in_parts_leaves_its_bad_rows_and_a_report()
    {
        await DropAsync("a.ndjson", Bytes($"{FeedHouse.Incident(1)}\n{Bad(2)}\n"));
        Assert.Equal(["a.ndjson", "a.ndjson.report.json"], await ListAsync($"rejected/{Ori}/incidents/"));
        Assert.Equal(Bad(2), (await ReadAsync($"rejected/{Ori}/incidents/a.ndjson")).Trim());
        var report = await ReportAsync("incidents/a.ndjson");
        Assert.Equal((1, 1, "/lat", $"{Ori}/incidents/a.ndjson"), ((int)report.Receipt!.Accepted, (int)report.Receipt.Rejected, report.Receipt.Errors[0].Pointer, report.File));
        Assert.Empty(await ListAsync("drop/"));
    }

    /// <summary>Found by <see cref="Hostile.Any_dropped_name"/>: what was left of such a name could be no blob's, so the file was tried until it lay among the poisoned ones.</summary>
    [Theory]
    [InlineData(".gz")]
    [InlineData("..gz")]
    [InlineData("...gz")]
    public async Task That_is_called_by_nothing_but_dots_and_its_ending_keeps_it(string name)
    {
        await DropAsync(name, FeedHouse.Zip(Bytes(Bad(1))));
        Assert.Equal([name, $"{name}.report.json"], await ListAsync($"rejected/{Ori}/incidents/"));
        Assert.Empty(await ListAsync("drop/"));
    }

    [Theory]
    [InlineData("incidents", "a.csv", "nothing,that,is known\n1,2,3\n", 3105)]
    [InlineData("horoscopes", "a.csv", "sourceId\n1\n", 3101)]
    [InlineData("incidents", "a.xlsx", "PK\u0003\u0004 and no more", 3105)]
    public async Task That_cannot_be_read_lies_in_rejected_with_a_report_beside_it(string feed, string name, string content, int error)
    {
        await DropAsync(name, Encoding.Latin1.GetBytes(content), feed);
        Assert.Equal([name, name + ".report.json"], await ListAsync($"rejected/{Ori}/{feed}/"));
        Assert.Equal(content.Length, (await ReadAsync($"rejected/{Ori}/{feed}/{name}")).Length);
        var report = await ReportAsync($"{feed}/{name}");
        Assert.Equal(error, report.Error);
        Assert.NotEmpty(report.Detail!);
        Assert.Empty(await ListAsync("drop/"));
    }

    [Fact]
    public async Task Of_gzip_that_is_cut_off_is_rejected_as_it_came()
    {
        var zipped = FeedHouse.Zip(Bytes(string.Join('\n', Enumerable.Range(1, 3000).Select(i => FeedHouse.Incident(i)))));
        await DropAsync("a.ndjson.gz", zipped[..(zipped.Length / 2)]);
        Assert.Equal(1006, (await ReportAsync("incidents/a.ndjson.gz")).Error);
        Assert.Equal(zipped.Length / 2, (await _house.Blobs.FindAsync($"rejected/{Ori}/incidents/a.ndjson.gz", default))!.Length);
    }

    [Theory]
    [InlineData("NJ0071400")]
    [InlineData("ny0303000")]
    [InlineData("nobody")]
    public async Task In_a_folder_of_no_registered_agency_is_rejected(string ori)
    {
        await DropAsync("a.ndjson", Bytes(FeedHouse.Incident(1)), ori: ori);
        Assert.Equal(["a.ndjson", "a.ndjson.report.json"], await ListAsync($"rejected/{ori}/incidents/"));
        Assert.Empty(await _house.OfCaseAsync("26-1"));
    }

    [Fact]
    public async Task Of_a_name_that_was_rejected_before_lies_beside_the_first()
    {
        await DropAsync("a.csv", Bytes("first\n"));
        await DropAsync("a.csv", Bytes("second\n"));
        await DropAsync("a.csv", Bytes("second\n"));
        var names = await ListAsync($"rejected/{Ori}/incidents/");
        Assert.Equal(4, names.Count);
        Assert.Equal("first\n", await ReadAsync($"rejected/{Ori}/incidents/a.csv"));
        var second = Assert.Single(names, n => n.EndsWith("-a.csv", StringComparison.Ordinal));
        Assert.Equal("second\n", await ReadAsync($"rejected/{Ori}/incidents/{second}"));
        Assert.Contains(second + ".report.json", names);
    }

    [Fact]
    public async Task That_is_called_like_a_report_never_takes_its_place()
    {
        await DropAsync("a.csv.report.json", Bytes("not, a report"));
        await DropAsync("a.csv", Bytes("nonsense\n"));
        Assert.Equal(["a.csv", "a.csv.report.json", "a.csv.report.json.file", "a.csv.report.json.file.report.json"], await ListAsync($"rejected/{Ori}/incidents/"));
        Assert.Equal(3105, (await ReportAsync("incidents/a.csv")).Error);
    }

    /// <summary>Found by <see cref="Hostile.Any_dropped_name"/>: where what is rejected lay in the same folders, its path was longer than a store takes.</summary>
    [Fact]
    public async Task Of_hundreds_of_folders_is_rejected_under_a_short_name()
    {
        var folders = string.Concat(Enumerable.Repeat("abc/", 248));
        await DropAsync(folders + "a.csv", Bytes("nonsense\n"));
        var names = await ListAsync($"rejected/{Ori}/incidents/");
        Assert.Equal(2, names.Count);
        Assert.Equal($"{Ori}/incidents/{folders}a.csv", (await ReportAsync($"incidents/{names[0]}")).File);
        Assert.Empty(await ListAsync("drop/"));
    }

    [Theory]
    [InlineData("2026/11/a.csv", "2026_11_a.csv")]
    [InlineData("2026-11-27T10:00:00.csv", "2026-11-27T10:00:00.csv")]
    public async Task May_lie_in_folders_of_its_own_or_be_called_by_the_time(string name, string rejected)
    {
        const string Table = "sourceId,caseNumber,occurredAt,type,lat,lon\ni1,26-1,2026-01-05T10:00:00Z,shotsFired,41.5,-99.5\n";
        await DropAsync(name, Bytes(Table));
        Assert.Single(await _house.OfCaseAsync("26-1"));
        await DropAsync(name, Bytes("nonsense\n"));
        Assert.Equal([rejected, $"{rejected}.report.json"], await ListAsync($"rejected/{Ori}/incidents/"));
        Assert.Empty(await ListAsync("drop/"));
    }

    /// <summary>On a disk, a file would be in the way of a folder that is called like it.</summary>
    [Fact]
    public async Task That_is_rejected_is_never_in_a_later_ones_way()
    {
        await DropAsync("today", Bytes("nonsense\n"));
        await DropAsync("today/a.csv", Bytes("nonsense\n"));
        Assert.Equal(["today", "today.report.json", "today_a.csv", "today_a.csv.report.json"], await ListAsync($"rejected/{Ori}/incidents/"));
    }

    [Theory]
    [InlineData("a.csv")]
    [InlineData("incidents")]
    public async Task That_lies_in_no_feeds_folder_stays_there(string name)
    {
        await PutAsync(_house.Blobs, $"drop/{Ori}/{name}", Bytes("nonsense\n"));
        await using var content = await _house.Blobs.OpenReadAsync($"drop/{Ori}/{name}", default);
        await _house.Drop.TakeAsync($"{Ori}/{name}", content!, default);
        Assert.Equal([name], await ListAsync($"drop/{Ori}/"));
        Assert.Empty(await ListAsync("rejected/"));
    }

    [Fact]
    public async Task With_a_very_long_name_is_rejected_under_a_short_one()
    {
        await DropAsync(new string('n', 250), Bytes("nonsense\n"));
        Assert.Equal(2, (await ListAsync($"rejected/{Ori}/incidents/")).Count);
        Assert.Empty(await ListAsync("drop/"));
    }

    [Theory]
    [InlineData("a.ndjson", 2)]
    [InlineData("a.csv", 2)]
    public async Task Killed_anywhere_and_taken_again_leaves_everything_once(string name, int rejected)
    {
        var content = name.EndsWith(".csv", StringComparison.Ordinal) ? "nothing,that,is known\n1,2,3\n" : $"{FeedHouse.Incident(1)}\n{Bad(2)}\n{FeedHouse.Incident(3)}\n";
        for (var calls = 0; ; calls++)
        {
            await using var stores = new TestStoresOf();
            var blobs = new DyingBlobs(stores.Blobs) { Left = calls };
            await using var house = new FeedHouse(blobs: blobs);
            await house.RegisterAsync();
            await PutAsync(stores.Blobs, $"drop/{Ori}/incidents/{name}", Bytes(content));
            var died = false;
            try
            {
                await TakeAsync(house, Ori, "incidents", name);
            }
            catch (IOException)
            {
                died = true;
            }

            blobs.Left = int.MaxValue;
            if (await stores.Blobs.FindAsync($"drop/{Ori}/incidents/{name}", default) is not null)
            {
                await TakeAsync(house, Ori, "incidents", name);
            }

            var left = new List<string>();
            await foreach (var entry in stores.Blobs.ListAsync("", default))
            {
                if (!entry.Name.StartsWith("receipts/", StringComparison.Ordinal))
                {
                    left.Add(entry.Name);
                }
            }

            Assert.Equal([$"rejected/{Ori}/incidents/{name}", $"rejected/{Ori}/incidents/{name}.report.json"], left);
            Assert.Equal(rejected, left.Count);
            foreach (var number in name.EndsWith(".csv", StringComparison.Ordinal) ? [] : new[] { 1, 3 })
            {
                Assert.Equal(1, Assert.Single(await house.OfCaseAsync($"26-{number}")).Ref.Version);
            }

            if (!died)
            {
                Assert.True(calls > 4, $"Only {calls} places to die were tried.");
                return;
            }
        }
    }

    /// <summary>Stores that end with a block.</summary>
    private sealed class TestStoresOf : IAsyncDisposable
    {
        private readonly TestStores _stores = new();

        public Embedded.Blobs.FileBlobStore Blobs => _stores.Blobs;

        public async ValueTask DisposeAsync() => await _stores.DisposeAsync();
    }

    /// <summary>A blob store whose process dies after so many calls.</summary>
    private sealed class DyingBlobs(IBlobStore real) : IBlobStore
    {
        public int Left { get; set; }

        public async Task<StagedBlob> StageAsync(Stream body, BlobStaging staging, CancellationToken cancel) => new Dying(await Alive().StageAsync(body, staging, cancel), this);

        public Task<StagedBlob?> StageExistingAsync(string name, BlobStaging staging, CancellationToken cancel) => Alive().StageExistingAsync(name, staging, cancel);

        public Task<BlobEntry?> FindAsync(string name, CancellationToken cancel) => Alive().FindAsync(name, cancel);

        public Task<Stream?> OpenReadAsync(string name, CancellationToken cancel) => Alive().OpenReadAsync(name, cancel);

        public Task<ValetKey> CreateUploadAsync(string name, TimeSpan validFor, long maxBytes, CancellationToken cancel) => Alive().CreateUploadAsync(name, validFor, maxBytes, cancel);

        public Task<bool> DeleteAsync(string name, CancellationToken cancel) => Alive().DeleteAsync(name, cancel);

        public IAsyncEnumerable<BlobEntry> ListAsync(string prefix, CancellationToken cancel) => Alive().ListAsync(prefix, cancel);

        private IBlobStore Alive() => Left-- > 0 ? real : throw new IOException("The process is gone.");

        private sealed class Dying(StagedBlob real, DyingBlobs store) : StagedBlob
        {
            public override long Length => real.Length;

            public override string Sha256 => real.Sha256;

            public override Task<Stream> OpenReadAsync(CancellationToken cancel) => real.OpenReadAsync(cancel);

            public override Task<bool> CommitAsync(string name, CancellationToken cancel)
            {
                store.Alive();
                return real.CommitAsync(name, cancel);
            }

            public override ValueTask DisposeAsync() => real.DisposeAsync();
        }
    }
}
