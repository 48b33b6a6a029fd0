using System.Text;
using System.Text.Json;
using CgiHub.Core.Agencies;
using CgiHub.Core.Audit;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Evidence;
using CgiHub.Core.Feeds;
using CgiHub.Core.Packets;
using CgiHub.Core.Records;
using CgiHub.Core.Storage;
using CgiHub.Core.Triage;
using CgiHub.Core.Tests.Evidence;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CgiHub.Core.Tests.Budget;

/// <summary>
/// The whole hub over a store that counts, doing each of its operations once, in the course of one plain case:
/// a gun used twice, in two agencies' cases, recovered with its possessor; no enrichment source connected.
/// </summary>
internal sealed class BudgetHouse : IAsyncDisposable
{
    private const string North = "TX1010000";
    private const string South = "TX2020000";
    private static readonly Caller NorthSends = new("north", Roles.AnyAgency, Ori.Parse(North));
    private static readonly Caller SouthReceives = new("south", Roles.AnyAgency, Ori.Parse(South));
    private static readonly Caller Staff = new("staff", Roles.CgicSupervisor, null);
    private static readonly string LeadId = EntityKey.Lead(Ori.Parse(North), "L-1").Value;

    private readonly TestStores _stores = new();
    private readonly CountedDocuments _documents;
    private readonly ServiceProvider _hub;
    private readonly List<(string Operation, Usage Usage)> _done = [];
    private string? _records;
    private string? _leads;

