namespace CgiHub.Cli.Feeds;

/// <summary>What the hub says became of one batch.</summary>
internal sealed record FeedReceipt(string Id, long Received, long Accepted, long Duplicates, long Rejected)
{
    /// <summary>Rows that the agency's mapping leaves out.</summary>
    public long Skipped { get; init; }

    public long Held { get; init; }

    /// <summary>Rows that it joined to others.</summary>
    public long Merged { get; init; }

    /// <summary>There are more errors than are listed.</summary>
    public bool MoreErrors { get; init; }

    /// <summary>Media type in which the rejected rows can be fetched; null where none were kept.</summary>
    public string? RejectedType { get; init; }

    /// <summary>Faults.</summary>
    public IReadOnlyList<RowFault> Errors { get; set; } = [];
}

/// <summary>One fault of one row.</summary>
/// <param name="Index">The row's place, from 0.</param>
/// <param name="Pointer">Where in the row.</param>
/// <param name="Code">What kind.</param>
/// <param name="Detail">What to mend.</param>
internal sealed record RowFault(long Index, string Pointer, string Code, string Detail);

/// <summary>What became of everything that was pushed; rows are counted through all batches.</summary>
internal sealed record PushReceipt(string Feed, IReadOnlyList<string> Receipts, long Received, long Accepted, long Duplicates, long Rejected, long Skipped, long Merged, long Held, IReadOnlyList<RowFault> Errors, bool MoreErrors);
