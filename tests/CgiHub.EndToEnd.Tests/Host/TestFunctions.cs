using System.Collections.Concurrent;
using CgiHub.Core;
using CgiHub.Core.Agencies;
using CgiHub.Core.Storage;
using CgiHub.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CgiHub.EndToEnd.Tests.Host;

/// <summary>What the functions below were called with.</summary>
public sealed class Calls
{
    public ConcurrentQueue<string> Seen { get; } = new();

    /// <summary>Work whose text is here is let through; other poison fails.</summary>
    public ConcurrentDictionary<string, bool> Cured { get; } = new();

    /// <summary>Held requests wait for this.</summary>
    public TaskCompletionSource Release { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int Count(string prefix) => Seen.Count(s => s.StartsWith(prefix, StringComparison.Ordinal));
}

/// <summary>Functions that the tests of the host call.</summary>
public sealed class TestFunctions(Door door, Calls calls)
{
    [Function("TestEcho")]
    public Task<IResult> Echo([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "test/echo/{number}")] HttpRequest request, int number, CancellationToken cancel) =>
        door.OpenAsync(request, Roles.AgencySubmit, async _ =>
        {
            using var reader = new StreamReader(request.Body);
            var body = await reader.ReadToEndAsync(cancel);
            calls.Seen.Enqueue($"echo {number} {body.Length}");
            if (body.Contains("hold", StringComparison.Ordinal))
            {
                await calls.Release.Task.WaitAsync(cancel);
            }

            return body.Contains("refuse", StringComparison.Ordinal)
                ? new Problem(Errors.Malformed("As asked."))
                : Results.Text($"{number}: {calls.Seen.Count}", "text/plain", statusCode: 201).With(new AnswerHeaders { Location = $"/test/{number}", ETag = "e1" });
        });

    [Function("TestThrow")]
    public Task<IResult> Throw([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "test/throw/{what}")] HttpRequest request, string what) =>
        door.OpenAsync(request, Roles.AgencySubmit, _ => what switch
        {
            "store" => throw new StoreUnavailableException(),
            "cursor" => throw new BadContinuationException(),
            _ => throw new InvalidOperationException("secret inside"),
        });

    [Function("TestLong")]
    public Task<IResult> Long([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "test/long")] HttpRequest request) =>
        door.OpenAsync(request, Roles.AgencySubmit, _ => Task.FromResult(Results.Bytes(new byte[1_000_000])));

    [Function("TestWork")]
    public Task Work([ServiceBusTrigger("test-work")] string body, string messageId, int deliveryCount, string sessionId)
    {
        calls.Seen.Enqueue($"work {messageId} {deliveryCount} {sessionId} {body}");
        return calls.Cured.ContainsKey(messageId) ? Task.CompletedTask
            : body.Contains("poison", StringComparison.Ordinal) ? throw new InvalidOperationException("Poison.")
            : body.Contains("away", StringComparison.Ordinal) ? throw new StoreUnavailableException()
            : Task.CompletedTask;
    }

    [Function("TestTimer")]
    public void Tick([TimerTrigger("* * * * * *")] TimerInfo timer) => calls.Seen.Enqueue("tick");

    [Function("TestBlob")]
    public async Task Blob([BlobTrigger("inbound/{ori}/{name}")] Stream content, string ori, string name, CancellationToken cancel)
    {
        using var reader = new StreamReader(content);
        var text = await reader.ReadToEndAsync(cancel);
        calls.Seen.Enqueue($"blob {ori} {name} {text.Length}");
        if (text.Contains("poison", StringComparison.Ordinal))
        {
            throw new InvalidOperationException("Poison.");
        }
    }
}
