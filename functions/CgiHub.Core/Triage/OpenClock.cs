using CgiHub.Core.Agencies;
using CgiHub.Core.CaseMaps;

namespace CgiHub.Core.Triage;

/// <summary>A clock of a lead that still runs.</summary>
/// <param name="LeadId">The lead.</param>
/// <param name="Stage"><c>packetSent</c>, <c>acknowledged</c> or <c>firstAction</c>; the stages before are behind every lead that the hub knows.</param>
/// <param name="Agency">Whose acknowledgement is awaited; null for the lead as a whole.</param>
/// <param name="DueAt">When the stage should be reached.</param>
public sealed record OpenClock(string LeadId, string Stage, Ori? Agency, DateTimeOffset DueAt)
{
    /// <summary>The same for the same lead, stage and agency, whenever it is due: what alerts once.</summary>
    public string Id => Agency is { } ori ? $"{LeadId}|{Stage}|{ori}" : $"{LeadId}|{Stage}";

    /// <summary>
    /// The clocks of a lead that run: until its first packet is sent that one; then one for each recipient that can acknowledge and has not,
    /// and one for the first action, of whomever. An eliminated lead has none.
    /// </summary>
    public static IReadOnlyList<OpenClock> Of(LeadDocument lead, ClockOptions region)
    {
        ArgumentNullException.ThrowIfNull(lead);
        if (lead.Status == LeadStatus.Eliminated)
        {
            return [];
        }

        var targets = lead.Times.Targets ?? LeadTargets.Of(region);
        if (lead.Times.PacketSent is not { } sent)
        {
            return [new OpenClock(lead.LeadId, "packetSent", null, lead.Times.Told + targets.PacketSent)];
        }

        var open = lead.Heard.Where(h => h is { AcknowledgeBy: not null, AcknowledgedAt: null })
            .Select(h => new OpenClock(lead.LeadId, "acknowledged", h.Ori, h.AcknowledgeBy!.Value)).ToList();
        if (lead.Times.FirstAction is null)
        {
            open.Add(new OpenClock(lead.LeadId, "firstAction", null, sent + targets.FirstAction));
        }

        return open;
    }
}
