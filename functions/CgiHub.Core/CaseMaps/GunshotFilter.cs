namespace CgiHub.Core.CaseMaps;

/// <summary>Which gunshots a caller wants.</summary>
/// <param name="Called">Only those with a call (true) or without one (false); null for all.</param>
/// <param name="From">Not before this; null for a few days before <paramref name="To"/>.</param>
/// <param name="To">Before this; null for now.</param>
public sealed record GunshotFilter(bool? Called, DateTimeOffset? From, DateTimeOffset? To)
{
    /// <summary>The filter of a query: <c>call</c> is <c>none</c> or <c>any</c>.</summary>
    public static Result<GunshotFilter> Read(string? call, DateTimeOffset? from, DateTimeOffset? to) => call switch
    {
        null => new GunshotFilter(null, from, to),
        "none" => new GunshotFilter(false, from, to),
        "any" => new GunshotFilter(true, from, to),
        _ => Errors.BadGunshotFilter("call", "none (nobody reported it) or any (somebody did)"),
    };

    internal bool Wants(bool called) => Called is null || Called == called;
}
