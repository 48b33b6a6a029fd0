using System.Text.Json.Serialization;
using CgiHub.Core.Agencies;

namespace CgiHub.Core.Records;

/// <summary>A NIBIN lead, its confirmation, or its elimination. Rows with the same lead number from one agency make one lead.</summary>
public sealed record NibinNotice : FeedRecord
{
    /// <summary>The NIBIN site's lead number, such as <c>24-0133</c>.</summary>
    public required string LeadNumber { get; init; }

    /// <summary>What the row says.</summary>
    public required NibinKind Kind { get; init; }

    /// <summary>When the lead was made, confirmed or eliminated.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The examiner.</summary>
    public string? ConfirmedBy { get; init; }

    /// <summary>The laboratory's case number.</summary>
    public string? LabCaseNumber { get; init; }

    /// <summary>The exhibits that are associated, two at least.</summary>
    public required IReadOnlyList<NibinExhibit> Exhibits { get; init; }

    /// <summary>Free text.</summary>
    public string? Note { get; init; }
}

/// <summary>What a NIBIN row says; camelCase on the wire.</summary>
[JsonConverter(typeof(WireEnumConverter<NibinKind>))]
public enum NibinKind
{
    /// <summary>Unconfirmed association.</summary>
    [JsonStringEnumMemberName("lead")] Lead,

    /// <summary>Confirmed at the comparison microscope.</summary>
    [JsonStringEnumMemberName("hit")] Hit,

    /// <summary>Rejected by the examiner.</summary>
    [JsonStringEnumMemberName("elimination")] Elimination,
}

/// <summary>One exhibit of a NIBIN row.</summary>
public sealed record NibinExhibit
{
    /// <summary>The agency that owns the exhibit.</summary>
    public required Ori Ori { get; init; }

    /// <summary>That agency's case number.</summary>
    public required string CaseNumber { get; init; }

    /// <summary>The exhibit's number in that case.</summary>
    public required string ExhibitNumber { get; init; }

    /// <summary>Caliber.</summary>
    public string? Caliber { get; init; }

    /// <summary>Found at a scene, or fired by the laboratory. Default scene.</summary>
    public ExhibitSource Source { get; init; }

    /// <summary>When it was entered into NIBIN, where the site tells.</summary>
    public DateTimeOffset? EnteredAt { get; init; }
}

/// <summary>Where an exhibit of a NIBIN row comes from; camelCase on the wire.</summary>
[JsonConverter(typeof(WireEnumConverter<ExhibitSource>))]
public enum ExhibitSource
{
    /// <summary>A cartridge case from a scene.</summary>
    [JsonStringEnumMemberName("scene")] Scene,

    /// <summary>A test fire of a recovered gun.</summary>
    [JsonStringEnumMemberName("testFire")] TestFire,
}
