using System.CommandLine;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using CgiHub.Cli.Hub;

namespace CgiHub.Cli.Commands;

/// <summary><c>outcome</c>: tells what came of a lead.</summary>
internal sealed class OutcomeCommand : ToolCommand
{
    private readonly Argument<string> _lead = new("lead") { Description = "The lead's id (ld-…)." };
    private readonly Argument<string> _kind = new("kind") { Description = "What happened." };
    private readonly Option<string?> _at = new("--at") { Description = "When (RFC 3339, such as 2026-01-31T16:30:00-05:00). Default: now.", HelpName = "TIME" };
    private readonly Option<string?> _note = new("--note") { Description = "Free text.", HelpName = "TEXT" };

    /// <inheritdoc/>
    public override Command Describe()
    {
        _kind.AcceptOnlyFromAmong("assigned", "interview", "warrant", "arrest", "gunRecovered", "charged", "cleared", "noFurtherAction");
        return new Command("outcome", "Tells the center what came of a lead.") { _lead, _kind, _at, _note };
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation call, CancellationToken cancel)
    {
        var told = new OutcomeTold(call.Get(_kind), call.Get(_at) ?? call.Time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss'Z'", CultureInfo.InvariantCulture), call.Get(_note));
        var request = new HubRequest(HttpMethod.Post, $"api/v1/leads/{Uri.EscapeDataString(call.Get(_lead))}/outcomes") { Content = () => JsonBody.Of(told, CliJson.Default.OutcomeTold) };
        using var answer = (await call.Hub().SendAsync(request, cancel)).OrFail();
        call.Terminal.Say($"{call.Get(_lead)}: {told.Kind} at {told.At} is noted.");
        call.Terminal.Give(await answer.ReadAsync(CliJson.Default.JsonElement, cancel), CliJson.Default.JsonElement);
        return ExitCodes.Done;
    }
}

/// <summary>What came of a lead.</summary>
internal sealed record OutcomeTold(string Kind, string At, string? Note);
