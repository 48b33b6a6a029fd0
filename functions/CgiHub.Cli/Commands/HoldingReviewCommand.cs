using System.CommandLine;
using CgiHub.Cli.Hub;

namespace CgiHub.Cli.Commands;

/// <summary><c>holding approve</c> and <c>holding decline</c>: a person has reviewed a record that waits.</summary>
/// <param name="verb">What the hub calls it, too.</param>
/// <param name="what">What it does.</param>
/// <param name="done">How it is told.</param>
internal sealed class HoldingReviewCommand(string verb, string what, string done) : ToolCommand
{
    private readonly Argument<string> _record = new("record") { Description = "The record's id (rc-…), as 'holding ls' lists it." };
    private readonly Option<string> _revision = new("--revision") { Description = "The revision that was read.", Required = true, HelpName = "REVISION" };
    private readonly Option<string> _reason = new("--reason") { Description = "Why. It is kept: no names in it.", Required = true, HelpName = "TEXT" };

    /// <inheritdoc/>
    public override Command Describe() => new(verb, what) { _record, _revision, _reason };

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation call, CancellationToken cancel)
    {
        var body = new RecordReviewed(call.Get(_revision), call.Get(_reason));
        var request = new HubRequest(HttpMethod.Post, $"api/v1/admin/holding/{Uri.EscapeDataString(call.Get(_record))}/{verb}") { Content = () => JsonBody.Of(body, CliJson.Default.RecordReviewed) };
        using var answer = (await call.Hub().SendAsync(request, cancel)).OrFail();
        var review = await answer.ReadAsync(CliJson.Default.JsonElement, cancel);
        call.Terminal.Say($"{review.Text("recordId")} {done}.");
        call.Terminal.Give(review, CliJson.Default.JsonElement);
        return ExitCodes.Done;
    }
}

/// <summary>What is sent to review a record.</summary>
internal sealed record RecordReviewed(string? Revision, string? Reason);
