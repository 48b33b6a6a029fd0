using System.ComponentModel.DataAnnotations;

namespace CgiHub.Core;

/// <summary>What is true of the hub as a whole: <c>CgiHub</c>.</summary>
public sealed class HubOptions
{
    /// <summary>The region that this hub serves; a part of keys, so it stays. Default <c>local</c>.</summary>
    [Required, RegularExpression("^[a-z0-9][a-z0-9-]{0,31}$")]
    public string Region { get; init; } = "local";

    /// <summary>The region's time zone (IANA, such as <c>America/New_York</c>): its days begin there at midnight, the digest is made there at seven. Default <c>Etc/UTC</c>.</summary>
    [Required]
    public string TimeZone { get; init; } = "Etc/UTC";

    /// <summary>The zone of <see cref="TimeZone"/>.</summary>
    public TimeZoneInfo Zone => TimeZoneInfo.FindSystemTimeZoneById(TimeZone);
}
