using System.Text.Json.Serialization.Metadata;
using CgiHub.Core;
using Microsoft.AspNetCore.Http;

namespace CgiHub.Functions.Http;

/// <summary>Answers of HTTP functions.</summary>
public static class Answers
{
    /// <summary>200 (or another status) with the value as JSON, or the error as a problem document.</summary>
    public static IResult ToHttp<T>(this Result<T> result, JsonTypeInfo<T> json, int status = 200) =>
        result.TryGet(out var value, out var error) ? Json(value, json, status) : new Problem(error);

    /// <summary>The same with headers that follow from the value: its ETag, and where it can be read.</summary>
    public static IResult ToHttp<T>(this Result<T> result, JsonTypeInfo<T> json, Func<T, AnswerHeaders> headers, int status = 200)
    {
        ArgumentNullException.ThrowIfNull(headers);
        return result.TryGet(out var value, out var error) ? Json(value, json, status).With(headers(value)) : new Problem(error);
    }

    /// <summary>204, or the error as a problem document.</summary>
    public static IResult ToHttp(this Result<Done> result) => result.TryGet(out _, out var error) ? Results.NoContent() : new Problem(error);

    /// <summary>A value as JSON.</summary>
    public static IResult Json<T>(T value, JsonTypeInfo<T> json, int status = 200) => Results.Json(value, json, "application/json", status);

    /// <summary>An answer with headers.</summary>
    public static IResult With(this IResult answer, AnswerHeaders headers) => new HeaderedAnswer(answer, headers);

    /// <summary>An answer with an ETag (given unquoted, sent quoted).</summary>
    public static IResult WithETag(this IResult answer, string etag) => answer.With(new AnswerHeaders { ETag = etag });

    private sealed class HeaderedAnswer(IResult answer, AnswerHeaders headers) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            if (headers.ETag is { } etag)
            {
                httpContext.Response.Headers.ETag = $"\"{etag}\"";
            }

            if (headers.Location is { } location)
            {
                httpContext.Response.Headers.Location = location;
            }

            return answer.ExecuteAsync(httpContext);
        }
    }
}

/// <summary>Headers that an answer carries.</summary>
public sealed record AnswerHeaders
{
    /// <summary>The ETag, unquoted.</summary>
    public string? ETag { get; init; }

    /// <summary>Where the thing can be read.</summary>
    public string? Location { get; init; }
}
