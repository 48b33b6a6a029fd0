using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using CgiHub.Core;
using CgiHub.Core.Agencies;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Enrichment;
using CgiHub.Core.Evidence;
using CgiHub.Core.Packets;
using CgiHub.Core.Records;
using CgiHub.Core.Storage;
using CgiHub.Core.Tests;
using CgiHub.Core.Tests.Budget;
using CgiHub.Core.Triage;
using CgiHub.Embedded.Blobs;
using CgiHub.Partners.Servers;
using CgiHub.Partners.Simulation;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CgiHub.Benchmarks;

/// <summary>
/// What a mean site's days would ask of Azure: a simulated region is played through the hub's own stages in this process, over a store that counts every document
/// read and written and prices it in request units, and a queue that counts messages. Then the same for more sites, with what it costs a month.
/// </summary>
internal static class CloudModel
{
    private const double HoursAMonth = 730;
    private const double AutoscalePerHundred = 0.012;
    private const double MessagingUnit = 0.9275;
    private const double MessagesOfOneUnit = 1000;
    private const double AlwaysReady = 0.000004;
    private const double OnDemand = 0.000026;
    private const double InstanceGigabytes = 2;
    private const double BusyInstance = 0.6;
    private const string Late = "late answers looked for, whether there are any or not";
    private const string Feeds = "change feeds looked at (2 units each, an estimate)";
    // Request units of "PUT image", of "any request" with "an empty batch", and of "GET case map" in docs/operations.md.
    private const double OfImage = 23;
    private const double OfRequest = 15;
    private const double OfCaseMap = 195;

    private const int ChangesAtOnce = 1000;
    private const int ChangeFeedSeconds = 5;
    private const int ChangeFeeds = 3;

