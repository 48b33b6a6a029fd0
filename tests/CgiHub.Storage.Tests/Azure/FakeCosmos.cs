using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CgiHub.Azure.Documents;
using Microsoft.Azure.Cosmos;

namespace CgiHub.Storage.Tests.Azure;

/// <summary>
/// As much of Cosmos DB's gateway as the hub's store uses, behind the real client: documents with ETag and time-to-live, transactional batches,
/// the store's query shapes, the change feed of two physical partitions.
/// It isn't Cosmos DB: it shows that store and client agree on what travels, and what the store makes of every answer; not how the service orders, expires or charges.
/// </summary>
internal sealed partial class FakeCosmos(TimeProvider time) : HttpMessageHandler
{
    public static readonly Uri Endpoint = new("https://fake-cosmos.test/");

    /// <summary>The service may give less than was asked for.</summary>
    private const int MostInPage = 40;

    private readonly ConcurrentDictionary<string, FakeContainer> _containers = new(StringComparer.Ordinal);

    /// <summary>Answers a request on documents in the service's stead, where it returns something.</summary>
    public Func<HttpRequestMessage, HttpResponseMessage?> Instead { get; set; } = _ => null;

    /// <summary>Sees the body of every write of one document.</summary>
    public Action<byte[]> Written { get; set; } = _ => { };

    /// <summary>The account's default consistency.</summary>
    public string Consistency { get; set; } = "Strong";

    /// <summary>The real client, which speaks to nobody but this.</summary>
    public CosmosClient Connect(CosmosStoreOptions options)
    {
        var client = options.ToClientOptions();
        client.ConnectionMode = ConnectionMode.Gateway;
        client.HttpClientFactory = () => new HttpClient(this, disposeHandler: false);
        return new CosmosClient(Endpoint.AbsoluteUri, new SelfMadeToken(), client);
    }

