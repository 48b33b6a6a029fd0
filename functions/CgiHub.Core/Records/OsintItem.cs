namespace CgiHub.Core.Records;

/// <summary>A public post or other open-source item, taken only with a stated criminal nexus (28 CFR 23.20(b)).</summary>
public sealed record OsintItem : FeedRecord
{
    /// <summary>The collector's id of the item.</summary>
    public required string ItemId { get; init; }

    /// <summary>When it was captured.</summary>
    public required DateTimeOffset CapturedAt { get; init; }

    /// <summary>Where it was found.</summary>
    public required string Platform { get; init; }

    /// <summary>Account name.</summary>
    public string? Handle { get; init; }

    /// <summary>Address.</summary>
    public string? Url { get; init; }

    /// <summary>What it says.</summary>
    public string? Text { get; init; }

    /// <summary>The people in it.</summary>
    public IReadOnlyList<Person>? Persons { get; init; }

    /// <summary>The groups in it.</summary>
    public IReadOnlyList<string>? Groups { get; init; }

    /// <summary>The stated reason to keep it.</summary>
    public required string CriminalNexus { get; init; }
}
