using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using CgiHub.Azure.Documents;
using CgiHub.Core.Storage;

namespace CgiHub.Storage.Tests.Azure;

/// <summary>What only Cosmos DB can do to the hub, through the real client; the service is <see cref="FakeCosmos"/>, or the test answers in its stead.</summary>
public sealed class A_cosmos_account : IAsyncLifetime
{
    private const string Container = Containers.Exhibits;

    private readonly FakeCosmosDocuments _account = new() { Options = new CosmosStoreOptions { AccountEndpoint = FakeCosmos.Endpoint, RetriesWhenThrottled = 3, AnswerFor = TimeSpan.FromSeconds(20) } };
    private readonly ConcurrentQueue<CosmosCharge> _charges = new();
    private IDocumentStore _store = null!;

    public async Task InitializeAsync()
    {
        _store = await _account.OpenAsync();
        _account.Meter.Charged = _charges.Enqueue;
    }

    public async Task DisposeAsync() => await _account.DisposeAsync();

    private static byte[] Body => "{\"n\":1}"u8.ToArray();

    private ValueTask<CommitOutcome> CommitAsync(params DocumentWrite[] writes) => _store.CommitAsync(Container, "p", writes, default);

    private static HttpResponseMessage Throttled() => FakeCosmos.Answer(429, new JsonObject { ["code"] = "429", ["message"] = "Request rate is large." }, 0, ("x-ms-retry-after-ms", "7"), ("x-ms-substatus", "3200"));

    /// <summary>Every way to ask.</summary>
    public static TheoryData<string> Ways => ["read", "query", "write", "batch", "changes"];

