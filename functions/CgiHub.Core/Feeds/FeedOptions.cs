using System.ComponentModel.DataAnnotations;

namespace CgiHub.Core.Feeds;

/// <summary>Limits of what a feed takes (<c>CgiHub:Feeds:*</c>). Memory is bounded by them, never by a body.</summary>
public sealed class FeedOptions
{
    /// <summary>Most bytes of one row as it comes; a larger row is rejected and the rest goes on. Default 1 MiB.</summary>
    [Range(1024, 16 * 1024 * 1024)]
    public int MaxRowBytes { get; init; } = 1024 * 1024;

    /// <summary>Most bytes of a message that holds many rows and is read whole (NIEM); about ten times as much memory is used for it. Default 8 MiB.</summary>
    [Range(1024, 256 * 1024 * 1024)]
    public int MaxMessageBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>Bytes of rows that are parsed and stored together; a small body takes less. Default 2 MiB.</summary>
    [Range(16 * 1024, 16 * 1024 * 1024)]
    public int BlockBytes { get; init; } = 2 * 1024 * 1024;

    /// <summary>Most rows that are parsed and stored together. Default 16,384.</summary>
    [Range(1, 65_536)]
    public int BlockRows { get; init; } = 16_384;

    /// <summary>Rows of one upload after which it is taken for an agency's history: the block in which they come and all after it are stored and linked behind what is new. Default 500.</summary>
    [Range(0, int.MaxValue)]
    public int BulkAfterRows { get; init; } = 500;

    /// <summary>Most bytes of a body, after decompression. Default 16 GiB.</summary>
    [Range(1L, long.MaxValue)]
    public long MaxBodyBytes { get; init; } = 16L * 1024 * 1024 * 1024;

    /// <summary>How many times its own size a compressed body may expand to. Default 200.</summary>
    [Range(2, 10_000)]
    public int MaxExpansion { get; init; } = 200;

    /// <summary>Most bytes of a workbook as it comes. It is spooled to a temporary file, for its directory stands at its end. Default 64 MiB.</summary>
    [Range(1024L, 1024L * 1024 * 1024)]
    public long MaxWorkbookBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>Most bytes that a workbook may expand to. Its shared texts are held in memory. Default 256 MiB.</summary>
    [Range(1024L, 4L * 1024 * 1024 * 1024)]
    public long MaxWorkbookExpandedBytes { get; init; } = 256L * 1024 * 1024;

    /// <summary>Most files that a workbook, which is an archive, may be made of: its directory is held in memory. Default 4096.</summary>
    [Range(16, 1_000_000)]
    public int MaxWorkbookParts { get; init; } = 4096;

    /// <summary>Most empty cells in empty rows of a worksheet, those counted that a file leaves out. Default 1,000,000,000: an empty sheet as long as there are, a thousand columns wide.</summary>
    [Range(1_000_000L, 100_000_000_000L)]
    public long MaxBlankCells { get; init; } = 1_000_000_000;

    /// <summary>Most columns of a table. Default 512.</summary>
    [Range(1, 16_384)]
    public int MaxColumns { get; init; } = 512;

    /// <summary>Most bytes of rows held while a mapping groups them into records. Default 64 MiB.</summary>
    [Range(1024L, 4L * 1024 * 1024 * 1024)]
    public long MaxGroupedBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>Most errors that a receipt lists; the counts are always whole. Default 1000.</summary>
    [Range(0, 100_000)]
    public int MaxListedErrors { get; init; } = 1000;

    /// <summary>Most bytes of rejected rows that are kept for a receipt; the counts are always whole. Default 256 MiB.</summary>
    [Range(0L, 16L * 1024 * 1024 * 1024)]
    public long MaxRejectedBytes { get; init; } = 256L * 1024 * 1024;

    /// <summary>How far in the future a time of something that has happened may lie, for clocks that are fast. Default 1 day.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "31.00:00:00")]
    public TimeSpan MaxAhead { get; init; } = TimeSpan.FromDays(1);

    /// <summary>How long a CloudEvent's source and id are remembered to know it again. Default 30 days.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "3660.00:00:00")]
    public TimeSpan RememberEvents { get; init; } = TimeSpan.FromDays(30);

    /// <summary>How long receipts are kept. Default 400 days.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "3660.00:00:00")]
    public TimeSpan KeepReceipts { get; init; } = TimeSpan.FromDays(400);
}
