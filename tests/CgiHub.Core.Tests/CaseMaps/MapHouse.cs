using System.Text.Json;
using CgiHub.Core.Agencies;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Records;
using CgiHub.Core.Storage;
using CgiHub.Core.Tests.Records;
using Microsoft.Extensions.Options;

namespace CgiHub.Core.Tests.CaseMaps;

/// <summary>Records and case maps over real stores, or in memory where there are very many of them.</summary>
internal sealed class MapHouse : IAsyncDisposable
{
    private readonly TestStores _stores = new();
    private readonly IDocumentStore _documents;
    private string? _cursor;

    public MapHouse(CaseMapOptions? options = null, IDocumentStore? documents = null)
    {
        var set = Options.Create(options ?? new CaseMapOptions());
        _documents = documents ?? _stores.Documents;
        Records = new RecordStore(_documents, _stores.Time);
        var reader = new RecordReader(_documents);
        Linker = new CaseMapLinker(reader, new KeptPaths(_documents, set), set);
        Finder = new CaseFinder(Linker, reader, set);
        Guns = new GunList(Linker, _documents, Options.Create(new HubOptions()));
        Registry = new AgencyRegistry(_documents, Options.Create(new AgencyOptions()), _stores.Time);
        Search = new CaseSearch(reader, Registry, Linker, Finder, set);
    }

    public static MapHouse InMemory() => new(documents: new MemoryDocuments());

    public RecordStore Records { get; }

    public CaseMapLinker Linker { get; }

    public CaseFinder Finder { get; }

    public GunList Guns { get; }

    public AgencyRegistry Registry { get; }

    public CaseSearch Search { get; }

    public Sessions Sessions { get; } = new();

    public IDocumentStore Documents => _documents;

    public TestStores Stores => _stores;

    /// <summary>What a worker does with a lead: looks at it, and keeps its gun in the lists.</summary>
    public async Task KeepAsync(params string[] leads)
    {
        foreach (var lead in leads)
        {
            if (await Linker.DrawAsync(LeadId(lead), default) is { } picture)
            {
                await Guns.KeepGunAsync(picture, default);
            }
        }
    }

    public async Task<IReadOnlyList<GunCard>> CardsAsync() => (await Guns.ListAsync(new PageRequest(200, null), default)).Items;

    public async Task<IReadOnlyList<Crew>> CrewsAsync(string? name = null) => (await Guns.CrewsAsync(name, new PageRequest(200, null), default)).Value.Items;

    public static string LeadId(string number) => EntityKey.Lead(Made.Lab, number).Value;

    /// <summary>Lands records: NIBIN rows come from the laboratory, all else from the agency named.</summary>
    public async Task LandAsync(Ori agency, params FeedRecord[] records)
    {
        foreach (var bySender in records.GroupBy(r => r is NibinNotice ? Made.Lab : agency))
        {
            await Records.LandAsync(bySender.Key, [.. bySender], default);
        }
    }

    public async Task LandAsync(IEnumerable<Row> rows)
    {
        foreach (var row in rows)
        {
            await Records.LandAsync(row.Agency, [row.Record], default);
        }
    }

    public async Task<LeadPicture> DrawAsync(string number = "1") => (await Linker.DrawAsync(LeadId(number), default))!;

    /// <summary>A picture in words, so that two can be compared; null where there is no such lead.</summary>
    public async Task<string?> PictureAsync(string number) => await Linker.DrawAsync(LeadId(number), default) is { } picture ? Written(picture) : null;

    /// <summary>The same but for which rows name an exhibit: that a row once named it stays true.</summary>
    public async Task<string?> WithoutNamesAsync(string number) => await Linker.DrawAsync(LeadId(number), default) is { } picture
        ? Written(picture with { Map = picture.Map with { Links = [.. picture.Map.Links.Select(l => l.Kind == "foundIn" ? l with { Because = [] } : l)] } })
        : null;

    public async Task<IReadOnlyDictionary<string, string?>> PicturesAsync(IEnumerable<string> numbers)
    {
        var pictures = new SortedDictionary<string, string?>(StringComparer.Ordinal);
        foreach (var number in numbers)
        {
            pictures[number] = await PictureAsync(number);
        }

        return pictures;
    }

    /// <summary>The leads that the requests which landed since the last call touch.</summary>
    public async Task<HashSet<string>> AffectedAsync()
    {
        var leads = new HashSet<string>(StringComparer.Ordinal);
        var page = await _documents.ReadChangesAsync(Containers.Records, _cursor, 1000, default);
        _cursor = page.Cursor;
        foreach (var change in page.Changes.Where(c => c.Document.Id.StartsWith(OutboxEntry.IdPrefix, StringComparison.Ordinal)))
        {
            using var entry = JsonDocument.Parse(change.Document.Body);
            var request = entry.RootElement.GetProperty("body").Deserialize(CaseMapsJson.Default.LinkRequest)!;
            leads.UnionWith(await Linker.AffectedLeadsAsync(request, default));
        }

        return leads;
    }

    public static string Written(LeadPicture picture) => JsonSerializer.Serialize(picture, Writing);

    public async ValueTask DisposeAsync() => await _stores.DisposeAsync();

    private static readonly JsonSerializerOptions Writing = new(JsonSerializerDefaults.Web) { WriteIndented = true, Converters = { new InstantConverter() } };
}
