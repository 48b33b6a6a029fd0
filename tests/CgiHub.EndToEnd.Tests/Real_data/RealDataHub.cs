using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using CgiHub.Core.Agencies;
using CgiHub.EndToEnd.Tests.Harness;
using CgiHub.EndToEnd.Tests.Host;
using CgiHub.Partners.Simulation;

namespace CgiHub.EndToEnd.Tests.Real_data;

/// <summary>
/// A real hub process that was given the published mappings and then every public file as it lies on disk, scans of real surfaces,
/// and leads that an invented laboratory made between real cases. Empty where the data is not at hand.
/// </summary>
public sealed class RealDataHub : IAsyncLifetime
{
    private const string Laboratory = "DC9990200";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);
    private static readonly DateTimeOffset LeadTime = new(2022, 12, 31, 12, 0, 0, TimeSpan.Zero);

    private readonly Dictionary<string, JsonElement> _receipts = [];
    private readonly Dictionary<string, QueuedPacket> _packets = [];
    private readonly List<SentScan> _scans = [];
    private HubProcess? _hub;

    internal HubProcess Hub => _hub!;

    internal IReadOnlyList<SentScan> Scans => _scans;

    internal JsonElement ReceiptOf(string file) => _receipts[file];

    /// <summary>The newest packet of a lead.</summary>
    internal QueuedPacket PacketOf(string leadNumber) => _packets[leadNumber];

    /// <summary>The newest packets of the leads whose numbers begin like this.</summary>
    internal IEnumerable<QueuedPacket> PacketsOf(string prefix) => _packets.Where(p => p.Key.StartsWith(prefix, StringComparison.Ordinal)).Select(p => p.Value);

    public async Task InitializeAsync()
    {
        if (PublicData.Absent)
        {
            return;
        }

        _hub = await HubProcess.StartAsync("--CgiHub:CaseMaps:FillInDelay=00:00:00.300");
        await RegisterAsync();
        await Task.WhenAll(Shipment.All.GroupBy(s => s.Mapping).Select(SendAsync));
        await SendScansAsync();
        await SendInventionsAsync();
        using var watch = new HubWatch(_hub.Address, TimeProvider.System);
        await watch.WhenQuietAsync(null, CancellationToken.None).WaitAsync(Limit);
        foreach (var agency in new[] { RealCases.Washington, RealCases.NewYork, RealCases.Seattle })
        {
            foreach (var packet in await QueuedPacket.PeekAsync(_hub, Ori.Parse(agency)))
            {
                // In the order of the queue: the last of a lead is its newest.
                _packets[packet.Packet.GetProperty("lead").GetProperty("leadNumber").GetString()!] = packet;
            }
        }
    }

    public async Task DisposeAsync()
    {
        if (_hub is not null)
        {
            await _hub.DisposeAsync();
        }
    }

    /// <summary>The agency entry that a mapping file holds.</summary>
    internal static string EntryOf(string mapping) => File.ReadAllText(Path.Combine(Repository.Root, "docs", "mappings", mapping + ".json"));

    internal static string OriOf(string mapping) => JsonDocument.Parse(EntryOf(mapping)).RootElement.GetProperty("ori").GetString()!;

    private async Task RegisterAsync()
    {
        using var admin = await Hub.ClientAsync(null, "Hub.Admin");
        var entries = Shipment.All.Select(s => s.Mapping).Distinct().ToDictionary(OriOf, EntryOf);
        entries[Laboratory] = $$"""{"ori":"{{Laboratory}}","name":"Forensic Laboratory (example)","nibinSite":true}""";
        foreach (var (ori, entry) in entries)
        {
            using var content = new StringContent(entry, new MediaTypeHeaderValue("application/json"));
            using var answer = await admin.PutAsync($"/api/v1/admin/agencies/{ori}", content);
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        }
    }

    private async Task SendAsync(IEnumerable<Shipment> ofOneAgency)
    {
        foreach (var shipment in ofOneAgency)
        {
            using var client = await Hub.ClientAsync(OriOf(shipment.Mapping), "Agency.Submit");
            await using var file = File.OpenRead(PublicData.PathOf(shipment.File));
            using var content = new StreamContent(file);
            content.Headers.ContentType = new MediaTypeHeaderValue(shipment.MediaType);
            if (shipment.Encoding is { } encoding)
            {
                content.Headers.ContentEncoding.Add(encoding);
            }

            var receipt = await PostAsync(client, shipment.Feed, content);
            lock (_receipts)
            {
                _receipts[shipment.File] = receipt;
            }
        }
    }

    /// <summary>Scans and photographs as exhibits of the first ward crimes, two a case: the scan of a surface, and a picture where there is one.</summary>
    private async Task SendScansAsync()
    {
        using var client = await Hub.ClientAsync(RealCases.Washington, "Agency.Submit", "Agency.Receive");
        var files = Directory.EnumerateFiles(PublicData.PathOf("surfaces"), "*.x3p", SearchOption.AllDirectories).Select(f => (File: f, View: "surface"))
            .Concat(Directory.EnumerateFiles(PublicData.PathOf("images/breechfaces"), "*.png").Select(f => (File: f, View: "breechFace"))).Order().ToList();
        for (var i = 0; i < files.Count; i++)
        {
            var crime = RealCases.WardCrimes[i];
            using var registered = await client.PostAsJsonAsync("/api/v1/evidence", new
            {
                ori = RealCases.Washington,
                caseNumber = crime["CCN"],
                exhibitNumber = "1",
                kind = "cartridgeCase",
                recoveredAt = RealCases.WardTime(crime).AddHours(3),
            });
            Assert.True(registered.IsSuccessStatusCode, await registered.Content.ReadAsStringAsync());
            var id = (await registered.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
            await using var file = File.OpenRead(files[i].File);
            using var content = new StreamContent(file);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
            using var stored = await client.PutAsync($"/api/v1/evidence/{id}/images/{files[i].View}", content);
            _scans.Add(new SentScan(files[i].File, files[i].View, id, crime["CCN"], (int)stored.StatusCode, await stored.Content.ReadFromJsonAsync<JsonElement>()));
        }
    }

    /// <summary>What no public set holds: a gun recovered in a real case, something at two street corners, and the laboratory's leads.</summary>
    private async Task SendInventionsAsync()
    {
        using var police = await Hub.ClientAsync(RealCases.Washington, "Agency.Submit");
        await PostAsync(police, "firearms", JsonContent.Create(new[]
        {
            new
            {
                sourceId = "gun-1",
                caseNumber = RealCases.WardCrimes[0]["CCN"],
                exhibitNumber = "G1",
                recoveredAt = RealCases.TracedGun["crime_date"],
                make = RealCases.TracedGun["manufacturer_name"],
                serial = RealCases.TracedGun["firearm_serial"].ToLowerInvariant(),
                testFireExhibitNumber = "TF1",
            },
        }));
        using var seattle = await Hub.ClientAsync(RealCases.Seattle, "Agency.Submit");
        await PostAsync(seattle, "incidents", JsonContent.Create(RealCases.Corners.Select((c, i) => new { sourceId = $"corner-{i}", caseNumber = $"corner-{i}", occurredAt = c.At, type = "shotsFired", lat = c.Lat, lon = c.Lon })));
        using var laboratory = await Hub.ClientAsync(Laboratory, "Agency.Submit");
        await PostAsync(laboratory, "nibin", JsonContent.Create(Leads().Select(l => new
        {
            sourceId = l.Number,
            leadNumber = l.Number,
            kind = "lead",
            at = LeadTime,
            exhibits = l.Casings.Select(c => new { ori = c.Ori, caseNumber = c.CaseNumber, exhibitNumber = c.ExhibitNumber, source = c.Source }),
        })));
    }

    private static IEnumerable<(string Number, IEnumerable<Casing> Casings)> Leads()
    {
        var gun = new Casing(RealCases.Washington, RealCases.WardCrimes[0]["CCN"]) { ExhibitNumber = "TF1", Source = "testFire" };
        return Pairs("gun", [new Casing(RealCases.Washington, RealCases.WardCrimes[0]["CCN"]), gun])
            .Concat(Pairs("ward", RealCases.WardCrimes.Select(r => new Casing(RealCases.Washington, r["CCN"]))))
            .Concat(Pairs("january", RealCases.JanuaryCrimes.Select(r => new Casing(RealCases.Washington, r["CCN"]))))
            .Concat(Pairs("shooting", RealCases.Shootings.Select(g => new Casing(RealCases.NewYork, g[0]["INCIDENT_KEY"]))))
            .Concat(Pairs("arrest", RealCases.Arrests.Select(g => new Casing(RealCases.Washington, g[0]["CCN"]))))
            .Concat(Pairs("corner", RealCases.Corners.Select((_, i) => new Casing(RealCases.Seattle, $"corner-{i}"))));
    }

    /// <summary>Two by two; of an odd number the last three together.</summary>
    private static IEnumerable<(string Number, IEnumerable<Casing> Casings)> Pairs(string prefix, IEnumerable<Casing> casings)
    {
        var pairs = casings.Chunk(2).ToList();
        if (pairs[^1].Length == 1)
        {
            pairs[^2] = [.. pairs[^2], .. pairs[^1]];
            pairs.RemoveAt(pairs.Count - 1);
        }

        return pairs.Select((p, i) => ($"{prefix}-{i}", (IEnumerable<Casing>)p));
    }

    private static async Task<JsonElement> PostAsync(HttpClient client, string feed, HttpContent content)
    {
        using var answer = await client.PostAsync($"/api/v1/feeds/{feed}", content);
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, body);
        return JsonSerializer.Deserialize<JsonElement>(body);
    }
}

/// <summary>A scan or picture that was sent, and the hub's answer.</summary>
internal sealed record SentScan(string File, string View, string ExhibitId, string CaseNumber, int Status, JsonElement Answer);

/// <summary>Tests that look at one hub full of real data.</summary>
[CollectionDefinition(Name)]
[System.Diagnostics.CodeAnalysis.SuppressMessage("Naming", "CA1711", Justification = "xunit calls it a collection.")]
public sealed class RealDataCollection : ICollectionFixture<RealDataHub>
{
    public const string Name = "Real data";
}
