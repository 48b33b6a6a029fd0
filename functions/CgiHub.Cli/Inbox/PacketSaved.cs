namespace CgiHub.Cli.Inbox;

/// <summary>An entry of the inbox.</summary>
internal sealed record InboxEntry(string PacketId, string LeadId, int Version, string Reason, string Band, DateTimeOffset IssuedAt);

/// <summary>Which version a packet is.</summary>
internal sealed record PacketVersion(int Version);

/// <summary>A packet that was written to files.</summary>
/// <param name="PacketId">The packet.</param>
/// <param name="LeadId">Its lead.</param>
/// <param name="Version">Its version.</param>
/// <param name="Reason">Why that was issued.</param>
/// <param name="Band">The lead's band.</param>
/// <param name="Json">The file with the packet.</param>
internal sealed record PacketSaved(string PacketId, string LeadId, int Version, string Reason, string Band, string Json)
{
    /// <summary>The file with the packet on paper; null where the hub gives none.</summary>
    public string? Pdf { get; init; }

    /// <summary>Whether its reception was told to the hub.</summary>
    public bool Acknowledged { get; init; }
}
