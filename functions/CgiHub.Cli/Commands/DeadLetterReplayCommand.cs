using System.CommandLine;
using CgiHub.Cli.Hub;

namespace CgiHub.Cli.Commands;

/// <summary><c>dead-letter replay</c>.</summary>
internal sealed class DeadLetterReplayCommand : ToolCommand
{
    private readonly Argument<string[]> _ids = new("id") { Description = "Ids, as 'dead-letter ls' lists them.", Arity = ArgumentArity.OneOrMore };

    /// <inheritdoc/>
    public override Command Describe() => new("replay", "Puts messages back into their queues.") { _ids };

    /// <inheritdoc/>
    public override Task<int> RunAsync(Invocation call, CancellationToken cancel) =>
        EachDeadLetter.RunAsync(call, call.Get(_ids), id => new HubRequest(HttpMethod.Post, $"api/v1/admin/dead-letters/{id}/replay"), "replayed", cancel);
}
