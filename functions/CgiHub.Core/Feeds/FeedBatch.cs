using CgiHub.Core.Records;

namespace CgiHub.Core.Feeds;

/// <summary>Lands, or holds, records in their order; those of an upload of many when nobody else waits.</summary>
internal delegate Task<IReadOnlyList<Landing>> Land(IReadOnlyList<PreparedRecord> records, bool bulk, CancellationToken cancel);

/// <summary>One batch on its way in: stores parsed blocks in order, counts, and keeps what was refused.</summary>
/// <remarks>Two blocks are stored at once, unless both hold a version of the same record: its versions land in the order of the body.</remarks>
internal sealed class FeedBatch(Land land, EventMemory events, RejectedLog rejected, FeedOptions options) : IAsyncDisposable
{
    private readonly List<RowError> _errors = [];
    private Storing? _before;
    private long _next;
    private long _received;
    private long _accepted;
    private long _duplicates;
    private long _rejected;
    private long _skipped;
    private long _merged;
    private long _held;
    private bool _moreErrors;

    /// <summary>What was refused.</summary>
    public RejectedLog Rejected => rejected;

    /// <summary>Takes the next block.</summary>
    public async Task TakeAsync(ParsedBlock block, CancellationToken cancel)
    {
        var ready = new List<PreparedRecord>(block.Rows.Count);
        var places = new List<long>(block.Rows.Count);
        var eventful = false;
        using (block)
        {
            foreach (var parsed in block.Rows)
            {
                var row = parsed.Row;
                var index = row.Index ?? _next;
                _next = index + 1;
                _received += 1 + row.Merged;
                if (row.Event is { } id)
                {
                    eventful = true;
                    if (await events.KnowsAsync(id, cancel))
                    {
                        _duplicates++;
                        continue;
                    }
                }

                if (row.Skipped)
                {
                    _skipped++;
                }
                else if (parsed.Record is { } record)
                {
                    ready.Add(record);
                    places.Add(index);
                    _merged += row.Merged;
                }
                else
                {
                    await RefuseAsync(parsed, index, cancel);
                }
            }
        }

        await StoreAsync(ready, places, cancel);
        if (eventful)
        {
            await SettleAsync();
            await events.KeepAsync(atEnd: false, cancel);
        }
    }

    /// <summary>Waits until everything has landed.</summary>
    public async Task EndAsync(CancellationToken cancel)
    {
        await SettleAsync();
        await events.KeepAsync(atEnd: true, cancel);
    }

    /// <summary>Waits for a block that is still being stored when something else has failed; what it says no longer matters.</summary>
    public async Task AbandonAsync()
    {
        if (_before is { } left)
        {
            await ((Task)left.Landing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>The receipt of what has landed.</summary>
    public FeedReceipt Receipt(string id, string feed, DateTimeOffset at, string rejectedType) => new(id, feed, _received, _accepted, _duplicates, _rejected, _errors)
    {
        Skipped = _skipped,
        Merged = _merged,
        Held = _held,
        ReceivedAt = at,
        MoreErrors = _moreErrors ? true : null,
        RejectedIncomplete = rejected.Incomplete ? true : null,
        RejectedType = rejected.Any ? rejectedType : null,
    };

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => rejected.DisposeAsync();

    private async Task StoreAsync(List<PreparedRecord> ready, List<long> places, CancellationToken cancel)
    {
        if (ready.Count == 0)
        {
            return;
        }

        var ids = new HashSet<string>(ready.Select(r => r.Id), StringComparer.Ordinal);
        if (_before is { } before && before.Ids.Overlaps(ids))
        {
            await SettleAsync();
        }

        // What is many is seen by what has come of it, not by what its sender says.
        var bulk = _received > options.BulkAfterRows;
        var now = new Storing(ids, places, Task.Run(() => land(ready, bulk, cancel), cancel));
        var last = _before;
        _before = now;
        await CountAsync(last);
    }

    private async Task SettleAsync()
    {
        var last = _before;
        _before = null;
        await CountAsync(last);
    }

    private async Task CountAsync(Storing? storing)
    {
        if (storing is null)
        {
            return;
        }

        var landings = await storing.Landing;
        for (var i = 0; i < landings.Count; i++)
        {
            switch (landings[i])
            {
                case Landing.Duplicate:
                    _duplicates++;
                    break;
                case Landing.Purged:
                    // The row is not kept for its sender: what was purged would lie there again.
                    _rejected++;
                    Say(new RowError(storing.Places[i], "/sourceId", "purged", "This record was purged here and is not taken again. What is good again is a new record: send it with a sourceId of its own."));
                    break;
                case Landing.Declined:
                    _rejected++;
                    Say(new RowError(storing.Places[i], "", "declined", "The center has reviewed exactly this and declined it. Mend what it says, above all on what the suspicion rests, and send it again."));
                    break;
                case Landing.Held:
                    _held++;
                    break;
                default:
                    _accepted++;
                    break;
            }
        }
    }

    private async Task RefuseAsync(ParsedRow parsed, long index, CancellationToken cancel)
    {
        _rejected += 1 + parsed.Row.Merged;
        if (parsed.Row.Event is not null)
        {
            events.Refused();
        }

        foreach (var fault in parsed.Faults)
        {
            Say(new RowError(index, fault.Pointer, fault.Code, fault.Detail));
        }

        await rejected.AddAsync(parsed.Row, cancel);
    }

    private void Say(RowError error)
    {
        if (_errors.Count < options.MaxListedErrors)
        {
            _errors.Add(error);
        }
        else
        {
            _moreErrors = true;
        }
    }

    private sealed record Storing(HashSet<string> Ids, IReadOnlyList<long> Places, Task<IReadOnlyList<Landing>> Landing);
}
