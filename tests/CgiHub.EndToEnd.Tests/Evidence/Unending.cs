namespace CgiHub.EndToEnd.Tests.Evidence;

/// <summary>A body that is made while it is read, and does not say how long it is: some bytes, and then zeros up to a length.</summary>
internal sealed class Unending(byte[] head, long length) : Stream
{
    private long _given;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(Span<byte> buffer)
    {
        var count = (int)Math.Min(buffer.Length, length - _given);
        buffer = buffer[..count];
        buffer.Clear();
        if (_given < head.Length)
        {
            head.AsSpan((int)_given, Math.Min(count, head.Length - (int)_given)).CopyTo(buffer);
        }

        _given += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(Read(buffer.Span));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
