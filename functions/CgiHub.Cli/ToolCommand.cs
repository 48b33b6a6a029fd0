using System.CommandLine;

namespace CgiHub.Cli;

/// <summary>One command of the tool.</summary>
internal abstract class ToolCommand
{
    /// <summary>How it is called.</summary>
    public abstract Command Describe();

    /// <summary>Does it; gives an exit code.</summary>
    public abstract Task<int> RunAsync(Invocation call, CancellationToken cancel);
}
