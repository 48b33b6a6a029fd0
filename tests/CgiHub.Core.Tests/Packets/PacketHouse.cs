using System.Collections.Concurrent;
using System.Text.Json;
using CgiHub.Core.Agencies;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Enrichment;
using CgiHub.Core.Packets;
using CgiHub.Core.Records;
using CgiHub.Core.Storage;
using CgiHub.Core.Triage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace CgiHub.Core.Tests.Packets;

/// <summary>Triage and packets over real stores, with pictures and agencies that the test sets.</summary>
internal sealed class PacketHouse : IPacketSources, IAsyncDisposable
{
    private readonly TestMeters _meters = new();
    private readonly TestStores _stores = new();
    private readonly IOptions<HubOptions> _hub;
    private readonly HashSet<string> _forwarded = new(StringComparer.Ordinal);

    public PacketHouse(TriageOptions? triage = null, PacketOptions? packets = null, HubOptions? region = null, Microsoft.Extensions.Logging.ILogger<PacketIssuer>? issuerLog = null)
    {
        var hub = _hub = Options.Create(region ?? new HubOptions());
        var ranks = Options.Create(triage ?? new TriageOptions());
        var options = Options.Create(packets ?? new PacketOptions());
        (Meter, Steps) = (new ClockMeter(_meters), new HubSteps(_meters, Time));
        Triage = new LeadTriage(ranks, Options.Create(new TriageWeights()), Options.Create(new ClockOptions()), Time);
        List = new LeadList(Documents, Triage, hub, ranks);
        History = new LeadHistory(Documents, hub, ranks);
        Book = new ClockBook(Documents, hub, Options.Create(new ClockOptions()), ranks, Meter);
        Watch = WatchOf(NullLogger<BreachWatch>.Instance);
        Registry = new AgencyRegistry(Documents, Options.Create(new AgencyOptions()), Time);
        Tables = new ClockTables(Book, Registry, hub, Options.Create(new ClockOptions()), Options.Create(new BreachOptions()), Time);
        Following = new LeadFollowing(Documents, [List, History, Book], Steps);
        Issuer = new PacketIssuer(this, Documents, Triage, options, hub, ranks, Steps, Time, issuerLog ?? NullLogger<PacketIssuer>.Instance);
        Log = new DisseminationLog(Documents, Time);
        Inbox = new PacketInbox(Documents, Log, Steps, options, Time);
        Dispatcher = new PacketDispatcher(Documents, Queue, Inbox, new ToldRecords(Documents, hub), Steps, options, Time);
        Desk = new LeadDesk(Documents, Triage, Issuer, Inbox, this, new RecordStore(Documents, Time), options, Time);
        foreach (var ori in new[] { Lead.North, Lead.South, Lead.East, Lead.Lab })
        {
            Agencies[ori] = new Agency(ori, ori.Value);
        }
    }

    public Microsoft.Extensions.Time.Testing.FakeTimeProvider Time => _stores.Time;

    public IDocumentStore Documents => _stores.Documents;

    public Embedded.Queues.SqliteMessageQueue Queue => _stores.Queue;

    public LeadTriage Triage { get; }

    public LeadList List { get; }

    public LeadHistory History { get; }

    public ClockBook Book { get; }

    public BreachWatch Watch { get; }

    public ClockMeter Meter { get; }

    public HubSteps Steps { get; }

    public AgencyRegistry Registry { get; }

    public ClockTables Tables { get; }
    public LeadFollowing Following { get; }

    public PacketIssuer Issuer { get; }

    public DisseminationLog Log { get; }

    public PacketInbox Inbox { get; }

    public PacketDispatcher Dispatcher { get; }

    public LeadDesk Desk { get; }

    public ConcurrentDictionary<Ori, Agency> Agencies { get; } = new();

    public ConcurrentDictionary<string, ExhibitFacts> Exhibits { get; } = new(StringComparer.Ordinal);

    public LeadPicture? Picture { get; set; }

    public EnrichmentAnswers Known { get; set; } = Lead.Nothing;

    public EnrichmentAnswers Answers { get; set; } = Lead.Nothing;

    /// <summary>What happens while the sources are asked.</summary>
    public Func<Task> WhileAsking { get; set; } = () => Task.CompletedTask;

    public static Caller Of(Ori ori) => new("someone", Roles.AnyAgency, ori);

    public static Caller Supervisor { get; } = new("supervisor", Roles.CgicSupervisor, null);

    public Task<LeadPicture?> DrawAsync(string leadId, CancellationToken cancel) => Task.FromResult(Picture?.Lead.LeadId == leadId ? Picture : null);

    /// <summary>What agencies see from whom records are kept; a test that has such records says it.</summary>
    public Func<RecordSight, Task<LeadPicture?>> SeenBy { get; set; } = sight => throw new InvalidOperationException($"Nothing is kept from anybody, and yet {sight.Key} is asked for.");

    public Task<LeadPicture?> DrawAsync(string leadId, RecordSight sight, CancellationToken cancel) => SeenBy(sight);

    /// <summary>The pictures whose guns were put on the lists.</summary>
    public ConcurrentQueue<LeadPicture> Kept { get; } = new();

    public Task<EnrichmentAnswers> KnownAsync(LeadPicture picture, CancellationToken cancel) => Task.FromResult(Known);

