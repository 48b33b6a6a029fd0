using System.Collections.Frozen;
using System.Globalization;
using System.Net;
using CgiHub.Core.Storage;
using Microsoft.Azure.Cosmos;

namespace CgiHub.Azure.Documents;

/// <summary>
/// Documents in Azure Cosmos DB (NoSQL API): one container each, one logical partition each, every query a range of one indexed property in one partition.
/// </summary>
/// <remarks>
/// Bodies are kept as JSON, not as bytes: numbers come back with the precision of a double, and without the spaces between them.
/// What the account refuses for want of request units is tried again as <see cref="CosmosStoreOptions"/> says, and then told as <see cref="StoreUnavailableException"/> with its Retry-After.
/// </remarks>
public sealed class CosmosDocumentStore : IDocumentStore
{
    internal const string Store = "document store";

    /// <summary>A page ends early when its documents have this many bytes.</summary>
    private const int MostPageBytes = 16 * 1024 * 1024;

    /// <summary>Cosmos DB answers with no more documents at once.</summary>
    private const int MostInAnswer = 1000;

    private readonly FrozenDictionary<string, (CosmosLayout Layout, Container Container)> _containers;
    private readonly CosmosClient _client;
    private readonly CosmosStoreOptions _options;
    private readonly CosmosMeter _meter;
    private bool _consistent;

    /// <summary>Documents of one account.</summary>
    /// <param name="client">The account.</param>
    /// <param name="options">Its limits.</param>
    /// <param name="meter">Counts request units.</param>
    /// <param name="database">The database; its containers exist, as <see cref="CosmosLayout"/> says.</param>
    public CosmosDocumentStore(CosmosClient client, CosmosStoreOptions options, CosmosMeter meter, string database = Containers.Database)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(options);
        (_client, _options, _meter) = (client, options, meter);
        _consistent = !options.RequireConsistentReads;
        _containers = CosmosLayout.All.ToFrozenDictionary(c => c.Name, c => (c, client.GetContainer(database, c.Name)), StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public async ValueTask<StoredDocument?> ReadAsync(string container, string partition, string id, CancellationToken cancel)
    {
        var (layout, documents) = Find(container, partition);
        ArgumentException.ThrowIfNullOrEmpty(id);
        await RequireConsistencyAsync(cancel);
        using var answer = await AskAsync(container, CosmosMeter.Read, within => documents.ReadItemStreamAsync(CosmosText.Id(id), layout.Key(partition), cancellationToken: within), cancel);
        return answer.StatusCode == HttpStatusCode.NotFound ? null : CosmosItem.Read(await BytesAsync(answer, cancel)).Document;
    }

    /// <inheritdoc/>
    public async ValueTask<DocumentPage> QueryAsync(DocumentQuery query, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(query);
        var (layout, documents) = Find(query.Container, query.Partition);
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.Limit, 1000);
        var definition = Definition(query);
        await RequireConsistencyAsync(cancel);

        // One more than asked for tells whether there is more. The query goes to its partition as it is: no plan is asked for.
        var options = new QueryRequestOptions { PartitionKey = layout.Key(query.Partition), MaxItemCount = Math.Min(query.Limit + 1, MostInAnswer), EnableOptimisticDirectExecution = true };
        var found = new List<StoredDocument>();
        using var pages = documents.GetItemQueryStreamIterator(definition, requestOptions: options);
        long bytes = 0;
        while (found.Count <= query.Limit && bytes < MostPageBytes && pages.HasMoreResults)
        {
            using var answer = await AskAsync(query.Container, CosmosMeter.Query, within => pages.ReadNextAsync(within), cancel);
            var page = await BytesAsync(answer, cancel);
            found.AddRange(CosmosItem.Page(page).Select(d => CosmosItem.Read(d).Document));
            bytes += page.Length;
        }

        var kept = found.Count > query.Limit ? found[..query.Limit] : found;
        var more = kept.Count > 0 && (found.Count > query.Limit || (bytes >= MostPageBytes && pages.HasMoreResults));
        return new DocumentPage(kept, more ? new Continuation(kept[^1].Sort!, kept[^1].Id).ToText(query) : null);
    }

    /// <inheritdoc/>
    public ValueTask<CommitOutcome> CommitAsync(string container, string partition, IReadOnlyList<DocumentWrite> writes, CancellationToken cancel) =>
        CommitAsync(container, partition, writes, yields: false, cancel);

    /// <inheritdoc/>
    public ValueTask<CommitOutcome> CommitYieldingAsync(string container, string partition, IReadOnlyList<DocumentWrite> writes, CancellationToken cancel) =>
        CommitAsync(container, partition, writes, yields: true, cancel);

    private async ValueTask<CommitOutcome> CommitAsync(string container, string partition, IReadOnlyList<DocumentWrite> writes, bool yields, CancellationToken cancel)
    {
        var (layout, documents) = Find(container, partition);
        DocumentWrite.Check(writes);
        cancel.ThrowIfCancellationRequested();
        await RequireConsistencyAsync(cancel);
        return await new CosmosCommit(this, layout, documents, partition, writes, yields).RunAsync(cancel);
    }

