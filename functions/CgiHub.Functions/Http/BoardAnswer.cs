using System.Globalization;
using System.Text;
using CgiHub.Board.Serving;
using CgiHub.Core;
using Microsoft.AspNetCore.Http;

namespace CgiHub.Functions.Http;

/// <summary>A file of the board on its way out: compressed as the browser takes it, kept for ever where its name follows from its bytes.</summary>
internal sealed class BoardAnswer : IResult
{
    /// <summary>Scripts and styles come from the hub alone, nothing is asked elsewhere but the identity provider, nothing frames the board. Images that need the caller's token are objects of the page.</summary>
    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src {0}; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private const string NotBuilt = """
        <!doctype html><html lang="en"><head><meta charset="utf-8"><title>CgiHub board</title></head><body><main>
        <h1>The board is not built</h1>
        <p>This hub was built on a machine without npm. Everything else works: <code>/openapi/v1.json</code> describes its routes.</p>
        <p>To have the board, install Node.js 20.19 or newer with npm, and build the hub again:</p>
        <pre>dotnet run --project functions/CgiHub.Local</pre>
        </main></body></html>
        """;

    private static readonly CompositeFormat PolicyFormat = CompositeFormat.Parse(Policy);

    private readonly BoardFile _file;
    private readonly string? _provider;

    private BoardAnswer(BoardFile file, string? provider) => (_file, _provider) = (file, provider);

    /// <summary>What a request for a path of the board gets.</summary>
    /// <param name="request">The request.</param>
    /// <param name="files">The board's files.</param>
    /// <param name="provider">Origin of the identity provider, which the page may ask as well; null where there is none.</param>
    public static IResult To(HttpRequest request, BoardFiles files, string? provider)
    {
        var path = request.Path.Value is { Length: > 7 } whole ? whole["/board/".Length..] : "";
        return !files.Built ? Results.Text(NotBuilt, "text/html; charset=utf-8", statusCode: StatusCodes.Status503ServiceUnavailable)
            : files.Find(path) is { } file ? new BoardAnswer(file, provider)
            : new Problem(Errors.NotFound("file"));
    }

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        var (request, response) = (httpContext.Request, httpContext.Response);
        var (body, encoding) = Encoded(request);
        var tag = encoding is null ? $"\"{_file.Tag}\"" : $"\"{_file.Tag}-{encoding}\"";
        response.Headers.ETag = tag;
        response.Headers.Vary = "Accept-Encoding";
        response.Headers.CacheControl = _file.Hashed ? "public, max-age=31536000, immutable" : "no-cache";
        response.Headers.ContentSecurityPolicy = string.Format(CultureInfo.InvariantCulture, PolicyFormat, _provider is null ? "'self'" : $"'self' {_provider}");
        response.Headers["Cross-Origin-Opener-Policy"] = "same-origin";
        response.Headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";
        if (ImageAnswer.IsUnchanged(request, tag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        response.ContentType = _file.ContentType;
        response.ContentLength = body.Length;
        if (encoding is not null)
        {
            response.Headers.ContentEncoding = encoding;
        }

        return HttpMethods.IsHead(request.Method) ? Task.CompletedTask : response.Body.WriteAsync(body, httpContext.RequestAborted).AsTask();
    }

    private (ReadOnlyMemory<byte> Body, string? Encoding) Encoded(HttpRequest request)
    {
        var taken = request.GetTypedHeaders().AcceptEncoding;
        return _file.Brotli is { } brotli && Takes("br") ? (brotli, "br")
            : _file.Gzip is { } gzip && Takes("gzip") ? (gzip, "gzip")
            : (_file.Body, null);

        bool Takes(string name) => taken.Any(t => t.Value.Equals(name, StringComparison.OrdinalIgnoreCase) && t.Quality is not 0);
    }
}