    public Task KeepGunAsync(LeadPicture picture, CancellationToken cancel)
    {
        Kept.Enqueue(picture);
        return Task.CompletedTask;
    }

    public async Task<EnrichmentAnswers> AskAsync(LeadPicture picture, IReadOnlyList<LeadPicture> others, CancellationToken cancel)
    {
        await WhileAsking();
        return Answers;
    }

    public ValueTask<Agency?> FindAgencyAsync(Ori ori, CancellationToken cancel) => ValueTask.FromResult(Agencies.GetValueOrDefault(ori));

    public Task<ExhibitFacts?> FindExhibitAsync(EntityKey exhibit, CancellationToken cancel) => Task.FromResult(Exhibits.GetValueOrDefault(exhibit.Value));

    /// <summary>A digest desk over these stores.</summary>
    public DigestDesk DigestOf(DigestOptions options) => new(Documents, List, History, Triage, Watch, _hub, Options.Create(options), Time);

    /// <summary>A watch over these stores, as another worker has it.</summary>
    public BreachWatch WatchOf(Microsoft.Extensions.Logging.ILogger<BreachWatch> log, IMessageQueue? queue = null) =>
        new(Documents, queue ?? Queue, Book, Triage, Meter, Options.Create(new HubOptions()), Options.Create(new BreachOptions()), Time, log);

    /// <summary>Sets the picture and looks at the lead.</summary>
    public Task SeeAsync(LeadPicture picture, EnrichmentAnswers? answers = null)
    {
        Picture = picture;
        Known = Answers = answers ?? Lead.Nothing;
        return Issuer.EvaluateAsync(picture.Lead.LeadId, default);
    }

    public async Task<IReadOnlyList<LeadPacket>> VersionsAsync()
    {
        var page = await Documents.QueryAsync(new DocumentQuery(Containers.Leads, Lead.Id) { From = "packet|", To = "packet}" }, default);
        return [.. page.Documents.Select(d => JsonSerializer.Deserialize(d.Body.Span, PacketsJson.Default.IssuedPacket)!.Packet)];
    }

    public async Task<IssuedPacket> IssuedAsync(int version)
    {
        var stored = await Documents.ReadAsync(Containers.Leads, Lead.Id, $"packet|{version:d6}", default);
        return JsonSerializer.Deserialize(stored!.Body.Span, PacketsJson.Default.IssuedPacket)!;
    }

    /// <summary>Does what the change feed and the queues <c>dispatch</c> and <c>lists</c> do: sends what was issued, and brings the triage list and the history up to date.</summary>
    public async Task DispatchAsync()
    {
        while (await EntriesAsync() is { Count: > 0 } entries)
        {
            foreach (var (id, queue, body) in entries)
            {
                _forwarded.Add(id);
                if (queue == Queues.Lists)
                {
                    await Following.FollowAsync(body.Deserialize(TriageJson.Default.FollowRequest)!, again: false, default);
                }
                else
                {
                    await Dispatcher.DispatchAsync(body.GetProperty("leadId").GetString()!, body.GetProperty("version").GetInt32(), default);
                }
            }
        }
    }

    /// <summary>Ids of the messages that were committed for a queue, and neither handled nor lost.</summary>
    public async Task<IReadOnlyList<string>> WaitingAsync(string queue) => [.. (await EntriesAsync()).Where(e => e.Queue == queue).Select(e => e.Id)];

    /// <summary>As if somebody deleted what waits in a queue.</summary>
    public async Task LoseAsync(string queue) => _forwarded.UnionWith(await WaitingAsync(queue));

    private async Task<List<(string Id, string Queue, JsonElement Body)>> EntriesAsync()
    {
        var entries = new List<(string, string, JsonElement)>();
        string? cursor = null;
        while (await Documents.ReadChangesAsync(Containers.Leads, cursor, 100, default) is { Changes.Count: > 0 } page)
        {
            cursor = page.Cursor;
            foreach (var change in page.Changes.Where(c => c.Document.Id.StartsWith(OutboxEntry.IdPrefix, StringComparison.Ordinal) && !_forwarded.Contains(c.Document.Id)))
            {
                using var entry = JsonDocument.Parse(change.Document.Body);
                entries.Add((change.Document.Id, entry.RootElement.GetProperty("queue").GetString()!, entry.RootElement.GetProperty("body").Clone()));
            }
        }

        return entries;
    }

    /// <summary>As if the dispatcher had been killed before it recorded the releases of a version.</summary>
    public async Task ForgetReleaseAsync(int version) =>
        await Documents.CommitAsync(Containers.Leads, Lead.Id, [DocumentWrite.Delete($"released|{version:d6}")], default);

    /// <summary>Ids of the messages that an agency finds, in order.</summary>
    public async Task<IReadOnlyList<string>> QueueOfAsync(Ori ori) => [.. (await MessagesOfAsync(ori)).Select(m => m.Id)];

    public async Task<IReadOnlyList<QueueMessage>> MessagesOfAsync(Ori ori)
    {
        var page = await Queue.PeekAsync(Queues.Packets(ori.Value), 200, null, default);
        return [.. page.Items.Select(m => m.Message)];
    }

    public async ValueTask DisposeAsync()
    {
        Steps.Dispose();
        _meters.Dispose();
        await _stores.DisposeAsync();
    }
}
