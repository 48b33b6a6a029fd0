namespace CgiHub.EndToEnd.Tests.Real_data;

/// <summary>An exhibit that an invented lead names in a real case.</summary>
internal sealed record Casing(string Ori, string CaseNumber)
{
    public string ExhibitNumber { get; init; } = "1";

    public string Source { get; init; } = "scene";
}
