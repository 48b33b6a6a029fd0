namespace CgiHub.Cli.Simulation;

/// <summary>What became of a region that was played.</summary>
/// <param name="Hub">Into which hub.</param>
/// <param name="Days">Days that were played.</param>
/// <param name="Agencies">Agencies that took part.</param>
/// <param name="Rows">Rows that were sent.</param>
/// <param name="Accepted">Of these new records or versions.</param>
/// <param name="Duplicates">Of these known before: a region that is played again changes nothing.</param>
/// <param name="Rejected">Of these refused.</param>
/// <param name="Exhibits">Exhibits that were registered or known.</param>
/// <param name="Images">Images that the hub has.</param>
/// <param name="Refused">Why rows, exhibits and images were refused, the first of them.</param>
internal sealed record RegionPlayed(string Hub, int Days, int Agencies, long Rows, long Accepted, long Duplicates, long Rejected, long Exhibits, long Images, IReadOnlyList<string> Refused);
