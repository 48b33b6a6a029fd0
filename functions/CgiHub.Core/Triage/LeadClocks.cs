using CgiHub.Core.Agencies;

namespace CgiHub.Core.Triage;

/// <summary>When each stage of a lead was reached; null while it is not, or nobody said.</summary>
public sealed record LeadTimes
{
    /// <summary>The exhibit that the clocks run for was recovered: of those whose association made the lead, the one recovered last.</summary>
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

    /// <summary>Who owns the exhibit that the clocks run for; null where no exhibit is known.</summary>
    public Ori? ExhibitOwner { get; init; }

    /// <summary>What each stage may take, as it was when the lead was last looked at; null: the region's targets.</summary>
    public LeadTargets? Targets { get; init; }

    /// <summary>From when the hub can be asked for the packet: the lead was made, and the hub was told.</summary>
    internal DateTimeOffset Told => LeadReceived > Lead ? LeadReceived : Lead;
}

/// <summary>A lead's clocks as a pure function of its times, the targets and the moment.</summary>
/// <remarks>
/// Up to the lead every target counts from the recovery, as 24 hours to entry and 48 hours to the lead are meant; the packet counts from when the hub has the lead,
/// acknowledgement and first action from the packet. So a due time never moves because the stage before was late.
/// A stage whose beginning nobody told has no due time. One that nobody told of but that must have been passed
/// (a later one is known) has neither time nor breach: the hub does not guess.
/// </remarks>
public static class LeadClocks
{
    /// <summary>The stages in the order of the way.</summary>
    public static IReadOnlyList<string> Stages { get; } = ["recovered", "received", "imaged", "entered", "lead", "packetSent", "acknowledged", "firstAction"];

    /// <summary>The clocks in the order of the way.</summary>
    public static IReadOnlyList<Clock> Of(LeadTimes times, LeadTargets targets, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(times);
        ArgumentNullException.ThrowIfNull(targets);
        (DateTimeOffset? At, DateTimeOffset? Due)[] stages =
        [
            (times.Recovered, null),
            (times.Received, times.Recovered + targets.Received),
            (times.Imaged, times.Recovered + targets.Imaged),
            (times.Entered, times.Recovered + targets.Entered),
            (times.Lead, times.Recovered + targets.Lead),
            (times.PacketSent, times.Told + targets.PacketSent),
            (times.Acknowledged, times.PacketSent + targets.Acknowledged),
            (times.FirstAction, times.PacketSent + targets.FirstAction),
        ];

        var clocks = new Clock[stages.Length];
        for (var i = 0; i < stages.Length; i++)
        {
            var (at, due) = stages[i];
            var passed = at is null && Array.FindIndex(stages, i + 1, s => s.At is not null) >= 0;
            clocks[i] = new Clock(Stages[i], at, passed ? null : due, !passed && due < (at ?? now));
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
