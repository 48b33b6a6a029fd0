using System.Diagnostics.Metrics;

namespace CgiHub.Core.Enrichment;

/// <summary>
/// Tells how the enrichment sources fare: meter <c>CgiHub</c>, counter <c>cgihub.source.calls</c> (tags <c>source</c> and <c>outcome</c>: done, failed, abandoned),
/// histogram <c>cgihub.source.duration</c> of single attempts, and gauge <c>cgihub.source.circuit</c> (0 closed, 1 half open, 2 open).
/// </summary>
public sealed class SourceMeter
{
    private readonly Meter _meter;
    private readonly Counter<long> _calls;
    private readonly Histogram<double> _attempts;

    /// <summary>Counts through a factory, which disposes the meter.</summary>
    public SourceMeter(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        _meter = meters.Create(HubSteps.Name);
        _calls = _meter.CreateCounter<long>("cgihub.source.calls", "{call}", "Questions to sources, by how they ended.");
        _attempts = _meter.CreateHistogram<double>("cgihub.source.duration", "s", "Attempts at sources that ended with an answer of whatever kind.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60] });
    }

    /// <summary>Shows a source's circuit whenever somebody looks.</summary>
    internal void Watch(string source, Func<SourceCircuit> circuit)
    {
        var tag = HubTags.Of(HubTags.Source, source);
        _meter.CreateObservableGauge("cgihub.source.circuit", () => new Measurement<int>((int)circuit(), tag), null, "0 calls go through, 1 one call goes through to see, 2 none does.");
    }

    internal void Took(string source, TimeSpan elapsed) => _attempts.Record(elapsed.TotalSeconds, HubTags.Of(HubTags.Source, source));

    internal void Ended(string source, string outcome) => _calls.Add(1, HubTags.Of(HubTags.Source, source), HubTags.Of(HubTags.Outcome, outcome));
}
