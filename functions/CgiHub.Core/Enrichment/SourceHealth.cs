using System.Text.Json.Serialization;
using Polly.CircuitBreaker;

namespace CgiHub.Core.Enrichment;

/// <summary>How one source fares in this process: circuit, latency of the last attempts, counts and the last error.</summary>
public sealed class SourceHealth
{
    private const int Window = 512;

    private readonly string _source;
    private readonly DateTimeOffset _since;
    private readonly SourceMeter _meter;
    private readonly Lock _lock = new();
    private readonly double[] _latencies = new double[Window];
    private long _timed;
    private long _attempts;
    private long _answers;
    private long _failures;
    private long _abandoned;
    private DateTimeOffset? _lastSuccess;
    private SourceError? _lastError;

    internal SourceHealth(string source, TimeProvider time, SourceMeter meter)
    {
        (_source, _since, _meter) = (source, time.GetUtcNow(), meter);
        meter.Watch(source, () => StateOf(Circuit.CircuitState));
    }

    internal CircuitBreakerStateProvider Circuit { get; } = new();

    /// <summary>The picture of now.</summary>
    public SourceReport Report(bool connected)
    {
        double[] sorted;
        lock (_lock)
        {
            sorted = _latencies[..(int)Math.Min(_timed, Window)];
            Array.Sort(sorted);
            return new SourceReport(_source, connected, StateOf(Circuit.CircuitState))
            {
                Since = _since,
                Attempts = Interlocked.Read(ref _attempts),
                Answers = _answers,
                Failures = _failures,
                Abandoned = _abandoned,
                LatencyP50Ms = Percentile(sorted, 0.50),
                LatencyP99Ms = Percentile(sorted, 0.99),
                LastSuccessAt = _lastSuccess,
                LastError = _lastError,
            };
        }
    }

    internal void Attempted() => Interlocked.Increment(ref _attempts);

    internal void Took(TimeSpan elapsed)
    {
        _meter.Took(_source, elapsed);
        lock (_lock)
        {
            _latencies[_timed++ % Window] = elapsed.TotalMilliseconds;
        }
    }

    internal void Answered(DateTimeOffset now)
    {
        _meter.Ended(_source, Outcomes.Done);
        lock (_lock)
        {
            _answers++;
            _lastSuccess = now;
        }
    }

    internal void Failed(Error error, DateTimeOffset now)
    {
        _meter.Ended(_source, Outcomes.Failed);
        lock (_lock)
        {
            _failures++;

            // That the circuit is open stands beside; whoever has to mend the source wants to know what opened it.
            if (error.Number != Errors.SourceCircuitOpen(null).Number)
            {
                _lastError = new SourceError(error.Number, error.Title, error.Detail, now);
            }
        }
    }

    /// <summary>The caller's time was up before the source answered.</summary>
    internal void Abandoned()
    {
        _meter.Ended(_source, Outcomes.Abandoned);
        lock (_lock)
        {
            _abandoned++;
        }
    }

    private static SourceCircuit StateOf(CircuitState state) => state switch
    {
        CircuitState.HalfOpen => SourceCircuit.HalfOpen,
        CircuitState.Open or CircuitState.Isolated => SourceCircuit.Open,
        _ => SourceCircuit.Closed,
    };

    private static double? Percentile(double[] sorted, double share) =>
        sorted.Length == 0 ? null : Math.Round(sorted[(int)Math.Ceiling(share * sorted.Length) - 1], 3);
}

/// <summary>The enrichment sources, as <c>GET /v1/admin/sources</c> lists them. Counts are of the process that answers.</summary>
/// <param name="Items">By name.</param>
public sealed record SourceReports(IReadOnlyList<SourceReport> Items);

/// <summary>One enrichment source.</summary>
/// <param name="Source">Its name.</param>
/// <param name="Connected">It has an address.</param>
/// <param name="Circuit">Whether calls go through.</param>
public sealed record SourceReport(string Source, bool Connected, SourceCircuit Circuit)
{
    /// <summary>Counts begin here.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>HTTP attempts.</summary>
    public long Attempts { get; init; }

    /// <summary>Questions that were answered, refusals and "took it" included.</summary>
    public long Answers { get; init; }

    /// <summary>Questions that failed after all their attempts.</summary>
    public long Failures { get; init; }

    /// <summary>Questions that were not answered within the packet's budget.</summary>
    public long Abandoned { get; init; }

    /// <summary>Milliseconds of an attempt, of the last 512 that ended with an answer.</summary>
    public double? LatencyP50Ms { get; init; }

    /// <summary>Milliseconds of an attempt, of the last 512 that ended with an answer.</summary>
    public double? LatencyP99Ms { get; init; }

    /// <summary>Last answer.</summary>
    public DateTimeOffset? LastSuccessAt { get; init; }

    /// <summary>Last failure, which may be older than the last answer.</summary>
    public SourceError? LastError { get; init; }
}

/// <summary>Circuit states; camelCase on the wire.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SourceCircuit>))]
public enum SourceCircuit
{
    /// <summary>Calls go through.</summary>
    [JsonStringEnumMemberName("closed")] Closed,

    /// <summary>One call goes through, to see.</summary>
    [JsonStringEnumMemberName("halfOpen")] HalfOpen,

    /// <summary>No call goes through.</summary>
    [JsonStringEnumMemberName("open")] Open,
}

/// <summary>Why a source failed.</summary>
/// <param name="Number">The error's number in the catalogue.</param>
/// <param name="Title">Its title.</param>
/// <param name="Detail">This time's words.</param>
/// <param name="At">When.</param>
public sealed record SourceError(int Number, string Title, string Detail, DateTimeOffset At);

/// <summary>Generated JSON of what enrichment shows.</summary>
[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(SourceReports))]
[JsonSerializable(typeof(EnrichmentAnswers))]
public sealed partial class EnrichmentJson : JsonSerializerContext;
