namespace CgiHub.Functions.Http;

/// <summary>
/// Holds an answer's body back until it is complete or too large to hold; then <paramref name="release"/> runs once, before the first byte leaves.
/// </summary>
/// <param name="target">Where the bytes go.</param>
/// <param name="most">Bytes that are held.</param>
/// <param name="flushes">Whether a flush lets go (server-sent events).</param>
/// <param name="release">What has to happen first; it is told how many bytes the answer has, where that is known.</param>
internal sealed class AnswerBuffer(Stream target, int most, Func<bool> flushes, Func<long?, Task> release) : Stream
{
    private MemoryStream? _held = new();

    /// <summary>Bytes have begun to leave.</summary>
    public bool Released => _held is null;

    /// <summary>What is held; empty once it has left.</summary>
    public ReadOnlyMemory<byte> Held => _held is null ? default : _held.GetBuffer().AsMemory(0, (int)_held.Length);

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Forgets what is held, for another answer.</summary>
    public void Discard() => _held?.SetLength(0);

    /// <summary>The answer is complete: lets it go.</summary>
    public async Task CompleteAsync(CancellationToken cancel)
    {
        if (_held is { } held)
        {
            await LetGoAsync(held.Length, cancel);
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_held is { } held)
        {
            if (held.Length + buffer.Length <= most)
            {
                held.Write(buffer.Span);
                return;
            }

            await LetGoAsync(null, cancellationToken);
        }

        await target.WriteAsync(buffer, cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (_held is not null)
        {
            if (!flushes())
            {
                return;
            }

            await LetGoAsync(null, cancellationToken);
        }

        await target.FlushAsync(cancellationToken);
    }

    public override void Flush() => throw new NotSupportedException("Answers are written asynchronously.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Answers are written asynchronously.");

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private async Task LetGoAsync(long? length, CancellationToken cancel)
    {
        var held = _held!;
        await release(length);
        _held = null;
        if (held.Length > 0)
        {
            await target.WriteAsync(held.GetBuffer().AsMemory(0, (int)held.Length), cancel);
        }
    }
}
