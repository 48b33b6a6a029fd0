using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace CgiHub.Core.Enrichment;

/// <summary>
/// One attempt at a partner, innermost in the pipeline: shows credentials, follows no redirect, and reads the answer whole within its limit,
/// so that every way of misbehaving (endless, slow, not JSON) is a failed attempt that retry and circuit breaker see.
/// </summary>
internal sealed class PartnerHandler(SourceOptions options, AccessTokens? tokens, SourceHealth health, TimeProvider time) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        health.Attempted();
        var response = await SendOnceAsync(request, cancellationToken);
        if (response.StatusCode == HttpStatusCode.Unauthorized && tokens is not null)
        {
            // The token may have been revoked before its time: one fresh one, then the refusal stands.
            response.Dispose();
            tokens.Forget(request.Headers.Authorization?.Parameter);
            response = await SendOnceAsync(request, cancellationToken);
        }

        health.Took(time.GetElapsedTime(started));
        return response;
    }

    private async Task<HttpResponseMessage> SendOnceAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        if (tokens is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await tokens.GetAsync(cancel));
        }
        else if (options.Auth.Kind == SourceAuthKind.ApiKey)
        {
            request.Headers.Remove(options.Auth.Header);
            request.Headers.TryAddWithoutValidation(options.Auth.Header, options.Auth.ApiKey);
        }

        var response = await base.SendAsync(request, cancel);
        try
        {
            await LimitAsync(response, cancel);
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private async Task LimitAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        if ((int)response.StatusCode is >= 300 and < 400)
        {
            throw new PartnerFaultException(Errors.SourceRedirected());
        }

        if (!response.IsSuccessStatusCode)
        {
            // Only the status counts; a failure's body is never read.
            var empty = new ByteArrayContent([]);
            response.Content.Dispose();
            response.Content = empty;
            return;
        }

        var body = await BoundedBody.ReadAsync(response.Content, options.MaxResponseBytes, cancel);
        response.Content = body;
    }
}

/// <summary>Reads a JSON body whole, up to a limit.</summary>
internal static class BoundedBody
{
    public static async Task<ByteArrayContent> ReadAsync(HttpContent content, int limit, CancellationToken cancel)
    {
        var type = content.Headers.ContentType?.MediaType;
        if (type is null || !(type.Equals("application/json", StringComparison.OrdinalIgnoreCase) || type.EndsWith("+json", StringComparison.OrdinalIgnoreCase)))
        {
            throw new PartnerFaultException(Errors.SourceAnswerUnreadable("it is not JSON by its content type"));
        }

        if (content.Headers.ContentEncoding.Count > 0)
        {
            throw new PartnerFaultException(Errors.SourceAnswerUnreadable("it is compressed, which nobody asked for"));
        }

        if (content.Headers.ContentLength > limit)
        {
            throw new PartnerFaultException(Errors.SourceAnswerTooLarge(limit));
        }

        using (content)
        {
            await using var stream = await content.ReadAsStreamAsync(cancel);
            var buffer = new byte[(int)Math.Min(limit, content.Headers.ContentLength ?? 4096) + 1];
            var length = 0;
            while (await stream.ReadAsync(buffer.AsMemory(length), cancel) is var read && read > 0)
            {
                length += read;
                if (length > limit)
                {
                    throw new PartnerFaultException(Errors.SourceAnswerTooLarge(limit));
                }

                if (length == buffer.Length)
                {
                    Array.Resize(ref buffer, (int)Math.Min(limit + 1L, buffer.Length * 2L));
                }
            }

            ThrowIfNotJson(buffer.AsSpan(0, length));
            return new ByteArrayContent(buffer, 0, length);
        }
    }

    private static void ThrowIfNotJson(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            while (reader.Read())
            {
                // Reading to the end is the check: depth is limited to 64, and nothing may follow the value.
                Debug.Assert(reader.CurrentDepth <= 64, "The reader's own limit.");
            }
        }
        catch (JsonException)
        {
            throw new PartnerFaultException(Errors.SourceAnswerUnreadable("it is not well-formed JSON"));
        }
    }
}
