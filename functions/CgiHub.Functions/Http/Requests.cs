using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CgiHub.Core;
using Microsoft.AspNetCore.Http;

namespace CgiHub.Functions.Http;

/// <summary>What HTTP functions read from requests.</summary>
public static class Requests
{
    /// <summary>The page that the query asks for: <c>limit</c> from 1 to 200, default 50, and <c>cursor</c>.</summary>
    public static Result<PageRequest> ReadPage(this HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var cursor = request.Query["cursor"].ToString();
        if (cursor.Length > 2048)
        {
            return Errors.BadCursor();
        }

        var text = request.Query["limit"].ToString();
        var limit = PageRequest.DefaultLimit;
        return text.Length > 0 && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > PageRequest.MostItems)
            ? Errors.Invalid([new FieldFault("/limit", "range", $"A limit is a whole number from 1 to {PageRequest.MostItems}.")])
            : new PageRequest(limit, cursor.Length == 0 ? null : cursor);
    }

    /// <summary>A query value, or null where it is missing or empty.</summary>
    public static string? ReadQuery(this HttpRequest request, string name)
    {
        ArgumentNullException.ThrowIfNull(request);
        var text = request.Query[name].ToString();
        return text.Length == 0 ? null : text;
    }

    /// <summary>An instant from the query, or null where it is missing.</summary>
    public static Result<DateTimeOffset?> ReadInstant(this HttpRequest request, string name)
    {
        if (request.ReadQuery(name) is not { } text)
        {
            return (DateTimeOffset?)null;
        }

        // A plus sign that nobody escaped arrives as a blank.
        text = text.Replace(' ', '+');
        var read = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at);
        return read && text.Length >= 10 && text[4] == '-' ? at : Errors.Invalid([new FieldFault($"/{name}", "format", "A time is written as RFC 3339, such as 2026-01-31T23:59:59Z.")]);
    }

    /// <summary>The one ETag of <c>If-Match</c>, unquoted; <c>*</c> for any; null where the header is missing.</summary>
    public static Result<string?> ReadIfMatch(this HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var text = request.Headers.IfMatch.ToString().Trim();
        if (text.Length == 0)
        {
            return (string?)null;
        }

        if (text == "*")
        {
            return text;
        }

        var quoted = text.Length >= 2 && text[0] == '"' && text[^1] == '"' && text.AsSpan(1, text.Length - 2).IndexOf('"') < 0;
        return quoted ? text[1..^1] : Errors.Malformed("If-Match takes one strong ETag in quotes, or *.");
    }

    /// <summary>Which version the query names; null where it names none.</summary>
    public static Result<int?> ReadVersion(this HttpRequest request) =>
        request.ReadQuery("version") is not { } text ? (int?)null
        : int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number
        : Errors.BadFilter("version", "a whole number from 1 on");

    /// <summary>Whether the caller wants to create only (<c>If-None-Match: *</c>).</summary>
    public static bool CreatesOnly(this HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.Headers.IfNoneMatch.ToString().Trim() == "*";
    }

    /// <summary>Reads a small JSON body: its media type, its size and its form are checked, and faults name their place.</summary>
    /// <param name="request">The request.</param>
    /// <param name="json">How the body reads.</param>
    /// <param name="maxBytes">More than this is refused while it streams.</param>
    /// <param name="cancel">Cancels.</param>
    public static async Task<Result<T>> ReadJsonAsync<T>(this HttpRequest request, JsonTypeInfo<T> json, int maxBytes, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(json);
        if (!request.HasJsonContentType())
        {
            return Errors.UnsupportedMediaType("application/json");
        }

        using var body = new MemoryStream();
        var chunk = new byte[8192];
        int read;
        while ((read = await request.Body.ReadAsync(chunk, cancel)) > 0)
        {
            if (body.Length + read > maxBytes)
            {
                return Errors.TooLarge(maxBytes, "Send less at a time.");
            }

            body.Write(chunk.AsSpan(0, read));
        }

        if (body.Length == 0)
        {
            return Errors.Malformed("The body is empty; it should be JSON.");
        }

        try
        {
            var value = JsonSerializer.Deserialize(body.GetBuffer().AsSpan(0, (int)body.Length), json);
            return value is null ? Errors.Invalid([new FieldFault("", "required", "The body is null.")]) : value;
        }
        catch (JsonException fault)
        {
            return JsonFaults.Of(fault, body.GetBuffer().AsSpan(0, (int)body.Length));
        }
    }
}
