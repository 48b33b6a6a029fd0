using CgiHub.Core.Agencies;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Enrichment;

namespace CgiHub.Core.Triage;

/// <summary>How a lead stood at one packet version: what the digest and the trial of weights ask of the past, and no more.</summary>
/// <remarks>Its names are those of <see cref="LeadDocument"/>, which the history kept whole before: those entries are read as well.</remarks>
public sealed record LeadStood
{
    /// <summary><c>ld-…</c></summary>
    public required string LeadId { get; init; }

    /// <summary>The site's number.</summary>
    public required string LeadNumber { get; init; }

    /// <summary>Where it stood.</summary>
    public required LeadStatus Status { get; init; }

    /// <summary>Its points and the reasons.</summary>
    public required StoodPriority Priority { get; init; }

    /// <summary>Sources that owed an answer, or had none to give because nobody could be asked; of the others nothing is kept.</summary>
    public required IReadOnlyList<SourceStatus> Enrichment { get; init; }

    /// <summary>The packet version.</summary>
    public required int Version { get; init; }

    /// <summary>When it was issued.</summary>
    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>Who owned an event, sorted.</summary>
    public required IReadOnlyList<Ori> Owners { get; init; }

    /// <summary>Who worked on it, or null.</summary>
    public string? AssignedTo { get; init; }

    /// <summary>The gun.</summary>
    public required string GunId { get; init; }

    /// <summary>What was measured, before weights.</summary>
    public IReadOnlyList<Measured> Measures { get; init; } = [];

    /// <summary>When the gun had been fired, oldest first; of very many the newest.</summary>
    public IReadOnlyList<DateTimeOffset> ShotAt { get; init; } = [];

    /// <summary>How it stood at the version before; null before there was one.</summary>
    public LeadStanding? Before { get; init; }

    /// <summary>When its status last changed.</summary>
    public DateTimeOffset? StatusSince { get; init; }

    /// <summary>The lead as it stands.</summary>
    public static LeadStood Of(LeadDocument lead)
    {
        ArgumentNullException.ThrowIfNull(lead);
        return new LeadStood
        {
            LeadId = lead.LeadId,
            LeadNumber = lead.LeadNumber,
            Status = lead.Status,
            Priority = new StoodPriority(lead.Priority.Points, lead.Priority.Since, [.. lead.Priority.Factors.Select(f => new StoodFactor(f.Name, f.Points, f.Because))]),
            Enrichment = [.. lead.Enrichment.Where(IsAway)],
            Version = lead.Version,
            IssuedAt = lead.IssuedAt,
            Owners = lead.Owners,
            AssignedTo = lead.AssignedTo,
            GunId = lead.GunId,
            Measures = lead.Measures,
            ShotAt = lead.ShotAt,
            Before = lead.Before,
            StatusSince = lead.StatusSince,
        };
    }

    /// <summary>A source that owes its answer, could not be reached, or is not connected.</summary>
    public static bool IsAway(SourceStatus source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.NotConnected || source.Status is EnrichmentStatus.Pending or EnrichmentStatus.Unavailable;
    }
}

/// <summary>How high a lead stood, and why.</summary>
/// <param name="Points">Points before decay.</param>
/// <param name="Since">From when they decay.</param>
/// <param name="Factors">Every factor that gave points, largest first.</param>
public sealed record StoodPriority(double Points, DateTimeOffset Since, IReadOnlyList<StoodFactor> Factors);

/// <summary>One reason for where a lead stood; the records behind it are in the packet.</summary>
/// <param name="Name">The factor's name.</param>
/// <param name="Points">What it added.</param>
/// <param name="Because">A sentence.</param>
public sealed record StoodFactor(string Name, double Points, string Because);
