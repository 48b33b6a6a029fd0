using System.Text.Json.Serialization;
using CgiHub.Core.Agencies;

namespace CgiHub.Core.Records;

/// <summary>How its originator wants one record handled, beyond the rules over every record of its feed.</summary>
/// <remarks>A member that the contract does not know is refused: what was meant to keep a record back must not be passed over because of its spelling.</remarks>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record Handling
{
    /// <summary>
    /// A court or a law has sealed it: as long as this is its newest version it is mentioned nowhere, no packet tells it, and its content is not stored.
    /// A version without this unseals it. Null: it is not sealed.
    /// </summary>
    public bool? Sealed { get; init; }

    /// <summary>
    /// Originator control: beside the originating agency and the center's own staff, only these agencies may see what the record says; none of them where the list is empty.
    /// Null: it is seen by the rules of its feed alone.
    /// </summary>
    public IReadOnlyList<Ori>? ReleasableTo { get; init; }
}
