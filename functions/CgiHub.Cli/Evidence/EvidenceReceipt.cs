namespace CgiHub.Cli.Evidence;

/// <summary>What became of a folder of evidence.</summary>
/// <param name="Hub">Where it was sent.</param>
/// <param name="At">When the sending ended.</param>
/// <param name="Complete">Everything of the manifest is in the hub's custody.</param>
/// <param name="Exhibits">One by one, in the manifest's order.</param>
internal sealed record EvidenceReceipt(string Hub, DateTimeOffset At, bool Complete, IReadOnlyList<ExhibitSent> Exhibits);

/// <summary>What became of an exhibit.</summary>
internal sealed record ExhibitSent(string Ori, string CaseNumber, string ExhibitNumber)
{
    /// <summary>Its id; null where it is not registered.</summary>
    public string? Id { get; init; }

    /// <summary><c>registered</c>, <c>known</c>, <c>refused</c> or <c>notSent</c>.</summary>
    public required string Status { get; init; }

    /// <summary>Why not, or what is odd.</summary>
    public string? Detail { get; init; }

    /// <summary>Its images.</summary>
    public IReadOnlyList<ImageSent> Images { get; init; } = [];
}

/// <summary>What became of an image.</summary>
/// <param name="File">As the manifest names it.</param>
/// <param name="View">What it shows.</param>
/// <param name="Status"><c>stored</c>, <c>present</c> (the same bytes were there), <c>refused</c> or <c>notSent</c>.</param>
internal sealed record ImageSent(string File, string View, string Status)
{
    /// <summary>SHA-256 of the file, and of what the hub keeps, lower-case hex.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Its length.</summary>
    public long? Bytes { get; init; }

    /// <summary>Why not.</summary>
    public string? Detail { get; init; }
}
