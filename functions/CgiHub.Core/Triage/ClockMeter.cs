using System.Diagnostics.Metrics;
using System.Text.Json;

namespace CgiHub.Core.Triage;

/// <summary>
/// Tells how leads fare by their clocks: meter <c>CgiHub.Clocks</c>, counter <c>cgihub.clocks.breaches</c> (tags <c>stage</c> and <c>band</c>), for alerts in
/// whatever watches the hub, and histogram <c>cgihub.clocks.duration</c> (tags <c>stage</c> and <c>late</c>).
/// </summary>
public sealed class ClockMeter
{
    /// <summary>Name of the meter.</summary>
    public const string Name = "CgiHub.Clocks";

    /// <summary>An hour to a year.</summary>
    private static readonly InstrumentAdvice<double> Hours = new() { HistogramBucketBoundaries = [3600, 4 * 3600, 12 * 3600, 24 * 3600, 36 * 3600, 48 * 3600, 7 * 86400, 30 * 86400, 365 * 86400] };

    private readonly Counter<long> _breaches;
    private readonly Histogram<double> _durations;

    /// <summary>Counts through a factory, which disposes the meter.</summary>
    public ClockMeter(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        var meter = meters.Create(Name);
        _breaches = meter.CreateCounter<long>("cgihub.clocks.breaches", "{breach}", "Clocks of leads that ran out, each counted once.");
        _durations = meter.CreateHistogram<double>("cgihub.clocks.duration", "s", "How long it took to reach each stage, from where its target counts from.", advice: Hours);
    }

    /// <summary>A clock ran out.</summary>
    internal void Breached(string stage, Band band) =>
        _breaches.Add(1, HubTags.Of(HubTags.Stage, stage), HubTags.Of(HubTags.Band, JsonNamingPolicy.CamelCase.ConvertName(band.ToString())));

    /// <summary>A lead reached stages, or became known to have reached them: those that are told now and were not before.</summary>
    /// <param name="before">How it stood; null for a lead that nobody knew.</param>
    /// <param name="now">How it stands.</param>
    /// <param name="targets">What each stage may take.</param>
    internal void Reached(LeadTimes? before, LeadTimes now, LeadTargets targets)
    {
        Tell("received", before?.Received, now.Received, now.Recovered, targets.Received);
        Tell("imaged", before?.Imaged, now.Imaged, now.Recovered, targets.Imaged);
        Tell("entered", before?.Entered, now.Entered, now.Recovered, targets.Entered);
        Tell("lead", before?.Lead, now.Lead, now.Recovered, targets.Lead);
        Tell("packetSent", before?.PacketSent, now.PacketSent, now.Told, targets.PacketSent);
        Tell("acknowledged", before?.Acknowledged, now.Acknowledged, now.PacketSent, targets.Acknowledged);
        Tell("firstAction", before?.FirstAction, now.FirstAction, now.PacketSent, targets.FirstAction);
    }

    private void Tell(string stage, DateTimeOffset? before, DateTimeOffset? at, DateTimeOffset? from, TimeSpan target)
    {
        if (before is null && at - from is { } took)
        {
            _durations.Record(Math.Max(0, took.TotalSeconds), HubTags.Of(HubTags.Stage, stage), HubTags.Of(HubTags.Late, took > target ? "true" : "false"));
        }
    }
}
