using System.Security.Cryptography;
using System.Text.Json;
using System.Threading.Channels;
using CgiHub.Core.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CgiHub.Core.Audit;

/// <summary>
/// Keeps an append-only record of every attempt as a chain of hashes: an entry that is altered, removed or put in between breaks it.
/// </summary>
/// <remarks>
/// One writer takes what waits, up to 99 attempts at a time, and commits them together with the head of the chain, so that
/// thousands a second share a few commits. An attempt is recorded when <see cref="RecordAsync"/> returns.
/// Container <c>audit</c>: partition <c>{writer}|{day}</c> holds a day's entries and its <c>head</c>; <c>days|{writer}</c> lists the days,
/// each with the hash it goes on from; <c>writers</c> lists the writers.
/// </remarks>
public sealed partial class AuditTrail : IAsyncDisposable
{
    /// <summary>What a writer's first entry names as the hash before it.</summary>
    internal static readonly string Genesis = new('0', 64);

    /// <summary>Named as the hash before when a day that was begun is gone: the chain must not look whole.</summary>
    private static readonly string Lost = new('f', 64);

    /// <summary>The function that the hub's own attempts name.</summary>
    public const string SelfCheck = "CheckAudit";

    private static readonly TimeSpan TryEvery = TimeSpan.FromSeconds(10);

    private const int MostInBatch = DocumentWrite.MostInOneCommit - 1;
    private const int MostRetries = 5;
    private const long LostGap = 1_000_000_000;

    private readonly IDocumentStore _documents;
    private readonly TimeProvider _time;
    private readonly ILogger<AuditTrail> _log;
    private readonly string _writer;
    private readonly Channel<Waiting> _queue;
    private readonly Task _loop;
    private Chain? _chain;

    // The last attempts could not be recorded; what the hub recorded of its own was not there when it was read back.
    private volatile bool _failing;
    private volatile bool _forgetting;
    private long _tried;

