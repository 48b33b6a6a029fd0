using System.CommandLine;

namespace CgiHub.Cli.Commands;

/// <summary><c>logout</c>: forgets the token.</summary>
internal sealed class LogoutCommand : ToolCommand
{
    /// <inheritdoc/>
    public override Command Describe() => new("logout", "Forgets the sign-in.");

    /// <inheritdoc/>
    public override Task<int> RunAsync(Invocation call, CancellationToken cancel)
    {
        call.Terminal.Say(call.SessionFile.Delete() ? "Signed out." : "Nobody was signed in.");
        return Task.FromResult(ExitCodes.Done);
    }
}
