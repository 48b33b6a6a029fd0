using System.Text.Encodings.Web;
using System.Text.Json;
using CgiHub.Core.Storage;

namespace CgiHub.Azure.Documents;

/// <summary>
/// A document as it lies in Cosmos DB: <c>{id, tenant?, partition, key, sort?, ttl?, body}</c>. <c>key</c> is the hub's own id, <c>id</c> the same made safe,
/// <c>sort</c> is sort key and id in one text that is ordered as both are. A change feed trigger binds it as <see cref="ChangedDocument"/>.
/// </summary>
internal static class CosmosItem
{
    private static readonly JsonWriterOptions Plainly = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The document that a write leaves.</summary>
    public static MemoryStream Write(CosmosLayout container, string partition, DocumentWrite write)
    {
        var stream = new MemoryStream(write.Body.Length + 512);
        using (var json = new Utf8JsonWriter(stream, Plainly))
        {
            json.WriteStartObject();
            json.WriteString("id"u8, CosmosText.Id(write.Id));
            if (container.HasTenant)
            {
                json.WriteString("tenant"u8, CosmosLayout.TenantOf(partition));
            }

            json.WriteString("partition"u8, partition);
            json.WriteString("key"u8, write.Id);
            if (write.Sort is { } sort)
            {
                json.WriteString("sort"u8, CosmosText.Place(sort, write.Id));
            }

            if (write.TimeToLive is { } life)
            {
                json.WriteNumber("ttl"u8, (int)Math.Clamp(Math.Ceiling(life.TotalSeconds), 1, int.MaxValue));
            }

            json.WritePropertyName("body"u8);
            json.WriteRawValue(write.Body.Span);
            json.WriteEndObject();
        }

        stream.Position = 0;
        return stream;
    }

    /// <summary>A document as it was read, and its partition where it says so.</summary>
    public static (StoredDocument Document, string? Partition) Read(ReadOnlyMemory<byte> item)
    {
        string? key = null, sort = null, partition = null, etag = null;
        ReadOnlyMemory<byte> body = default;
        var json = new Utf8JsonReader(item.Span);
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("body"u8))
            {
                body = Value(item, ref json);
            }
            else if (json.ValueTextEquals("key"u8))
            {
                key = Text(ref json);
            }
            else if (json.ValueTextEquals("sort"u8))
            {
                sort = CosmosText.SortOf(Text(ref json));
            }
            else if (json.ValueTextEquals("partition"u8))
            {
                partition = Text(ref json);
            }
            else if (json.ValueTextEquals("_etag"u8))
            {
                etag = Text(ref json);
            }
            else
            {
                json.Read();
                json.Skip();
            }
        }

        return (new StoredDocument(key ?? throw Foreign(), sort, etag ?? throw Foreign(), body), partition);
    }

    /// <summary>The documents of a page, in its order.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> Page(ReadOnlyMemory<byte> page)
    {
        var items = new List<ReadOnlyMemory<byte>>();
        var json = new Utf8JsonReader(page.Span);
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var documents = json.ValueTextEquals("Documents"u8);
            json.Read();
            if (!documents)
            {
                json.Skip();
                continue;
            }

            while (json.Read() && json.TokenType != JsonTokenType.EndArray)
            {
                var start = (int)json.TokenStartIndex;
                json.Skip();
                items.Add(page[start..(int)json.BytesConsumed]);
            }
        }

        return items;
    }

    private static ReadOnlyMemory<byte> Value(ReadOnlyMemory<byte> item, ref Utf8JsonReader json)
    {
        json.Read();
        var start = (int)json.TokenStartIndex;
        json.Skip();
        return item[start..(int)json.BytesConsumed];
    }

    private static string Text(ref Utf8JsonReader json)
    {
        json.Read();
        return json.GetString() ?? throw Foreign();
    }

    private static InvalidDataException Foreign() => new("A document in the hub's database was not written by the hub.");
}
