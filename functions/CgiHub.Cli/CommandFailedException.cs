using CgiHub.Cli.Hub;

namespace CgiHub.Cli;

/// <summary>Ends a command with an exit code and a sentence.</summary>
internal sealed class CommandFailedException(int exitCode, string message) : Exception(message)
{
    /// <summary>One of <see cref="ExitCodes"/>.</summary>
    public int ExitCode { get; } = exitCode;

    /// <summary>What the hub said, where it said something.</summary>
    public ProblemDocument? Problem { get; private init; }

    /// <summary>The end that a refusal of the hub makes.</summary>
    public static CommandFailedException Of(int status, ProblemDocument? problem)
    {
        var code = status switch
        {
            401 or 403 => ExitCodes.SignIn,
            408 or 429 or >= 500 => ExitCodes.Unavailable,
            _ => ExitCodes.Refused,
        };
        return new CommandFailedException(code, problem is null ? $"The hub answered with status {status}." : $"{problem.Title}: {problem.Detail}") { Problem = problem };
    }

    /// <summary>A command line, or a file named on it, that is not understood.</summary>
    public static CommandFailedException Usage(string message) => new(ExitCodes.Usage, message);
}
