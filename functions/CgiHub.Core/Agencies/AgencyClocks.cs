namespace CgiHub.Core.Agencies;

/// <summary>An agency's own targets, in hours; those left out are the region's (<c>CgiHub:Triage:Clocks</c>).</summary>
/// <remarks>
/// <c>received</c>, <c>imaged</c> and <c>entered</c> hold for exhibits that the agency owns, <c>lead</c> and <c>packetSent</c> for leads that it makes as a NIBIN site,
/// <c>acknowledged</c> and <c>firstAction</c> for packets that it receives.
/// </remarks>
public sealed record AgencyClocks
{
    /// <summary>Longest target, in hours: ten years.</summary>
    public const double MostHours = 87_600;

    /// <summary>From recovery until the hub has the exhibit.</summary>
    public double? Received { get; init; }

    /// <summary>From recovery until it is imaged.</summary>
    public double? Imaged { get; init; }

    /// <summary>From recovery until it is entered into NIBIN.</summary>
    public double? Entered { get; init; }

    /// <summary>From recovery until the lead is made.</summary>
    public double? Lead { get; init; }

    /// <summary>From when the hub has the lead until its packet is sent.</summary>
    public double? PacketSent { get; init; }

    /// <summary>From the packet until the agency acknowledges it.</summary>
    public double? Acknowledged { get; init; }

    /// <summary>From the packet until somebody tells a first action.</summary>
    public double? FirstAction { get; init; }

    /// <summary>Each target by its name in JSON.</summary>
    internal IEnumerable<(string Name, double? Hours)> All =>
        [("received", Received), ("imaged", Imaged), ("entered", Entered), ("lead", Lead), ("packetSent", PacketSent), ("acknowledged", Acknowledged), ("firstAction", FirstAction)];
}
