using System.CommandLine;
using CgiHub.Cli.Hub;

namespace CgiHub.Cli.Commands;

/// <summary><c>holding ls</c>: what waits for a review, longest first.</summary>
internal sealed class HoldingListCommand : ToolCommand
{
    private readonly Option<int> _limit = CommonOptions.Bounded(new Option<int>("--limit") { Description = "So many at most.", DefaultValueFactory = _ => 200, HelpName = "N" }, 1, 1_000_000);

    /// <inheritdoc/>
    public override Command Describe()
    {
        var command = new Command("ls", "Lists records that wait for a review, longest first; --json shows what they say.") { _limit };
        command.Aliases.Add("list");
        return command;
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation call, CancellationToken cancel)
    {
        var held = await call.Hub().ListAsync("api/v1/admin/holding", call.Get(_limit), cancel).ToListAsync(cancel);
        call.Terminal.Table(["ID", "REVISION", "FEED", "AGENCY", "SOURCE ID", "RECEIVED", "UNTIL"],
            [.. held.Select(r => (IReadOnlyList<string>)[r.Text("recordId"), r.Text("revision"), r.Text("feed"), r.Text("agency"), r.Text("sourceId"), r.Text("receivedAt"), r.Text("until")])]);
        call.Terminal.Give(held, CliJson.Default.IReadOnlyListJsonElement);
        return ExitCodes.Done;
    }
}