    public static HttpResponseMessage Answer(int status, JsonNode? body = null, double charge = 1, params (string Name, string Value)[] headers)
    {
        var answer = new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body?.ToJsonString() ?? "", Encoding.UTF8, "application/json") };
        answer.Headers.Add("x-ms-request-charge", charge.ToString(CultureInfo.InvariantCulture));
        answer.Headers.Add("x-ms-activity-id", Guid.NewGuid().ToString());
        foreach (var (name, value) in headers)
        {
            answer.Headers.TryAddWithoutValidation(name, value);
        }

        return answer;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Content is not null)
        {
            await request.Content.LoadIntoBufferAsync(cancellationToken);
        }

        var answer = await RouteAsync(request, cancellationToken);
        answer.RequestMessage = request;
        return answer;
    }

    private async Task<HttpResponseMessage> RouteAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        var path = request.RequestUri!.AbsolutePath.Trim('/').Split('/');
        return path switch
        {
            [""] => Account(),
            ["dbs", _, "colls", var name] => Collection(name),
            ["dbs", _, "colls", var name, "pkranges"] => PartitionKeyRanges(request, name),
            ["dbs", _, "colls", var name, "docs", .. var rest] => Instead(request) ?? await DocumentsAsync(request, name, rest, cancel),
            _ => Answer(404),
        };
    }

    private HttpResponseMessage Account()
    {
        var place = new JsonArray(new JsonObject { ["name"] = "Nowhere", ["databaseAccountEndpoint"] = Endpoint.AbsoluteUri });
        return Answer(200, new JsonObject
        {
            ["_self"] = "", ["id"] = "fake", ["_rid"] = "fake.test", ["media"] = "//media/", ["addresses"] = "//addresses/", ["_dbs"] = "//dbs/",
            ["writableLocations"] = place, ["readableLocations"] = place.DeepClone(), ["enableMultipleWriteLocations"] = false,
            ["userReplicationPolicy"] = new JsonObject { ["asyncReplication"] = false, ["minReplicaSetSize"] = 3, ["maxReplicasetSize"] = 4 },
            ["userConsistencyPolicy"] = new JsonObject { ["defaultConsistencyLevel"] = Consistency, ["maxStalenessPrefix"] = 100, ["maxIntervalInSeconds"] = 5 },
            ["systemReplicationPolicy"] = new JsonObject { ["minReplicaSetSize"] = 3, ["maxReplicasetSize"] = 4 },
            ["readPolicy"] = new JsonObject { ["primaryReadCoefficient"] = 1, ["secondaryReadCoefficient"] = 1 },
            ["queryEngineConfiguration"] = """{"maxSqlQueryInputLength":262144,"maxJoinsPerSqlQuery":10,"maxLogicalAndPerSqlQuery":2000,"maxLogicalOrPerSqlQuery":2000,"maxUdfRefPerSqlQuery":10,"maxInExpressionItemsCount":16000,"queryMaxInMemorySortDocumentCount":500,"maxQueryRequestTimeoutFraction":0.9,"sqlAllowNonFiniteNumbers":false,"sqlAllowAggregateFunctions":true,"sqlAllowSubQuery":true,"sqlAllowScalarSubQuery":true,"allowNewKeywords":true,"sqlAllowLike":true,"sqlAllowGroupByClause":true,"maxSpatialQueryCells":12,"spatialMaxGeometryPointCount":256,"sqlAllowTop":true,"enableSpatialIndexing":true}""",
        });
    }

    private HttpResponseMessage Collection(string name)
    {
        var layout = CosmosLayout.All.SingleOrDefault(c => RidOf(c.Name) == name || c.Name == name);
        return layout is null
            ? Answer(404, new JsonObject { ["code"] = "NotFound", ["message"] = "Owner resource does not exist" }, 1, ("x-ms-substatus", "1003"))
            : Answer(200, new JsonObject
            {
                ["id"] = layout.Name, ["_rid"] = RidOf(layout.Name), ["_self"] = $"dbs/AAAAAA==/colls/{RidOf(layout.Name)}/", ["_etag"] = "\"1\"", ["_ts"] = 1_767_225_600, ["_docs"] = "docs/",
                ["indexingPolicy"] = new JsonObject { ["indexingMode"] = "consistent", ["automatic"] = true },
                ["partitionKey"] = new JsonObject
                {
                    ["paths"] = new JsonArray([.. layout.PartitionPaths.Select(p => (JsonNode)p)]),
                    ["kind"] = layout.HasTenant ? "MultiHash" : "Hash",
                    ["version"] = 2,
                },
            });
    }

    private static HttpResponseMessage PartitionKeyRanges(HttpRequestMessage request, string name)
    {
        if (request.Headers.IfNoneMatch.Count > 0 || Header(request, "If-None-Match") is not null)
        {
            return Answer(304, null, 1, ("etag", "\"1\""), ("x-ms-item-count", "0"));
        }

        static JsonObject Range(int id, string from, string to) => new()
        {
            ["id"] = id.ToString(CultureInfo.InvariantCulture), ["_rid"] = $"range{id}", ["minInclusive"] = from, ["maxExclusive"] = to, ["ridPrefix"] = id, ["status"] = "online", ["throughputFraction"] = 0.5, ["parents"] = new JsonArray(), ["_etag"] = "\"1\"", ["_ts"] = 1_767_225_600,
        };
        return Answer(200, new JsonObject { ["_rid"] = name, ["PartitionKeyRanges"] = new JsonArray(Range(0, "", "1FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"), Range(1, "1FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF", "FF")), ["_count"] = FakeContainer.Ranges }, 1, ("etag", "\"1\""), ("x-ms-item-count", "2"));
    }

    private async Task<HttpResponseMessage> DocumentsAsync(HttpRequestMessage request, string name, string[] rest, CancellationToken cancel)
    {
        if (CosmosLayout.All.SingleOrDefault(c => c.Name == name || RidOf(c.Name) == name) is not { } layout)
        {
            return Answer(404, null, 1, ("x-ms-substatus", "1003"));
        }

        var container = _containers.GetOrAdd(layout.Name, _ => new FakeContainer(time));
        if (request.Method == HttpMethod.Get && rest.Length == 0)
        {
            return Changes(request, container);
        }

        var partition = PartitionOf(request, layout);
        if (request.Method == HttpMethod.Get)
        {
            return container.Read(partition, Uri.UnescapeDataString(rest[0])) is var (document, etag) ? Answer(200, document, 1, ("etag", etag)) : Answer(404, new JsonObject { ["code"] = "NotFound", ["message"] = "No such document." });
        }

        var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancel);
        if (Header(request, "x-ms-cosmos-is-batch-request") is not null)
        {
            var operations = await BatchWire.ReadAsync(body);
            var results = container.Commit(partition, operations);
            var answer = Answer(results.Any(r => r.Status >= 400) ? 207 : 200, null, 5 * operations.Count);
            answer.Content = new ByteArrayContent(await BatchWire.WriteAsync(results));
            return answer;
        }

        if (request.Content?.Headers.ContentType?.MediaType == "application/query+json")
        {
            return Query(request, container, partition, JsonNode.Parse(body)!);
        }

        Written(body);
        var type = request.Method == HttpMethod.Delete ? BatchOperation.Delete
            : request.Method == HttpMethod.Put ? BatchOperation.Replace
            : Header(request, "x-ms-documentdb-is-upsert") is not null ? BatchOperation.Upsert : BatchOperation.Create;
        var result = container.Commit(partition, [new BatchOperation(type, rest.Length == 0 ? null : Uri.UnescapeDataString(rest[0]), body.Length == 0 ? null : body, Header(request, "If-Match"))])[0];
        return result.ETag is { } written ? Answer(result.Status, null, 5, ("etag", written)) : Answer(result.Status, null, 5);
    }

    private static HttpResponseMessage Query(HttpRequestMessage request, FakeContainer container, string partition, JsonNode body)
    {
        var text = (string)body["query"]!;
        if (Shape().Match(text) is not { Success: true } shape)
        {
            return Answer(400, new JsonObject { ["code"] = "BadRequest", ["message"] = $"Not a query of the hub's: {text}" });
        }

        var values = body["parameters"]!.AsArray().ToDictionary(p => (string)p!["name"]!, p => (string)p!["value"]!);
        var (low, high, inclusive) = (values["@low"], values["@high"], shape.Groups[1].Value == ">=");
        var found = container.Query(partition, s => Compare(s, low) is var c && (c > 0 || (inclusive && c == 0)) && Compare(s, high) < 0, shape.Groups[2].Value == "DESC");
        var from = int.Parse(Header(request, "x-ms-continuation") ?? "0", CultureInfo.InvariantCulture);
        var count = Math.Min(MostInPage, int.Parse(Header(request, "x-ms-max-item-count") ?? "1000", CultureInfo.InvariantCulture));
        var page = found.Skip(from).Take(count).Select(d => (JsonNode)new JsonObject(d.Where(p => p.Key is "key" or "sort" or "_etag" or "body").Select(p => KeyValuePair.Create(p.Key, p.Value?.DeepClone())))).ToArray();
        var answer = Answer(200, new JsonObject { ["_rid"] = "fake", ["Documents"] = new JsonArray(page), ["_count"] = page.Length }, 3,
            ("x-ms-item-count", page.Length.ToString(CultureInfo.InvariantCulture)),
            ("x-ms-cosmos-query-requiresdistribution", "False"));
        if (from + page.Length < found.Count)
        {
            answer.Headers.Add("x-ms-continuation", (from + page.Length).ToString(CultureInfo.InvariantCulture));
        }

        return answer;
    }

    private static HttpResponseMessage Changes(HttpRequestMessage request, FakeContainer container)
    {
        var range = int.Parse(Header(request, "x-ms-documentdb-partitionkeyrangeid")!, CultureInfo.InvariantCulture);
        var after = long.Parse((Header(request, "If-None-Match") ?? "0").Trim('"'), CultureInfo.InvariantCulture);
        var (documents, last) = container.Changes(range, after, int.Parse(Header(request, "x-ms-max-item-count")!, CultureInfo.InvariantCulture));
        (string, string)[] headers = [("etag", $"\"{last}\""), ("x-ms-item-count", documents.Count.ToString(CultureInfo.InvariantCulture))];
        return documents.Count == 0
            ? Answer(304, null, 1, headers)
            : Answer(200, new JsonObject { ["_rid"] = "fake", ["Documents"] = new JsonArray([.. documents]), ["_count"] = documents.Count }, 2, headers);
    }

    /// <summary>A partition key of several levels is told with all of them; the last is the hub's partition.</summary>
    private static string PartitionOf(HttpRequestMessage request, CosmosLayout layout)
    {
        var levels = JsonNode.Parse(Header(request, "x-ms-documentdb-partitionkey")!)!.AsArray();
        Assert.Equal(layout.PartitionPaths.Count, levels.Count);
        return (string)levels[^1]!;
    }

    private static int Compare(string a, string b) => string.CompareOrdinal(a, b);

    /// <summary>Resource ids are base64: four bytes of the database, four of the container.</summary>
    private static string RidOf(string name)
    {
        byte[] rid = [1, 0, 0, 1, 0, 0, 0, 0];
        rid[4] = 128;
        rid[7] = (byte)(1 + CosmosLayout.All.ToList().FindIndex(c => c.Name == name));
        return Convert.ToBase64String(rid);
    }

    private static string? Header(HttpRequestMessage request, string name) => request.Headers.TryGetValues(name, out var values) ? string.Join(',', values) : null;

    [GeneratedRegex("""^SELECT c\["key"\], c\.sort, c\._etag, c\.body FROM c WHERE c\.sort (>=?) @low AND c\.sort < @high ORDER BY c\.sort (ASC|DESC)$""", RegexOptions.CultureInvariant)]
    private static partial Regex Shape();
}
