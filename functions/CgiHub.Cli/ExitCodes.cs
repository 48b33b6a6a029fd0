namespace CgiHub.Cli;

/// <summary>How a command ended. The numbers are part of the tool's contract.</summary>
internal static class ExitCodes
{
    /// <summary>All of it was done.</summary>
    public const int Done = 0;

    /// <summary>The tool itself is at fault.</summary>
    public const int Unexpected = 1;

    /// <summary>The command line, a manifest or another file given to it is not understood; nothing was sent.</summary>
    public const int Usage = 2;

    /// <summary>Not signed in, or without the role or agency that this needs.</summary>
    public const int SignIn = 3;

    /// <summary>The hub refused the request.</summary>
    public const int Refused = 4;

    /// <summary>Some rows, images or packets were refused; the others are done.</summary>
    public const int Partly = 5;

    /// <summary>The hub could not be reached, or stayed unavailable over all retries. What was not acknowledged can be sent again.</summary>
    public const int Unavailable = 6;

    /// <summary>What was checked is broken (the audit trail, a mapping).</summary>
    public const int Broken = 7;

    /// <summary>Interrupted before it was done; the same call goes on from there.</summary>
    public const int Interrupted = 130;
}
