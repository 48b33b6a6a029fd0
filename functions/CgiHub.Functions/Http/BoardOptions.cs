using System.ComponentModel.DataAnnotations;

namespace CgiHub.Functions.Http;

/// <summary>Settings under <c>CgiHub:Board</c>.</summary>
public sealed class BoardOptions
{
    /// <summary>Whoever opens the board may choose who they are. Default false; the one-machine host sets it where it makes development tokens.</summary>
    public bool ChooseRoles { get; init; }

    /// <summary>The identity provider at which people sign in to the board. Default: none, and nobody can, unless they choose who they are.</summary>
    public BoardSignInOptions SignIn { get; init; } = new();

    /// <summary>The board locks after so long without a key or a pointer. Default and at most 30 min (CJIS Security Policy).</summary>
    [Range(typeof(TimeSpan), "00:00:05", "00:30:00")]
    public TimeSpan LockAfter { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Signing in counts for so long, whatever the token says. Default and at most 12 h (CJIS Security Policy).</summary>
    [Range(typeof(TimeSpan), "00:01:00", "12:00:00")]
    public TimeSpan SignInFor { get; init; } = TimeSpan.FromHours(12);

    /// <summary>A listener of <c>/api/v1/events</c> is told after so long that the connection still stands. Default 15 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>A listener's connection ends after so long, and the listener comes again. Default 200 s: Azure's front ends cut what takes longer than 230 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan ConnectionFor { get; init; } = TimeSpan.FromSeconds(200);
}
