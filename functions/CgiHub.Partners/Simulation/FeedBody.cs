using System.Buffers;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using CgiHub.Core.Records;

namespace CgiHub.Partners.Simulation;

/// <summary>Forms in which an agency sends its rows.</summary>
public enum FeedForm
{
    /// <summary>One JSON object a line.</summary>
    Lines,

    /// <summary>The same, compressed.</summary>
    CompressedLines,

    /// <summary>A JSON array.</summary>
    Array,

    /// <summary>A batch of CloudEvents.</summary>
    CloudEvents,

    /// <summary>Comma-separated values; rows that hold lists of objects cannot be written so.</summary>
    Csv,
}

/// <summary>The body of a batch, with its headers.</summary>
/// <param name="Content">The bytes.</param>
/// <param name="MediaType">Content-Type.</param>
/// <param name="Encoding">Content-Encoding, or null.</param>
public sealed record FeedBody(byte[] Content, string MediaType, string? Encoding)
{
    /// <summary>Writes rows in a form; in lines where they cannot be written as CSV.</summary>
    public static FeedBody Write(FeedForm form, string source, IReadOnlyList<FeedRecord> rows) => form switch
    {
        FeedForm.Csv => Csv(rows) is { } csv ? new FeedBody(Encoding8.GetBytes(csv), "text/csv", null) : Write(FeedForm.Lines, source, rows),
        FeedForm.Array => new FeedBody(Json(w => WriteArray(w, rows)), "application/json", null),
        FeedForm.CloudEvents => new FeedBody(Json(w => WriteEvents(w, source, rows)), "application/cloudevents-batch+json", null),
        FeedForm.CompressedLines => new FeedBody(Compress(Lines(rows)), "application/x-ndjson", "gzip"),
        _ => new FeedBody(Lines(rows), "application/x-ndjson", null),
    };

    private static UTF8Encoding Encoding8 { get; } = new(encoderShouldEmitUTF8Identifier: false);

    private static byte[] Lines(IReadOnlyList<FeedRecord> rows)
    {
        using var stream = new MemoryStream();
        foreach (var row in rows)
        {
            JsonSerializer.Serialize(stream, row, row.GetType(), RecordsJson.Default);
            stream.WriteByte((byte)'\n');
        }

        return stream.ToArray();
    }

    private static void WriteArray(Utf8JsonWriter writer, IReadOnlyList<FeedRecord> rows)
    {
        writer.WriteStartArray();
        foreach (var row in rows)
        {
            JsonSerializer.Serialize(writer, row, row.GetType(), RecordsJson.Default);
        }

        writer.WriteEndArray();
    }

    private static void WriteEvents(Utf8JsonWriter writer, string source, IReadOnlyList<FeedRecord> rows)
    {
        writer.WriteStartArray();
        foreach (var row in rows)
        {
            // An event's id tells versions of a record apart: the same source and id would be the same event.
            var data = JsonSerializer.SerializeToUtf8Bytes(row, row.GetType(), RecordsJson.Default);
            writer.WriteStartObject();
            writer.WriteString("specversion", "1.0");
            writer.WriteString("id", $"{row.SourceId}-{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(data).AsSpan(0, 6))}");
            writer.WriteString("source", source);
            writer.WriteString("type", "cgihub.record");
            writer.WriteString("datacontenttype", "application/json");
            writer.WritePropertyName("data");
            writer.WriteRawValue(data);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static byte[] Json(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            write(writer);
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static byte[] Compress(byte[] content)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(content);
        }

        return stream.ToArray();
    }

    private static string? Csv(IReadOnlyList<FeedRecord> rows)
    {
        var columns = new List<string>();
        var table = new List<Dictionary<string, string>>();
        foreach (var row in rows)
        {
            var cells = new Dictionary<string, string>(StringComparer.Ordinal);
            if (!Flatten(JsonSerializer.SerializeToElement(row, row.GetType(), RecordsJson.Default), "", cells))
            {
                return null;
            }

            columns.AddRange(cells.Keys.Except(columns, StringComparer.Ordinal).ToList());
            table.Add(cells);
        }

        var text = new StringBuilder().AppendJoin(',', columns).Append("\r\n");
        foreach (var cells in table)
        {
            text.AppendJoin(',', columns.Select(c => Quote(cells.GetValueOrDefault(c, "")))).Append("\r\n");
        }

        return text.ToString();
    }

    /// <summary>Nested fields become dotted names, lists of texts are joined; false for a list of objects.</summary>
    private static bool Flatten(JsonElement element, string name, Dictionary<string, string> cells)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                {
                    if (!Flatten(member.Value, name.Length == 0 ? member.Name : $"{name}.{member.Name}", cells))
                    {
                        return false;
                    }
                }

                return true;
            case JsonValueKind.Array:
                if (element.EnumerateArray().Any(e => e.ValueKind is JsonValueKind.Object or JsonValueKind.Array))
                {
                    return false;
                }

                cells[name] = string.Join(';', element.EnumerateArray().Select(e => e.ToString()));
                return true;
            default:
                cells[name] = element.ValueKind is JsonValueKind.True or JsonValueKind.False ? element.GetRawText() : element.ToString();
                return true;
        }
    }

    private static string Quote(string cell) => cell.AsSpan().ContainsAny(",\"\r\n") ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;
}
