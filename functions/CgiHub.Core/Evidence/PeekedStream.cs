namespace CgiHub.Core.Evidence;

/// <summary>A stream whose first bytes were looked at, and which still gives all of them.</summary>
internal sealed class PeekedStream : Stream
{
    private readonly Stream _rest;
    private readonly byte[] _head;
    private int _given;

    private PeekedStream(byte[] head, Stream rest) => (_head, _rest) = (head, rest);

    /// <summary>The first bytes; fewer than asked for where the stream is shorter.</summary>
    public ReadOnlySpan<byte> Head => _head;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public static async Task<PeekedStream> PeekAsync(Stream stream, int bytes, CancellationToken cancel)
    {
        var head = new byte[bytes];
        var read = await stream.ReadAtLeastAsync(head, bytes, throwOnEndOfStream: false, cancel);
        return new PeekedStream(head[..read], stream);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        _given < _head.Length ? GiveHead(buffer.Span) : await _rest.ReadAsync(buffer, cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(Span<byte> buffer) => _given < _head.Length ? GiveHead(buffer) : _rest.Read(buffer);

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private int GiveHead(Span<byte> buffer)
    {
        var count = Math.Min(buffer.Length, _head.Length - _given);
        _head.AsSpan(_given, count).CopyTo(buffer);
        _given += count;
        return count;
    }
}
