namespace CgiHub.Core.Records;

/// <summary>A record as the hub keeps it under each entity that it mentions.</summary>
/// <param name="Ref">Where it comes from.</param>
/// <param name="Record">What it says.</param>
public sealed record StoredRecord(RecordRef Ref, FeedRecord Record);