    public static async Task RunAsync(BenchmarkOptions options, CancellationToken cancel)
    {
        var (days, burst, readings) = (options.Int("days", 120), options.Int("burst", 5), options.Int("readings", 20));
        var sites = (options.Text("sites") ?? "1,10,378").Split(',').Select(s => int.Parse(s, CultureInfo.InvariantCulture)).ToList();
        var region = RegionSimulator.Run(new SimulationOptions { Seed = options.Int("seed", 1), Start = new DateTimeOffset(DateTime.UtcNow.Date.AddDays(-days - 1), TimeSpan.Zero), Days = days, PlateReadsPerDay = options.Int("reads", 2000) });
        var switches = new PartnerSwitches();
        await using var partners = await PartnerServers.StartAsync(new PartnerServerOptions { ETrace = switches with { TraceDelayMs = 200 } }, new PartnerData(region.Truth.Traces, region.Truth.Supervision), TimeProvider.System, cancel);
        await using var hub = new CountedHub(partners);
        var measured = region.Options.Start.AddDays(days / 2);
        foreach (var step in region.Steps)
        {
            hub.Counting = step.From >= measured;
            await hub.PlayAsync(step, cancel);
        }

        var span = (region.Options.End - measured).TotalDays;
        var leads = region.Deliveries.Where(d => d.SentAt >= measured && d.Feed == "nibin").Select(d => ((NibinNotice)d.Record).LeadNumber).Distinct(StringComparer.Ordinal).Count();
        var images = region.Evidence.Where(e => e.SentAt >= measured).Sum(e => e.Images.Count);
        hub.Add("an image (as in the budget)", images, images * OfImage, TimeSpan.Zero);
        hub.Add("audit of a request, with its receipt", hub.Requests + images, (hub.Requests + images) * OfRequest, TimeSpan.Zero);
        hub.Repeat(Late, span * 86400 / options.Int("late-seconds", 15));
        hub.Add(Feeds, (long)(span * 86400 / ChangeFeedSeconds * ChangeFeeds), span * 86400 / ChangeFeedSeconds * ChangeFeeds * 2, TimeSpan.Zero);
        hub.Add($"readings by staff and agencies, {readings} a lead, at a case map's price", readings * leads, readings * leads * OfCaseMap, TimeSpan.Zero);

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"A mean site, days {days / 2} to {days}: {hub.Rows:N0} rows, {leads} leads, {hub.Exhibits} exhibits, {images} images; partners connected."));
        Console.WriteLine();
        Console.WriteLine("| stage | a day | request units each | request units a day | ms of processor each |");
        Console.WriteLine("| --- | --- | --- | --- | --- |");
        foreach (var (stage, used) in hub.Used.OrderByDescending(u => u.Value.Units))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {stage} | {used.Times / span:F1} | {used.Units / used.Times:F0} | {used.Units / span:F0} | {used.Processor.TotalMilliseconds / used.Times:F2} |"));
        }

        Console.WriteLine();
        Console.WriteLine("Messages a day: " + string.Join(", ", hub.Messages.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => string.Create(CultureInfo.InvariantCulture, $"{m.Key} {m.Value / span:F0}"))) + ".");
        Console.WriteLine();

        // The busiest hour against the mean one, by rows as they come.
        var hours = region.Deliveries.Where(d => d.SentAt >= measured && !RecordFacts.IsHighVolume(d.Feed)).GroupBy(d => (long)(d.SentAt - measured).TotalHours).Select(g => g.Count()).ToList();
        var busiest = hours.Max() / (hours.Sum() / (span * 24));
        var still = hub.Used.Where(u => u.Key is Late or Feeds).Sum(u => u.Value.Units) / span / 86400;
        var (units, messages, processor) = ((hub.Used.Values.Sum(u => u.Units) / span / 86400) - still, hub.Messages.Values.Sum() / span / 86400, hub.Used.Values.Sum(u => u.Processor.TotalSeconds) / span / 86400);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"The busiest hour has {busiest:F1} times the rows of a mean one at one site; of many sites the hours even out, so it is taken as 1 + {busiest - 1:F1} / √sites. Within an hour the busiest second is taken as {burst} times the mean."));
        Console.WriteLine();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"A hub to which nobody sends anything uses {still:F1} request units a second; that is there once, however many sites it has."));
        Console.WriteLine();
        Console.WriteLine("| sites | request units/s, mean | busiest second | autoscale from, to | messages/s, busiest second | processors, busiest hour | instances | Cosmos DB $ | Service Bus $ | Functions $ | together $ a month |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        foreach (var count in sites)
        {
            var peak = 1 + ((busiest - 1) / Math.Sqrt(count));
            var top = Math.Max(4000, Math.Ceiling((still + (units * count * peak * burst)) / 1000) * 1000);
            var billed = Math.Max(top / 10, still + (units * count * burst));
            var inSecond = messages * count * peak * burst;
            var busUnits = new[] { 1, 2, 4, 8, 16 }.First(u => inSecond <= u * MessagesOfOneUnit || u == 16);
            var cores = processor * count * peak;
            var instances = Math.Max(6, Math.Ceiling(cores * burst / BusyInstance));
            var cosmos = billed / 100 * AutoscalePerHundred * HoursAMonth;
            var bus = busUnits * MessagingUnit * HoursAMonth;
            var functions = (6 * InstanceGigabytes * AlwaysReady * HoursAMonth * 3600) + (processor * count / BusyInstance * InstanceGigabytes * OnDemand * HoursAMonth * 3600);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {count} | {still + (units * count):F1} | {still + (units * count * peak * burst):F0} | {top / 10:N0} to {top:N0} | {inSecond:F1} | {cores:F3} | {instances} | {cosmos:N0} | {bus:N0} | {functions:N0} | {cosmos + bus + functions:N0} |"));
        }
    }

    private sealed record Used(long Times, double Units, TimeSpan Processor);

    /// <summary>The hub's stages, composed as both hosts compose them, over a store and a queue that count.</summary>
    private sealed class CountedHub : IAsyncDisposable
    {
        private readonly string _directory = Directory.CreateTempSubdirectory("cgihub-model-").FullName;
        private readonly MemoryDocuments _stored = new();
        private readonly CountedDocuments _documents;
        private readonly CountedQueue _queue = new();
        private readonly ServiceProvider _hub;
        private readonly Dictionary<string, string?> _cursors = new(StringComparer.Ordinal);
        private readonly HashSet<Ori> _registered = [];

        public CountedHub(PartnerServers partners)
        {
            _documents = new CountedDocuments(_stored);
            var settings = new Dictionary<string, string?>(partners.HubSettings())
            {
                ["CgiHub:CaseMaps:FillInDelay"] = "00:00:00",
                ["CgiHub:Enrichment:LateRetryBase"] = "00:00:00.100",
            };
            var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
            var services = new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(configuration);
            services.AddHub(configuration);
            services.AddSingleton<IDocumentStore>(_documents).AddSingleton<IBlobStore>(new FileBlobStore(_directory, TimeProvider.System)).AddSingleton<IMessageQueue>(_queue);
            _hub = services.BuildServiceProvider();
        }

        public bool Counting
        {
            get => _queue.Counting;
            set => _queue.Counting = value;
        }

        public Dictionary<string, Used> Used { get; } = new(StringComparer.Ordinal);

        public IReadOnlyDictionary<string, long> Messages => _queue.Sent;

        public long Rows { get; private set; }

        public long Exhibits { get; private set; }

        public long Requests => Rows + Exhibits;

        public void Add(string stage, long times, double units, TimeSpan processor)
        {
            var before = Used.GetValueOrDefault(stage) ?? new Used(0, 0, TimeSpan.Zero);
            Used[stage] = new Used(before.Times + times, before.Units + units, before.Processor + processor);
        }

        /// <summary>What was done once a day is done so often.</summary>
        public void Repeat(string stage, double times)
        {
            if (Used.TryGetValue(stage, out var once))
            {
                Used[stage] = new Used((long)times, once.Units / once.Times * times, once.Processor / once.Times * times);
            }
        }

        /// <summary>Plays one step, and works until nothing is left of it.</summary>
        public async Task PlayAsync(SimulationStep step, CancellationToken cancel)
        {
            foreach (var exhibit in step.Evidence)
            {
                await RegisterAsync(exhibit.Ori, cancel);
                await DoAsync("an exhibit registered", 1, () => Of<EvidenceIntake>().RegisterAsync(new Caller("model", Roles.AgencySubmit, exhibit.Ori), Registration(exhibit), cancel));
                Exhibits += Counting ? 1 : 0;
            }

            foreach (var batch in step.Deliveries.GroupBy(d => (d.Agency, d.Feed)))
            {
                await RegisterAsync(batch.Key.Agency, cancel);
                await DoAsync($"a row landed: {batch.Key.Feed}", batch.Count(), () => Of<RecordStore>().LandAsync(batch.Key.Agency, [.. batch.Select(d => d.Record)], cancel));
                Rows += Counting ? batch.Count() : 0;
            }

            await SettleAsync(cancel);
            await Task.Delay(250, cancel);
            await DoAsync(Late, 1, () => Of<LateEnrichment>().RunAsync(cancel));
            await SettleAsync(cancel);
        }

        public async ValueTask DisposeAsync()
        {
            await _hub.DisposeAsync();
            Directory.Delete(_directory, recursive: true);
        }

        private T Of<T>()
            where T : notnull => _hub.GetRequiredService<T>();

        private async Task RegisterAsync(Ori ori, CancellationToken cancel)
        {
            if (_registered.Add(ori))
            {
                await Of<AgencyRegistry>().SaveAsync(new Agency(ori, ori.Value) { NibinSite = true, Dissemination = new DisseminationRules { TraceData = true, CriminalIntelligence = true } }, null, createOnly: false, cancel);
            }
        }

        private async Task SettleAsync(CancellationToken cancel)
        {
            for (var worked = true; worked;)
            {
                worked = false;
                foreach (var container in new[] { Containers.Records, Containers.Leads })
                {
                    var page = await _stored.ReadChangesAsync(container, _cursors.GetValueOrDefault(container), ChangesAtOnce, cancel);
                    await DoAsync("outbox entries forwarded", page.Changes.Count(c => c.Document.Id.StartsWith(OutboxEntry.IdPrefix, StringComparison.Ordinal)), () => Of<Outbox>().ForwardAsync(container, page.Changes, cancel));
                    _cursors[container] = page.Cursor;
                    worked |= page.Changes.Count > 0;
                }

                foreach (var queue in Queues.Work)
                {
                    while (_queue.TryTake(queue, out var message))
                    {
                        worked = true;
                        await DoAsync(StageOf(queue), 1, () => HandleAsync(queue, message, cancel));
                    }
                }
            }
        }

        private static string StageOf(string queue) => queue switch
        {
            Queues.Links or Queues.BulkLinks => "links of a row followed",
            Queues.Leads or Queues.BulkLeads => "a lead looked at",
            Queues.Lists => "lists following a lead",
            Queues.Dispatch => "a version dispatched",
            _ => queue,
        };

        private Task HandleAsync(string queue, QueueMessage message, CancellationToken cancel) => queue switch
        {
            Queues.Links => Of<LinkDesk>().HandleAsync(JsonSerializer.Deserialize(message.Body.Span, CaseMapsJson.Default.LinkRequest)!, cancel),
            Queues.BulkLinks => Of<LinkDesk>().HandleBulkAsync(JsonSerializer.Deserialize(message.Body.Span, CaseMapsJson.Default.LinkRequest)!, cancel),
            Queues.Leads or Queues.BulkLeads => Of<PacketIssuer>().EvaluateAsync(JsonSerializer.Deserialize(message.Body.Span, CaseMapsJson.Default.LeadRequest)!.LeadId, cancel),
            Queues.Lists => Of<LeadFollowing>().FollowAsync(JsonSerializer.Deserialize(message.Body.Span, TriageJson.Default.FollowRequest)!, again: false, cancel),
            Queues.Dispatch when JsonSerializer.Deserialize(message.Body.Span, PacketsJson.Default.DispatchRequest)! is var version => Of<PacketDispatcher>().DispatchAsync(version.LeadId, version.Version, cancel),
            _ => Task.CompletedTask,
        };

        private async Task DoAsync(string stage, long times, Func<Task> work)
        {
            if (times == 0)
            {
                return;
            }

            _documents.Take();
            using var process = Process.GetCurrentProcess();
            var began = process.TotalProcessorTime;
            await work();
            process.Refresh();
            if (Counting)
            {
                Add(stage, times, _documents.Take().RequestUnits, process.TotalProcessorTime - began);
            }
        }

        private static ExhibitRegistration Registration(EvidenceDelivery exhibit) => new()
        {
            Ori = exhibit.Ori.Value,
            CaseNumber = exhibit.CaseNumber,
            ExhibitNumber = exhibit.ExhibitNumber,
            Kind = exhibit.Kind == "testFire" ? ExhibitKind.TestFire : ExhibitKind.CartridgeCase,
            Caliber = exhibit.Caliber,
            RecoveredAt = exhibit.RecoveredAt,
            Lat = exhibit.Lat,
            Lon = exhibit.Lon,
        };
    }

    private sealed class CountedQueue : IMessageQueue
    {
        private readonly ConcurrentDictionary<string, ConcurrentQueue<QueueMessage>> _queues = new(StringComparer.Ordinal);
        private readonly HashSet<(string, string)> _seen = [];
        private readonly Dictionary<string, long> _sent = new(StringComparer.Ordinal);
        private readonly Lock _gate = new();

        public bool Counting { get; set; }

        public IReadOnlyDictionary<string, long> Sent => _sent;

        public ValueTask SendAsync(string queue, IReadOnlyList<QueueMessage> messages, CancellationToken cancel)
        {
            lock (_gate)
            {
                foreach (var message in messages.Where(m => _seen.Add((queue, m.Id))))
                {
                    var name = queue.StartsWith("packets-", StringComparison.Ordinal) ? "packets" : queue;
                    if (name != "packets")
                    {
                        _queues.GetOrAdd(queue, _ => new()).Enqueue(message);
                    }

                    _sent[name] = _sent.GetValueOrDefault(name) + (Counting ? 1 : 0);
                }
            }

            return ValueTask.CompletedTask;
        }

        public bool TryTake(string queue, out QueueMessage message) => _queues.GetOrAdd(queue, _ => new()).TryDequeue(out message!);
    }
}
