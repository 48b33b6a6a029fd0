using System.Runtime.CompilerServices;
using System.Text.Json;

namespace CgiHub.Core.Feeds.Rows;

/// <summary>CloudEvents 1.0 in JSON, one or a batch: <c>data</c> is a row, or an array of rows.</summary>
internal static class CloudEventRows
{
    /// <summary>The rows of the events, in blocks. An event that is none is one rejected row.</summary>
    public static async IAsyncEnumerable<RowBlock> ReadAsync(IAsyncEnumerable<RowBlock> events, FeedOptions options, [EnumeratorCancellation] CancellationToken cancel)
    {
        var block = new BlockBuilder(options);
        await foreach (var some in events.WithCancellation(cancel))
        {
            using (some)
            {
                foreach (var row in some.Rows.SelectMany(Unwrap))
                {
                    if (block.Add(row) is { } full)
                    {
                        yield return full;
                    }
                }
            }
        }

        if (block.Rest() is { } rest)
        {
            yield return rest;
        }
    }

    private static List<RawRow> Unwrap(RawRow envelope)
    {
        if (envelope.Fault is not null)
        {
            return [envelope];
        }

        try
        {
            using var document = JsonDocument.Parse(envelope.Json);
            var root = document.RootElement;
            if (Fault(root) is { } fault)
            {
                return [new RawRow { Raw = envelope.Raw, Fault = fault }];
            }

            var id = StableId.Of("ce", root.GetProperty("source"u8).GetString()!, root.GetProperty("id"u8).GetString()!);
            if (root.TryGetProperty("data"u8, out var data))
            {
                return Rows(data, envelope, id);
            }

            using var inner = JsonDocument.Parse(root.GetProperty("data_base64"u8).GetBytesFromBase64());
            return Rows(inner.RootElement, envelope, id);
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException or FormatException)
        {
            return [new RawRow { Raw = envelope.Raw, Fault = new FieldFault("", "malformed", "This event, or its data, is not JSON.") }];
        }
    }

    private static List<RawRow> Rows(JsonElement data, RawRow envelope, string id) => data.ValueKind == JsonValueKind.Array
        ? [.. data.EnumerateArray().Select(row => Row(row, envelope, id))]
        : [Row(data, envelope, id)];

    private static RawRow Row(JsonElement row, RawRow envelope, string id) => new()
    {
        Json = JsonSerializer.SerializeToUtf8Bytes(row, Storage.StorageJson.Default.JsonElement),
        Raw = envelope.Raw,
        Event = id,
    };

    private static FieldFault? Fault(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            return new FieldFault("", "type", "A CloudEvent is expected here.");
        }

        foreach (var attribute in (ReadOnlySpan<string>)["specversion", "id", "source", "type"])
        {
            if (!root.TryGetProperty(attribute, out var value) || value.ValueKind == JsonValueKind.Null)
            {
                return new FieldFault($"/{attribute}", "required", "A CloudEvent needs this attribute.");
            }

            if (value.ValueKind != JsonValueKind.String || string.IsNullOrWhiteSpace(value.GetString()) || value.GetString()!.Length > 1000)
            {
                return new FieldFault($"/{attribute}", "type", "This attribute is a text that is not empty.");
            }
        }

        if (root.GetProperty("specversion"u8).GetString() != "1.0")
        {
            return new FieldFault("/specversion", "enum", "Version 1.0 of CloudEvents is read.");
        }

        if (!root.TryGetProperty("data"u8, out var data))
        {
            return root.TryGetProperty("data_base64"u8, out var encoded) && encoded.ValueKind == JsonValueKind.String
                ? null
                : new FieldFault("/data", "required", "The event's data is the row, or an array of rows.");
        }

        return data.ValueKind is JsonValueKind.Object or JsonValueKind.Array ? null : new FieldFault("/data", "type", "The event's data is the row, or an array of rows.");
    }
}
