using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CgiHub.Storage.Tests.Azure;

/// <summary>The documents of one container of <see cref="FakeCosmos"/>, in two physical partitions.</summary>
internal sealed class FakeContainer(TimeProvider time)
{
    public const int Ranges = 2;

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Partition, string Id), Item> _items = [];
    private readonly long[] _commits = new long[Ranges];
    private long _written;

    /// <summary>Commits all operations to one partition or none.</summary>
    public IReadOnlyList<BatchResult> Commit(string partition, IReadOnlyList<BatchOperation> operations)
    {
        lock (_lock)
        {
            var results = new List<BatchResult>();
            var before = new Dictionary<(string, string), Item>(_items);
            var range = RangeOf(partition);
            _commits[range]++;
            foreach (var operation in operations)
            {
                results.Add(Apply(partition, operation, range));
                if (results[^1].Status >= 400)
                {
                    _items.Clear();
                    foreach (var (key, item) in before)
                    {
                        _items.Add(key, item);
                    }

                    return [.. operations.Select((_, i) => i == results.Count - 1 ? results[i] : new BatchResult(424, null))];
                }
            }

            return results;
        }
    }

    public (JsonObject Document, string ETag)? Read(string partition, string id)
    {
        lock (_lock)
        {
            return Find(partition, id) is { } item ? (Show(item), item.ETag) : null;
        }
    }

    /// <summary>
    /// One partition's documents with a sort property, in order of UTF-16 units: of the orders that the real service might have, the one that differs from the contract's.
    /// </summary>
    public IReadOnlyList<JsonObject> Query(string partition, Func<string, bool> wanted, bool descending)
    {
        lock (_lock)
        {
            var found = _items.Where(i => i.Key.Partition == partition && IsAlive(i.Value) && i.Value.Sort is { } sort && wanted(sort)).Select(i => i.Value).OrderBy(i => i.Sort, StringComparer.Ordinal);
            return [.. (descending ? found.Reverse() : found).Select(Show)];
        }
    }

    /// <summary>What one physical partition has after a commit, oldest first: whole commits, about as many documents as wanted.</summary>
    public (IReadOnlyList<JsonObject> Documents, long Last) Changes(int range, long after, int limit)
    {
        lock (_lock)
        {
            var told = new List<Item>();
            foreach (var commit in _items.Values.Where(i => i.Range == range && i.Commit > after && IsAlive(i)).GroupBy(i => i.Commit).OrderBy(g => g.Key))
            {
                if (told.Count >= limit)
                {
                    break;
                }

                told.AddRange(commit.OrderBy(i => i.Written));
            }

            return ([.. told.Select(Show)], told.Count == 0 ? after : told[^1].Commit);
        }
    }

    private static int RangeOf(string partition) => Encoding.UTF8.GetBytes(partition).Sum(b => b) % Ranges;

    private BatchResult Apply(string partition, BatchOperation operation, int range)
    {
        var body = operation.Body is null ? null : JsonNode.Parse(operation.Body)!.AsObject();
        var id = operation.Id ?? (string)body!["id"]!;
        Assert.True(Encoding.UTF8.GetByteCount(id) <= 1023 && id.IndexOfAny(['/', '\\', '?', '#']) < 0 && id is not ("." or ".."), $"Cosmos DB would refuse the id {id}.");
        var found = Find(partition, id);
        if (operation.Type == BatchOperation.Create && found is not null)
        {
            return new BatchResult(409, null);
        }

        if (operation.Type is BatchOperation.Replace or BatchOperation.Delete)
        {
            if (found is null || (operation.IfMatch is not null && operation.IfMatch != found.ETag))
            {
                return new BatchResult(found is null ? 404 : 412, null);
            }
        }

        if (operation.Type == BatchOperation.Delete)
        {
            _items.Remove((partition, id));
            return new BatchResult(204, null);
        }

        Assert.Equal(id, (string)body!["id"]!);
        var etag = string.Create(CultureInfo.InvariantCulture, $"\"{++_written:x8}-0000-0000\"");
        DateTimeOffset? ends = body["ttl"] is { } ttl ? time.GetUtcNow().AddSeconds((int)ttl) : null;
        _items[(partition, id)] = new Item(body, (string?)body["sort"], etag, ends, range, _commits[range], _written);
        return new BatchResult(found is null ? 201 : 200, etag);
    }

    private Item? Find(string partition, string id) => _items.TryGetValue((partition, id), out var item) && IsAlive(item) ? item : null;

    private bool IsAlive(Item item) => item.Ends is null || item.Ends > time.GetUtcNow();

    private static JsonObject Show(Item item)
    {
        var shown = item.Document.DeepClone().AsObject();
        shown["_etag"] = item.ETag;
        shown["_ts"] = 1_767_225_600;
        shown["_lsn"] = item.Commit;
        return shown;
    }

    private sealed record Item(JsonObject Document, string? Sort, string ETag, DateTimeOffset? Ends, int Range, long Commit, long Written);
}
