namespace CgiHub.Core.Records;

/// <summary>What stays of a purged record: that it is gone, and why. It holds nothing that the record said.</summary>
/// <param name="At">When it was purged.</param>
/// <param name="Rule">By which rule: <c>28 CFR 23.20(h)</c>, <c>retention period</c>, or <c>decision of the center</c>.</param>
/// <param name="By">Who decided so (the token's subject), or <see cref="Timer"/>.</param>
public sealed record RecordTombstone(DateTimeOffset At, string Rule, string By)
{
    /// <summary>Nobody decided it: its time was over.</summary>
    public const string Timer = "timer";

    /// <summary>Why, in the words of who decided; null for the timer.</summary>
    public string? Reason { get; init; }
}

/// <summary>A purge that was begun: what is to be done until it is over. Run again, it changes nothing.</summary>
/// <param name="RecordId"><c>rc-…</c></param>
/// <param name="Agency">Whose record it was.</param>
/// <param name="Feed">By which feed it came.</param>
/// <param name="Tombstone">What stays.</param>
public sealed record PurgePlan(string RecordId, Agencies.Ori Agency, string Feed, RecordTombstone Tombstone)
{
    /// <summary>Every partition that ever held the record, as far as its purge has seen.</summary>
    public IReadOnlyList<string> Places { get; init; } = [];

    /// <summary>It was done once; what follows is the look for what a slow worker wrote meanwhile.</summary>
    public bool Done { get; init; }
}
