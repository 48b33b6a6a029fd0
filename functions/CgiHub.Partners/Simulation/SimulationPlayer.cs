using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using CgiHub.Core.Agencies;

namespace CgiHub.Partners.Simulation;

/// <summary>How a region is played.</summary>
public sealed record PlayerOptions
{
    /// <summary>Requests at a time. Default 6.</summary>
    [Range(1, 256)]
    public int Parallelism { get; init; } = 6;

    /// <summary>How often a request is sent that the hub could not take (429, 503, or no answer). Default 8.</summary>
    [Range(1, 100_000)]
    public int Attempts { get; init; } = 8;

    /// <summary>First wait before sending again, doubled up to 32 times as long; the hub's <c>Retry-After</c> is honoured instead where it is given. Default 200 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:10:00")]
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Waits until the hub is quiet; called before steps that ask for it. Default: no wait.</summary>
    public Func<CancellationToken, Task>? WhenQuiet { get; init; }
}

/// <summary>How far a region has been played.</summary>
/// <param name="Day">Days played.</param>
/// <param name="Days">Days in all.</param>
/// <param name="Rows">Rows sent.</param>
/// <param name="Exhibits">Exhibits registered.</param>
/// <param name="Images">Images uploaded.</param>
/// <param name="Requests">Requests that were answered.</param>
public sealed record PlayerProgress(int Day, int Days, long Rows, long Exhibits, long Images, long Requests);

/// <summary>The hub would not take what the player sent.</summary>
/// <param name="message">What was sent and what it answered.</param>
public sealed class PlayerException(string message) : Exception(message);

/// <summary>
/// Plays a simulated region into a hub over its public HTTP API, in order of time, as its agencies would: each with a token of its own, in its own format,
/// with images. Rows of one agency and feed are sent one batch after the other; everything else goes side by side.
/// </summary>
public sealed class SimulationPlayer : IDisposable
{
    private const double MostTimesLonger = 32;

    private readonly HttpClient _http;
    private readonly PlayerOptions _options;
    private readonly TimeProvider _time;
    private long _rows;
    private long _exhibits;
    private long _images;
    private long _requests;

    /// <summary>A player for a hub that gives out development tokens.</summary>
    public SimulationPlayer(Uri hub, PlayerOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        Validator.ValidateObject(options, new ValidationContext(options), validateAllProperties: true);
        (_options, _time) = (options, time);
        _http = new HttpClient(new DevelopmentTokens()) { BaseAddress = hub };
    }

    /// <summary>Registers the agencies and plays the whole region.</summary>
    /// <exception cref="PlayerException">The hub refused something that it must take.</exception>
    public async Task PlayAsync(SimulatedRegion region, Action<PlayerProgress>? progress, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(region);
        await RegisterAsync(region.World, cancel);
        await PlayAsync(region, 0, region.Steps.Count, progress, cancel);
    }

    /// <summary>Plays some of the steps; playing a step again changes nothing.</summary>
    public async Task PlayAsync(SimulatedRegion region, int firstStep, int endStep, Action<PlayerProgress>? progress, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(region);
        var forms = new SenderForms(region.World);
        for (var number = firstStep; number < endStep; number++)
        {
            var step = region.Steps[number];
            if (step.Settle && _options.WhenQuiet is { } quiet)
            {
                await quiet(cancel);
            }

            await PlayAsync(step, forms, cancel);
            var day = (int)(step.From - region.Options.Start).TotalDays + 1;
            progress?.Invoke(new PlayerProgress(day, region.Options.Days, _rows, _exhibits, _images, _requests));
        }
    }

