namespace CgiHub.Core.Triage;

/// <summary>When each stage of a lead was reached; null while it is not, or nobody said.</summary>
public sealed record LeadTimes
{
    /// <summary>The newest exhibit of the lead was recovered.</summary>
    public DateTimeOffset? Recovered { get; init; }

    /// <summary>The hub was told of that exhibit.</summary>
    public DateTimeOffset? Received { get; init; }

    /// <summary>Its first image was stored.</summary>
    public DateTimeOffset? Imaged { get; init; }

    /// <summary>It was entered into NIBIN.</summary>
    public DateTimeOffset? Entered { get; init; }

    /// <summary>The lead was made.</summary>
    public required DateTimeOffset Lead { get; init; }

    /// <summary>The hub was told of the lead; the hub's own clock runs from here.</summary>
    public required DateTimeOffset LeadReceived { get; init; }

    /// <summary>Its first packet was sent.</summary>
    public DateTimeOffset? PacketSent { get; init; }

    /// <summary>The first recipient acknowledged it.</summary>
    public DateTimeOffset? Acknowledged { get; init; }

    /// <summary>The first outcome was told.</summary>
    public DateTimeOffset? FirstAction { get; init; }
}

/// <summary>A lead's clocks as a pure function of its times, the targets and the moment.</summary>
/// <remarks>
/// A stage is due its target after the nearest earlier stage that is known. A stage that nobody told of but that must have been passed
/// (a later one is known) has neither time nor breach: the hub does not guess.
/// </remarks>
public static class LeadClocks
{
    /// <summary>The clocks in the order of the way.</summary>
    public static IReadOnlyList<Clock> Of(LeadTimes times, ClockOptions targets, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(times);
        ArgumentNullException.ThrowIfNull(targets);
        (string Name, DateTimeOffset? At, TimeSpan Target, DateTimeOffset? From)[] stages =
        [
            ("recovered", times.Recovered, TimeSpan.Zero, null),
            ("received", times.Received, targets.Received, null),
            ("imaged", times.Imaged, targets.Imaged, null),
            ("entered", times.Entered, targets.Entered, null),
            ("lead", times.Lead, targets.Lead, null),
            ("packetSent", times.PacketSent, targets.PacketSent, times.LeadReceived > times.Lead ? times.LeadReceived : times.Lead),
            ("acknowledged", times.Acknowledged, targets.Acknowledged, null),
            ("firstAction", times.FirstAction, targets.FirstAction, null),
        ];

        var clocks = new Clock[stages.Length];
        DateTimeOffset? earlier = null;
        for (var i = 0; i < stages.Length; i++)
        {
            var (name, at, target, from) = stages[i];
            var passed = at is null && Array.FindIndex(stages, i + 1, s => s.At is not null) >= 0;
            var due = i == 0 || passed ? null : (from ?? earlier) + target;
            clocks[i] = new Clock(name, at, due, due < (at ?? now));
            earlier = at ?? earlier;
        }

        return clocks;
    }

    /// <summary>The first stage still to be reached, with when it is due; null when all are.</summary>
    public static Clock? Next(IReadOnlyList<Clock> clocks)
    {
        ArgumentNullException.ThrowIfNull(clocks);
        return clocks.FirstOrDefault(c => c.At is null && c.DueAt is not null);
    }

}
