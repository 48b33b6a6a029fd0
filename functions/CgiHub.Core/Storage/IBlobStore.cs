namespace CgiHub.Core.Storage;

/// <summary>Blobs by name: create-only, hashed while they flow in, read with ranges. Names are <c>/</c>-separated and never come from a caller unchecked.</summary>
public interface IBlobStore
{
    /// <summary>
    /// Streams a body into a staging place, hashing and measuring it on the way; memory is bounded by the copy buffer.
    /// Dispose the staged blob: what was not committed is discarded.
    /// </summary>
    /// <exception cref="BlobTooLargeException">The body has more than <see cref="BlobStaging.MaxBytes"/>; nothing is kept.</exception>
    Task<StagedBlob> StageAsync(Stream body, BlobStaging staging, CancellationToken cancel);

    /// <summary>
    /// Takes a blob that a valet key wrote as if it had been staged: it is read once to hash and measure it. Null where there is none.
    /// It keeps its name, whatever becomes of the staged blob, until somebody deletes it: a step that was refused, or killed, can be done again.
    /// </summary>
    Task<StagedBlob?> StageExistingAsync(string name, BlobStaging staging, CancellationToken cancel);

    /// <summary>Size of a blob, or null where there is none.</summary>
    Task<BlobEntry?> FindAsync(string name, CancellationToken cancel);

    /// <summary>Opens a blob as a seekable stream, or null where there is none.</summary>
    Task<Stream?> OpenReadAsync(string name, CancellationToken cancel);

    /// <summary>A create-only URL to which a caller may PUT the bytes of one new blob for a short time.</summary>
    Task<ValetKey> CreateUploadAsync(string name, TimeSpan validFor, long maxBytes, CancellationToken cancel);

    /// <summary>Removes a blob; false where there is none.</summary>
    Task<bool> DeleteAsync(string name, CancellationToken cancel);

    /// <summary>The blobs whose names begin with a prefix, in ordinal order of their names.</summary>
    IAsyncEnumerable<BlobEntry> ListAsync(string prefix, CancellationToken cancel);
}

/// <summary>How a body is staged.</summary>
/// <param name="MaxBytes">More than this is refused while it streams.</param>
public sealed record BlobStaging(long MaxBytes)
{
    /// <summary>Sees every chunk as it passes, in order (sniffing); must not keep the memory.</summary>
    public Action<ReadOnlyMemory<byte>>? Observe { get; init; }
}

/// <summary>A body that has arrived whole, and has no name yet.</summary>
public abstract class StagedBlob : IAsyncDisposable
{
    /// <summary>Bytes.</summary>
    public abstract long Length { get; }

    /// <summary>SHA-256, lower-case hex.</summary>
    public abstract string Sha256 { get; }

    /// <summary>Opens what was staged as a seekable stream.</summary>
    public abstract Task<Stream> OpenReadAsync(CancellationToken cancel);

    /// <summary>Gives it its name, create-only and durably. False: a blob of that name exists (and is left as it is).</summary>
    public abstract Task<bool> CommitAsync(string name, CancellationToken cancel);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}

/// <summary>A blob in a listing.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Length">Bytes.</param>
/// <param name="ModifiedAt">When it was written.</param>
public sealed record BlobEntry(string Name, long Length, DateTimeOffset ModifiedAt);

/// <summary>A URL that takes one new blob.</summary>
/// <param name="Url">Absolute, or relative to the hub where the hub itself takes the bytes.</param>
/// <param name="ExpiresAt">From then on it takes nothing.</param>
public sealed record ValetKey(string Url, DateTimeOffset ExpiresAt);

/// <summary>A body went over its limit while it streamed.</summary>
/// <param name="limit">The limit in bytes.</param>
public sealed class BlobTooLargeException(long limit) : IOException($"The body has more than {limit} bytes.")
{
    /// <summary>The limit in bytes.</summary>
    public long Limit { get; } = limit;
}
