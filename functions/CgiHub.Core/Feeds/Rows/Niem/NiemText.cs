namespace CgiHub.Core.Feeds.Rows.Niem;

/// <summary>A text of a message, and where it stands in its row.</summary>
/// <param name="Value">The text, not empty.</param>
/// <param name="Path">RFC 6901.</param>
internal sealed record NiemText(string Value, string Path);
