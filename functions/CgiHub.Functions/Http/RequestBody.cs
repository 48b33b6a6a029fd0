using System.Security.Cryptography;

namespace CgiHub.Functions.Http;

/// <summary>A request's body of which the beginning was read already; counts and, where asked, hashes what flows.</summary>
/// <param name="beginning">What was read.</param>
/// <param name="rest">What follows; null where the beginning was all.</param>
/// <param name="hash">Has seen the beginning, and sees the rest; or null.</param>
internal sealed class RequestBody(ReadOnlyMemory<byte> beginning, Stream? rest, IncrementalHash? hash) : Stream
{
    private int _given;
    private long _flowed;

    /// <summary>Bytes that were read from the caller.</summary>
    public long Bytes => beginning.Length + _flowed;

    /// <summary>The caller has sent everything.</summary>
    public bool Ended { get; private set; } = rest is null;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Reads what is left, keeping nothing.</summary>
    public async Task DrainAsync(CancellationToken cancel)
    {
        var chunk = new byte[64 * 1024];
        while (await ReadAsync(chunk, cancel) > 0)
        {
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_given < beginning.Length)
        {
            var count = Math.Min(buffer.Length, beginning.Length - _given);
            beginning.Slice(_given, count).CopyTo(buffer);
            _given += count;
            return count;
        }

        if (rest is null || Ended)
        {
            return 0;
        }

        var read = await rest.ReadAsync(buffer, cancellationToken);
        if (read == 0 && buffer.Length > 0)
        {
            Ended = true;
            return 0;
        }

        hash?.AppendData(buffer.Span[..read]);
        _flowed += read;
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Bodies are read asynchronously.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
