using System.Data.Common;
using CgiHub.Core;
using CgiHub.Core.Agencies;
using CgiHub.Core.Audit;
using CgiHub.Core.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CgiHub.Functions.Http;

/// <summary>
/// The way in for every HTTP function: who calls, may they, do they come too often, was this asked before, and one audit record of the attempt.
/// Whatever happens behind it, the caller gets an answer of the contract, and gets it only once the attempt is recorded.
/// </summary>
public sealed partial class Door(CallerReader callers, CallerLimits limits, CallerAddresses addresses, AddressLimits unknown, Idempotency idempotency, AuditTrail audit, IOptions<DoorOptions> options, TimeProvider time, ILogger<Door> log)
{
    private const int ClientClosedRequest = 499;

    /// <summary>Lets a caller with one of these roles in.</summary>
    /// <param name="request">The request.</param>
    /// <param name="anyOf">Roles of which one is enough.</param>
    /// <param name="handle">What is behind the door.</param>
    public async Task<IResult> OpenAsync(HttpRequest request, Roles anyOf, Func<Caller, Task<IResult>> handle)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(handle);
        var visit = new Visit(request, time.GetTimestamp());
        var answer = await GuardAsync(request.HttpContext, async () =>
        {
            var identified = await callers.IdentifyAsync(request);
            if (!identified.TryGet(out var caller, out var fault))
            {
                return TurnAway(visit, fault);
            }

            // Who was turned away is recorded, too.
            visit.Caller = caller;
            if (limits.Refusal(caller) is { } tooMany)
            {
                return new Problem(tooMany);
            }

            return CallerReader.Authorise(caller, anyOf).TryGet(out _, out var refused) ? await HandleAsync(visit, caller, handle) : new Problem(refused);
        });
        return new AuditedAnswer(this, visit, answer);
    }

    /// <summary>Lets anybody in, for what tells nothing of substance (development tokens, valet keys that carry their own proof). The attempt is recorded.</summary>
    public async Task<IResult> OpenToAnybodyAsync(HttpRequest request, Func<Task<IResult>> handle)
    {
        ArgumentNullException.ThrowIfNull(request);
        var visit = new Visit(request, time.GetTimestamp());
        visit.CountBody();
        return new AuditedAnswer(this, visit, await GuardAsync(request.HttpContext, handle));
    }

    /// <summary>What somebody is told of whom nobody knows who they are. A trail that anybody could fill would be worth little, so one who comes too often stands in it once.</summary>
    private Problem TurnAway(Visit visit, Error fault)
    {
        if (fault.Status != StatusCodes.Status401Unauthorized || unknown.Refuse(addresses.Of(visit.Request.HttpContext)) is not { } tooMany)
        {
            return new Problem(fault);
        }

        visit.InTrail = tooMany.First;
        return new Problem(Errors.TooManyRequests(tooMany.RetryAfter));
    }

    private async Task<IResult> HandleAsync(Visit visit, Caller caller, Func<Caller, Task<IResult>> handle)
    {
        var key = visit.Request.Headers["Idempotency-Key"].ToString();
        if (key.Length == 0 || !HttpMethods.IsPost(visit.Request.Method))
        {
            visit.CountBody();
            return await handle(caller);
        }

        if (!(await idempotency.EnterAsync(caller, visit.Request, key)).TryGet(out var entry, out var refused))
        {
            return new Problem(refused);
        }

        if (entry.Replay is { } replay)
        {
            return replay;
        }

        visit.Reservation = entry.Reservation;
        return await entry.Reservation!.WhileAsync(() => GuardAsync(visit.Request.HttpContext, () => handle(caller)));
    }

    /// <summary>Turns whatever is thrown into an answer.</summary>
    private async Task<IResult> GuardAsync(HttpContext context, Func<Task<IResult>> work)
    {
        try
        {
            return await work();
        }
#pragma warning disable CA1031 // This is the boundary: every exception becomes an answer.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            return Answer(context, failure);
        }
    }

    private IResult Answer(HttpContext context, Exception failure)
    {
        if (context.RequestAborted.IsCancellationRequested)
        {
            return Results.StatusCode(ClientClosedRequest);
        }

        var function = FunctionName.Of(context);
        switch (failure)
        {
            case BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout }:
                return new Problem(Errors.TooSlow());
            case BadContinuationException:
                return new Problem(Errors.BadCursor());
            case BadHttpRequestException:
                return new Problem(Errors.Malformed("The request's body did not arrive as its headers say."));
            case OperationCanceledException or StoreUnavailableException or DbException or TimeoutException:
                LogUnavailable(failure, function);
                return new Problem(failure is StoreUnavailableException { RetryAfter: { } after } ? Errors.Unavailable() with { RetryAfter = after } : Errors.Unavailable());
            default:
                LogUnexpected(failure, function, Problem.TraceId(context));
                return new Problem(Errors.Unexpected());
        }
    }

    private async Task RecordAsync(Visit visit, HttpContext context, IResult answer, long? bytesOut)
    {
        if (!visit.InTrail)
        {
            return;
        }

        var caller = visit.Caller;
        await audit.RecordAsync(new AuditAttempt(FunctionName.Of(context), caller?.Subject, context.Response.StatusCode)
        {
            Roles = caller is null ? [] : CallerReader.Names(caller.Roles),
            Agency = caller?.Agency?.Value,
            Address = addresses.Of(context)?.ToString(),
            Target = Target(context.Request),
            Error = (answer as Problem)?.Error.Number,
            Milliseconds = (long)time.GetElapsedTime(visit.Began).TotalMilliseconds,
            BytesIn = visit.BytesIn,
            BytesOut = bytesOut ?? context.Response.ContentLength,
            TraceId = Problem.TraceId(context),
        }, CancellationToken.None);
    }

    private static string Target(HttpRequest request)
    {
        var target = $"{request.Method} {request.Path}";
        return target.Length <= 300 ? target : target[..300];
    }

    [LoggerMessage(1001, LogLevel.Error, "{Function} failed unexpectedly (trace {TraceId})")]
    private partial void LogUnexpected(Exception failure, string function, string traceId);

    [LoggerMessage(1002, LogLevel.Warning, "{Function} could not reach a store")]
    private partial void LogUnavailable(Exception failure, string function);

    /// <summary>One request on its way through the door.</summary>
    private sealed class Visit(HttpRequest request, long began)
    {
        public HttpRequest Request { get; } = request;

        public long Began { get; } = began;

        public Caller? Caller { get; set; }

        /// <summary>The attempt is recorded.</summary>
        public bool InTrail { get; set; } = true;

        public Idempotency.Reservation? Reservation { get; set; }

        public long? BytesIn => (Request.Body as RequestBody)?.Bytes ?? Request.ContentLength;

        /// <summary>Counts a body whose length nobody announced.</summary>
        public void CountBody()
        {
            if (Request.ContentLength is null && Request.Headers.TransferEncoding.Count > 0)
            {
                Request.Body = new RequestBody(default, Request.Body, null);
            }
        }
    }

    /// <summary>Sends an answer once the attempt is recorded and, for an idempotent request, the answer is kept.</summary>
    private sealed class AuditedAnswer(Door door, Visit visit, IResult answer) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            var real = httpContext.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
            var actual = answer;
            SecurityHeaders.Apply(response);
            AnswerBuffer? buffer = null;
            buffer = new AnswerBuffer(real.Stream, door.Options.HeldAnswerBytes, () => response.ContentType?.StartsWith("text/event-stream", StringComparison.Ordinal) == true, ReleaseAsync);
            var held = new StreamResponseBodyFeature(buffer);
            httpContext.Features.Set<IHttpResponseBodyFeature>(held);
            try
            {
                await actual.ExecuteAsync(httpContext);
                await held.CompleteAsync();
                await buffer.CompleteAsync(httpContext.RequestAborted);
            }
