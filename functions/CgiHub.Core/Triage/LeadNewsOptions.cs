using System.ComponentModel.DataAnnotations;

namespace CgiHub.Core.Triage;

/// <summary>Settings under <c>CgiHub:Triage:News</c>: how changes of the triage list reach those who watch it.</summary>
public sealed class LeadNewsOptions
{
    /// <summary>How often each host looks for changes while anybody listens to it. Default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan PollEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Each look begins so long before the newest change that was seen: clocks of hosts differ, and a slow commit is seen late. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan Overlap { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A listener that was away for less than this is told what it missed; after more it reads the list anew. Default 1 h.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan KeepFor { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Most changes in one look. Where there are more, listeners read the list anew instead. Default 500.</summary>
    [Range(10, 10_000)]
    public int MaxChanges { get; init; } = 500;

    /// <summary>Most changes that wait for one listener; who does not take them in time is dropped, and comes again. Default 1,000.</summary>
    [Range(10, 100_000)]
    public int MaxWaiting { get; init; } = 1_000;

    /// <summary>Most listeners of one host; more are asked to come later. Default 500.</summary>
    [Range(1, 10_000)]
    public int MaxListeners { get; init; } = 500;
}
