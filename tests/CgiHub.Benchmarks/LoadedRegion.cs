using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using CgiHub.Core.Agencies;
using CgiHub.Core.Records;
using CgiHub.Partners.Simulation;

namespace CgiHub.Benchmarks;

/// <summary>A hub with a simulated region in it, and what its users ask of it, one request at a time and timed.</summary>
internal sealed class LoadedRegion : IAsyncDisposable
{
    private static readonly TimeSpan ProbePause = TimeSpan.FromMilliseconds(5);

    private readonly HttpClient _staff;
    private readonly HttpClient _laboratory;
    private readonly HttpClient _agency;
    private readonly Ori _owner;
    private readonly Random _dice = new(1);
    private List<string> _leads = [];
    private List<string> _persons = [];
    private List<string> _guns = [];
    private int _probes;

    private LoadedRegion(HubProcess hub, SimulatedRegion region, HttpClient staff, HttpClient laboratory, HttpClient agency, Ori owner)
    {
        (Hub, Region, _staff, _laboratory, _agency, _owner) = (hub, region, staff, laboratory, agency, owner);
        Player = new SimulationPlayer(hub.Address, new PlayerOptions { Attempts = 100 }, TimeProvider.System);
    }

    public HubProcess Hub { get; }

    public SimulatedRegion Region { get; }

    public SimulationPlayer Player { get; }

    public static async Task<LoadedRegion> StartAsync(SimulationOptions options, CancellationToken cancel, params string[] settings)
    {
        var region = RegionSimulator.Run(options);
        var hub = await HubProcess.StartAsync(["--Logging:LogLevel:Default=Error", .. settings], cancel);
        var laboratory = region.World.The(AgencyRole.Laboratory).Ori;
        var owner = region.World.Police.First().Ori;
        var loaded = new LoadedRegion(hub, region, await hub.ClientAsync(null, "Cgic.Analyst"), await hub.ClientAsync(laboratory.Value, "Agency.Submit"), await hub.ClientAsync(owner.Value, "Agency.Submit", "Agency.Receive"), owner);
        await loaded.Player.RegisterAsync(region.World, cancel);
        return loaded;
    }

    /// <summary>When it was last looked around there were leads, guns and persons.</summary>
    public bool HasMuch => _leads.Count > 0 && _guns.Count > 0 && _persons.Count > 0;

    /// <summary>Waits until the hub has nothing more to do.</summary>
    public async Task WhenQuietAsync(CancellationToken cancel)
    {
        using var watch = new HubWatch(Hub.Address, TimeProvider.System);
        await watch.WhenQuietAsync(progress: null, cancel);
    }

    /// <summary>Looks up what there is to ask about: leads from the first to the newest, guns, and persons on their case maps.</summary>
    public async Task LookAroundAsync(CancellationToken cancel)
    {
        _leads = [.. (await IdsAsync("/api/v1/leads", "leadId", 1000, cancel)).Distinct(StringComparer.Ordinal)];
        _guns = await IdsAsync("/api/v1/guns", "id", 1000, cancel);
        var persons = new HashSet<string>(StringComparer.Ordinal);
        foreach (var lead in Enumerable.Range(0, Math.Min(40, _leads.Count)).Select(_ => Any(_leads)))
        {
            var map = await _staff.GetFromJsonAsync<JsonElement>($"/api/v1/leads/{lead}/case-map", cancel);
            persons.UnionWith(map.GetProperty("nodes").EnumerateArray().Where(n => n.GetProperty("kind").GetString() == "person").Select(n => n.GetProperty("id").GetString()!));
        }

        _persons = [.. persons.Order(StringComparer.Ordinal)];
    }

    /// <summary>What users read, each about something else every time; in milliseconds.</summary>
    public IReadOnlyList<(string What, Func<CancellationToken, Task<double>> Ask)> Readings =>
    [
        ("triage list, first page", c => GetAsync("/api/v1/leads?limit=50", c)),
        ("a lead", c => GetAsync($"/api/v1/leads/{Any(_leads)}", c)),
        ("a case map", c => GetAsync($"/api/v1/leads/{Any(_leads)}/case-map", c)),
        ("guns, first page", c => GetAsync("/api/v1/guns?limit=50", c)),
        // It is none any more when the last lead that held it together has been eliminated since it was looked up.
        ("a gun's path", c => GetAsync($"/api/v1/guns/{Any(_guns)}", c, mayBeGone: true)),
        ("a person's file", c => GetAsync($"/api/v1/persons/{Any(_persons)}", c)),
        ("a packet as its agency sees it", c => GetAsync($"/api/v1/packets/pk-{Any(_leads)[3..]}", c)),
        ("an agency's inbox, first page", c => GetAsync($"/api/v1/agencies/{_owner}/inbox?limit=50", c)),
        ("the month's clocks", c => GetAsync($"/api/v1/clocks?month={Region.Options.End.AddDays(-15).ToString("yyyy-MM", CultureInfo.InvariantCulture)}", c)),
    ];