#pragma warning disable CA1031 // This is the boundary: every exception becomes an answer, as long as one can still be given.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                actual = door.Answer(httpContext, failure);
                if (buffer.Released)
                {
                    // Part of the answer has left: only a broken connection tells the caller that it is not whole.
                    httpContext.Abort();
                    return;
                }

                buffer.Discard();
                response.Clear();
                SecurityHeaders.Apply(response);
                await RefuseAsync(httpContext, real, buffer, actual);
            }
            finally
            {
                httpContext.Features.Set(real);
            }

            async Task ReleaseAsync(long? length)
            {
                if (visit.Reservation is { } reservation)
                {
                    visit.Reservation = null;
                    await reservation.EndAsync(response, length is null ? null : buffer!.Held);
                }

                await door.RecordAsync(visit, httpContext, actual, length);
                // A HEAD tells the length of what a GET would bring.
                if (length is not null && MayHaveBody(response.StatusCode) && !HttpMethods.IsHead(httpContext.Request.Method))
                {
                    response.ContentLength = length;
                }
            }
        }

        private static bool MayHaveBody(int status) => status is >= 200 and not (StatusCodes.Status204NoContent or StatusCodes.Status304NotModified);

        /// <summary>The answer could not be made, or not be recorded: says so, recorded if that works now.</summary>
        private static async Task RefuseAsync(HttpContext context, IHttpResponseBodyFeature real, AnswerBuffer buffer, IResult refusal)
        {
            context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(buffer));
            await refusal.ExecuteAsync(context);
            try
            {
                await buffer.CompleteAsync(context.RequestAborted);
            }
            catch (StoreUnavailableException)
            {
                // Not even the refusal can be recorded. The audit trail has logged that and fails the readiness check; a 503 tells the caller nothing but that.
                context.Response.Clear();
                SecurityHeaders.Apply(context.Response);
                context.Features.Set(real);
                await new Problem(Errors.Unavailable()).ExecuteAsync(context);
            }
        }
    }

    private DoorOptions Options => options.Value;
}
