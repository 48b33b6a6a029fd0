using System.ComponentModel.DataAnnotations;

namespace CgiHub.Embedded;

/// <summary>Settings <c>CgiHub:Embedded:*</c>: how much memory the one-machine stores may take, and how they pace themselves.</summary>
public sealed class EmbeddedOptions
{
    /// <summary>Page cache of each connection that writes documents; there are two, one of them for records of high volume. Default 32 MiB.</summary>
    [Range(1L << 20, 1L << 36)]
    public long DocumentCacheBytes { get; init; } = 32L << 20;

    /// <summary>Page cache of the connection that writes queues. Default 32 MiB.</summary>
    [Range(1L << 20, 1L << 36)]
    public long QueueCacheBytes { get; init; } = 32L << 20;

    /// <summary>Page cache of each reading connection. Default 4 MiB.</summary>
    [Range(1L << 16, 1L << 32)]
    public long ReaderCacheBytes { get; init; } = 4L << 20;

    /// <summary>Pages of records that were read, with what was made of them, kept until their partition is written to; 0 keeps none. Default 128 MiB.</summary>
    [Range(0L, 1L << 36)]
    public long PageCacheBytes { get; init; } = 128L << 20;

    /// <summary>How much of the database reading connections map into memory; the operating system takes it back when it needs it. Default 1 GiB.</summary>
    [Range(0L, 1L << 40)]
    public long MapBytes { get; init; } = 1L << 30;

    /// <summary>Most connections that read each database of documents. Default 8.</summary>
    [Range(1, 256)]
    public int Readers { get; init; } = 8;

    /// <summary>Size of a write-ahead log at which it is folded into its database. Default 64 MiB.</summary>
    [Range(1L << 20, 1L << 34)]
    public long CheckpointBytes { get; init; } = 64L << 20;

    /// <summary>Most commits that wait for each writer, of those that let others go first (large uploads) and of the others each; more callers wait to hand theirs over. Default 1024.</summary>
    [Range(1, 1_000_000)]
    public int WaitingCommits { get; init; } = 1024;

    /// <summary>Bytes after which a group of commits takes no more callers in. Default 8 MiB.</summary>
    [Range(1L << 10, 1L << 30)]
    public long GroupBytes { get; init; } = 8L << 20;

    /// <summary>Bytes of commits that let others go first (large uploads) which a group takes in although others wait, so that they come on. Default 32 KiB.</summary>
    [Range(1L, 1L << 30)]
    public long YieldingBytes { get; init; } = 32L << 10;

    /// <summary>How often expired documents and forgotten message ids are removed from disk, and the write-ahead logs emptied, which hold what was deleted. Default 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan PurgeEvery { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a message id of the hub's own queues is remembered, so that it is not sent twice. Default 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan DuplicateWindow { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The same for the agencies' queues: a hub that stopped between sending a packet and noting it sends it again when it starts. Default 1 day.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan PacketDuplicateWindow { get; init; } = TimeSpan.FromDays(1);

    /// <summary>How long a received message is locked before it is delivered again. Default 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan LockDuration { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How often a message is delivered before it becomes a dead letter. Default 10.</summary>
    [Range(1, 1000)]
    public int MostDeliveries { get; init; } = 10;

    /// <summary>
    /// A message that was in hand when the process ended is delivered alone in its queue next time, so that it shows who ends processes; how long the others
    /// wait for it at most. Zero: they do not. Default 2 seconds.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan AloneFor { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Pause after the first failed delivery; it doubles with each further one. One that ended with its process has failed too: the pause runs from the next start.
    /// Default 1 second.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest pause between deliveries. Default 5 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan MostRetryDelay { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Messages that each received queue keeps in memory; the others wait on disk. Default 4096.</summary>
    [Range(16, 1_000_000)]
    public int MessagesInMemory { get; init; } = 4096;

    /// <summary>Bytes of message bodies that each received queue keeps in memory, about. Default 32 MiB.</summary>
    [Range(1L << 16, 1L << 32)]
    public long MessageBytesInMemory { get; init; } = 32L << 20;

    /// <summary>Milliseconds before the delivery that follows so many failed ones.</summary>
    internal long PauseAfter(int deliveries) =>
        (long)Math.Min(RetryDelay.TotalMilliseconds * Math.Pow(2, Math.Min(30, deliveries - 1)), MostRetryDelay.TotalMilliseconds);
}
