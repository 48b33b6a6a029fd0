namespace CgiHub.Core.Tests.Evidence;

/// <summary>A body as networks bring it: in pieces of whatever size, and perhaps not to its end.</summary>
internal sealed class BrokenStream(byte[] bytes, Func<int> next, int? breaksAt = null) : Stream
{
    private int _given;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (breaksAt is { } end && _given >= end)
        {
            throw new IOException("The sender went away.");
        }

        var count = Math.Min(Math.Min(buffer.Length, Math.Max(1, next())), (breaksAt ?? bytes.Length) - _given);
        bytes.AsMemory(_given, count).CopyTo(buffer);
        _given += count;
        return ValueTask.FromResult(count);
    }

    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
