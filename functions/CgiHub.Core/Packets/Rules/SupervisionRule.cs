using CgiHub.Core.Agencies;

namespace CgiHub.Core.Packets.Rules;

/// <summary>
/// Probation and parole: who is under supervision, on which conditions, and which officer to call, by feed or as the supervising agencies answered.
/// For agencies that these let know it; the registry says of each whether they do (<c>supervision</c>).
/// </summary>
/// <remarks>
/// Supervision records belong to the supervising agency and go out by its law: in New York probation records are confidential (Criminal Procedure Law 390.50) and those of parole are closed
/// but for official use (9 NYCRR 8000.5); pretrial services records are confidential by 18 U.S.C. 3153(c). The hub asks for a criminal investigation, and names it.
/// </remarks>
internal static class SupervisionRule
{
    public const string Name = DisseminationRule.Supervision;

    /// <summary>Where something may be missing by this rule.</summary>
    public static IReadOnlyList<Withheld> Fields { get; } =
        [.. new[] { "/priority/factors", "/persons", "/supervision", "/recommendations", "/notices", "/provenance", "/caseMap" }.Select(f => new Withheld(f, Name))];

    /// <summary>The packet without what is this rule's own. What else rests on a supervision record goes with its records (<see cref="RecordCut"/>).</summary>
    public static IssuedPacket Apply(IssuedPacket issued) => issued with
    {
        Packet = issued.Packet with { Supervision = [], Truncated = [.. issued.Packet.Truncated.Where(t => t != "supervision")] },
    };
}
