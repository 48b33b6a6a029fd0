using System.Text.Json.Serialization;

namespace CgiHub.Core.Feeds;

/// <summary>What became of a batch, row by row. Every received row is counted once: accepted, held, duplicate, rejected, skipped or merged.</summary>
/// <param name="Id"><c>rt-…</c>; the receipt can be read again under it.</param>
/// <param name="Feed">The feed.</param>
/// <param name="Received">Rows in the body.</param>
/// <param name="Accepted">Rows that landed, as new records or new versions.</param>
/// <param name="Duplicates">Rows that the hub had already.</param>
/// <param name="Rejected">Rows that were refused.</param>
/// <param name="Errors">Why, for the first of them; the counts are always whole.</param>
public sealed record FeedReceipt(string Id, string Feed, long Received, long Accepted, long Duplicates, long Rejected, IReadOnlyList<RowError> Errors)
{
    /// <summary>Rows that the agency's mapping leaves out.</summary>
    public long Skipped { get; init; }

    /// <summary>Rows that the agency's mapping joined with another row to one record.</summary>
    public long Merged { get; init; }

    /// <summary>Rows that wait for a review of the center before they land.</summary>
    public long Held { get; init; }

    /// <summary>When the last row was taken.</summary>
    public DateTimeOffset? ReceivedAt { get; init; }

    /// <summary>There are more errors than are listed.</summary>
    public bool? MoreErrors { get; init; }

    /// <summary>Some rejected rows were too large to be kept.</summary>
    public bool? RejectedIncomplete { get; init; }

    /// <summary>Media type in which the rejected rows can be fetched; null where none were kept.</summary>
    public string? RejectedType { get; init; }
}

/// <summary>One fault of one row.</summary>
/// <param name="Index">The row's place in the body, from 0 (a header is no row).</param>
/// <param name="Pointer">RFC 6901 pointer into the row in the contract's form; empty for the whole row.</param>
/// <param name="Code">What kind.</param>
/// <param name="Detail">What to mend.</param>
public sealed record RowError(long Index, string Pointer, string Code, string Detail);

/// <summary>Rejected rows as they came, to mend and resend.</summary>
/// <param name="Content">To be disposed.</param>
/// <param name="ContentType">The media type that they came in (a workbook's rows: CSV).</param>
public sealed record RejectedRows(Stream Content, string ContentType);

/// <summary>Generated JSON of receipts.</summary>
[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(FeedReceipt))]
[JsonSerializable(typeof(DropReport))]
[JsonSerializable(typeof(MappingSample))]
[JsonSerializable(typeof(MappingTried))]
[JsonSerializable(typeof(string))]
public sealed partial class FeedsJson : JsonSerializerContext;
