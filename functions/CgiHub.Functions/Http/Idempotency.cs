using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using CgiHub.Core;
using CgiHub.Core.Agencies;
using CgiHub.Core.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace CgiHub.Functions.Http;

/// <summary>
/// Answers a repeated POST with the first answer. A key belongs to one caller's agency (or to the subject, without one) and one route.
/// </summary>
/// <remarks>
/// The beginning of the body is compared before anything is done. A larger body flows on and is hashed on its way:
/// a replay reads it to its end, keeping nothing, and replays only when all of it is the same.
/// Only successes are kept: who mends a refused request may use its key again.
/// </remarks>
public sealed class Idempotency(IDocumentStore documents, IOptions<DoorOptions> options, TimeProvider time)
{
    private const int MostRetries = 5;
    private const string DocumentId = "answer";

    private readonly string _run = Guid.NewGuid().ToString("n");

    /// <summary>Looks a request up by its key, and reserves the key where it is new. The request's body is replaced by one that can still be read in full.</summary>
    internal async Task<Result<IdempotentEntry>> EnterAsync(Caller caller, HttpRequest request, string key)
    {
        if (key.Length is < 1 or > 200 || key.Any(c => c is < '!' or > '~'))
        {
            return Errors.Malformed("An Idempotency-Key has 1 to 200 visible ASCII characters.");
        }

        var cancel = request.HttpContext.RequestAborted;
        var partition = StableId.Of("ik", caller.Agency?.Value ?? caller.Subject, request.Method, request.Path.Value ?? "", key);
        var (body, hash, begins) = await ReadBeginningAsync(request, cancel);
        request.Body = body;
        for (var attempt = 0; attempt < MostRetries; attempt++)
        {
            var stored = await documents.ReadAsync(Containers.Idempotency, partition, DocumentId, cancel);
            var kept = stored is null ? null : JsonSerializer.Deserialize(stored.Body.Span, IdempotencyJson.Default.KeptAnswer)!;
            if (kept is not null && kept.Begins != begins)
            {
                return Errors.IdempotencyMismatch();
            }

            if (kept is { Whole: { } whole })
            {
                await body.DrainAsync(cancel);
                return Hex(hash) == whole ? new IdempotentEntry(new ReplayedAnswer(kept), null) : Errors.IdempotencyMismatch();
            }

            if (kept is not null && kept.Until > time.GetUtcNow() && !(options.Value.SoleHost && kept.Run != _run))
            {
                return Errors.IdempotencyInFlight();
            }

            var held = Reserved(begins);
            var outcome = await documents.CommitAsync(Containers.Idempotency, partition, [stored is null
                ? DocumentWrite.Create(DocumentId, held, timeToLive: options.Value.InFlightFor)
                : DocumentWrite.Replace(DocumentId, stored.ETag, held, timeToLive: options.Value.InFlightFor)], cancel);
            if (outcome.Committed)
            {
                return new IdempotentEntry(null, new Reservation(this, partition, outcome.ETags[0]!, begins, body, hash));
            }
        }

        return Errors.IdempotencyInFlight();
    }

    private static string Hex(IncrementalHash hash) => Convert.ToHexStringLower(hash.GetCurrentHash());

    private byte[] Reserved(string begins) =>
        JsonSerializer.SerializeToUtf8Bytes(new KeptAnswer(begins, _run, time.GetUtcNow() + options.Value.InFlightFor), IdempotencyJson.Default.KeptAnswer);

    private async Task<(RequestBody Body, IncrementalHash Hash, string Begins)> ReadBeginningAsync(HttpRequest request, CancellationToken cancel)
    {
        var most = options.Value.ComparedBodyBytes;
        var beginning = new MemoryStream((int)Math.Min(request.ContentLength ?? 4096, most));
        var chunk = new byte[16 * 1024];
        var ended = false;
        while (beginning.Length < most)
        {
            var read = await request.Body.ReadAsync(chunk.AsMemory(0, (int)Math.Min(chunk.Length, most - beginning.Length)), cancel);
            if (read == 0)
            {
                ended = true;
                break;
            }

            beginning.Write(chunk.AsSpan(0, read));
        }

        var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(System.Text.Encoding.UTF8.GetBytes($"{request.ContentType}\n{request.Headers.ContentEncoding}\n"));
        hash.AppendData(beginning.GetBuffer(), 0, (int)beginning.Length);
        return (new RequestBody(beginning.GetBuffer().AsMemory(0, (int)beginning.Length), ended ? null : request.Body, hash), hash, Hex(hash));
    }

