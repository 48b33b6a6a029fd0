using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using CgiHub.Core.Agencies;

namespace CgiHub.Partners.Simulation;

/// <summary>
/// Signs requests to a hub that gives out development tokens, and asks for another token where one counts no longer, as agencies' systems do when theirs has run out.
/// Where the hub cannot give one now, the request is answered so.
/// </summary>
internal sealed class DevelopmentTokens() : DelegatingHandler(new SocketsHttpHandler())
{
    private const string Admin = "admin";

    private static readonly HttpRequestOptionsKey<string> Who = new("cgihub.who");

    private readonly ConcurrentDictionary<string, string> _tokens = new(StringComparer.Ordinal);

    /// <summary>Marks a request as an agency's; others are an admin's.</summary>
    public static HttpRequestMessage As(Ori agency, HttpRequestMessage request)
    {
        request.Options.Set(Who, agency.Value);
        return request;
    }

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        var who = request.Options.TryGetValue(Who, out var agency) ? agency : Admin;
        for (var last = false; ; last = true)
        {
            if (!_tokens.TryGetValue(who, out var token))
            {
                var given = await AskAsync(new Uri(request.RequestUri!, "/dev/token"), who, cancel);
                if (!given.IsSuccessStatusCode)
                {
                    return given;
                }

                using (given)
                {
                    token = _tokens.GetOrAdd(who, (await given.Content.ReadFromJsonAsync(SimulationJson.Default.TokenAnswer, cancel))!.Token);
                }
            }

            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            var answer = await base.SendAsync(request, cancel);
            if (answer.StatusCode != HttpStatusCode.Unauthorized || last)
            {
                return answer;
            }

            answer.Dispose();
            _tokens.TryRemove(new KeyValuePair<string, string>(who, token));
        }
    }

    private async Task<HttpResponseMessage> AskAsync(Uri address, string who, CancellationToken cancel)
    {
        var asked = who == Admin ? new TokenRequest(["Hub.Admin"], null) : new TokenRequest(["Agency.Submit", "Agency.Receive"], who);
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = JsonContent.Create(asked, SimulationJson.Default.TokenRequest) };
        var answer = await base.SendAsync(request, cancel);
        try
        {
            // Whole or not at all: one that breaks off is a request without an answer then, as it is for whoever asks through a client.
            await answer.Content.LoadIntoBufferAsync(cancel);
            return answer;
        }
        catch
        {
            answer.Dispose();
            throw;
        }
    }
}
