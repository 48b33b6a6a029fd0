using System.CommandLine;
using CgiHub.Cli.Hub;

namespace CgiHub.Cli.Commands;

/// <summary><c>retention validate</c>: a person found that a record is still good.</summary>
internal sealed class RetentionValidateCommand : ToolCommand
{
    private readonly Argument<string> _record = new("record") { Description = "The record's id (rc-…), as 'retention ls' lists it." };
    private readonly Option<string> _reason = new("--reason") { Description = "Why. It is kept: no names in it.", Required = true, HelpName = "TEXT" };
    private readonly Option<string?> _until = new("--until") { Description = "Until when (RFC 3339). Default: one period from now, which is the most.", HelpName = "TIME" };

    /// <inheritdoc/>
    public override Command Describe() => new("validate", "Prolongs the period of a record that was found to be still good.") { _record, _reason, _until };

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation call, CancellationToken cancel)
    {
        var body = new RecordValidated(call.Get(_reason), call.Get(_until));
        var request = new HubRequest(HttpMethod.Post, $"api/v1/admin/retention/{Uri.EscapeDataString(call.Get(_record))}/validate") { Content = () => JsonBody.Of(body, CliJson.Default.RecordValidated) };
        using var answer = (await call.Hub().SendAsync(request, cancel)).OrFail();
        var record = await answer.ReadAsync(CliJson.Default.JsonElement, cancel);
        call.Terminal.Say($"{record.Text("recordId")} is valid until {record.Text("purgeAt")}.");
        call.Terminal.Give(record, CliJson.Default.JsonElement);
        return ExitCodes.Done;
    }
}

/// <summary>What is sent to validate a record.</summary>
internal sealed record RecordValidated(string? Reason, string? Until);
