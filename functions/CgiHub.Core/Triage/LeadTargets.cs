using CgiHub.Core.Agencies;

namespace CgiHub.Core.Triage;

/// <summary>How long each stage of one lead may take, the agencies' own targets included.</summary>
public sealed record LeadTargets
{
    /// <summary>From recovery until the hub has the exhibit.</summary>
    public required TimeSpan Received { get; init; }

    /// <summary>From recovery until it is imaged.</summary>
    public required TimeSpan Imaged { get; init; }

    /// <summary>From recovery until it is entered into NIBIN.</summary>
    public required TimeSpan Entered { get; init; }

    /// <summary>From recovery until the lead is made.</summary>
    public required TimeSpan Lead { get; init; }

    /// <summary>From when the hub has the lead until its packet is sent.</summary>
    public required TimeSpan PacketSent { get; init; }

    /// <summary>From the packet until the first recipient acknowledges it.</summary>
    public required TimeSpan Acknowledged { get; init; }

    /// <summary>From the packet until somebody tells a first action.</summary>
    public required TimeSpan FirstAction { get; init; }

    /// <summary>The targets of a lead: the exhibit owner's up to entry, the site's until the packet is sent, and the strictest of those who own an event from then on.</summary>
    /// <param name="region">Where an agency has none of its own.</param>
    /// <param name="exhibitOwner">Who owns the exhibit that the clocks run for, or null.</param>
    /// <param name="site">Who made the lead, or null.</param>
    /// <param name="owners">Who owns an event.</param>
    public static LeadTargets Of(ClockOptions region, Agency? exhibitOwner = null, Agency? site = null, IReadOnlyCollection<Agency>? owners = null)
    {
        ArgumentNullException.ThrowIfNull(region);
        return new LeadTargets
        {
            Received = Own(exhibitOwner, c => c.Received, region.Received),
            Imaged = Own(exhibitOwner, c => c.Imaged, region.Imaged),
            Entered = Own(exhibitOwner, c => c.Entered, region.Entered),
            Lead = Own(site, c => c.Lead, region.Lead),
            PacketSent = Own(site, c => c.PacketSent, region.PacketSent),
            Acknowledged = Strictest(c => c.Acknowledged, region.Acknowledged),
            FirstAction = Strictest(c => c.FirstAction, region.FirstAction),
        };

        TimeSpan Strictest(Func<AgencyClocks, double?> target, TimeSpan otherwise) =>
            owners is { Count: > 0 } ? owners.Min(a => Own(a, target, otherwise)) : otherwise;
    }

    /// <summary>How long an agency may take to acknowledge a packet.</summary>
    public static TimeSpan ToAcknowledge(ClockOptions region, Agency recipient)
    {
        ArgumentNullException.ThrowIfNull(region);
        return Own(recipient, c => c.Acknowledged, region.Acknowledged);
    }

    /// <summary>How long an agency may take until somebody acts on a packet that it received.</summary>
    public static TimeSpan ToAct(ClockOptions region, Agency recipient)
    {
        ArgumentNullException.ThrowIfNull(region);
        return Own(recipient, c => c.FirstAction, region.FirstAction);
    }

    private static TimeSpan Own(Agency? agency, Func<AgencyClocks, double?> target, TimeSpan otherwise) =>
        agency?.Clocks is { } clocks && target(clocks) is { } hours ? TimeSpan.FromHours(hours) : otherwise;
}
