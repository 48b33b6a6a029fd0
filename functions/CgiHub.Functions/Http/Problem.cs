using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using CgiHub.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace CgiHub.Functions.Http;

/// <summary>An error as <c>application/problem+json</c> (RFC 9457).</summary>
/// <param name="error">The error.</param>
public sealed class Problem(Error error) : IResult
{
    /// <summary>The error.</summary>
    public Error Error { get; } = error;

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        var response = httpContext.Response;
        response.StatusCode = Error.Status;
        if (Error.Location is { } location)
        {
            response.Headers.Location = location;
        }

        if (Error.RetryAfter is { } after)
        {
            response.Headers.RetryAfter = ((long)Math.Ceiling(after.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        if (Error.Status == StatusCodes.Status401Unauthorized)
        {
            response.Headers.WWWAuthenticate = "Bearer";
        }

        var body = new ProblemBody(Error.Type, Error.Title, Error.Status, Error.Detail, TraceId(httpContext))
        {
            Errors = Error.Faults.Count == 0 ? null : Error.Faults,
            Location = Error.Location,
        };
        response.ContentType = "application/problem+json";
        response.Headers[HeaderNames.CacheControl] = "no-store";
        return response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(body, ProblemJson.Default.ProblemBody), httpContext.RequestAborted).AsTask();
    }

    /// <summary>What finds a request in the log.</summary>
    public static string TraceId(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Activity.Current?.TraceId.ToHexString() ?? context.TraceIdentifier;
    }
}

/// <summary>The body of a problem document.</summary>
/// <param name="Type">Stable URI of the error.</param>
/// <param name="Title">The same words every time.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">This time's words.</param>
/// <param name="TraceId">Finds the request in the log.</param>
public sealed record ProblemBody(string Type, string Title, int Status, string Detail, string TraceId)
{
    /// <summary>The faults of a body, field by field.</summary>
    public IReadOnlyList<FieldFault>? Errors { get; init; }

    /// <summary>Where the thing in the way can be read.</summary>
    public string? Location { get; init; }
}

/// <summary>Generated JSON of problem documents.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ProblemBody))]
public sealed partial class ProblemJson : JsonSerializerContext;