    /// <inheritdoc/>
    public async ValueTask<ChangePage> ReadChangesAsync(string container, string? cursor, int limit, CancellationToken cancel)
    {
        if (!Containers.WithChangeFeed.Contains(container))
        {
            throw new ArgumentException("The container keeps no changes.", nameof(container));
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        var from = cursor is null ? ChangeFeedStartFrom.Beginning() : ChangeFeedStartFrom.ContinuationToken(CosmosCursor.Parse(container, cursor));
        var options = new ChangeFeedRequestOptions { PageSizeHint = Math.Min(limit, MostInAnswer) };
        using var pages = _containers[container].Container.GetChangeFeedStreamIterator(from, ChangeFeedMode.LatestVersion, options);
        using var answer = await AskAsync(container, CosmosMeter.Changes, within => pages.ReadNextAsync(within), cancel);
        IReadOnlyList<DocumentChange> changes = answer.StatusCode == HttpStatusCode.NotModified
            ? []
            : [.. CosmosItem.Page(await BytesAsync(answer, cancel)).Select(d => CosmosItem.Read(d)).Select(d => new DocumentChange(d.Partition!, d.Document))];
        return new ChangePage(changes, CosmosCursor.ToText(container, answer.ContinuationToken));
    }

    /// <summary>Counts what an answer cost.</summary>
    internal void Count(string container, string operation, double units, int status) => _meter.Count(container, operation, units, status == (int)HttpStatusCode.TooManyRequests);

    /// <summary>Asks, counts what it cost, and tells a store that is away from one that answered.</summary>
    internal async Task<ResponseMessage> AskAsync(string container, string operation, Func<CancellationToken, Task<ResponseMessage>> ask, CancellationToken cancel)
    {
        var answer = await WithinAsync(ask, cancel);
        var status = (int)answer.StatusCode;
        Count(container, operation, answer.Headers.RequestCharge, status);
        if (StoreFailure.IsAway(status) || IsNotDeployed(answer))
        {
            using (answer)
            {
                var after = answer.Headers.TryGetValue("x-ms-retry-after-ms", out var text) && double.TryParse(text, CultureInfo.InvariantCulture, out var ms) ? TimeSpan.FromMilliseconds(ms) : (TimeSpan?)null;
                throw StoreFailure.Away(Store, status, answer.ErrorMessage is { Length: > 0 } ? "see the inner exception" : null, after, Inner(answer));
            }
        }

        return answer;
    }

    /// <summary>Asks, for no longer than the settings say.</summary>
    internal async Task<T> WithinAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(_options.AnswerFor);
        return await StoreFailure.AskAsync(Store, () => ask(limit.Token), cancel);
    }

    /// <summary>A 404 of the container, not of a document in it.</summary>
    private static bool IsNotDeployed(ResponseMessage answer) => answer.StatusCode == HttpStatusCode.NotFound && answer.Headers.TryGetValue("x-ms-substatus", out var sub) && sub == "1003";

    private static CosmosException? Inner(ResponseMessage answer)
    {
        try
        {
            answer.EnsureSuccessStatusCode();
            return null;
        }
        catch (CosmosException failure)
        {
            return failure;
        }
    }

    private static QueryDefinition Definition(DocumentQuery query)
    {
        var (low, high) = (CosmosText.Bound(query.From ?? ""), query.To is null ? CosmosText.End : CosmosText.Bound(query.To));
        var compare = ">=";
        if (query.Continuation is { } text)
        {
            var place = Continuation.Parse(text, query);
            var after = CosmosText.Place(place.Sort, place.Id);

            // Callers hold continuations, and may write one themselves: none leads out of the query's range.
            if (query.Descending)
            {
                high = string.CompareOrdinal(after, high) < 0 ? after : high;
            }
            else if (string.CompareOrdinal(after, low) >= 0)
            {
                (low, compare) = (after, ">");
            }
        }

        var order = query.Descending ? "DESC" : "ASC";
        return new QueryDefinition($"""SELECT c["key"], c.sort, c._etag, c.body FROM c WHERE c.sort {compare} @low AND c.sort < @high ORDER BY c.sort {order}""")
            .WithParameter("@low", low)
            .WithParameter("@high", high);
    }

    private static async Task<ReadOnlyMemory<byte>> BytesAsync(ResponseMessage answer, CancellationToken cancel)
    {
        answer.EnsureSuccessStatusCode();
        var bytes = new MemoryStream(answer.Content.CanSeek ? (int)answer.Content.Length : 0);
        await answer.Content.CopyToAsync(bytes, cancel);
        return bytes.GetBuffer().AsMemory(0, (int)bytes.Length);
    }

    /// <summary>
    /// A worker reads what another one wrote a moment ago, with nothing but a queue message between them: no session token comes along.
    /// </summary>
    private async ValueTask RequireConsistencyAsync(CancellationToken cancel)
    {
        if (_consistent)
        {
            return;
        }

        var account = await WithinAsync(within => _client.ReadAccountAsync().WaitAsync(within), cancel);
        if (account.Consistency.DefaultConsistencyLevel is not (ConsistencyLevel.Strong or ConsistencyLevel.BoundedStaleness))
        {
            throw new InvalidOperationException(
                $"The Cosmos DB account's consistency is {account.Consistency.DefaultConsistencyLevel}: the hub would miss what another worker has just written. Make it Strong or BoundedStaleness.");
        }

        _consistent = true;
    }

    private (CosmosLayout Layout, Container Container) Find(string container, string partition)
    {
        if (!_containers.TryGetValue(container, out var found))
        {
            throw new ArgumentException("There is no such container.", nameof(container));
        }

        ArgumentException.ThrowIfNullOrEmpty(partition);
        return CosmosText.Utf8(partition).Length <= CosmosText.MostPartitionBytes
            ? found
            : throw new ArgumentException($"A partition's name has at most {CosmosText.MostPartitionBytes} bytes.", nameof(partition));
    }
}
