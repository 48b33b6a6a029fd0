using System.CommandLine;
using System.Text.Json;
using CgiHub.Cli.Hub;

namespace CgiHub.Cli.Commands;

/// <summary><c>agency get</c>: one entry of the registry, as JSON with or without <c>--json</c>, to edit and give to <c>agency set</c>.</summary>
internal sealed class AgencyGetCommand : ToolCommand
{
    private readonly Argument<string> _ori = new("ori") { Description = "The agency." };

    /// <inheritdoc/>
    public override Command Describe() => new("get", "Prints an agency's entry; its version goes to standard error.") { _ori };

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation call, CancellationToken cancel)
    {
        using var answer = (await call.Hub().SendAsync(new HubRequest(HttpMethod.Get, $"api/v1/admin/agencies/{Uri.EscapeDataString(call.Get(_ori))}"), cancel)).OrFail();
        var entry = await answer.ReadAsync(CliJson.Default.JsonElement, cancel);
        call.Terminal.Note($"version {answer.ETag}");
        call.Terminal.Say(JsonSerializer.Serialize(entry, IndentedJson.Default.JsonElement));
        call.Terminal.Give(entry, CliJson.Default.JsonElement);
        return ExitCodes.Done;
    }
}
