namespace CgiHub.Partners.Servers;

/// <summary>How the simulated partners are started.</summary>
public sealed record PartnerServerOptions
{
    /// <summary>Loopback port of eTrace; 0 for any free one.</summary>
    public int ETracePort { get; init; }

    /// <summary>Loopback port of probation; 0 for any free one.</summary>
    public int ProbationPort { get; init; }

    /// <summary>Loopback port of parole; 0 for any free one.</summary>
    public int ParolePort { get; init; }

    /// <summary>The key that they take in <c>X-Api-Key</c>.</summary>
    public string ApiKey { get; init; } = "simulated-partner-key";

    /// <summary>The client that gets tokens at <c>/token</c>.</summary>
    public string ClientId { get; init; } = "cgihub";

    /// <summary>Its secret.</summary>
    public string ClientSecret { get; init; } = "simulated-partner-secret";

    /// <summary>How long a token is good. Default 1 h.</summary>
    public TimeSpan TokenLifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How eTrace behaves at first.</summary>
    public PartnerSwitches ETrace { get; init; } = new();

    /// <summary>How probation behaves at first.</summary>
    public PartnerSwitches Probation { get; init; } = new();

    /// <summary>How parole behaves at first.</summary>
    public PartnerSwitches Parole { get; init; } = new();
}