    /// <summary>A key that this request holds until it has its answer.</summary>
    internal sealed class Reservation(Idempotency owner, string partition, string etag, string begins, RequestBody body, IncrementalHash hash)
    {
        private string _etag = etag;

        /// <summary>Keeps the key while the work goes on: without this it would be free again after <see cref="DoorOptions.InFlightFor"/>.</summary>
        public async Task<T> WhileAsync<T>(Func<Task<T>> work)
        {
            using var done = new CancellationTokenSource();
            var renewing = RenewAsync(done.Token);
            try
            {
                return await work();
            }
            finally
            {
                await done.CancelAsync();
                await renewing;
            }
        }

        /// <summary>Keeps a success for replays, and frees the key of anything else.</summary>
        public async Task EndAsync(HttpResponse response, ReadOnlyMemory<byte>? answer)
        {
            var success = response.StatusCode is >= 200 and < 300 && answer is not null && body.Ended;
            var write = success
                ? DocumentWrite.Replace(DocumentId, _etag, JsonSerializer.SerializeToUtf8Bytes(new KeptAnswer(begins, "", default)
                {
                    Whole = Hex(hash),
                    Status = response.StatusCode,
                    Location = response.Headers.Location,
                    ETag = response.Headers.ETag,
                    ContentType = response.ContentType,
                    Body = answer!.Value.ToArray(),
                }, IdempotencyJson.Default.KeptAnswer), timeToLive: owner.Options.ReplayFor)
                : DocumentWrite.Delete(DocumentId, _etag);

            // The work is done: its answer must not be lost to a caller that went away.
            await owner.Documents.CommitAsync(Containers.Idempotency, partition, [write], CancellationToken.None);
        }

        private async Task RenewAsync(CancellationToken done)
        {
            using var timer = new PeriodicTimer(owner.Options.InFlightFor / 3, owner.Time);
            try
            {
                while (await timer.WaitForNextTickAsync(done))
                {
                    var outcome = await owner.Documents.CommitAsync(Containers.Idempotency, partition, [DocumentWrite.Replace(DocumentId, _etag, owner.Reserved(begins), timeToLive: owner.Options.InFlightFor)], CancellationToken.None);
                    _etag = outcome.Committed ? outcome.ETags[0]! : _etag;
                }
            }
            catch (OperationCanceledException) when (done.IsCancellationRequested)
            {
                // The work has ended.
                return;
            }
        }
    }

    private DoorOptions Options => options.Value;

    private IDocumentStore Documents => documents;

    private TimeProvider Time => time;

    private sealed class ReplayedAnswer(KeptAnswer kept) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            response.StatusCode = kept.Status;
            response.ContentType = kept.ContentType;
            response.Headers["Idempotency-Replayed"] = "true";
            if (kept.Location is not null)
            {
                response.Headers.Location = kept.Location;
            }

            if (kept.ETag is not null)
            {
                response.Headers.ETag = kept.ETag;
            }

            if (kept.Body is { Length: > 0 } body)
            {
                await response.Body.WriteAsync(body, httpContext.RequestAborted);
            }
        }
    }
}

/// <summary>What a key led to: the first answer again, or a reservation to work under.</summary>
internal sealed record IdempotentEntry(IResult? Replay, Idempotency.Reservation? Reservation);

/// <summary>A key's document: reserved (without <see cref="Whole"/>), or the first answer.</summary>
/// <param name="Begins">Hash of the body's beginning.</param>
/// <param name="Run">Which run of a host reserved it.</param>
/// <param name="Until">Until when it is reserved.</param>
public sealed record KeptAnswer(string Begins, string Run, DateTimeOffset Until)
{
    /// <summary>Hash of the whole body, once answered.</summary>
    public string? Whole { get; init; }

    /// <summary>The answer's status.</summary>
    public int Status { get; init; }

    /// <summary>The answer's <c>Location</c>.</summary>
    public string? Location { get; init; }

    /// <summary>The answer's <c>ETag</c>.</summary>
    public string? ETag { get; init; }

    /// <summary>The answer's media type.</summary>
    public string? ContentType { get; init; }

    /// <summary>The answer's body.</summary>
    public byte[]? Body { get; init; }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(KeptAnswer))]
internal sealed partial class IdempotencyJson : JsonSerializerContext;
