using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using CgiHub.Core.Agencies;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Enrichment;
using CgiHub.Core.Feeds;
using CgiHub.Core.Packets;
using CgiHub.Core.Records;
using CgiHub.Core.Storage;
using CgiHub.Core.Tests.Records;
using CgiHub.Core.Triage;
using CgiHub.Embedded.Blobs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;

namespace CgiHub.Core.Tests.Retention;

/// <summary>The whole hub in memory, with a clock that the test turns, and a probation office that knows everybody who is asked about.</summary>
internal sealed class RetentionHouse : IAsyncDisposable
{
    private readonly string _directory = Path.Combine(Path.GetTempPath(), "cgihub-tests", Guid.NewGuid().ToString("n"));
    private readonly FileBlobStore _blobs;
    private readonly ServiceProvider _hub;
    private readonly KillableDocuments _killable;
    private readonly Dictionary<string, string?> _cursors = new(StringComparer.Ordinal);

    public RetentionHouse(params (string Setting, string Value)[] settings)
    {
        _killable = new KillableDocuments(Documents);
        _blobs = new FileBlobStore(_directory, Time);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
            settings.Select(s => KeyValuePair.Create(s.Setting, (string?)s.Value)).Append(new("CgiHub:CaseMaps:FillInDelay", "00:00:00"))).Build();
        var services = new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(configuration);
        services.AddHub(configuration);
        services.RemoveAll<IEnrichmentSource>();
        services.AddSingleton<IEnrichmentSource>(p => new ProbationOffice(p.GetRequiredKeyedService<SourceHealth>("probation")));
        services.AddSingleton<TimeProvider>(Time).AddSingleton<IDocumentStore>(_killable).AddSingleton<IBlobStore>(_blobs).AddSingleton<IMessageQueue>(Queue);
        _hub = services.BuildServiceProvider();
    }

    public static Caller Supervisor { get; } = new("supervisor", Roles.CgicSupervisor, null);

    public MemoryDocuments Documents { get; } = new();

    public KillableDocuments Killable => _killable;

    public TestQueue Queue { get; } = new();

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public RetentionDesk Desk => Of<RetentionDesk>();

    public static string IdOf(string feed, Ori agency, string sourceId) => StableId.Of("rc", feed, agency.Value, sourceId);

    public static string LeadId(string number) => EntityKey.Lead(Made.Lab, number).Value;

    public static string PacketId(string number) => "pk-" + LeadId(number)[3..];

    public T Of<T>()
        where T : notnull => _hub.GetRequiredService<T>();

    /// <summary>Registers the agencies of these tests; South may see no criminal intelligence.</summary>
    public async Task OpenAsync()
    {
        foreach (var ori in new[] { Made.Lab, Made.North, Made.South, Made.East })
        {
            var saved = await Of<AgencyRegistry>().SaveAsync(new Agency(ori, ori.Value) { NibinSite = true, Dissemination = new DisseminationRules { CriminalIntelligence = ori != Made.South } }, null, createOnly: false, default);
            Assert.Null(saved.Error);
        }
    }

    /// <summary>Lands a record, and does what follows from it.</summary>
    public async Task LandAsync(Ori agency, params FeedRecord[] records)
    {
        foreach (var byFeed in records.GroupBy(RecordFacts.FeedOf))
        {
            await Of<RecordStore>().LandAsync(agency, [.. byFeed], default);
        }

        await SettleAsync();
    }

    /// <summary>Sends rows over the feed.</summary>
    public async Task<FeedReceipt> SendAsync(Ori agency, string feed, string rows)
    {
        using var body = new MemoryStream(Encoding.UTF8.GetBytes(rows));
        var taken = await Of<FeedIntake>().TakeAsync(agency, feed, body, "application/json", null, default);
        Assert.Null(taken.Error);
        await SettleAsync();
        return taken.Value;
    }

    /// <summary>Sends a record as its sender writes it.</summary>
    public Task<FeedReceipt> SendAsync(Ori agency, FeedRecord record) =>
        SendAsync(agency, RecordFacts.FeedOf(record), $"[{JsonSerializer.Serialize(record, RecordsJson.Default.FeedRecord).Replace($"\"$feed\":\"{RecordFacts.FeedOf(record)}\",", "", StringComparison.Ordinal)}]");

    public async Task<RetentionItem> PurgeAsync(string recordId)
    {
        var purged = await Desk.PurgeAsync(Supervisor, recordId, new PurgeRequest { Reason = "A court ordered it." }, default);
        Assert.True(purged.Error is null, purged.Error?.Detail);
        await SettleAsync();
        return purged.Value;
    }

    /// <summary>The timer's run, and what follows from it.</summary>
    public async Task SweepAsync(TimeSpan? after = null)
    {
        Time.Advance(after ?? TimeSpan.Zero);
        await Of<RetentionSweep>().RunAsync(default);
        await SettleAsync();
    }

    /// <summary>As if the hub's own queues had been lost, with all that is on its way to them.</summary>
    public async Task LoseAsync()
    {
        await SettleAsync(but: Queues.Work);
        foreach (var queue in Queues.Work)
        {
            while (Queue.TryTake(queue, out _))
            {
            }
        }
    }

    /// <summary>Works until nothing is left: what the change feeds and the queues' triggers do.</summary>
    /// <param name="but">Of these queues nothing is taken.</param>
    public async Task SettleAsync(IReadOnlyList<string>? but = null)
    {
        for (var worked = true; worked;)
        {
            worked = false;
            foreach (var container in new[] { Containers.Records, Containers.Leads })
            {
                var page = await Documents.ReadChangesAsync(container, _cursors.GetValueOrDefault(container), 1000, default);
                await Of<Outbox>().ForwardAsync(container, page.Changes, default);
                _cursors[container] = page.Cursor;
                worked |= page.Changes.Count > 0;
            }

            foreach (var queue in Queues.Work.Except(but ?? []))
            {
                while (Queue.TryTake(queue, out var message))
                {
                    worked = true;
                    await HandleAsync(queue, message);
                }
            }
        }
    }

    public async Task<LeadPacket> NewestAsync(string lead, Ori? reader = null)
    {
        var read = await Of<PacketInbox>().ReadAsync(reader is { } ori ? new Caller("reader", Roles.AnyAgency, ori) : Supervisor, PacketId(lead), null, default);
        Assert.True(read.Error is null, read.Error?.Detail);
        return read.Value;
    }

    public Task<Result<LeadPacket>> VersionAsync(string lead, int version, Ori? reader = null) =>
        Of<PacketInbox>().ReadAsync(reader is { } ori ? new Caller("reader", Roles.AnyAgency, ori) : Supervisor, PacketId(lead), version, default);

    /// <summary>Where a text stands: every document, key and blob, and every message of the hub's own queues.</summary>
    public async Task<IReadOnlyList<string>> FindAsync(string mark)
    {
        var found = Documents.Everything().Where(d => $"{d.Partition} {d.Document.Id} {d.Document.Sort} {Encoding.UTF8.GetString(d.Document.Body.Span)}".Contains(mark, StringComparison.OrdinalIgnoreCase))
            .Select(d => $"{d.Container} {d.Partition} {d.Document.Id}").ToList();
        await foreach (var blob in _blobs.ListAsync("", default))
        {
            using var reader = new StreamReader((await _blobs.OpenReadAsync(blob.Name, default))!);
            if ($"{blob.Name} {await reader.ReadToEndAsync()}".Contains(mark, StringComparison.OrdinalIgnoreCase))
            {
                found.Add(blob.Name);
            }
        }

        found.AddRange(Queues.Work.SelectMany(q => Queue.Of(q).Where(m => Encoding.UTF8.GetString(m.Body.Span).Contains(mark, StringComparison.OrdinalIgnoreCase)).Select(m => $"{q} {m.Id}")));
        return found;
    }

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        if (Directory.Exists(_directory))
        {
            Directory.Delete(_directory, recursive: true);
        }
    }

    private Task HandleAsync(string queue, QueueMessage message) => queue switch
    {
        Queues.Links => LinkAsync(JsonSerializer.Deserialize(message.Body.Span, CaseMapsJson.Default.LinkRequest)!),
        Queues.BulkLinks => Of<LinkDesk>().HandleBulkAsync(JsonSerializer.Deserialize(message.Body.Span, CaseMapsJson.Default.LinkRequest)!, default),
        Queues.Leads or Queues.BulkLeads => Of<PacketIssuer>().EvaluateAsync(JsonSerializer.Deserialize(message.Body.Span, CaseMapsJson.Default.LeadRequest)!.LeadId, default),
        Queues.Lists => Of<LeadFollowing>().FollowAsync(JsonSerializer.Deserialize(message.Body.Span, TriageJson.Default.FollowRequest)!, again: false, default),
        Queues.Dispatch => DispatchAsync(JsonSerializer.Deserialize(message.Body.Span, PacketsJson.Default.DispatchRequest)!),
        _ => Task.CompletedTask,
    };

    private async Task LinkAsync(LinkRequest request)
    {
        await Of<RecordWithdrawal>().FollowAsync(request, default);
        await Of<LinkDesk>().HandleAsync(request, default);
    }

    private Task DispatchAsync(DispatchRequest request) => Of<PacketDispatcher>().DispatchAsync(request.LeadId, request.Version, default);

    /// <summary>Queues in memory.</summary>
    internal sealed class TestQueue : IMessageQueue
    {
        private readonly ConcurrentDictionary<string, ConcurrentQueue<QueueMessage>> _queues = new(StringComparer.Ordinal);

        public ValueTask SendAsync(string queue, IReadOnlyList<QueueMessage> messages, CancellationToken cancel)
        {
            messages.ToList().ForEach(_queues.GetOrAdd(queue, _ => new()).Enqueue);
            return ValueTask.CompletedTask;
        }

        public bool TryTake(string queue, out QueueMessage message) => _queues.GetOrAdd(queue, _ => new()).TryDequeue(out message!);

        public IReadOnlyList<QueueMessage> Of(string queue) => [.. _queues.GetOrAdd(queue, _ => new())];
    }

    private sealed class ProbationOffice(SourceHealth health) : IEnrichmentSource
    {
        public string Name => "probation";

        public bool Connected => true;

        public string Subjects => "persons";

        public SourceHealth Health => health;

        public SourceQuestions QuestionsAbout(LeadPicture picture) => WhomToAsk.Persons(picture, 10);

        public Task<SourceReply> AskAsync(SourceQuestion question, Asked asked, CancellationToken cancel) => Task.FromResult(new SourceReply(EnrichmentStatus.Found)
        {
            Supervision = [new Supervision { SourceId = question.Key, RecordId = question.Key, Kind = SupervisionKind.Probation, Status = SupervisionStatus.Active, Person = question.Person! }],
        });
    }
}
