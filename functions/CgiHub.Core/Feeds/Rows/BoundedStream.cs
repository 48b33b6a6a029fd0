namespace CgiHub.Core.Feeds.Rows;

/// <summary>Counts what is read, and refuses to read on over a limit.</summary>
/// <param name="inner">What is read.</param>
/// <param name="limit">Most bytes; asked again before each read, for it may grow with what was sent.</param>
/// <param name="compressed">Faults of the coding become refusals.</param>
internal sealed class BoundedStream(Stream inner, Func<long> limit, bool compressed) : ForwardStream
{
    /// <summary>Bytes read so far.</summary>
    public long Count { get; private set; }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return Counted(await inner.ReadAsync(buffer, cancellationToken));
        }
        catch (InvalidDataException) when (compressed)
        {
            throw Broken();
        }
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count)
    {
        try
        {
            return Counted(inner.Read(buffer, offset, count));
        }
        catch (InvalidDataException) when (compressed)
        {
            throw Broken();
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private static BodyRefusedException Broken() => new(Errors.Malformed("The body is not gzip, or ends too early. Rows before that point may have landed."));

    private int Counted(int read)
    {
        Count += read;
        var most = limit();
        return Count <= most ? read : throw new BodyRefusedException(compressed ? Errors.ExpandsTooFar(most) : Errors.TooLarge(most, "Send it in parts. Rows before that point may have landed."));
    }
}
