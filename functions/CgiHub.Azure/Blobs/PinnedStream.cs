using CgiHub.Core.Storage;

namespace CgiHub.Azure.Blobs;

/// <summary>One version of a blob, read in ranges. A connection that breaks for good says that the store is away.</summary>
internal sealed class PinnedStream(Stream inner) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => inner.Length;

    public override long Position
    {
        get => inner.Position;
        set => inner.Position = value;
    }

    public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);

    public override int Read(byte[] buffer, int offset, int count)
    {
        try
        {
            return inner.Read(buffer, offset, count);
        }
        catch (Exception failure) when (Away(failure, CancellationToken.None) is { } away)
        {
            throw away;
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return await inner.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception failure) when (Away(failure, cancellationToken) is { } away)
        {
            throw away;
        }
    }

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>A blob that was deleted or replaced under its reader (404, 412) cannot be read on either.</summary>
    private static StoreUnavailableException? Away(Exception failure, CancellationToken cancel) =>
        failure is global::Azure.RequestFailedException { Status: 404 or 412 } gone
            ? StoreFailure.Away("blob store", gone.Status, gone.ErrorCode, null, gone)
            : StoreFailure.Of("blob store", failure, cancel);
}
