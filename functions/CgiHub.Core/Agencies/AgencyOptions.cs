using System.ComponentModel.DataAnnotations;

namespace CgiHub.Core.Agencies;

/// <summary>Settings under <c>CgiHub:Agencies</c>.</summary>
public sealed class AgencyOptions
{
    /// <summary>How long another host's change to the registry may go unseen. Changes made by this host are seen at once. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan CacheFor { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Agencies (known and unknown) kept in memory. Default 10,000.</summary>
    [Range(1, 1_000_000)]
    public int MaxCached { get; init; } = 10_000;

    /// <summary>Largest registry entry in bytes of JSON, mappings included. Default 256 KiB.</summary>
    [Range(1024, 1_900_000)]
    public int MaxEntryBytes { get; init; } = 256 * 1024;
}