    private async Task AskAsync(string way)
    {
        switch (way)
        {
            case "read":
                await _store.ReadAsync(Container, "p", "a", default);
                break;
            case "query":
                await _store.QueryAsync(new DocumentQuery(Container, "p"), default);
                break;
            case "write":
                await CommitAsync(DocumentWrite.Upsert("a", Body));
                break;
            case "batch":
                await CommitAsync(DocumentWrite.Upsert("a", Body), DocumentWrite.Upsert("b", Body));
                break;
            default:
                await _store.ReadChangesAsync(Containers.Leads, null, 10, default);
                break;
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Is_asked_again_when_it_is_short_of_request_units(string way)
    {
        var asked = 0;
        _account.Cosmos.Instead = _ => asked++ < 2 ? Throttled() : null;
        await AskAsync(way);
        Assert.True(asked >= 3);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Is_told_which_commits_may_wait(int writes)
    {
        var priorities = new ConcurrentQueue<string?>();
        _account.Cosmos.Instead = request =>
        {
            if (request.Method == HttpMethod.Post)
            {
                priorities.Enqueue(request.Headers.TryGetValues("x-ms-cosmos-priority-level", out var level) ? level.Single() : null);
            }

            return null;
        };
        DocumentWrite[] commit = [.. Enumerable.Range(0, writes).Select(i => DocumentWrite.Upsert($"d{i}", Body))];
        Assert.True((await _store.CommitYieldingAsync(Container, "p", commit, default)).Committed);
        Assert.True((await _store.CommitAsync(Container, "p", commit, default)).Committed);
        Assert.Equal(["Low", null], priorities);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Is_away_when_it_stays_short_of_request_units_and_says_when_to_come_again(string way)
    {
        var asked = 0;
        _account.Cosmos.Instead = _ =>
        {
            asked++;
            return Throttled();
        };
        var away = await Assert.ThrowsAsync<StoreUnavailableException>(() => AskAsync(way));
        Assert.Equal(TimeSpan.FromMilliseconds(7), away.RetryAfter);
        Assert.Equal(1 + _account.Options.RetriesWhenThrottled, asked);
    }

    [Theory]
    [InlineData(449, "write")]
    [InlineData(449, "batch")]
    [InlineData(401, "read")]
    [InlineData(403, "query")]
    [InlineData(403, "batch")]
    [InlineData(500, "write")]
    public async Task Is_away_when_it_cannot_serve(int status, string way)
    {
        _account.Cosmos.Instead = _ => FakeCosmos.Answer(status, new JsonObject { ["code"] = "Trouble", ["message"] = "No." });
        await Assert.ThrowsAsync<StoreUnavailableException>(() => AskAsync(way));
    }

    [Theory]
    [InlineData("write")]
    [InlineData("batch")]
    public async Task Is_away_when_its_answer_does_not_come(string way)
    {
        // The client itself would go on for two minutes.
        await using var account = new FakeCosmosDocuments { Options = new CosmosStoreOptions { AccountEndpoint = FakeCosmos.Endpoint, AnswerFor = TimeSpan.FromSeconds(2) } };
        _store = await account.OpenAsync();
        account.Cosmos.Instead = _ => throw new HttpRequestException("The connection was reset.");
        await Assert.ThrowsAsync<StoreUnavailableException>(() => AskAsync(way));
    }

    [Fact]
    public async Task Is_away_when_the_container_was_not_deployed()
    {
        _account.Cosmos.Instead = _ => FakeCosmos.Answer(404, new JsonObject { ["code"] = "NotFound", ["message"] = "Owner resource does not exist." }, 0, ("x-ms-substatus", "1003"));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => AskAsync("read"));
    }

    [Theory]
    [InlineData("Session")]
    [InlineData("ConsistentPrefix")]
    [InlineData("Eventual")]
    public async Task Is_refused_when_its_reads_may_miss_what_was_just_written(string consistency)
    {
        _account.Cosmos.Consistency = consistency;
        await Assert.ThrowsAsync<InvalidOperationException>(() => AskAsync("read"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => AskAsync("batch"));
    }

    [Fact]
    public async Task Takes_a_commit_that_deletes_what_is_not_there_in_one_look_and_one_more_batch()
    {
        await CommitAsync([.. Enumerable.Range(0, 50).Select(i => DocumentWrite.Create($"d{i}", Body))]);
        _charges.Clear();
        var outcome = await CommitAsync([.. Enumerable.Range(0, 99).Select(i => DocumentWrite.Delete($"d{i}")), DocumentWrite.Create("new", Body)]);
        Assert.True(outcome.Committed);
        Assert.NotNull(outcome.ETags[99]);
        Assert.Null(await _store.ReadAsync(Container, "p", "d7", default));
        Assert.Equal(2, _charges.Count(c => c.Operation == "commit"));
    }

    [Fact]
    public async Task Writes_nothing_when_a_deletion_of_nothing_stands_before_a_conflict()
    {
        await CommitAsync(DocumentWrite.Create("taken", Body));
        var outcome = await CommitAsync(DocumentWrite.Delete("nothing"), DocumentWrite.Upsert("other", Body), DocumentWrite.Create("taken", Body));
        Assert.Equal((CommitConflict.AlreadyExists, 2), (outcome.Conflict!.Value, outcome.FailedIndex));
        Assert.Null(await _store.ReadAsync(Container, "p", "other", default));
    }

    [Fact]
    public async Task Is_asked_to_commit_once_however_many_documents_there_are()
    {
        await CommitAsync([.. Enumerable.Range(0, 100).Select(i => DocumentWrite.Create($"d{i}", Body))]);
        Assert.Equal(new CosmosCharge(Container, "commit", 500), Assert.Single(_charges));
    }

    [Theory]
    [InlineData("read", Container, 1)]
    [InlineData("query", Container, 3)]
    [InlineData("write", Container, 5)]
    [InlineData("batch", Container, 10)]
    public async Task Tells_what_each_call_costs(string way, string container, double units)
    {
        await AskAsync(way);
        Assert.Equal(new CosmosCharge(container, way is "write" or "batch" ? "commit" : way, units), Assert.Single(_charges));
    }

    [Fact]
    public async Task Holds_documents_as_a_change_feed_trigger_binds_them()
    {
        JsonObject? written = null;
        _account.Cosmos.Written = body => written = JsonNode.Parse(body)!.AsObject();
        await _store.CommitAsync(Containers.Records, "TX1010000|nibin|07", [DocumentWrite.Create("rc/1?#\\", "{\"name\":\"Zo\u00eb\",\"x\":[1,2]}"u8.ToArray(), "s", TimeSpan.FromSeconds(1.2))], default);
        Assert.Equal(("rc~2F1~3F~23~5C", "TX1010000", 2), ((string?)written!["id"], (string?)written["tenant"], (int?)written["ttl"]));
        var bound = JsonSerializer.Deserialize<ChangedDocument>(written.ToJsonString())!;
        Assert.Equal(("rc/1?#\\", "TX1010000|nibin|07"), (bound.Id, bound.Partition));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("{\"name\":\"Zo\u00eb\",\"x\":[1,2]}"), JsonNode.Parse(bound.Body.Span)));
    }

    [Fact]
    public async Task Holds_documents_whose_ids_are_longer_than_it_takes()
    {
        var (one, other) = (new string('x', 5000), new string('x', 5000) + "y");
        await CommitAsync(DocumentWrite.Create(one, Body, "1"), DocumentWrite.Create(other, Body, "2"));
        Assert.Equal(one, (await _store.ReadAsync(Container, "p", one, default))!.Id);
        Assert.Equal([one, other], (await _store.QueryAsync(new DocumentQuery(Container, "p"), default)).Documents.Select(d => d.Id));
    }

    [Theory]
    [InlineData("\0", "\u0001", "\u0002", "\u0003", " ")]
    [InlineData("a", "a\0", "a\u0001b", "a\u0002", "ab")]
    [InlineData("\ud7fe", "\ud7ff", "\ud7ff0", "\ue000", "\uffff", "\ud83d\ude00", "\udbff\udfff")]
    public async Task Orders_whatever_characters_sort_keys_are_made_of(params string[] sorts)
    {
        await CommitAsync([.. sorts.Reverse().Select((s, i) => DocumentWrite.Create($"d{i}", Body, s))]);
        var found = await _store.QueryAsync(new DocumentQuery(Container, "p"), default);
        Assert.Equal(sorts, found.Documents.Select(d => d.Sort));
        foreach (var (sort, i) in sorts.Select((s, i) => (s, i)))
        {
            Assert.Equal(sorts[i..], (await _store.QueryAsync(new DocumentQuery(Container, "p") { From = sort }, default)).Documents.Select(d => d.Sort));
            Assert.Equal(sorts[..i], (await _store.QueryAsync(new DocumentQuery(Container, "p") { To = sort }, default)).Documents.Select(d => d.Sort));
        }
    }

    [Fact]
    public async Task Refuses_text_that_is_none()
    {
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await _store.ReadAsync(Container, "p", "\ud800", default));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await CommitAsync(DocumentWrite.Create("a", Body, "\ud800")));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await _store.ReadAsync(Container, "\udc00", "a", default));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await _store.ReadAsync(Container, new string('p', 2001), "a", default));
    }

    [Fact]
    public async Task Reads_a_long_page_in_as_many_answers_as_it_takes()
    {
        foreach (var chunk in Enumerable.Range(0, 250).Chunk(100))
        {
            await CommitAsync([.. chunk.Select(i => DocumentWrite.Create($"d{i:d3}", Body, $"s{i:d3}"))]);
        }

        var page = await _store.QueryAsync(new DocumentQuery(Container, "p") { Limit = 200 }, default);
        Assert.Equal(Enumerable.Range(0, 200).Select(i => $"d{i:d3}"), page.Documents.Select(d => d.Id));
        var rest = await _store.QueryAsync(new DocumentQuery(Container, "p") { Limit = 200, Continuation = page.Continuation }, default);
        Assert.Equal(Enumerable.Range(200, 50).Select(i => $"d{i:d3}"), rest.Documents.Select(d => d.Id));
        Assert.Null(rest.Continuation);
    }
}
