using CgiHub.Core.Agencies;
using CgiHub.Core.CaseMaps;

namespace CgiHub.Core.Triage;

/// <summary>The daily review: what the morning meeting looks at. Lists are cut at a limit; <see cref="Counts"/> tells how many there are.</summary>
public sealed record Digest
{
    /// <summary>The day of the meeting, <c>yyyy-MM-dd</c>, in the region's time.</summary>
    public required string Date { get; init; }

    /// <summary>The region.</summary>
    public required string Region { get; init; }

    /// <summary>The region's time zone (IANA).</summary>
    public required string TimeZone { get; init; }

    /// <summary>What it tells happened from here: the hour of the meeting on the day before.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>To here, exclusive: the hour of the meeting.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>When it was made; standings and scores are of this moment.</summary>
    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>It was made on demand and is not kept: the day's digest is still to be made.</summary>
    public bool Provisional { get; init; }

    /// <summary>How it is to be handled.</summary>
    public required string Marking { get; init; }

    /// <summary>How many there are of each, whatever the lists show.</summary>
    public required DigestCounts Counts { get; init; }

    /// <summary>The highest open leads now.</summary>
    public required IReadOnlyList<DigestLead> Top { get; init; }

    /// <summary>Leads told for the first time, highest first.</summary>
    public required IReadOnlyList<DigestLead> New { get; init; }

    /// <summary>Leads that stand higher than they would without the news, most risen first, with why.</summary>
    public required IReadOnlyList<DigestLead> Risen { get; init; }

    /// <summary>Clocks that ran out, newest last.</summary>
    public required IReadOnlyList<BreachAlert> Breached { get; init; }

    /// <summary>Open leads that nobody touched for long, highest first.</summary>
    public required IReadOnlyList<DigestLead> Stale { get; init; }

    /// <summary>Leads that an examiner confirmed.</summary>
    public required IReadOnlyList<DigestLead> Confirmed { get; init; }

    /// <summary>Leads that an examiner rejected.</summary>
    public required IReadOnlyList<DigestLead> Eliminated { get; init; }

    /// <summary>Sources for whose answers leads of the day still wait, or that are not connected.</summary>
    public required IReadOnlyList<DigestSource> Sources { get; init; }

    /// <summary>There was more than one digest reads: counts are at least what they say.</summary>
    public bool Truncated { get; init; }
}

/// <summary>How many there are of each.</summary>
/// <param name="New">New leads.</param>
/// <param name="Risen">Leads that rose.</param>
/// <param name="Breached">Clocks that ran out.</param>
/// <param name="Stale">Leads that nobody touched.</param>
/// <param name="Confirmed">Confirmed leads.</param>
/// <param name="Eliminated">Eliminated leads.</param>
public sealed record DigestCounts(int New, int Risen, int Breached, int Stale, int Confirmed, int Eliminated);

/// <summary>A lead in the digest.</summary>
/// <param name="LeadId"><c>ld-…</c></param>
/// <param name="LeadNumber">The site's number.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Band">Its band when the digest was made.</param>
/// <param name="Score">Its points then.</param>
/// <param name="Because">The main reasons, largest first.</param>
/// <param name="Agencies">Who owns an event.</param>
public sealed record DigestLead(string LeadId, string LeadNumber, LeadStatus Status, Band Band, double Score, IReadOnlyList<string> Because, IReadOnlyList<Ori> Agencies)
{
    /// <summary>Points that the news added, of a lead that rose.</summary>
    public double? Rise { get; init; }

    /// <summary>The band in which it would stand without the news, where that is another one.</summary>
    public Band? FromBand { get; init; }

    /// <summary>Who works on it, or null.</summary>
    public string? AssignedTo { get; init; }

    /// <summary>Since when nobody touched it, of a stale lead.</summary>
    public DateTimeOffset? QuietSince { get; init; }

    /// <summary>Where it is read.</summary>
    public string Href => $"/api/v1/leads/{LeadId}";
}

/// <summary>A source that is awaited.</summary>
/// <param name="Source">Its name.</param>
/// <param name="Waiting">How many leads of the day wait for it.</param>
/// <param name="Connected">Whether this hub has such a source.</param>
public sealed record DigestSource(string Source, int Waiting, bool Connected);