    /// <summary>A row that lands alone: an incident of which nothing is known yet.</summary>
    public async Task<double> SendIncidentAsync(CancellationToken cancel)
    {
        var number = NextProbe();
        var row = $$"""{"sourceId":"{{number}}","caseNumber":"{{number}}","occurredAt":"{{Now}}","type":"shotsFired","lat":40.7,"lon":-74.0}""";
        var began = Stopwatch.GetTimestamp();
        await SendAsync(_agency, "incidents", row, cancel);
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    /// <summary>A NIBIN row that joins two new cases of one agency; until that agency can read the lead's packet.</summary>
    public async Task<double> SendLeadAsync(CancellationToken cancel)
    {
        var number = NextProbe();
        var row = $$"""{"sourceId":"{{number}}","leadNumber":"{{number}}","kind":"lead","at":"{{Now}}","exhibits":[{"ori":"{{_owner}}","caseNumber":"{{number}}-a","exhibitNumber":"1"},{"ori":"{{_owner}}","caseNumber":"{{number}}-b","exhibitNumber":"1"}]}""";
        var packet = "/api/v1/packets/pk-" + EntityKey.Lead(Laboratory, number).Value[3..];
        var began = Stopwatch.GetTimestamp();
        await SendAsync(_laboratory, "nibin", row, cancel);
        while (true)
        {
            using var answer = await _agency.GetAsync(packet, cancel);
            if (answer.StatusCode == HttpStatusCode.OK)
            {
                return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            }

            await Task.Delay(ProbePause, cancel);
        }
    }

    /// <summary>How many of the leads that the truth has are not in the hub.</summary>
    public async Task<int> MissingLeadsAsync(CancellationToken cancel)
    {
        var missing = 0;
        foreach (var lead in Region.Truth.Leads)
        {
            using var answer = await _staff.GetAsync($"/api/v1/leads/{lead.LeadId}", cancel);
            missing += answer.IsSuccessStatusCode ? 0 : 1;
        }

        return missing;
    }

    public async ValueTask DisposeAsync()
    {
        Player.Dispose();
        _staff.Dispose();
        _laboratory.Dispose();
        _agency.Dispose();
        await Hub.DisposeAsync();
    }

    private Ori Laboratory => Region.World.The(AgencyRole.Laboratory).Ori;

    private static string Now => DateTimeOffset.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private string NextProbe() => string.Create(CultureInfo.InvariantCulture, $"P-{Interlocked.Increment(ref _probes):D7}");

    private string Any(List<string> of)
    {
        lock (_dice)
        {
            return of.Count == 0 ? "xx-none" : of[_dice.Next(of.Count)];
        }
    }

    private async Task<double> GetAsync(string path, CancellationToken cancel, bool mayBeGone = false)
    {
        var began = Stopwatch.GetTimestamp();
        using var answer = await _staff.GetAsync(path, cancel);
        await answer.Content.ReadAsByteArrayAsync(cancel);
        if (!answer.IsSuccessStatusCode && !(mayBeGone && answer.StatusCode == HttpStatusCode.NotFound))
        {
            throw new InvalidOperationException($"GET {path} was answered {(int)answer.StatusCode}.");
        }

        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    private static async Task SendAsync(HttpClient sender, string feed, string row, CancellationToken cancel)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(row)) { Headers = { ContentType = new MediaTypeHeaderValue("application/x-ndjson") } };
        using var answer = await sender.PostAsync($"/api/v1/feeds/{feed}", content, cancel);
        var receipt = await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>(cancel);
        if (receipt.GetProperty("accepted").GetInt32() != 1)
        {
            throw new InvalidOperationException($"The row was not accepted: {receipt}");
        }
    }

    private async Task<List<string>> IdsAsync(string path, string member, int most, CancellationToken cancel)
    {
        var ids = new List<string>();
        for (string? cursor = ""; cursor is not null && ids.Count < most;)
        {
            var page = await _staff.GetFromJsonAsync<JsonElement>($"{path}?limit=200{cursor}", cancel);
            ids.AddRange(page.GetProperty("items").EnumerateArray().Select(i => i.GetProperty(member).GetString()!));
            cursor = page.TryGetProperty("next", out var next) && next.ValueKind == JsonValueKind.String ? "&cursor=" + Uri.EscapeDataString(next.GetString()!) : null;
        }

        return ids;
    }
}
