using CgiHub.Core.Records;

namespace CgiHub.Partners.Simulation;

/// <summary>An exhibit that was entered into NIBIN: a cartridge case of a scene, or a test fire of a recovered gun.</summary>
public sealed record SimulatedExhibit
{
    /// <summary>The number of the case.</summary>
    public required int Case { get; init; }

    /// <summary>Its number in the case.</summary>
    public required string Number { get; init; }

    /// <summary>The gun that fired it, in truth.</summary>
    public required string Gun { get; init; }

    /// <summary>Its caliber.</summary>
    public required string Caliber { get; init; }

    /// <summary>Scene or test fire.</summary>
    public required ExhibitSource Source { get; init; }

    /// <summary>When it was collected, or fired by the laboratory.</summary>
    public required DateTimeOffset CollectedAt { get; init; }

    /// <summary>When it was entered.</summary>
    public required DateTimeOffset EnteredAt { get; init; }
}

/// <summary>What the NIBIN site said of a lead, once.</summary>
/// <param name="LeadNumber">The lead.</param>
/// <param name="Kind">Lead, hit or elimination.</param>
/// <param name="At">When.</param>
/// <param name="Exhibits">Indices of the exhibits it lists.</param>
/// <param name="False">In truth these exhibits come from different guns.</param>
public sealed record SimulatedNotice(string LeadNumber, NibinKind Kind, DateTimeOffset At, IReadOnlyList<int> Exhibits, bool False)
{
    /// <summary>The examiner, for hits and eliminations.</summary>
    public string? Examiner { get; init; }
}

/// <summary>The work of the NIBIN site.</summary>
/// <param name="Exhibits">What was entered, in order of entry.</param>
/// <param name="Notices">What it said, by time.</param>
public sealed record Ballistics(IReadOnlyList<SimulatedExhibit> Exhibits, IReadOnlyList<SimulatedNotice> Notices);
