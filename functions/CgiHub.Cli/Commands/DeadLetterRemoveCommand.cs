using System.CommandLine;
using CgiHub.Cli.Hub;

namespace CgiHub.Cli.Commands;

/// <summary><c>dead-letter rm</c>.</summary>
internal sealed class DeadLetterRemoveCommand : ToolCommand
{
    private readonly Argument<string[]> _ids = new("id") { Description = "Ids, as 'dead-letter ls' lists them.", Arity = ArgumentArity.OneOrMore };

    /// <inheritdoc/>
    public override Command Describe() => new("rm", "Removes messages for good.") { _ids };

    /// <inheritdoc/>
    public override Task<int> RunAsync(Invocation call, CancellationToken cancel) =>
        EachDeadLetter.RunAsync(call, call.Get(_ids), id => new HubRequest(HttpMethod.Delete, $"api/v1/admin/dead-letters/{id}"), "removed", cancel);
}
