using System.IO.Compression;
using System.Text;
using CgiHub.Core.Agencies;
using CgiHub.Core.Feeds;
using CgiHub.Core.Records;
using CgiHub.Core.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace CgiHub.Core.Tests.Feeds;

/// <summary>The feeds over real stores, and an agency that sends.</summary>
internal sealed class FeedHouse : IAsyncDisposable
{
    public const string Json = "application/json";
    public const string Lines = "application/x-ndjson";
    public const string Csv = "text/csv";
    public const string Event = "application/cloudevents+json";
    public const string Events = "application/cloudevents-batch+json";
    public const string Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    private readonly TestMeters _meters = new();
    private readonly TestStores _stores = new();

    public FeedHouse(FeedOptions? options = null, IBlobStore? blobs = null)
    {
        var feeds = new FeedCatalogue(FeedsModule.Feeds());
        var limits = Options.Create(options ?? new FeedOptions());
        Blobs = blobs ?? _stores.Blobs;
        Registry = new AgencyRegistry(Documents, Options.Create(new AgencyOptions()), Time, new MappingCheck(feeds));
        var records = new RecordStore(Documents, Time);
        Intake = new FeedIntake(feeds, Registry, records, new HoldingBin(records, Documents, Options.Create(new HubOptions()), Options.Create(new HoldingOptions()), Time), Documents, Blobs, new FeedMeter(_meters), new HubSteps(_meters, Time), limits, Time, NullLogger<FeedIntake>.Instance);
        Drop = new FeedDrop(Intake, Registry, Blobs, limits, Time, NullLogger<FeedDrop>.Instance);
    }

    public static Ori Agency { get; } = Ori.Parse("NY0303000");

    public static Caller Sender { get; } = new("sender", Roles.AgencySubmit, Agency);

    public Microsoft.Extensions.Time.Testing.FakeTimeProvider Time => _stores.Time;

    public IDocumentStore Documents => _stores.Documents;

    public IBlobStore Blobs { get; }

    public AgencyRegistry Registry { get; }

    public FeedIntake Intake { get; }

    public FeedDrop Drop { get; }

    /// <summary>An incident that nothing is wrong with.</summary>
    public static string Incident(int number, string more = "") =>
        $$"""{"sourceId":"i{{number}}","caseNumber":"26-{{number}}","occurredAt":"2026-01-05T10:00:00Z","type":"shotsFired","lat":41.5,"lon":-99.5{{more}}}""";

    public static byte[] Zip(ReadOnlySpan<byte> plain)
    {
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Fastest))
        {
            gzip.Write(plain);
        }

        return zipped.ToArray();
    }

    public async Task<Result<FeedReceipt>> TryAsync(string feed, byte[] body, string type, string? encoding = null)
    {
        await using var stream = new MemoryStream(body, writable: false);
        return await Intake.TakeAsync(Sender, feed, stream, type, encoding, default);
    }

    public async Task<FeedReceipt> SendAsync(string feed, string body, string type = Lines) => (await TryAsync(feed, Encoding.UTF8.GetBytes(body), type)).Value;

    public Task<FeedReceipt> SendIncidentsAsync(string body, string type = Lines) => SendAsync("incidents", body, type);

    /// <summary>Saves a mapping for the agency as an administrator does.</summary>
    public async Task<Result<SavedAgency>> MapAsync(string feed, string mapping, bool nibinSite = false)
    {
        var agency = System.Text.Json.JsonSerializer.Deserialize($$$"""{"ori":"{{{Agency}}}","name":"North","nibinSite":{{{(nibinSite ? "true" : "false")}}},"mappings":{"{{{feed}}}":{{{mapping}}} } }""", AgenciesJson.Default.Agency)!;
        return await Registry.SaveAsync(agency, null, createOnly: false, default);
    }

    public async Task RegisterAsync(bool nibinSite = false) =>
        await Registry.SaveAsync(new Agency(Agency, "North") { NibinSite = nibinSite }, null, createOnly: false, default);

    /// <summary>The agency's records of a case, oldest first.</summary>
    public async Task<IReadOnlyList<StoredRecord>> OfCaseAsync(string caseNumber)
    {
        var found = new List<StoredRecord>();
        await foreach (var record in new RecordReader(Documents).MentioningAsync(EntityKey.Case(Agency, caseNumber), null, 1000, default))
        {
            found.Add(record);
        }

        return found;
    }

    /// <summary>The only record of a case.</summary>
    public async Task<T> OneAsync<T>(string caseNumber)
        where T : FeedRecord => Assert.IsType<T>(Assert.Single(await OfCaseAsync(caseNumber)).Record);

    public async Task<string> RejectedAsync(FeedReceipt receipt)
    {
        await using var content = (await Intake.OpenRejectedAsync(Sender, receipt.Id, default)).Value.Content;
        using var reader = new StreamReader(content, Encoding.UTF8);
        return await reader.ReadToEndAsync();
    }

    public static (long Received, long Accepted, long Duplicates, long Rejected) Counts(FeedReceipt receipt) => (receipt.Received, receipt.Accepted, receipt.Duplicates, receipt.Rejected);

    public async ValueTask DisposeAsync()
    {
        _meters.Dispose();
        await _stores.DisposeAsync();
    }
}
