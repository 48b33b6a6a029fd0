using System.Globalization;
using System.Text.Json;
using CgiHub.Core;
using CgiHub.Core.Evidence;
using Microsoft.AspNetCore.Http;

namespace CgiHub.Functions.Http;

/// <summary>What evidence requests carry, read with bounds.</summary>
internal static class EvidenceBody
{
    private const int LongestBody = 64 * 1024;

    /// <summary>The registration in the body. What is no JSON is malformed; a value of the wrong kind is a fault with its pointer.</summary>
    public static async Task<Result<ExhibitRegistration>> ReadAsync(HttpRequest request, CancellationToken cancel)
    {
        if (!request.HasJsonContentType())
        {
            return Errors.UnsupportedMediaType("application/json");
        }

        var buffer = new byte[LongestBody + 1];
        var read = await request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancel);
        if (read > LongestBody)
        {
            return Errors.TooLarge(LongestBody, "A registration is short.");
        }

        try
        {
            using var document = JsonDocument.Parse(buffer.AsMemory(0, read));
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return Errors.Malformed("The body is not a JSON object.");
            }

            try
            {
                return document.RootElement.Deserialize(EvidenceJson.Default.ExhibitRegistration)!;
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException)
            {
                // A pointer from the serializer's path: $.recoveredAt becomes /recoveredAt.
                var pointer = (e as JsonException)?.Path is { Length: > 2 } path && path.StartsWith("$.", StringComparison.Ordinal) ? "/" + path[2..] : "";
                return Errors.Invalid([new FieldFault(pointer, "value.kind", "This value is not of the kind that the field takes; times need Z or an offset.")]);
            }
        }
        catch (JsonException)
        {
            return Errors.Malformed("The body is not JSON.");
        }
    }

    /// <summary><c>limit</c>, 1 to 200, default 50.</summary>
    public static Result<int> ReadLimit(HttpRequest request) => Query(request, "limit") is not { } text ? 50
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= 200 ? limit
        : Errors.Invalid([new FieldFault("/limit", "range", "A limit is between 1 and 200.")]);

    /// <summary><c>size</c> and <c>version</c> of an image.</summary>
    public static Result<(ImageSize Size, int? Version)> ReadImageQuery(HttpRequest request)
    {
        ImageSize? size = Query(request, "size") switch
        {
            null or "original" => ImageSize.Original,
            "preview" => ImageSize.Preview,
            "relief" => ImageSize.Relief,
            _ => null,
        };
        if (size is null)
        {
            return Errors.Invalid([new FieldFault("/size", "value", "A size is original, preview or relief.")]);
        }

        if (Query(request, "version") is not { } text)
        {
            return (size.Value, null);
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version) && version >= 1
            ? (size.Value, version)
            : Errors.Invalid([new FieldFault("/version", "range", "A version is a whole number from 1.")]);
    }

    /// <summary>A query value; null where there is none.</summary>
    public static string? Query(HttpRequest request, string name) => request.Query[name] is { Count: > 0 } values && !string.IsNullOrEmpty(values[0]) ? values[0] : null;

    /// <summary>A header's value; null where there is none.</summary>
    public static string? Header(HttpRequest request, string name) => request.Headers[name] is { Count: > 0 } values ? values.ToString() : null;
}

/// <summary>As what an image is handed out.</summary>
internal enum ImageSize
{
    /// <summary>As it came.</summary>
    Original,

    /// <summary>Small, pixels only.</summary>
    Preview,

    /// <summary>Which way a surface faces at each point.</summary>
    Relief,
}
