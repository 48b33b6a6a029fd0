using System.CommandLine;
using CgiHub.Cli.Hub;

namespace CgiHub.Cli.Commands;

/// <summary><c>dead-letter ls</c>.</summary>
internal sealed class DeadLetterListCommand : ToolCommand
{
    private readonly Option<int> _limit = CommonOptions.Bounded(new Option<int>("--limit") { Description = "So many at most.", DefaultValueFactory = _ => 200, HelpName = "N" }, 1, 1_000_000);

    /// <inheritdoc/>
    public override Command Describe() => new("ls", "Lists them, newest first.") { _limit };

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation call, CancellationToken cancel)
    {
        var letters = await call.Hub().ListAsync("api/v1/admin/dead-letters", call.Get(_limit), cancel).ToListAsync(cancel);
        call.Terminal.Table(["ID", "QUEUE", "MESSAGE", "TRIES", "SINCE", "REASON"], [.. letters.Select(l => (IReadOnlyList<string>)[l.Text("id"), l.Text("queue"), l.Text("messageId"), l.Text("deliveries"), l.Text("deadAt"), l.Text("reason")])]);
        call.Terminal.Give(letters, CliJson.Default.IReadOnlyListJsonElement);
        return ExitCodes.Done;
    }
}
