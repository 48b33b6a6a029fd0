using System.CommandLine;
using CgiHub.Cli.Hub;

namespace CgiHub.Cli.Commands;

/// <summary><c>lost-messages</c>: has the hub ask again for all work since an instant.</summary>
internal sealed class LostMessagesCommand : ToolCommand
{
    private readonly Option<string> _since = new("--since") { Description = "From when on; some hours before messages were lost.", Required = true, HelpName = "TIME" };

    /// <inheritdoc/>
    public override Command Describe() => new("lost-messages", "Has the hub ask again for all work since an instant, after queues were lost (administrators).") { _since };

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation call, CancellationToken cancel)
    {
        var all = new AskedAgain(0, 0, 0, null);
        var body = new LostMessages(call.Get(_since), null);
        do
        {
            var asked = body;
            using var answer = (await call.Hub().SendAsync(new HubRequest(HttpMethod.Post, "api/v1/admin/lost-messages") { Content = () => JsonBody.Of(asked, CliJson.Default.LostMessages) }, cancel)).OrFail();
            var step = await answer.ReadAsync(CliJson.Default.AskedAgain, cancel);
            all = new AskedAgain(all.Records + step.Records, all.Exhibits + step.Exhibits, all.Leads + step.Leads, null);
            body = body with { Cursor = step.Next };
        }
        while (body.Cursor is not null);

        call.Terminal.Say($"Asked for again: {all.Records} records, {all.Exhibits} changes of exhibits, {all.Leads} leads.");
        call.Terminal.Give(all, CliJson.Default.AskedAgain);
        return ExitCodes.Done;
    }
}

/// <summary>What is sent for one step.</summary>
internal sealed record LostMessages(string? Since, string? Cursor);

/// <summary>What was asked for again.</summary>
internal sealed record AskedAgain(int Records, int Exhibits, int Leads, string? Next);
