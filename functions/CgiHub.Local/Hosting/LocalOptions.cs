using System.ComponentModel.DataAnnotations;
using CgiHub.Core.Storage;

namespace CgiHub.Local.Hosting;

/// <summary>Settings of the one-machine host under <c>CgiHub:Local</c>.</summary>
public sealed class LocalOptions
{
    /// <summary>Messages of one queue that are handled at the same time, by queue; other queues have <see cref="DefaultConcurrency"/>, but <c>bulk-leads</c> <see cref="BulkConcurrency"/> and <c>bulk-links</c> one.</summary>
    public IReadOnlyDictionary<string, int> Concurrency { get; init; } = new Dictionary<string, int>();

    /// <summary>Messages of one queue that are handled at the same time, where nothing else is said. Default 32.</summary>
    [Range(1, 1024)]
    public int DefaultConcurrency { get; init; } = 32;

    /// <summary>
    /// Messages of <c>bulk-leads</c>, the looks at leads of an agency's history, that are handled at the same time, where <see cref="Concurrency"/> says nothing. Default 4, for looks wait for partners;
    /// of <c>bulk-links</c>, which wait for nobody and would only take processors from today's leads, it is one.
    /// </summary>
    [Range(1, 1024)]
    public int BulkConcurrency { get; init; } = 4;

    /// <summary>How often locks of messages in hand are renewed. Default 15 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan RenewLocksEvery { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>A dropped file of which size and time stay the same this long is complete. Default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:10:00")]
    public TimeSpan DropStableFor { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often the drop folder is looked at even if nothing seemed to happen. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "01:00:00")]
    public TimeSpan DropRescan { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>When the host is stopped, work in hand may take this long to finish; then it is cancelled, and done again at the next start. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan DrainFor { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Development tokens (<c>POST /dev/token</c>) and queue views (<c>/dev/queues</c>). Default true; then the host listens on loopback only.</summary>
    public bool DevTokens { get; init; } = true;

    /// <summary>How long a development token counts. Default 12 h.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan TokenLifetime { get; init; } = TimeSpan.FromHours(12);

    /// <summary>Log lines as JSON. Default false.</summary>
    public bool JsonLogs { get; init; }

    /// <summary>Connections at the same time; more are closed. Default 2,000.</summary>
    [Range(1, 100_000)]
    public int MaxConnections { get; init; } = 2_000;

    /// <summary>How many messages of a queue are handled at the same time.</summary>
    public int ConcurrencyOf(string queue) =>
        Concurrency.GetValueOrDefault(queue, queue switch
        {
            Queues.BulkLinks => 1,
            Queues.BulkLeads => BulkConcurrency,
            _ => DefaultConcurrency,
        });
}
