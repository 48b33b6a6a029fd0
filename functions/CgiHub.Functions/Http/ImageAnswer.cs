using System.Globalization;
using CgiHub.Core;
using CgiHub.Core.Agencies;
using CgiHub.Core.Evidence;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace CgiHub.Functions.Http;

/// <summary>An image on its way out (RFC 9110): whole, a range, not modified, or not satisfiable. Nothing on the way may guess at its type.</summary>
internal sealed class ImageAnswer : IResult
{
    private readonly Stream _content;
    private readonly long _first;
    private readonly long _count;

    private ImageAnswer(Stream content, long first, long count) => (_content, _first, _count) = (content, first, count);

    /// <summary>An original. Custody knows of it before a byte leaves, and only if one does.</summary>
    public static async Task<IResult> OriginalAsync(HttpRequest request, EvidenceArchive archive, Caller caller, HeldImage held, CancellationToken cancel)
    {
        var headers = Describe(request, held.Image.ETag, held.Image.ReceivedAt);
        headers["Repr-Digest"] = held.Digest;
        if (IsUnchanged(request, held.Image.ETag))
        {
            return Results.StatusCode(304);
        }

        if (!ReadRange(request, held.Image.ETag, held.Image.Bytes).TryGet(out var range, out var error))
        {
            headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes */{held.Image.Bytes}");
            return new Problem(error);
        }

        var (first, count) = range ?? (0, held.Image.Bytes);
        headers.AcceptRanges = "bytes";
        headers.ContentDisposition = $"attachment; filename=\"{held.FileName}\"";
        request.HttpContext.Response.ContentType = held.ContentType;
        request.HttpContext.Response.ContentLength = count;
        if (range is not null)
        {
            request.HttpContext.Response.StatusCode = 206;
            headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes {first}-{first + count - 1}/{held.Image.Bytes}");
        }

        if (HttpMethods.IsHead(request.Method))
        {
            return new ImageAnswer(Stream.Null, 0, 0);
        }

        var bytes = range is null ? null : string.Create(CultureInfo.InvariantCulture, $"{first}-{first + count - 1}");
        var opened = await archive.OpenOriginalAsync(caller, held, bytes, cancel);
        return opened.TryGet(out var content, out error) ? new ImageAnswer(content, first, count) : Failed(request, error);
    }

    /// <summary>Something small that was made of an original: a preview, a relief.</summary>
    public static async Task<IResult> SmallAsync(HttpRequest request, HeldImage held, string name, string type, Func<CancellationToken, Task<Result<Stream>>> open, CancellationToken cancel)
    {
        var tag = $"\"{held.Image.Sha256}-{name}\"";
        Describe(request, tag, held.Image.ReceivedAt);
        if (IsUnchanged(request, tag))
        {
            return Results.StatusCode(304);
        }

        if (!(await open(cancel)).TryGet(out var content, out var error))
        {
            return Failed(request, error);
        }

        request.HttpContext.Response.ContentType = type;
        request.HttpContext.Response.ContentLength = content.Length;
        return new ImageAnswer(content, 0, HttpMethods.IsHead(request.Method) ? 0 : content.Length);
    }

    /// <summary>Whether <c>If-None-Match</c> names this entity tag.</summary>
    public static bool IsUnchanged(HttpRequest request, string tag) =>
        request.GetTypedHeaders().IfNoneMatch is { Count: > 0 } known
        && known.Any(k => k.Equals(EntityTagHeaderValue.Any) || k.Compare(EntityTagHeaderValue.Parse(tag), useStrongComparison: false));

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        await using (_content)
        {
            if (_count == 0)
            {
                return;
            }

            _content.Position = _first;
            var buffer = new byte[80 * 1024];
            for (var left = _count; left > 0;)
            {
                var read = await _content.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, left)), httpContext.RequestAborted);
                if (read == 0)
                {
                    throw new EndOfStreamException("A stored image is shorter than its record says.");
                }

                await httpContext.Response.Body.WriteAsync(buffer.AsMemory(0, read), httpContext.RequestAborted);
                left -= read;
            }
        }
    }

    private static IHeaderDictionary Describe(HttpRequest request, string tag, DateTimeOffset modified)
    {
        var headers = request.HttpContext.Response.Headers;
        headers.ETag = tag;
        headers.LastModified = modified.ToString("R", CultureInfo.InvariantCulture);
        headers.CacheControl = "private, no-cache";
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        return headers;
    }

    private static Problem Failed(HttpRequest request, Error error)
    {
        request.HttpContext.Response.ContentLength = null;
        return new Problem(error);
    }

    /// <summary>One range; none where the header is absent, names several, is no byte range, or If-Range names another image (RFC 9110, 14.2).</summary>
    private static Result<(long First, long Count)?> ReadRange(HttpRequest request, string tag, long length)
    {
        var typed = request.GetTypedHeaders();
        if (!HttpMethods.IsGet(request.Method) || typed.Range is not { Ranges: { Count: 1 } ranges } header || !header.Unit.Equals("bytes", StringComparison.OrdinalIgnoreCase)
            || typed.IfRange is { } condition && condition.EntityTag?.Compare(EntityTagHeaderValue.Parse(tag), useStrongComparison: true) != true)
        {
            return ((long First, long Count)?)null;
        }

        var range = ranges.First();
        var first = range.From ?? Math.Max(0, length - range.To!.Value);
        var last = range.From is null ? length - 1 : Math.Min(range.To ?? long.MaxValue, length - 1);
        return first > last || first >= length ? Errors.RangeNotSatisfiable(length) : ((long First, long Count)?)(first, last - first + 1);
    }
}
