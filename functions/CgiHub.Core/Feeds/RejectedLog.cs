using CgiHub.Core.Feeds.Rows;
using CgiHub.Core.Storage;

namespace CgiHub.Core.Feeds;

/// <summary>Gathers rejected rows as they came, in a temporary file that is made with the first of them.</summary>
internal sealed class RejectedLog(Framing framing, ReadOnlyMemory<byte> header, long mostBytes) : IAsyncDisposable
{
    private FileStream? _file;
    private string? _lastEvent;

    /// <summary>Some rows were not kept.</summary>
    public bool Incomplete { get; private set; }

    /// <summary>There are rows to give back.</summary>
    public bool Any => _file is not null;

    /// <summary>Keeps a row.</summary>
    public async ValueTask AddAsync(RawRow row, CancellationToken cancel)
    {
        if (row.Event is not null && row.Event == _lastEvent)
        {
            // The event is kept once, whichever of its rows were refused.
            return;
        }

        if (row.Raw.IsEmpty || (_file?.Length ?? 0) + row.Raw.Length > mostBytes)
        {
            Incomplete = true;
            return;
        }

        _lastEvent = row.Event;
        var first = _file is null;
        _file ??= TempFile.Create();
        if (framing == Framing.Array)
        {
            await _file.WriteAsync(first ? "[\n"u8.ToArray() : ",\n"u8.ToArray(), cancel);
        }
        else if (first && framing == Framing.Table)
        {
            await LineAsync(_file, header, cancel);
        }

        if (framing == Framing.Array)
        {
            await _file.WriteAsync(row.Raw, cancel);
        }
        else
        {
            await LineAsync(_file, row.Raw, cancel);
        }
    }

    /// <summary>Keeps them as a blob.</summary>
    public async Task SaveAsync(IBlobStore blobs, string name, CancellationToken cancel)
    {
        if (_file is null)
        {
            return;
        }

        if (framing == Framing.Array)
        {
            await _file.WriteAsync("\n]\n"u8.ToArray(), cancel);
        }

        await _file.FlushAsync(cancel);
        _file.Position = 0;
        await using var staged = await blobs.StageAsync(_file, new BlobStaging(long.MaxValue), cancel);
        await staged.CommitAsync(name, cancel);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _file?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static async ValueTask LineAsync(FileStream file, ReadOnlyMemory<byte> line, CancellationToken cancel)
    {
        await file.WriteAsync(line, cancel);
        if (!line.Span.EndsWith("\n"u8))
        {
            await file.WriteAsync("\n"u8.ToArray(), cancel);
        }
    }
}
