using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Polly.CircuitBreaker;
using Polly.RateLimiting;
using Polly.Timeout;

namespace CgiHub.Core.Enrichment;

/// <summary>Asks a partner over HTTP. Whatever it does becomes an answer or a numbered error; only the caller's own cancellation is thrown.</summary>
internal sealed class PartnerClient(HttpClient client, SourceHealth health, TimeProvider time)
{
    private static readonly MediaTypeHeaderValue JsonType = new("application/json");

    public Task<Result<PartnerAnswer<TAnswer>>> GetAsync<TAnswer>(string path, JsonTypeInfo<TAnswer> answerType, bool late, CancellationToken cancel)
        where TAnswer : class =>
        SendAsync(new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative)), answerType, late, cancel);

    public Task<Result<PartnerAnswer<TAnswer>>> PostAsync<TBody, TAnswer>(string path, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<TAnswer> answerType, bool late, CancellationToken cancel)
        where TAnswer : class
    {
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, bodyType));
        content.Headers.ContentType = JsonType;
        return SendAsync(new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative)) { Content = content }, answerType, late, cancel);
    }

    /// <summary>How long a response asks to wait, if it does.</summary>
    public static TimeSpan? RetryAfterOf(HttpResponseMessage response)
    {
        var header = response.Headers.RetryAfter;
        return header?.Delta ?? (header?.Date is { } date ? date - (response.Headers.Date ?? date) : null);
    }

    private async Task<Result<PartnerAnswer<TAnswer>>> SendAsync<TAnswer>(HttpRequestMessage request, JsonTypeInfo<TAnswer> answerType, bool late, CancellationToken cancel)
        where TAnswer : class
    {
        Result<PartnerAnswer<TAnswer>> result;
        try
        {
            using (request)
            {
                request.Options.Set(PartnerPipeline.Late, late);
                using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
                result = await ReadAsync(response, answerType, cancel);
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            health.Abandoned();
            throw;
        }
        catch (Exception e) when (ErrorOf(e) is { } error)
        {
            result = error;
        }

        if (result.Error is { } failure)
        {
            health.Failed(failure, time.GetUtcNow());
        }

        return result;
    }

    private static async Task<Result<PartnerAnswer<TAnswer>>> ReadAsync<TAnswer>(HttpResponseMessage response, JsonTypeInfo<TAnswer> answerType, CancellationToken cancel)
        where TAnswer : class
    {
        var retryAfter = RetryAfterOf(response);
        switch (response.StatusCode)
        {
            case HttpStatusCode.OK or HttpStatusCode.Created or HttpStatusCode.Accepted:
                var body = await response.Content.ReadAsByteArrayAsync(cancel);
                try
                {
                    return JsonSerializer.Deserialize(body, answerType) is { } answer
                        ? new PartnerAnswer<TAnswer>(response.StatusCode, answer, retryAfter)
                        : Errors.SourceAnswerUnreadable("it is null");
                }
                catch (JsonException e)
                {
                    // The path names a member of the contract, never a value.
                    return Errors.SourceAnswerUnreadable(e.Path is { Length: > 0 and <= 100 } path ? $"a wrong or missing value at {path}" : "a wrong or missing value");
                }

            case HttpStatusCode.Forbidden or HttpStatusCode.NotFound:
                return new PartnerAnswer<TAnswer>(response.StatusCode, null, retryAfter);
            case HttpStatusCode.Unauthorized:
                return Errors.SourceRefusedCredentials();
            case HttpStatusCode.TooManyRequests:
                return Errors.SourceBusy(retryAfter);
            default:
                return Errors.SourceFailed((int)response.StatusCode) with { RetryAfter = retryAfter };
        }
    }

    private static Error? ErrorOf(Exception exception) => exception switch
    {
        PartnerFaultException fault => fault.Error,
        TimeoutRejectedException or OperationCanceledException => Errors.SourceTimedOut(),
        BrokenCircuitException broken => Errors.SourceCircuitOpen(broken.RetryAfter),
        RateLimiterRejectedException => Errors.SourceQueueFull(),
        HttpRequestException http => Errors.SourceUnreachable(http.HttpRequestError.ToString()),
        IOException => Errors.SourceUnreachable("ended early"),
        _ => null,
    };
}

/// <summary>A partner's answer.</summary>
/// <param name="Status">200, 201, 202, 403 or 404.</param>
/// <param name="Body">The body of 200, 201 and 202.</param>
/// <param name="RetryAfter">When it wants to be asked again.</param>
internal sealed record PartnerAnswer<T>(HttpStatusCode Status, T? Body, TimeSpan? RetryAfter)
    where T : class;
