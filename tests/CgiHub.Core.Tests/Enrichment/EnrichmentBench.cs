using System.Text.Json;
using CgiHub.Core.Agencies;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Enrichment;
using CgiHub.Core.Records;
using CgiHub.Core.Storage;
using CgiHub.Embedded;
using CgiHub.Partners.Servers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CgiHub.Core.Tests.Enrichment;

/// <summary>The enrichment stage over real stores and real partner servers; its clock runs, and can be turned forward.</summary>
internal sealed class EnrichmentBench : IAsyncDisposable
{
    private readonly string _directory = Path.Combine(Path.GetTempPath(), "cgihub-tests", Guid.NewGuid().ToString("n"));
    private readonly List<ServiceProvider> _hubs = [];
    private Dictionary<string, string?> _settings = [];

    private EnrichmentBench(PartnerServers partners, MovableTime time)
    {
        (Partners, Time) = (partners, time);
        Stores = new EmbeddedStores(_directory, time, new EmbeddedOptions { DocumentCacheBytes = 4 << 20, QueueCacheBytes = 2 << 20, ReaderCacheBytes = 1 << 20, MapBytes = 16 << 20 });
    }

    public PartnerServers Partners { get; }

    public MovableTime Time { get; }

    public EmbeddedStores Stores { get; }

    public LeadEnricher Enricher => _hubs[^1].GetRequiredService<LeadEnricher>();

    public LateEnrichment Late => _hubs[^1].GetRequiredService<LateEnrichment>();

    public static Ori Ori { get; } = Ori.Parse("NY0303000");

    public static Person Suspect { get; } = new() { Name = new PersonName { Given = "Sam", Family = "Suspect" }, Dob = new DateOnly(1990, 5, 6), Ids = [new PersonIdentifier { Type = PersonIdentifierType.Sid, Value = "1234567", State = "NY" }] };

    public static Person Victim { get; } = new() { Name = new PersonName { Given = "Vic", Family = "Victim" }, Dob = new DateOnly(1988, 1, 2) };

    public static Trace Trace { get; } = new() { SourceId = "t-1", TraceNumber = "T2026-1", Serial = "369J257", Make = "Glock", PurchasedAt = new DateTimeOffset(2025, 11, 3, 0, 0, 0, TimeSpan.Zero), Ffl = new Ffl { State = "GA" } };

    public static Supervision OnParole { get; } = new() { SourceId = "s-1", RecordId = "P-77", Kind = SupervisionKind.Parole, Person = Suspect, Status = SupervisionStatus.Active, Conditions = ["no firearms"] };

    public static Task<EnrichmentBench> StartAsync(params (string Key, string? Value)[] settings) => StartAsync(new PartnerServerOptions(), settings);

    public static async Task<EnrichmentBench> StartAsync(PartnerServerOptions options, params (string Key, string? Value)[] settings)
    {
        var time = new MovableTime();
        var partners = await PartnerServers.StartAsync(options, new PartnerData([Trace], [OnParole]), time, CancellationToken.None);
        var bench = new EnrichmentBench(partners, time) { _settings = new(partners.HubSettings()) };
        foreach (var source in new[] { "ETrace", "Probation", "Parole" })
        {
            bench._settings[$"CgiHub:Enrichment:{source}:RetryBase"] = "00:00:00.001";
            bench._settings[$"CgiHub:Enrichment:{source}:CircuitMinimumThroughput"] = "10000";
            bench._settings[$"CgiHub:Enrichment:{source}:AttemptTimeout"] = "00:00:10";
        }

        // Long enough for any machine: only tests of the budget itself shorten it.
        bench._settings["CgiHub:Enrichment:Budget"] = "00:01:00";
        foreach (var (key, value) in settings)
        {
            bench._settings["CgiHub:Enrichment:" + key] = value;
        }

        bench.StartHub();
        return bench;
    }

