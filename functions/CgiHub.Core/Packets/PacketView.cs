using CgiHub.Core.Agencies;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Packets.Rules;
using CgiHub.Core.Triage;

namespace CgiHub.Core.Packets;

/// <summary>A packet as one recipient may see it: a pure function of the issued packet and the recipient's rules as they were when it was issued.</summary>
/// <remarks>
/// Each rule is a class in <c>Rules</c> that names its source and takes out what is its own; <see cref="RecordCut"/> takes out what rests on withheld records. What stands under a rule leaves
/// no trace in the view: not in factors (the score is the sum of those shown), not in persons (they are folded again from the records that remain, and fall apart where only a withheld record joined
/// them), not in labels, links, steps or provenance. What an originator keeps back was never in the packet that the view is made of (<see cref="OriginatorRule"/>).
/// </remarks>
public static class PacketView
{
    /// <summary>The view of one recipient.</summary>
    /// <param name="issued">The packet as it was issued; the recipient's edition, where records are kept from them.</param>
    /// <param name="recipient">Whose view.</param>
    /// <param name="rules">Their rules, as the registry had them then.</param>
    public static LeadPacket For(IssuedPacket issued, Ori recipient, DisseminationRules rules)
    {
        ArgumentNullException.ThrowIfNull(issued);
        ArgumentNullException.ThrowIfNull(rules);
        var whole = issued.Packet.CaseMap;
        var withheld = new List<Withheld>();
        if (!rules.Juveniles)
        {
            issued = JuvenileRule.Apply(issued);
            withheld.AddRange(JuvenileRule.Fields);
        }

        if (!rules.TraceData)
        {
            issued = TiahrtRule.Apply(issued);
            withheld.AddRange(TiahrtRule.Fields);
        }

        if (!rules.CriminalIntelligence)
        {
            issued = CriminalIntelligenceRule.Apply(issued);
            withheld.AddRange(CriminalIntelligenceRule.Fields);
        }

        if (!rules.Supervision)
        {
            issued = SupervisionRule.Apply(issued);
            withheld.AddRange(SupervisionRule.Fields);
        }

        var packet = issued.Packet;
        if (rules is not { TraceData: true, CriminalIntelligence: true, Supervision: true })
        {
            var cut = new RecordCut(issued, whole, rules);
            packet = cut.Of(packet);
            withheld.AddRange(cut.Withheld);
        }

        withheld.AddRange(OriginatorRule.Fields);
        return (rules.Juveniles ? packet : JuvenileRule.Rename(packet)) with
        {
            Notices = Seen(packet.Notices, recipient, rules),
            Images = [.. packet.Images.Select(i => i.Ori == recipient ? i : i with { Href = null, Preview = null })],
            Dissemination = new Dissemination(recipient, packet.Dissemination.Marking, withheld),
        };
    }

    /// <summary>Of what happened to earlier versions, that which is about what this recipient had; null for nothing.</summary>
    private static List<LeadNotice>? Seen(IReadOnlyList<LeadNotice>? notices, Ori recipient, DisseminationRules rules) =>
        notices?.Where(n => n.Rules.All(rules.Allows) && n.KeptFrom?.Contains(recipient) != true).Select(n => n with { KeptFrom = null }).ToList() is { Count: > 0 } seen ? seen : null;

    /// <summary>Persons as packets list them: those under suspicion first.</summary>
    internal static IReadOnlyList<PersonOnPath> InOrder(IEnumerable<PersonOnPath> persons) =>
        [.. persons.OrderByDescending(p => p.Roles.Any(JoinedPerson.IsOfSuspicion)).ThenBy(p => p.Id, StringComparer.Ordinal)];

    /// <summary>A case map as packets list it.</summary>
    internal static CaseMap InOrder(CaseMap map) => map with
    {
        Nodes = [.. map.Nodes.OrderBy(n => n.Id, StringComparer.Ordinal)],
        Links = [.. map.Links.OrderBy(l => l.From, StringComparer.Ordinal).ThenBy(l => l.To, StringComparer.Ordinal).ThenBy(l => l.Kind, StringComparer.Ordinal)],
    };
}