    /// <summary>Enters the region's agencies into the hub's registry, as an admin does.</summary>
    public async Task RegisterAsync(World world, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(world);
        foreach (var agency in world.Agencies)
        {
            var body = JsonSerializer.SerializeToUtf8Bytes(agency.Agency, SimulationJson.Default.Agency);
            using var answer = await SendAsync(
                () => new HttpRequestMessage(HttpMethod.Put, $"/api/v1/admin/agencies/{agency.Ori}") { Content = Content(body, "application/json") },
                [HttpStatusCode.OK, HttpStatusCode.Created, HttpStatusCode.NoContent],
                cancel);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task PlayAsync(SimulationStep step, SenderForms forms, CancellationToken cancel)
    {
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = _options.Parallelism, CancellationToken = cancel };
        var batches = step.Deliveries.GroupBy(d => (d.Agency, d.Feed)).Select(batch => (Func<CancellationToken, Task>)(c =>
            SendRowsAsync(batch.Key.Agency, batch.Key.Feed, forms.Of(batch.Key.Agency, batch.Key.Feed), [.. batch], c)));
        var exhibits = step.Evidence.Select(evidence => (Func<CancellationToken, Task>)(c => SendExhibitAsync(evidence, c)));
        await Parallel.ForEachAsync(batches.Concat(exhibits), parallel, async (send, c) => await send(c));
    }

    private async Task SendRowsAsync(Ori agency, string feed, FeedForm form, IReadOnlyList<Delivery> rows, CancellationToken cancel)
    {
        var body = FeedBody.Write(form, $"urn:ori:{agency}", [.. rows.Select(r => r.Record)]);
        using var answer = await SendAsync(() => Request(HttpMethod.Post, $"/api/v1/feeds/{feed}", agency, Content(body.Content, body.MediaType, body.Encoding)), [HttpStatusCode.OK], cancel);
        var receipt = await answer.Content.ReadFromJsonAsync(SimulationJson.Default.FeedAnswer, cancel);
        if (receipt is null || receipt.Received != rows.Count || receipt.Rejected > 0)
        {
            var fault = receipt?.Errors is [var first, ..] ? first : null;
            throw new PlayerException($"The hub took {receipt?.Received} of {rows.Count} rows of {feed} ({form}) from {agency} and rejected {receipt?.Rejected}: {fault?.Pointer} {fault?.Code} {fault?.Detail}");
        }

        Interlocked.Add(ref _rows, rows.Count);
    }

    private async Task SendExhibitAsync(EvidenceDelivery evidence, CancellationToken cancel)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(EvidenceRegistration.Of(evidence), SimulationJson.Default.EvidenceRegistration);
        var id = Core.Records.EntityKey.Exhibit(evidence.Ori, evidence.CaseNumber, evidence.ExhibitNumber).Value;
        using (var answer = await SendAsync(() => Request(HttpMethod.Post, "/api/v1/evidence", evidence.Ori, Content(body, "application/json")), [HttpStatusCode.Created, HttpStatusCode.Conflict], cancel))
        {
            // Conflict: registered before, by a run that was broken off.
            if (answer.StatusCode == HttpStatusCode.Created)
            {
                id = (await answer.Content.ReadFromJsonAsync(SimulationJson.Default.EvidenceRegistered, cancel))?.Id ?? id;
            }
        }

        foreach (var image in evidence.Images)
        {
            var bytes = image.Draw();
            var digest = $"sha-256=:{Convert.ToBase64String(SHA256.HashData(bytes))}:";
            using var stored = await SendAsync(
                () =>
                {
                    var request = Request(HttpMethod.Put, $"/api/v1/evidence/{id}/images/{image.View}", evidence.Ori, Content(bytes, image.MediaType));
                    request.Headers.Add("Repr-Digest", digest);
                    return request;
                },
                [HttpStatusCode.OK, HttpStatusCode.Created],
                cancel);
            Interlocked.Increment(ref _images);
        }

        Interlocked.Increment(ref _exhibits);
    }

    private async Task<HttpResponseMessage> SendAsync(Func<HttpRequestMessage> make, IReadOnlyList<HttpStatusCode> good, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var request = make();
            HttpResponseMessage? answer = null;
            try
            {
                answer = await _http.SendAsync(request, cancel);
                if (good.Contains(answer.StatusCode))
                {
                    Interlocked.Increment(ref _requests);
                    return answer;
                }

                if (attempt >= _options.Attempts || answer.StatusCode is not (HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable))
                {
                    var said = await answer.Content.ReadAsStringAsync(cancel);

                    // That may have been for a token.
                    var asked = answer.RequestMessage ?? request;
                    throw new PlayerException($"{asked.Method} {asked.RequestUri} was answered {(int)answer.StatusCode}: {said[..Math.Min(said.Length, 2000)]}");
                }
            }
            catch (HttpRequestException broken) when (attempt >= _options.Attempts)
            {
                throw new PlayerException($"{request.Method} {request.RequestUri} was not answered: {broken.Message}");
            }
            catch (HttpRequestException)
            {
                // No answer: everything that is sent may be sent again.
                answer = null;
            }

            var wait = answer?.Headers.RetryAfter?.Delta ?? _options.RetryAfter * Math.Min(MostTimesLonger, Math.Pow(2, attempt - 1));
            answer?.Dispose();
            await Task.Delay(wait, _time, cancel);
        }
    }

    private static HttpRequestMessage Request(HttpMethod method, string path, Ori agency, HttpContent content) =>
        DevelopmentTokens.As(agency, new HttpRequestMessage(method, path) { Content = content });

    private static ByteArrayContent Content(byte[] bytes, string mediaType, string? encoding = null)
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        if (encoding is not null)
        {
            content.Headers.ContentEncoding.Add(encoding);
        }

        return content;
    }
}
