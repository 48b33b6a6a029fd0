using CgiHub.Core;
using CgiHub.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Logging;

namespace CgiHub.Functions.Hosting;

/// <summary>
/// Stands between the worker and every HTTP function: whatever fails there becomes a problem document, and every answer carries the
/// hub's headers. Left to the Functions host, an exception is a 500 without a word.
/// </summary>
internal sealed partial class AnswerGuard(ILogger<AnswerGuard> log) : IFunctionsWorkerMiddleware
{
    private const int ClientClosedRequest = 499;

    /// <inheritdoc/>
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext() is not { } http)
        {
            await next(context);
            return;
        }

        FunctionName.Set(http, context.FunctionDefinition.Name);
        SecurityHeaders.Apply(http.Response);
        IResult? answer;
        try
        {
            await next(context);
            answer = context.GetInvocationResult().Value as IResult;
        }
#pragma warning disable CA1031 // This is the boundary: every exception becomes an answer.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            answer = Answer(http, failure);
        }

        // The worker would write an answer's public parts as JSON for the Functions host, streams included; of this one there are none.
        context.GetInvocationResult().Value = new GuardedAnswer(this, answer ?? Results.NoContent());
    }

    private IResult Answer(HttpContext http, Exception failure)
    {
        if (http.RequestAborted.IsCancellationRequested)
        {
            return Results.StatusCode(ClientClosedRequest);
        }

        LogUnexpected(failure, FunctionName.Of(http), Problem.TraceId(http));
        return new Problem(Errors.Unexpected());
    }

    [LoggerMessage(7301, LogLevel.Error, "{Function} failed unexpectedly (trace {TraceId})")]
    private partial void LogUnexpected(Exception failure, string function, string traceId);

    private sealed class GuardedAnswer(AnswerGuard guard, IResult answer) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            try
            {
                await answer.ExecuteAsync(httpContext);
            }
#pragma warning disable CA1031 // This is the boundary, too: an answer that could not be written is followed by one that says so.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                var refusal = guard.Answer(httpContext, failure);
                if (httpContext.Response.HasStarted)
                {
                    // Part of it has left: only a broken connection tells the caller that it is not whole.
                    httpContext.Abort();
                    return;
                }

                httpContext.Response.Clear();
                SecurityHeaders.Apply(httpContext.Response);
                await refusal.ExecuteAsync(httpContext);
            }
        }
    }
}
