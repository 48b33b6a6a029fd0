namespace CgiHub.Local.Hosting;

/// <summary>Settings that triggers name between percent signs, as they stand on one machine unless somebody sets them.</summary>
internal static class LocalDefaults
{
    /// <summary>Setting and value.</summary>
    public static IReadOnlyDictionary<string, string?> Settings { get; } = new Dictionary<string, string?>
    {
        ["CgiHub:Door:SoleHost"] = "true",
        ["CgiHub:Audit:CheckSchedule"] = "0 30 * * * *",
        ["CgiHub:Enrichment:LateSchedule"] = "*/1 * * * * *",
        ["CgiHub:Triage:Digest:Schedule"] = "0 * * * * *",
        ["CgiHub:Triage:Refresh:Schedule"] = "0 0 * * * *",
        ["CgiHub:Triage:Breaches:Schedule"] = "*/30 * * * * *",
        ["CgiHub:Retention:Schedule"] = "0 */10 * * * *",
        ["CgiHub:Evidence:SweepSchedule"] = "0 40 3 * * *",
    };
}
