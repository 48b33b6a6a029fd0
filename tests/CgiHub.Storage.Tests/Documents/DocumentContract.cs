using System.Text;
using CgiHub.Core.Storage;

namespace CgiHub.Storage.Tests.Documents;

/// <summary>What the parts of the contract share: a store, a partition that nobody else uses, and short words for what a store does.</summary>
public abstract class DocumentContract<TFixture> : IAsyncLifetime
    where TFixture : DocumentFixture, new()
{
    /// <summary>A container without change feed.</summary>
    protected const string Container = Containers.Exhibits;

    private IDocumentStore? _store;

    protected TFixture Fixture { get; } = new();

    protected IDocumentStore Store => _store!;

    protected string Partition { get; } = NewPartition();

    public async Task InitializeAsync() => _store = await Fixture.OpenAsync();

    public async Task DisposeAsync() => await Fixture.DisposeAsync();

    protected static string NewPartition() => Guid.NewGuid().ToString("n");

    /// <summary>A JSON document that holds a number.</summary>
    protected static byte[] Body(int number) => Encoding.UTF8.GetBytes($"{{\"n\":{number}}}");

    /// <summary>The number in a document.</summary>
    protected static int Number(StoredDocument? document)
    {
        Assert.NotNull(document);
        var text = Encoding.UTF8.GetString(document.Body.Span);
        return int.Parse(text.AsSpan(5, text.Length - 6), System.Globalization.CultureInfo.InvariantCulture);
    }

    protected ValueTask<CommitOutcome> CommitAsync(params DocumentWrite[] writes) => Store.CommitAsync(Container, Partition, writes, default);

    /// <summary>Commits one write that nothing stands in the way of; its ETag.</summary>
    protected async Task<string> WriteAsync(DocumentWrite write)
    {
        var outcome = await CommitAsync(write);
        Assert.True(outcome.Committed);
        return outcome.ETags[0]!;
    }

    protected ValueTask<StoredDocument?> ReadAsync(string id) => Store.ReadAsync(Container, Partition, id, default);

    protected ValueTask<DocumentPage> QueryAsync(DocumentQuery query) => Store.QueryAsync(query, default);

    /// <summary>A query over the whole partition.</summary>
    protected DocumentQuery Whole => new(Container, Partition);

    /// <summary>Follows a query to its end.</summary>
    protected async Task<List<StoredDocument>> ToEndAsync(DocumentQuery query)
    {
        var found = new List<StoredDocument>();
        var page = await QueryAsync(query);
        found.AddRange(page.Documents);
        while (page.Continuation is { } next)
        {
            page = await QueryAsync(query with { Continuation = next });
            Assert.True(page.Documents.Count <= query.Limit);
            found.AddRange(page.Documents);
        }

        return found;
    }

    protected async Task<string> IdsAsync(DocumentQuery query) => string.Join(' ', (await ToEndAsync(query)).Select(d => d.Id));
}
