using System.Diagnostics.Metrics;
using CgiHub.Core;

namespace CgiHub.Embedded.Queues;

/// <summary>
/// Shows how the queues stand whenever somebody looks: meter <c>CgiHub</c>, gauges <c>cgihub.queue.messages</c> (tags <c>queue</c> and <c>state</c>: active,
/// scheduled, dead) and <c>cgihub.queue.oldest</c>, how long the message at the head has waited. The recipients' queues are told together.
/// </summary>
public sealed class QueueMeter
{
    private readonly SqliteMessageQueue _queues;
    private readonly TimeProvider _time;

    /// <summary>Shows the queues through a factory, which disposes the meter.</summary>
    public QueueMeter(IMeterFactory meters, SqliteMessageQueue queues, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(meters);
        (_queues, _time) = (queues, time);
        var meter = meters.Create(HubSteps.Name);
        meter.CreateObservableGauge("cgihub.queue.messages", Messages, "{message}", "Messages that wait or are in hand, that are not due yet, and that were given up, by queue.");
        meter.CreateObservableGauge("cgihub.queue.oldest", Oldest, "s", "How long the message at the head of a queue has waited; of the recipients' queues the longest.");
    }

    private IEnumerable<Measurement<long>> Messages()
    {
        foreach (var queue in Counts().GroupBy(c => HubTags.OfQueue(c.Key), c => c.Value))
        {
            yield return new Measurement<long>(queue.Sum(c => c.Active), queue.Key, HubTags.Of(HubTags.State, "active"));
            yield return new Measurement<long>(queue.Sum(c => c.Scheduled), queue.Key, HubTags.Of(HubTags.State, "scheduled"));
            yield return new Measurement<long>(queue.Sum(c => c.Dead), queue.Key, HubTags.Of(HubTags.State, "dead"));
        }
    }

    private IEnumerable<Measurement<double>> Oldest()
    {
        var now = _time.GetUtcNow();
        return Counts().GroupBy(c => HubTags.OfQueue(c.Key), c => c.Key)
            .Select(queues => new Measurement<double>(queues.Max(q => _queues.OldestIn(q) is { } sent && sent < now ? (now - sent).TotalSeconds : 0), queues.Key)).ToList();
    }

    /// <summary>The hub's own queues always, so that one that runs empty is told to be empty.</summary>
    private Dictionary<string, QueueCounts> Counts()
    {
        var counts = Core.Storage.Queues.Work.ToDictionary(q => q, _ => new QueueCounts(0, 0, 0), StringComparer.Ordinal);
        foreach (var (queue, count) in _queues.Counts())
        {
            counts[queue] = count;
        }

        return counts;
    }
}
