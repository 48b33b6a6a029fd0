using System.Text.Json.Serialization;
using CgiHub.Core.Agencies;

namespace CgiHub.Core.Records;

/// <summary>Where a record comes from, and when the hub took it.</summary>
/// <param name="Feed">The feed's name.</param>
/// <param name="Agency">Who sent it.</param>
/// <param name="SourceId">The sender's id of it.</param>
/// <param name="Version">1, then one more for each other content.</param>
/// <param name="ReceivedAt">When this version landed.</param>
public sealed record RecordRef(string Feed, Ori Agency, string SourceId, int Version, DateTimeOffset ReceivedAt)
{
    /// <summary>The same for every version; a stable id that tells nothing of the content.</summary>
    [JsonIgnore]
    public string Key => StableId.Of("rc", Feed, Agency.Value, SourceId);

    /// <summary>How reasons name the record: <c>feed/agency/sourceId</c>.</summary>
    [JsonIgnore]
    public string Citation { get; } = $"{Feed}/{Agency}/{SourceId}";
}
