using CgiHub.Core.Agencies;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Records;

namespace CgiHub.Core.Packets.Rules;

/// <summary>
/// Criminal intelligence: open-source items, and who is said to belong to which group, whatever record says it. For whoever has the need and the right to know;
/// the registry says of each agency whether it has (<c>criminalIntelligence</c>).
/// </summary>
/// <remarks>28 CFR 23.20(e): intelligence goes only where there is a need to know and a right to know it in a law enforcement activity; (f): to agencies that keep these rules; (g): each release is recorded (<see cref="DisseminationLog"/>).</remarks>
internal static class CriminalIntelligenceRule
{
    public const string Name = DisseminationRule.CriminalIntelligence;

    /// <summary>Where something may be missing by this rule.</summary>
    public static IReadOnlyList<Withheld> Fields { get; } =
        [.. new[] { "/priority/factors", "/persons", "/groups", "/osint", "/recommendations", "/notices", "/provenance", "/caseMap" }.Select(f => new Withheld(f, Name))];

    /// <summary>The packet without what is this rule's own. What else rests on an open-source item goes with its records (<see cref="RecordCut"/>).</summary>
    public static IssuedPacket Apply(IssuedPacket issued)
    {
        var packet = issued.Packet;
        return issued with
        {
            Packet = packet with
            {
                Events = [.. packet.Events.Select(Event)],
                Guns = [.. packet.Guns.Select(g => g with { Firearms = [.. g.Firearms.Select(f => f with { Recovery = f.Recovery with { Possessor = Ungrouped(f.Recovery.Possessor) } })] })],
                Persons = [.. packet.Persons.Select(p => p with { Person = Ungrouped(p.Person)! })],
                Groups = [],
                Traces = [.. packet.Traces.Select(t => t with { Trace = t.Trace with { Purchaser = Ungrouped(t.Trace.Purchaser), Possessor = Ungrouped(t.Trace.Possessor) } })],
                Arrests = [.. packet.Arrests.Select(a => a with { Arrest = a.Arrest with { Person = Ungrouped(a.Arrest.Person)! } })],
                Supervision = [.. packet.Supervision.Select(s => s with { Supervision = s.Supervision with { Person = Ungrouped(s.Supervision.Person)! } })],
                Osint = [],
                Truncated = [.. packet.Truncated.Where(t => t is not ("osint" or "groups"))],
                CaseMap = packet.CaseMap with { Nodes = [.. packet.CaseMap.Nodes.Where(n => n.Kind != NodeKind.Group)] },
            },
            Sayings = [.. issued.Sayings.Select(s => s with { Person = Ungrouped(s.Person)! })],
        };
    }

    private static GunEvent Event(GunEvent happened) => happened.Incident is not { Persons: { } persons } incident ? happened : happened with
    {
        Incident = incident with { Persons = [.. persons.Select(p => p with { Groups = null })] },
    };

    private static Person? Ungrouped(Person? person) => person is null ? null : person with { Groups = null };
}
