using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using CgiHub.Cli.Sessions;

namespace CgiHub.Cli.Hub;

/// <summary>
/// Speaks to one hub: with the session's token, over TLS, never following a redirect, again after 429, 503 and broken connections.
/// </summary>
/// <remarks>Every request that the tool makes may be made twice: uploads by their digest, rows by their source id, other posts by an <c>Idempotency-Key</c> that stays the same over the attempts.</remarks>
internal sealed class HubClient : IDisposable
{
    private const int StillInFlight = 1011;
    private const int BadToken = 401;

    private readonly HttpClient _http;
    private readonly SessionTokens _tokens;
    private readonly RetryRules _retry;
    private readonly TimeProvider _time;
    private readonly Action<string> _tell;

    /// <summary>A client.</summary>
    /// <param name="hub">The hub.</param>
    /// <param name="tokens">Who calls.</param>
    /// <param name="retry">How patient it is.</param>
    /// <param name="time">The clock.</param>
    /// <param name="tell">Hears of waiting.</param>
    public HubClient(Uri hub, SessionTokens tokens, RetryRules retry, TimeProvider time, Action<string> tell)
    {
        (Address, _tokens, _retry, _time, _tell) = (hub, tokens, retry, time, tell);
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(15), PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
        {
            Timeout = TimeSpan.FromMinutes(30),
        };
        _http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("cgihub", typeof(HubClient).Assembly.GetName().Version?.ToString(3) ?? "0"));
    }

    /// <summary>The hub.</summary>
    public Uri Address { get; }

    /// <summary>Asks, as often as it takes. Refusals come back as answers; a hub that stays away ends the command.</summary>
    public async Task<HubAnswer> SendAsync(HubRequest request, CancellationToken cancel)
    {
        var key = request.Method == HttpMethod.Post ? Guid.NewGuid().ToString("n") : null;
        var renewed = false;
        for (var failures = 1; ; failures++)
        {
            string why;
            RetryConditionHeaderValue? asked = null;
            HubAnswer? answer = null;
            try
            {
                using var message = await MakeAsync(request, key, cancel);
                var response = await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancel);
                answer = await HubAnswer.OfAsync(response, cancel);
                if (answer.Status == BadToken && !renewed && !request.Anonymous && await _tokens.TryRenewAsync(cancel))
                {
                    renewed = true;
                    failures--;
                    answer.Dispose();
                    continue;
                }

                if (!MayPass(answer))
                {
                    return answer;
                }

                (why, asked) = (answer.Problem?.Title ?? $"status {answer.Status}", response.Headers.RetryAfter);
            }
            catch (HttpRequestException broken) when (broken.HttpRequestError != HttpRequestError.SecureConnectionError)
            {
                why = broken.HttpRequestError switch
                {
                    HttpRequestError.ConnectionError => "no connection",
                    HttpRequestError.NameResolutionError => "the host's name is not known",
                    _ => "the connection broke",
                };
            }
            catch (HttpRequestException broken)
            {
                throw new CommandFailedException(ExitCodes.Unavailable, $"No safe connection to {Address.Authority}: {broken.InnerException?.Message ?? broken.Message}");
            }
            catch (IOException) when (!cancel.IsCancellationRequested)
            {
                why = "the connection broke";
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                why = "no answer in time";
            }

            if (_retry.Pause(failures, asked, _time.GetUtcNow(), Chance()) is not { } pause)
            {
                // The hub's own words, where there are some.
                return answer ?? throw new CommandFailedException(ExitCodes.Unavailable, $"{Address.Authority} could not be asked: {why}.");
            }

            answer?.Dispose();
            _tell($"{Address.Authority}: {why}; again in {RetryRules.Say(pause)}.");
            await Task.Delay(pause, _time, cancel);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static bool MayPass(HubAnswer answer) => answer.Status is 429 or 502 or 503 or 504 || (answer.Status == (int)HttpStatusCode.Conflict && answer.Problem?.Is(StillInFlight) == true);

    private static double Chance() => RandomNumberGenerator.GetInt32(1000) / 1000d;

    private async Task<HttpRequestMessage> MakeAsync(HubRequest request, string? key, CancellationToken cancel)
    {
        var target = new Uri(Address, request.Target);
        if (!HubAddress.IsSafe(target))
        {
            throw new CommandFailedException(ExitCodes.Refused, $"{target.Authority} is not safe: https is required, except on this machine.");
        }

        var message = new HttpRequestMessage(request.Method, target) { Content = request.Content?.Invoke() };
        foreach (var (name, value) in request.Headers)
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        if (!request.Anonymous)
        {
            // The token is this hub's alone.
            HubAddress.Follow(Address, request.Target);
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await _tokens.CurrentAsync(cancel));
            if (key is not null)
            {
                message.Headers.TryAddWithoutValidation("Idempotency-Key", key);
            }
        }

        return message;
    }
}
