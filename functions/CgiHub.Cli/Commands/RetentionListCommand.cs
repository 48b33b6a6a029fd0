using System.CommandLine;
using CgiHub.Cli.Hub;

namespace CgiHub.Cli.Commands;

/// <summary><c>retention ls</c>: what goes by itself, soonest first.</summary>
internal sealed class RetentionListCommand : ToolCommand
{
    private readonly Option<string?> _feed = new("--feed") { Description = "Only this feed's records.", HelpName = "FEED" };
    private readonly Option<string?> _agency = new("--agency") { Description = "Only this agency's records.", HelpName = "ORI" };
    private readonly Option<int> _limit = CommonOptions.Bounded(new Option<int>("--limit") { Description = "So many at most.", DefaultValueFactory = _ => 200, HelpName = "N" }, 1, 1_000_000);

    /// <inheritdoc/>
    public override Command Describe()
    {
        var command = new Command("ls", "Lists records with their dates, soonest first.") { _feed, _agency, _limit };
        command.Aliases.Add("list");
        return command;
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation call, CancellationToken cancel)
    {
        List<string> asked = [];
        if (call.Get(_feed) is { } feed)
        {
            asked.Add("feed=" + Uri.EscapeDataString(feed));
        }

        if (call.Get(_agency) is { } agency)
        {
            asked.Add("agency=" + Uri.EscapeDataString(agency));
        }

        var path = "api/v1/admin/retention" + (asked.Count == 0 ? "" : "?" + string.Join('&', asked));
        var records = await call.Hub().ListAsync(path, call.Get(_limit), cancel).ToListAsync(cancel);
        call.Terminal.Table(["ID", "FEED", "AGENCY", "RECEIVED", "REVIEW BY", "PURGE AT", "STATE"],
            [.. records.Select(r => (IReadOnlyList<string>)[r.Text("recordId"), r.Text("feed"), r.Text("agency"), r.Text("receivedAt"), r.Text("reviewBy"), r.Text("purgeAt"), r.Text("state")])]);
        call.Terminal.Give(records, CliJson.Default.IReadOnlyListJsonElement);
        return ExitCodes.Done;
    }
}
