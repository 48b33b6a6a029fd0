using CgiHub.Core.Agencies;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Records;

namespace CgiHub.Core.Packets.Rules;

/// <summary>
/// Originator control: what a record says that its sender keeps back (<see cref="Handling.ReleasableTo"/>) is for the sender, the agencies that it names and the center's staff, who work on every agency's records and see them marked.
/// The originator decides, record by record; it widens the circle by sending the record anew with a longer list.
/// </summary>
/// <remarks>
/// The owner's control over its records is the rule of the shared systems: the FBI's N-DEx Policy and Operating Manual (version 3.1, 1.3 and 1.4) leaves to the record-owning agency who may see a record,
/// and asks for its permission before a record is used or passed on.
/// A record that is kept back may have moved anything in a packet: a date, a join of two persons, a score. So nothing is cut out of the packet afterwards. Whoever may not see all of the records
/// gets an edition that is drawn, measured and weighed from those that they may see, as if there were no others.
/// Every recipient is told that records may be missing by this rule, of every packet: to tell only those from whom something is kept would tell them that there is something.
/// </remarks>
internal static class OriginatorRule
{
    public const string Name = DisseminationRule.Originator;

    /// <summary>Where something may be missing by this rule: anywhere (the pointer of the whole packet).</summary>
    public static IReadOnlyList<Withheld> Fields { get; } = [new Withheld("", Name)];

    /// <summary>The recipients among some who cannot be told what the center's picture shows, together where the same is kept from them.</summary>
    /// <param name="controls">The controls over the records that were met.</param>
    /// <param name="readers">The recipients. Of one that the registry does not know nobody can have meant to let it see anything.</param>
    public static IReadOnlyList<(RecordSight Sight, IReadOnlyList<PacketRecipient> Readers)> KeptFrom(IReadOnlyList<OriginatorControl> controls, IEnumerable<PacketRecipient> readers) =>
    [
        .. readers.GroupBy(r => string.Concat(controls.Select(c => r.Registered && c.LetsSee(r.Ori) ? '1' : '0')) + (r.Registered ? "" : "?"), r => r, StringComparer.Ordinal)
            .Where(g => g.Key.Contains('0', StringComparison.Ordinal))
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => (new RecordSight([.. g.Where(r => r.Registered).Select(r => r.Ori).OrderBy(o => o.Value, StringComparer.Ordinal)]), (IReadOnlyList<PacketRecipient>)[.. g.OrderBy(r => r.Ori.Value, StringComparer.Ordinal)])),
    ];
}
