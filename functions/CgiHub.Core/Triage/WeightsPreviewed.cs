namespace CgiHub.Core.Triage;

/// <summary>What other weights would make of the list as it stands, and would have made of the past. Nothing was changed.</summary>
public sealed record WeightsPreviewed
{
    /// <summary>How many leads are in each band, now and with the weights tried; eliminated leads are not counted.</summary>
    public required IReadOnlyList<BandChange> Bands { get; init; }

    /// <summary>Leads that rise, the furthest first.</summary>
    public required IReadOnlyList<LeadMove> Rising { get; init; }

    /// <summary>Leads that fall, the furthest first.</summary>
    public required IReadOnlyList<LeadMove> Falling { get; init; }

    /// <summary>How many rise.</summary>
    public required int Rise { get; init; }

    /// <summary>How many fall.</summary>
    public required int Fall { get; init; }

    /// <summary>Leads last written before measures were kept: left out until their next packet version.</summary>
    public required int NotMeasured { get; init; }

    /// <summary>A limit left leads out.</summary>
    public required bool Truncated { get; init; }

    /// <summary>What the past says.</summary>
    public required WeightsOnHistory History { get; init; }
}

/// <summary>A band, now and with the weights tried.</summary>
/// <param name="Band">The band.</param>
/// <param name="Present">Leads in it now.</param>
/// <param name="Tried">Leads that would be in it.</param>
public sealed record BandChange(Band Band, int Present, int Tried);

/// <summary>A lead that moves.</summary>
public sealed record LeadMove
{
    /// <summary><c>ld-…</c></summary>
    public required string LeadId { get; init; }

    /// <summary>The site's number.</summary>
    public required string LeadNumber { get; init; }

    /// <summary>Points now, after decay.</summary>
    public required double Score { get; init; }

    /// <summary>What they would be.</summary>
    public required double TriedScore { get; init; }

    /// <summary>Its band now.</summary>
    public required Band Band { get; init; }

    /// <summary>What it would be.</summary>
    public required Band TriedBand { get; init; }

    /// <summary>Its place on the list now, from 1.</summary>
    public required int Rank { get; init; }

    /// <summary>What it would be.</summary>
    public required int TriedRank { get; init; }

    /// <summary>The factors whose points differ, the largest difference first; before decay. Empty where others moved past it.</summary>
    public required IReadOnlyList<FactorMove> Factors { get; init; }
}

/// <summary>A factor whose points differ.</summary>
/// <param name="Name">The factor.</param>
/// <param name="Points">Now.</param>
/// <param name="TriedPoints">With the weights tried.</param>
public sealed record FactorMove(string Name, double Points, double TriedPoints);

/// <summary>
/// Of guns that fired again, how many stood in the top tenth of the list: on each of some mornings, over guns of which a shooting within the
/// thirty days after it is on record by now; then the mean of the mornings.
/// </summary>
public sealed record WeightsOnHistory
{
    /// <summary>Mornings on which some gun fired again later.</summary>
    public required int Days { get; init; }

    /// <summary>Different guns that did.</summary>
    public required int Guns { get; init; }

    /// <summary>Their share in the top tenth by the present weights, 0 to 1; null without any such gun.</summary>
    public double? TopTenth { get; init; }

    /// <summary>The same by the weights tried.</summary>
    public double? TriedTopTenth { get; init; }

    /// <summary>It rests on too little to tell weights apart.</summary>
    public required bool TooFew { get; init; }

    /// <summary>A limit left the older past out.</summary>
    public required bool Truncated { get; init; }

    /// <summary>The same as a sentence.</summary>
    public required string Says { get; init; }
}
