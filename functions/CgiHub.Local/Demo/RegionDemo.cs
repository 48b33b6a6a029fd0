using System.Globalization;
using CgiHub.Core.Triage;
using CgiHub.Embedded;
using CgiHub.Partners.Servers;
using CgiHub.Partners.Simulation;

namespace CgiHub.Local.Demo;

/// <summary>
/// The demonstration: a simulated region whose last day was yesterday, with eTrace, probation and parole as servers beside the hub.
/// It is played into the hub through the public API only.
/// </summary>
/// <remarks>The region's first day is kept in the data directory. A second demonstration on the same data plays the same region, and the hub knows every record already.</remarks>
public sealed class RegionDemo : IAsyncDisposable
{
    private const int Seed = 26;
    private const int Days = 30;

    private static readonly TimeSpan QuietLimit = TimeSpan.FromMinutes(10);

    private readonly SimulatedRegion _region;
    private readonly PartnerServers _partners;
    private readonly TimeProvider _time;

    private RegionDemo(SimulatedRegion region, PartnerServers partners, TimeProvider time) => (_region, _partners, _time) = (region, partners, time);

    /// <summary>Settings of the hub that this demonstration needs: where the partners are, and a quiet log.</summary>
    public IReadOnlyDictionary<string, string?> Settings =>
        _partners.HubSettings().Append(new("Logging:LogLevel:Default", "Error")).ToDictionary(s => s.Key, s => s.Value, StringComparer.OrdinalIgnoreCase);

    /// <summary>Makes the region and starts the partners.</summary>
    public static async Task<RegionDemo> PrepareAsync(string dataDirectory, TimeProvider time, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(time);
        EmbeddedStores.CreatePrivate(dataDirectory);
        var start = await FirstDayAsync(dataDirectory, time, cancel);
        var region = RegionSimulator.Run(new SimulationOptions { Seed = Seed, Days = Days, Start = start, FalseLeadShare = 0.05 });
        var late = new PartnerSwitches { LatencyMs = 15, LatencySpreadMs = 20, TraceDelayMs = 1500 };
        var quick = new PartnerSwitches { LatencyMs = 15, LatencySpreadMs = 20 };
        var data = new PartnerData(region.Truth.Traces, region.Truth.Supervision);
        var partners = await PartnerServers.StartAsync(new PartnerServerOptions { ETrace = late, Probation = quick, Parole = quick }, data, time, cancel);
        return new RegionDemo(region, partners, time);
    }

    /// <summary>Plays the region into a hub that listens, waits until it is quiet, and tells what came of it.</summary>
    /// <param name="hub">The hub.</param>
    /// <param name="output">Where to write.</param>
    /// <param name="terminal">Whether a line can be written over.</param>
    /// <param name="cancel">Cancels.</param>
    public async Task RunAsync(Uri hub, TextWriter output, bool terminal, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(output);
        var options = _region.Options;
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"\nA simulated region: {options.Agencies} police agencies, {options.Crews} crews, {options.Start:d MMMM yyyy} to {options.End.AddDays(-1):d MMMM yyyy}, seed {options.Seed}."));

        var began = _time.GetTimestamp();
        var line = new ProgressLine(output, terminal);
        using var watch = new HubWatch(hub, _time);
        using var player = new SimulationPlayer(hub, new PlayerOptions { WhenQuiet = c => watch.WhenQuietAsync(null, c) }, _time);
        var played = new PlayerProgress(0, options.Days, 0, 0, 0, 0);
        await player.PlayAsync(_region, progress => line.Show(played = progress), cancel);
        await WaitForQuietAsync(watch, line, cancel);
        line.End();
        DemoReport.Write(output, await SummariseAsync(hub, watch, played, _time.GetElapsedTime(began), cancel));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _partners.DisposeAsync();

    private static async Task WaitForQuietAsync(HubWatch watch, ProgressLine line, CancellationToken cancel)
    {
        line.Say("Everything is sent; waiting for the hub to finish.");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(QuietLimit);
        await watch.WhenQuietAsync(null, limit.Token);
    }

    private async Task<DemoSummary> SummariseAsync(Uri hub, HubWatch watch, PlayerProgress played, TimeSpan took, CancellationToken cancel)
    {
        using var reader = new DemoReader(hub);
        var staff = await reader.TokenAsync(["Cgic.Analyst", "Cgic.Supervisor"], null, cancel);
        var leads = await reader.LeadsAsync(staff, cancel);
        var clocks = new List<(string, IReadOnlyList<Clock>)>();
        foreach (var lead in leads)
        {
            clocks.Add((lead.LeadNumber, await reader.ClocksAsync(lead.LeadId, staff, cancel)));
        }

        var waiting = await watch.PacketsAsync(cancel);
        var busiest = waiting.Count == 0 ? _region.World.Agencies[0].Ori.Value : waiting.MaxBy(w => w.Value).Key;
        return new DemoSummary
        {
            Hub = hub,
            Region = _region,
            Played = played,
            Took = took,
            Leads = leads,
            Clocks = clocks,
            Waiting = waiting,
            StaffToken = staff,
            Agency = (busiest, await reader.TokenAsync(["Agency.Submit", "Agency.Receive"], busiest, cancel)),
            Now = _time.GetUtcNow(),
        };
    }

    private static async Task<DateTimeOffset> FirstDayAsync(string directory, TimeProvider time, CancellationToken cancel)
    {
        var file = Path.Combine(directory, "demo-first-day");
        if (File.Exists(file) && DateOnly.TryParseExact((await File.ReadAllTextAsync(file, cancel)).Trim(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var known))
        {
            return new DateTimeOffset(known.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        }

        var first = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime).AddDays(-Days);
        await File.WriteAllTextAsync(file, first.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), cancel);
        return new DateTimeOffset(first.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
    }
}
