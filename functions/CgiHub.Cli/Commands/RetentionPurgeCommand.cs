using System.CommandLine;
using CgiHub.Cli.Hub;

namespace CgiHub.Cli.Commands;

/// <summary><c>retention purge</c>: a record goes now, for good.</summary>
internal sealed class RetentionPurgeCommand : ToolCommand
{
    private readonly Argument<string> _record = new("record") { Description = "The record's id (rc-…), as 'retention ls' lists it." };
    private readonly Option<string> _reason = new("--reason") { Description = "Why. It is kept: no names in it.", Required = true, HelpName = "TEXT" };

    /// <inheritdoc/>
    public override Command Describe() => new("purge", "Purges a record for good; everyone who was told it gets a notice.") { _record, _reason };

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation call, CancellationToken cancel)
    {
        var body = new RecordPurged(call.Get(_reason));
        var request = new HubRequest(HttpMethod.Post, $"api/v1/admin/retention/{Uri.EscapeDataString(call.Get(_record))}/purge") { Content = () => JsonBody.Of(body, CliJson.Default.RecordPurged) };
        using var answer = (await call.Hub().SendAsync(request, cancel)).OrFail();
        var record = await answer.ReadAsync(CliJson.Default.JsonElement, cancel);
        call.Terminal.Say($"{record.Text("recordId")} is purged.");
        call.Terminal.Give(record, CliJson.Default.JsonElement);
        return ExitCodes.Done;
    }
}

/// <summary>What is sent to purge a record.</summary>
internal sealed record RecordPurged(string? Reason);
