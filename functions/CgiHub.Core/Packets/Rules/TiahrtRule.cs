using CgiHub.Core.Agencies;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Records;

namespace CgiHub.Core.Packets.Rules;

/// <summary>
/// The contents of a firearm trace, by feed or as eTrace answered: for law enforcement and prosecutors, in a criminal investigation or prosecution.
/// The registry says of each agency whether it is one (<c>traceData</c>).
/// </summary>
/// <remarks>
/// The Tiahrt amendment: the proviso on the Firearms Trace System database in the appropriations for ATF, permanent since Pub. L. 112-55 (18 U.S.C. 923 note).
/// Its exception is the agency's own investigation, so purpose is given by what a packet is for. The recovery itself is the recovering agency's fact, and is shown; who bought the gun first is not.
/// </remarks>
internal static class TiahrtRule
{
    public const string Name = DisseminationRule.Tiahrt;

    /// <summary>Where something may be missing by this rule.</summary>
    public static IReadOnlyList<Withheld> Fields { get; } =
        [.. new[] { "/priority/factors", "/priority/traffickingIndex", "/persons", "/traces", "/recommendations", "/notices", "/provenance", "/caseMap" }.Select(f => new Withheld(f, Name))];

    /// <summary>The packet without what is this rule's own. What else rests on a trace goes with its records (<see cref="RecordCut"/>).</summary>
    public static IssuedPacket Apply(IssuedPacket issued)
    {
        var packet = issued.Packet;
        var firearms = packet.Guns.SelectMany(g => g.Firearms).ToLookup(f => f.Id, StringComparer.Ordinal);
        return issued with
        {
            Packet = packet with
            {
                Priority = packet.Priority with { TraffickingIndex = null },
                Traces = [],
                Truncated = [.. packet.Truncated.Where(t => t != "traces")],
                CaseMap = packet.CaseMap with
                {
                    Nodes = [.. packet.CaseMap.Nodes.SelectMany(n => n.Kind == NodeKind.Firearm ? firearms[n.Id].Take(1).Select(f => AsRecovered(n, f.Recovery)) : [n])],
                    Links = [.. packet.CaseMap.Links.Where(l => l.Kind != "purchaser")],
                },
            },
        };
    }

    /// <summary>A firearm by its recovery alone: make and model may have come from the trace.</summary>
    private static MapNode AsRecovered(MapNode node, FirearmRecovery firearm)
    {
        var label = string.Join(' ', new[] { firearm.Make, firearm.Model, firearm.Caliber, firearm.SerialObliterated == true ? null : firearm.Serial }.Where(s => !string.IsNullOrWhiteSpace(s)));
        return node with { Label = label.Length > 0 ? label : "Firearm", At = firearm.RecoveredAt, Lat = firearm.Lat, Lon = firearm.Lon };
    }
}