    private BudgetHouse()
    {
        _documents = new CountedDocuments(_stores.Documents);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["CgiHub:CaseMaps:FillInDelay"] = "00:00:00" }).Build();
        var services = new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(configuration);
        services.AddHub(configuration);
        services.AddSingleton<TimeProvider>(_stores.Time).AddSingleton<IDocumentStore>(_documents).AddSingleton<IBlobStore>(_stores.Blobs).AddSingleton<IMessageQueue>(_stores.Queue).AddSingleton<IDeadLetters>(_stores.Queue);
        _hub = services.BuildServiceProvider();
    }

    /// <summary>Does every operation; what each used.</summary>
    public static async Task<IReadOnlyList<(string Operation, Usage Usage)>> RunAsync()
    {
        await using var house = new BudgetHouse();
        await house.PlayAsync();
        return house._done;
    }

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        await _stores.DisposeAsync();
    }

    private async Task PlayAsync()
    {
        foreach (var ori in new[] { North, South })
        {
            await DoAsync(ori == North ? "register an agency" : null, async () => Expect(await Of<AgencyRegistry>().SaveAsync(new Agency(Ori.Parse(ori), ori) { NibinSite = true }, null, createOnly: false, default)));
        }

        // The first entry of a day opens the day.
        await Of<AuditTrail>().RecordAsync(new AuditAttempt("GetLead", "someone", 200), default);
        await DoAsync("any request: audit entry", () => Of<AuditTrail>().RecordAsync(new AuditAttempt("GetLead", "someone", 200), default));

        var registration = new ExhibitRegistration { Ori = North, CaseNumber = "26-1", ExhibitNumber = "1", Kind = ExhibitKind.CartridgeCase, Caliber = "9mm", RecoveredAt = Now };
        var exhibit = "";
        await DoAsync("POST evidence", async () => exhibit = Expect(await Of<EvidenceIntake>().RegisterAsync(NorthSends, registration, default)).Id);
        await DoAsync("PUT image", async () => Expect(await Of<EvidenceIntake>().StoreImageAsync(NorthSends, exhibit, "breechFace", new ImageUpload(new MemoryStream(Pictures.Png())), default)));
        await DoAsync("GET evidence", async () => Expect(await Of<EvidenceArchive>().FindAsync(NorthSends, exhibit, default)));
        await DoAsync("GET image", async () => Expect(await Of<EvidenceArchive>().FindImageAsync(NorthSends, exhibit, "breechFace", null, default)));
        await DoAsync("GET custody", async () => Expect(await Of<EvidenceArchive>().ReadCustodyAsync(NorthSends, exhibit, 50, null, default)));

        await DoAsync("an empty batch: receipt", () => SendAsync(North, "incidents", "[]"));
        await RowAsync(North, "incidents", Incident("26-1", 29.7601));
        await RowAsync(South, "incidents", Incident("26-7", 29.7602), named: false);
        await RowAsync(North, "gunshots", new { sourceId = "g1", alertId = "A1", detectedAt = At(0), lat = 29.7601, lon = -95.3701, rounds = 3, kind = "multiple", status = "alert" });
        await RowAsync(North, "lpr", new { sourceId = "p1", readId = "R1", readAt = At(0), plate = "ABC1234", plateState = "TX", lat = 29.7601, lon = -95.3701, device = "D1" });
        await RowAsync(North, "nibin", new
        {
            sourceId = "n1", leadNumber = "L-1", kind = "lead", at = At(2), confirmedBy = "examiner",
            exhibits = new[] { new { ori = North, caseNumber = "26-1", exhibitNumber = "1", caliber = "9mm", source = "scene" }, new { ori = South, caseNumber = "26-7", exhibitNumber = "2", caliber = "9mm", source = "scene" } },
        });
        await RowAsync(South, "firearms", new { sourceId = "f1", caseNumber = "26-7", exhibitNumber = "9", recoveredAt = At(1), make = "Glock", model = "17", type = "pistol", caliber = "9mm", serial = "BKT123", possessor = Person });
        await RowAsync(South, "traces", new { sourceId = "t1", traceNumber = "T1", serial = "BKT123", make = "Glock", purchasedAt = "2025-10-01T00:00:00Z", recoveredAt = At(1), possessor = Person });
        await RowAsync(South, "arrests", new { sourceId = "a1", arrestNumber = "AR1", arrestedAt = At(1), offenses = new[] { "UCW" }, person = Person, caseNumber = "26-7", firearmSerial = "BKT123" });
        await RowAsync(South, "supervision", new { sourceId = "s1", recordId = "S1", kind = "parole", person = Person, status = "active" });
        await RowAsync(South, "osint", new { sourceId = "o1", itemId = "O1", capturedAt = At(1), platform = "forum", criminalNexus = "Threatens the victim of 26-1.", persons = new[] { Person } });
        await DoAsync("the same row again", () => SendAsync(North, "incidents", JsonSerializer.Serialize(new[] { Incident("26-1", 29.7601) })));

        await DoAsync("evaluate a lead: first version", () => Of<PacketIssuer>().EvaluateAsync(LeadId, default));
        await DoAsync("evaluate a lead: nothing new", () => Of<PacketIssuer>().EvaluateAsync(LeadId, default));
        await ForwardAsync(Containers.Leads, "forward a lead's outbox entry");
        await DoAsync("dispatch a version", () => Of<PacketDispatcher>().DispatchAsync(LeadId, 1, default));
        await DoAsync("dispatch it again", () => Of<PacketDispatcher>().DispatchAsync(LeadId, 1, default));
        _stores.Time.Advance(TimeSpan.FromMinutes(20));
        await DoAsync("evaluate a lead: nothing new, minutes later", () => Of<PacketIssuer>().EvaluateAsync(LeadId, default));

        await DoAsync("GET inbox", async () => Expect(await Of<PacketInbox>().ListAsync(SouthReceives, all: false, Page, default)));
        await DoAsync("GET packet", async () => Expect(await Of<PacketInbox>().ReadAsync(SouthReceives, PacketId, null, default)));
        await DoAsync("POST ack", async () => Expect(await Of<PacketInbox>().AcknowledgeAsync(SouthReceives, PacketId, default)));
        await DoAsync("POST outcome", async () => Expect(await Of<LeadDesk>().TellAsync(SouthReceives, LeadId, new OutcomeReport { Kind = OutcomeKind.Interview, At = Now }, default)));
        await DoAsync("GET leads, one page", async () => Expect(await Of<LeadList>().ListAsync(new LeadFilter(LeadOrder.Priority), Page, default)));
        await DoAsync("GET lead", async () => Expect(await Of<LeadDesk>().ReadAsync(LeadId, default)));
        await DoAsync("POST comment", async () => Expect(await Of<LeadDesk>().CommentAsync(Staff, LeadId, new CommentRequest { Text = "Seen." }, default)));
        await DoAsync("GET case map", async () => Expect(await Of<CaseFinder>().CaseMapAsync(LeadId, Expect(CaseMapFilter.Read(null, null)), default)));
        await DoAsync("GET guns, one page", () => Of<GunList>().ListAsync(Page, default));
        await DoAsync("GET search", async () => Expect(await Of<CaseSearch>().FindAsync("26-1", default)));
    }

    private static object Person { get; } = new { name = new { given = "Marcus", family = "Doe" }, dob = "1999-04-02", ids = new[] { new { type = "SID", value = "TX123", state = "TX" } }, groups = new[] { "Fifth Ward" } };

    private static PageRequest Page { get; } = new(PageRequest.DefaultLimit, null);

    private static string PacketId => "pk-" + LeadId[3..];

    private DateTimeOffset Now => _stores.Time.GetUtcNow();

    private T Of<T>()
        where T : notnull => _hub.GetRequiredService<T>();

    private string At(int hours) => (Now.AddDays(-2) + TimeSpan.FromHours(hours)).ToString("o");

    private object Incident(string caseNumber, double lat) => new { sourceId = $"i{caseNumber}", caseNumber, occurredAt = At(0), type = "nonFatalShooting", lat, lon = -95.3701, victims = 1, rounds = 3, persons = new[] { new { role = "victim", name = new { given = "Ann", family = "Roe" }, dob = "2001-01-01" } } };

    private static T Expect<T>(Result<T> result)
    {
        Assert.True(result.TryGet(out var value, out var error), error?.Detail);
        return value!;
    }

    private async Task DoAsync(string? operation, Func<Task> work)
    {
        _documents.Take();
        await work();
        var usage = _documents.Take();
        if (operation is not null)
        {
            _done.Add((operation, usage));
        }
    }

    /// <summary>One row of a feed, and what follows from it: its outbox entry and the links that it asks for.</summary>
    private async Task RowAsync(string ori, string feed, object row, bool named = true)
    {
        await DoAsync(named ? $"one row: {feed}" : null, () => SendAsync(ori, feed, JsonSerializer.Serialize(new[] { row })));
        await ForwardAsync(Containers.Records, named && feed == "incidents" ? "forward a record's outbox entry" : null, named ? feed : null);
    }

    private async Task SendAsync(string ori, string feed, string rows)
    {
        using var body = new MemoryStream(Encoding.UTF8.GetBytes(rows));
        var receipt = Expect(await Of<FeedIntake>().TakeAsync(Ori.Parse(ori), feed, body, "application/json", null, default));
        Assert.True(receipt.Rejected == 0, string.Join(' ', receipt.Errors.Select(e => $"{e.Pointer} {e.Detail}")));
    }

    /// <summary>Does what the triggers of a change feed do, and the queue <c>links</c>.</summary>
    private async Task ForwardAsync(string container, string? operation, string? feed = null)
    {
        while (true)
        {
            var page = await _stores.Documents.ReadChangesAsync(container, container == Containers.Leads ? _leads : _records, 100, default);
            (_leads, _records) = container == Containers.Leads ? (page.Cursor, _records) : (_leads, page.Cursor);
            if (page.Changes.Count == 0)
            {
                return;
            }

            var entries = page.Changes.Where(c => c.Document.Id.StartsWith(OutboxEntry.IdPrefix, StringComparison.Ordinal)).ToList();
            await DoAsync(entries.Count > 0 ? operation : null, () => Of<Outbox>().ForwardAsync(container, entries, default));
            foreach (var entry in container == Containers.Records ? entries : [])
            {
                using var told = JsonDocument.Parse(entry.Document.Body);
                var request = told.RootElement.GetProperty("body").Deserialize(CaseMapsJson.Default.LinkRequest)!;
                await DoAsync(feed is null ? null : $"link one row: {feed}", () => Of<LinkDesk>().HandleAsync(request, default));
            }

            if (container == Containers.Leads)
            {
                foreach (var lead in page.Changes.Where(c => c.Document.Id == LeadDocument.DocumentId).Select(c => JsonSerializer.Deserialize(c.Document.Body.Span, TriageJson.Default.LeadDocument)!))
                {
                    await DoAsync("follow a lead: triage list", () => Of<LeadList>().FollowAsync(lead, default));
                    await DoAsync("follow a lead: history", () => Of<LeadHistory>().FollowAsync(lead, default));
                    await DoAsync("follow a lead: clocks", () => Of<ClockBook>().FollowAsync(lead, default));
                    await DoAsync("follow a lead: news", () => Of<LeadNews>().FollowAsync(lead, default));
                }
            }
        }
    }
}