    /// <summary>A hub process that knows only what is in the stores; the one before may as well have been killed.</summary>
    public void StartHub(params (string Key, string? Value)[] changed)
    {
        foreach (var (key, value) in changed)
        {
            _settings["CgiHub:Enrichment:" + key] = value;
        }

        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(_settings).Build());
        services.AddSingleton<TimeProvider>(Time);
        services.AddSingleton<IDocumentStore>(Stores.Documents);
        services.AddSingleton<IMessageQueue>(Stores.Queue);
        services.AddMetrics();
        services.AddSingleton<HubSteps>();
        services.AddEnrichment();
        _hubs.Add(services.BuildServiceProvider(validateScopes: true));
    }

    public Task<EnrichmentAnswers> AskAsync(LeadPicture? picture = null) => Enricher.AskAsync(picture ?? Picture(), CancellationToken.None);

    public SourceReport Report(string source) => Enricher.Report().Items.Single(s => s.Source == source);

    public async Task<IReadOnlyList<string>> LeadsQueuedAsync() =>
        [.. (await Stores.Queue.PeekAsync(Queues.Leads, 100, null, CancellationToken.None)).Items.Select(m => JsonSerializer.Deserialize<LeadRequest>(m.Message.Body.Span, JsonSerializerOptions.Web)!.LeadId)];

    /// <summary>Lets the timer fire, a quarter of an hour apart, until something is so.</summary>
    public async Task UntilLateAsync(Func<Task<bool>> isSo)
    {
        for (var run = 0; run < 100; run++)
        {
            Time.Forward(TimeSpan.FromMinutes(15));
            await Late.RunAsync(CancellationToken.None);
            if (await isSo())
            {
                return;
            }
        }

        Assert.Fail("It did not come to be in 100 runs.");
    }

    public static LeadPicture Picture(string leadNumber = "26-0001") => new()
    {
        Lead = new LeadFacts
        {
            LeadId = EntityKey.Lead(Ori, leadNumber).Value,
            LeadNumber = leadNumber,
            Site = Ori,
            Status = LeadStatus.Lead,
            At = DateTimeOffset.UnixEpoch,
            ChangedAt = DateTimeOffset.UnixEpoch,
            ReceivedAt = DateTimeOffset.UnixEpoch,
            Exhibits = [],
            Records = [],
        },
        Gun = new PresumedGun("gn-aaaaaaaaaaaaaaaa", [], [], [Ori]),
        Events = [],
        Map = new CaseMap([], []),
        Firearms = [Firearm("369257", "Glock")],
        Persons = [Person(Suspect, "suspect"), Person(Victim, "victim")],
    };

    public static FirearmOnPath Firearm(string? serial, string make, string exhibit = "2") => new(
        "fa-" + exhibit,
        new StoredRecord(
            new RecordRef("firearms", Ori, "f-" + exhibit, 1, DateTimeOffset.UnixEpoch),
            new FirearmRecovery { SourceId = "f-" + exhibit, CaseNumber = "26-1", ExhibitNumber = exhibit, RecoveredAt = DateTimeOffset.UnixEpoch, Serial = serial, Make = make }),
        SerialNumber.From(serial));

    public static PersonOnPath Person(Person person, params string[] roles) => new("pr-" + person.Name?.Family, person.Name?.Family ?? "", person, roles, [], []);

    public async ValueTask DisposeAsync()
    {
        foreach (var hub in _hubs)
        {
            await hub.DisposeAsync();
        }

        await Partners.DisposeAsync();
        await Stores.DisposeAsync();
        if (Directory.Exists(_directory))
        {
            Directory.Delete(_directory, recursive: true);
        }
    }
}

/// <summary>The machine's clock, with timers as they are, that can be turned forward.</summary>
internal sealed class MovableTime : TimeProvider
{
    private long _ticks;

    public void Forward(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Interlocked.Read(ref _ticks));
}

internal static class Answers
{
    public static SourceStatus Of(this EnrichmentAnswers answers, string source) => answers.Sources.Single(s => s.Source == source);
}
