using System.ComponentModel.DataAnnotations;

namespace CgiHub.Core.Records;

/// <summary>Which records wait for a person before they enter the hub: <c>CgiHub:Holding</c>.</summary>
/// <remarks>28 CFR 23.20(c): the project itself finds that there is reasonable suspicion, or leaves that to trained agencies. By default it is left to them.</remarks>
public sealed class HoldingOptions
{
    /// <summary>Feeds whose records wait in the holding bin, of <c>osint</c>, <c>incidents</c>, <c>firearms</c>, <c>traces</c>, <c>arrests</c> and <c>supervision</c>; <c>osint</c> alone is criminal intelligence. Default: none.</summary>
    [Required]
    public IReadOnlyList<string> Feeds { get; init; } = [];

    /// <summary>How long a record waits; whatever nobody has reviewed by then is gone. Default 30 days.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "365.00:00:00")]
    public TimeSpan HoldFor { get; init; } = TimeSpan.FromDays(30);

    /// <summary>How long it is remembered that a content was declined, so that it is refused when it comes again. Default 365 days.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00")]
    public TimeSpan RememberDeclined { get; init; } = TimeSpan.FromDays(365);
}