    /// <summary>Starts the writer.</summary>
    public AuditTrail(IDocumentStore documents, IOptions<AuditOptions> options, TimeProvider time, ILogger<AuditTrail> log)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_documents, _time, _log, _writer) = (documents, time, log, options.Value.Writer);
        _queue = Channel.CreateBounded<Waiting>(new BoundedChannelOptions(options.Value.QueueLimit) { SingleReader = true });
        _loop = Task.Run(WriteAsync);
    }

    /// <summary>Whether the writer still runs.</summary>
    public bool Running => !_loop.IsCompleted;

    /// <summary>Records an attempt. When it returns, the entry survives a loss of power.</summary>
    /// <exception cref="StoreUnavailableException">It could not be recorded.</exception>
    public Task RecordAsync(AuditAttempt attempt, CancellationToken cancel) => AppendAsync(attempt, cancel);

    /// <summary>
    /// Records an attempt of the hub's own and reads it back: somebody has to know within the hour when logging fails, also while nobody asks the hub for anything
    /// (CJIS Security Policy 5.9.5, AU-5).
    /// </summary>
    /// <exception cref="StoreUnavailableException">It could not be recorded, or is not there.</exception>
    public async Task CheckAsync(CancellationToken cancel)
    {
        var entry = await AppendAsync(new AuditAttempt(SelfCheck, null, 200), cancel);
        var kept = await _documents.ReadAsync(Containers.Audit, Partition(_writer, DayOf(entry.At)), EntryId(entry.Sequence), cancel);
        if (kept is null || JsonSerializer.Deserialize(kept.Body.Span, AuditJson.Default.AuditEntry)!.Hash != entry.Hash)
        {
            _forgetting = true;
            LogNotKept(_writer, entry.Sequence);
            throw new StoreUnavailableException("The audit trail did not keep what was recorded.", null);
        }

        _forgetting = false;
    }

    /// <summary>
    /// Whether attempts can be recorded, and are kept. Where the last ones could not or were not, one of the hub's own is tried, at most every ten seconds:
    /// whoever asks only hosts that are ready would never ask this one again.
    /// </summary>
    public async Task<bool> RecordsAsync(CancellationToken cancel)
    {
        if (!_failing && !_forgetting)
        {
            return Running;
        }

        var last = Interlocked.Read(ref _tried);
        if ((last != 0 && _time.GetElapsedTime(last) < TryEvery) || Interlocked.CompareExchange(ref _tried, _time.GetTimestamp(), last) != last)
        {
            return false;
        }

        try
        {
            await CheckAsync(cancel);
            return true;
        }
        catch (StoreUnavailableException)
        {
            return false;
        }
    }

    private async Task<AuditEntry> AppendAsync(AuditAttempt attempt, CancellationToken cancel)
    {
        var waiting = new Waiting(attempt, new TaskCompletionSource<AuditEntry>(TaskCreationOptions.RunContinuationsAsynchronously));
        try
        {
            await _queue.Writer.WriteAsync(waiting, cancel);
        }
        catch (ChannelClosedException closed)
        {
            throw new StoreUnavailableException("The audit trail is closed.", closed);
        }

        return await waiting.Recorded.Task;
    }

    /// <summary>Records what waits, then ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _loop;
    }

    internal static string DayOf(DateTimeOffset at) => at.UtcDateTime.ToString("yyyyMMdd", System.Globalization.CultureInfo.InvariantCulture);

    internal static string Partition(string writer, string day) => $"{writer}|{day}";

    internal static string EntryId(long sequence) => sequence.ToString("d12", System.Globalization.CultureInfo.InvariantCulture);

    internal static string EntrySort(AuditEntry entry) => $"{SortKey.Of(entry.At)}|{EntryId(entry.Sequence)}";

    internal static string HashOf(AuditEntry entry) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(entry with { Hash = "" }, AuditJson.Default.AuditEntry)));

    private async Task WriteAsync()
    {
        var batch = new List<Waiting>(MostInBatch);
        while (await _queue.Reader.WaitToReadAsync())
        {
            batch.Clear();
            while (batch.Count < MostInBatch && _queue.Reader.TryRead(out var next))
            {
                batch.Add(next);
            }

            try
            {
                var entries = await CommitAsync(batch);
                _failing = false;
                for (var i = 0; i < batch.Count; i++)
                {
                    batch[i].Recorded.SetResult(entries[i]);
                }
            }
#pragma warning disable CA1031 // Whatever went wrong, the writer goes on, and those who wait are told.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                // Whether the commit landed is unknown: the chain is read again before the next one.
                _chain = null;
                _failing = true;
                LogFailed(failure, batch.Count);
                var unavailable = new StoreUnavailableException("The audit trail cannot be written.", failure);
                batch.ForEach(w => w.Recorded.SetException(unavailable));
            }
        }
    }

    private async Task<IReadOnlyList<AuditEntry>> CommitAsync(List<Waiting> batch)
    {
        for (var attempt = 1; ; attempt++)
        {
            var now = _time.GetUtcNow();
            var chain = await ChainOfAsync(now);
            var at = now > chain.At ? now : chain.At;
            var (sequence, hash) = (chain.Sequence, chain.Hash);
            var entries = new List<AuditEntry>(batch.Count);
            var writes = new List<DocumentWrite>(batch.Count + 1);
            foreach (var waiting in batch)
            {
                var entry = new AuditEntry(++sequence, at, _writer, waiting.Attempt, hash, "");
                hash = HashOf(entry);
                entries.Add(entry with { Hash = hash });
                writes.Add(DocumentWrite.Create(EntryId(sequence), JsonSerializer.SerializeToUtf8Bytes(entries[^1], AuditJson.Default.AuditEntry), EntrySort(entry)));
            }

            var head = JsonSerializer.SerializeToUtf8Bytes(new AuditHead(sequence, hash, at), AuditJson.Default.AuditHead);
            writes.Add(chain.ETag is null ? DocumentWrite.Create("head", head) : DocumentWrite.Replace("head", chain.ETag, head));
            var outcome = await _documents.CommitAsync(Containers.Audit, Partition(_writer, chain.Day), writes, CancellationToken.None);
            if (outcome.Committed)
            {
                _chain = new Chain(chain.Day, sequence, hash, at, outcome.ETags[^1]);
                if (chain.ETag is null)
                {
                    await KeepWriterAsync(new AuditWriter(_writer, chain.Day, true));
                }

                return entries;
            }

            // Another host uses the same writer's name, or an earlier commit landed after all.
            _chain = null;
            LogConflict(_writer);
            if (attempt == MostRetries)
            {
                throw new InvalidOperationException($"The audit chain of {_writer} is written by another host, too.");
            }
        }
    }

    private async Task<Chain> ChainOfAsync(DateTimeOffset now)
    {
        var chain = _chain ?? await ReadChainAsync();

        // A clock that was put back does not reopen a day that has ended.
        var today = DayOf(chain is { } known && known.At > now ? known.At : now);
        if (chain is { } current && current.Day == today)
        {
            return current;
        }

        var day = new AuditDay(today, chain?.Day, chain?.Sequence ?? 0, chain?.Hash ?? Genesis);
        await KeepWriterAsync(new AuditWriter(_writer, today, false));
        await _documents.CommitAsync(Containers.Audit, $"days|{_writer}", [DocumentWrite.Create(today, JsonSerializer.SerializeToUtf8Bytes(day, AuditJson.Default.AuditDay), today)], CancellationToken.None);
        return new Chain(today, day.Sequence, day.Hash, now, null);
    }

    private async Task<Chain?> ReadChainAsync()
    {
        var writer = await _documents.ReadAsync(Containers.Audit, "writers", _writer, CancellationToken.None);
        if (writer is null)
        {
            return null;
        }

        var known = JsonSerializer.Deserialize(writer.Body.Span, AuditJson.Default.AuditWriter)!;
        var newest = await _documents.QueryAsync(new DocumentQuery(Containers.Audit, $"days|{_writer}") { Descending = true, Limit = 1 }, CancellationToken.None);
        if (newest.Documents.Count == 0 && !known.Begun)
        {
            return null;
        }

        var day = newest.Documents.Count == 0 ? new AuditDay(known.LastDay, null, 0, Genesis) : JsonSerializer.Deserialize(newest.Documents[0].Body.Span, AuditJson.Default.AuditDay)!;
        var head = await _documents.ReadAsync(Containers.Audit, Partition(_writer, day.Day), "head", CancellationToken.None);
        if (head is null)
        {
            // Nothing was written yet that day, or it was and is gone. Then the chain goes on, far enough ahead to be writable, but must not look whole.
            var lost = known.Begun && known.LastDay == day.Day;
            if (lost)
            {
                LogLost(_writer, day.Day);
            }

            return new Chain(day.Day, lost ? day.Sequence + LostGap : day.Sequence, lost ? Lost : day.Hash, DateTimeOffset.MinValue, null);
        }

        if (!known.Begun && known.LastDay == day.Day)
        {
            await KeepWriterAsync(known with { Begun = true });
        }

        var end = JsonSerializer.Deserialize(head.Body.Span, AuditJson.Default.AuditHead)!;
        return new Chain(day.Day, end.Sequence, end.Hash, end.At, head.ETag);
    }

    private async Task KeepWriterAsync(AuditWriter writer) =>
        await _documents.CommitAsync(Containers.Audit, "writers", [DocumentWrite.Upsert(writer.Writer, JsonSerializer.SerializeToUtf8Bytes(writer, AuditJson.Default.AuditWriter), writer.Writer)], CancellationToken.None);

    [LoggerMessage(6001, LogLevel.Critical, "{Count} attempts could not be recorded in the audit trail")]
    private partial void LogFailed(Exception failure, int count);

    [LoggerMessage(6002, LogLevel.Warning, "The audit chain of {Writer} was written by another host; it is read again")]
    private partial void LogConflict(string writer);

    [LoggerMessage(6003, LogLevel.Critical, "The audit chain of {Writer} has lost the day {Day}")]
    private partial void LogLost(string writer, string day);

    [LoggerMessage(6004, LogLevel.Critical, "The audit chain of {Writer} did not keep entry {Sequence}: attempts could not be recorded in the audit trail")]
    private partial void LogNotKept(string writer, long sequence);

    private readonly record struct Waiting(AuditAttempt Attempt, TaskCompletionSource<AuditEntry> Recorded);

    private sealed record Chain(string Day, long Sequence, string Hash, DateTimeOffset At, string? ETag);
}
