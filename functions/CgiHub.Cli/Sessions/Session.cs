namespace CgiHub.Cli.Sessions;

/// <summary>Who is signed in where, as it lies in a file that only the user can read.</summary>
/// <param name="Hub">The hub's address.</param>
/// <param name="Token">The bearer token.</param>
/// <param name="Grant">How it was got, and so how another is got when it ends.</param>
internal sealed record Session(string Hub, string Token, Grant Grant)
{
    /// <summary>When the token ends; null where nobody said.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The agency that it acts for, where that was said.</summary>
    public string? Agency { get; init; }
}

/// <summary>How a token was got.</summary>
/// <param name="Kind"><c>dev</c>, <c>client</c>, <c>device</c> or <c>given</c>.</param>
internal sealed record Grant(string Kind)
{
    /// <summary>Roles of a development token.</summary>
    public IReadOnlyList<string>? Roles { get; init; }

    /// <summary>The provider's address.</summary>
    public string? Authority { get; init; }

    /// <summary>The application's id at the provider. Its secret is never kept: it is read from the environment (<c>CGIHUB_CLIENT_SECRET</c>).</summary>
    public string? ClientId { get; init; }

    /// <summary>What the token is for.</summary>
    public string? Scope { get; init; }

    /// <summary>Gets another token for who signed in with a device code.</summary>
    public string? RefreshToken { get; init; }
}
