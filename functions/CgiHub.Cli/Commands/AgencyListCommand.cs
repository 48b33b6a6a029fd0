using System.CommandLine;
using CgiHub.Cli.Hub;

namespace CgiHub.Cli.Commands;

/// <summary><c>agency ls</c>: the registry.</summary>
internal sealed class AgencyListCommand : ToolCommand
{
    private const int Everything = 1_000_000;

    /// <inheritdoc/>
    public override Command Describe() => new("ls", "Lists the agencies.");

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation call, CancellationToken cancel)
    {
        var agencies = await call.Hub().ListAsync("api/v1/admin/agencies", Everything, cancel).ToListAsync(cancel);
        call.Terminal.Table(["ORI", "NAME", "ACTIVE", "NIBIN SITE"], [.. agencies.Select(a => (IReadOnlyList<string>)[a.Text("ori"), a.Text("name"), a.Text("active"), a.Text("nibinSite")])]);
        call.Terminal.Give(agencies, CliJson.Default.IReadOnlyListJsonElement);
        return ExitCodes.Done;
    }
}
