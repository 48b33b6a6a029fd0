namespace CgiHub.Storage.Tests.Blobs;

/// <summary>A body that comes from far away: in pieces of some size, without a known length, and perhaps not to its end.</summary>
public sealed class SourceStream(long length, int piece = 64 * 1024) : Stream
{
    private long _given;

    /// <summary>Thrown instead of the end.</summary>
    public Exception? BreaksWith { get; init; }

    /// <summary>Bytes that were taken so far.</summary>
    public long Given => _given;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Read(buffer.Span));
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var count = (int)Math.Min(Math.Min(piece, buffer.Length), length - _given);
        if (count == 0 && BreaksWith is not null)
        {
            throw BreaksWith;
        }

        buffer[..count].Fill((byte)_given);
        _given += count;
        return count;
    }

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
