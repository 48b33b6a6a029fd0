using System.Diagnostics.Metrics;

namespace CgiHub.Core.Tests;

/// <summary>Meters of one test, each made once for its name.</summary>
public sealed class TestMeters : IMeterFactory
{
    private readonly Dictionary<string, Meter> _meters = new(StringComparer.Ordinal);

    public Meter Create(MeterOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        lock (_meters)
        {
            if (!_meters.TryGetValue(options.Name, out var meter))
            {
                _meters[options.Name] = meter = new Meter(options.Name, options.Version, options.Tags, scope: this);
            }

            return meter;
        }
    }

    public void Dispose()
    {
        foreach (var meter in _meters.Values)
        {
            meter.Dispose();
        }
    }
}
