using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace CgiHub.Cli.Hub;

/// <summary>An answer: a status, headers and a body that can be read once.</summary>
internal sealed class HubAnswer : IDisposable
{
    private const int MostProblemBytes = 1024 * 1024;

    private readonly HttpResponseMessage _response;

    private HubAnswer(HttpResponseMessage response, ProblemDocument? problem) => (_response, Problem) = (response, problem);

    /// <summary>HTTP status.</summary>
    public int Status => (int)_response.StatusCode;

    /// <summary>Whether it is a success.</summary>
    public bool Ok => _response.IsSuccessStatusCode;

    /// <summary>What the hub said against it; null for a success, or where it said nothing readable.</summary>
    public ProblemDocument? Problem { get; }

    /// <summary>Where the thing is.</summary>
    public string? Location => _response.Headers.Location?.OriginalString;

    /// <summary>Its entity tag, quoted.</summary>
    public string? ETag => _response.Headers.ETag?.ToString();

    /// <summary>Reads the beginning of an answer.</summary>
    public static async Task<HubAnswer> OfAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        if (response.IsSuccessStatusCode || response.Content.Headers.ContentType?.MediaType is not ("application/problem+json" or "application/json"))
        {
            return new HubAnswer(response, null);
        }

        try
        {
            await response.Content.LoadIntoBufferAsync(MostProblemBytes, cancel);
            await using var body = await response.Content.ReadAsStreamAsync(cancel);
            return new HubAnswer(response, await JsonSerializer.DeserializeAsync(body, CliJson.Default.ProblemDocument, cancel));
        }
        catch (Exception unreadable) when (unreadable is JsonException or HttpRequestException)
        {
            // The status alone has to do.
            return new HubAnswer(response, null);
        }
    }

    /// <summary>This answer, if it is a success.</summary>
    /// <exception cref="CommandFailedException">It is none.</exception>
    public HubAnswer OrFail()
    {
        if (Ok)
        {
            return this;
        }

        var (status, problem) = (Status, Problem);
        Dispose();
        throw CommandFailedException.Of(status, problem);
    }

    /// <summary>The body as JSON.</summary>
    public async Task<T> ReadAsync<T>(JsonTypeInfo<T> type, CancellationToken cancel)
    {
        try
        {
            await using var body = await _response.Content.ReadAsStreamAsync(cancel);
            return await JsonSerializer.DeserializeAsync(body, type, cancel) ?? throw new JsonException("null");
        }
        catch (JsonException)
        {
            throw new CommandFailedException(ExitCodes.Refused, "What answered is no hub: its answer is not the contract's JSON.");
        }
    }

    /// <summary>The body, as it flows.</summary>
    public Task<Stream> OpenAsync(CancellationToken cancel) => _response.Content.ReadAsStreamAsync(cancel);

    /// <inheritdoc/>
    public void Dispose() => _response.Dispose();
}
