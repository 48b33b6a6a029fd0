using System.Text.Json.Serialization;
using CgiHub.Core.Agencies;

namespace CgiHub.Core.Triage;

/// <summary>What everyone who was told earlier versions of a packet has to know of them. It never says what was in them.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Rule">By which rule, or by whose decision.</param>
/// <param name="At">When.</param>
/// <param name="Versions">The versions that it is about, ascending.</param>
/// <param name="Detail">What to do, as a sentence.</param>
public sealed record LeadNotice(NoticeKind Kind, string Rule, DateTimeOffset At, IReadOnlyList<int> Versions, string Detail)
{
    /// <summary>The version that brought the notice; later ones repeat it.</summary>
    public int Version { get; init; }

    /// <summary>The dissemination rules over what was withdrawn: whoever may not see that gets no notice of it, for they never had it. Empty: none.</summary>
    public IReadOnlyList<string> Rules { get; init; } = [];

    /// <summary>Agencies from whom an originator kept what it is about: they never had it, and are told nothing. Null: none.</summary>
    public IReadOnlyList<Ori>? KeptFrom { get; init; }

    /// <summary>No version has told it yet.</summary>
    [JsonIgnore]
    public bool Waits => Version == 0;
}

/// <summary>What a notice is about; camelCase on the wire.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<NoticeKind>))]
public enum NoticeKind
{
    /// <summary>A record that the versions rest on was purged: they are to be destroyed.</summary>
    [JsonStringEnumMemberName("purged")] Purged,

    /// <summary>A record that the versions rest on was sealed: they are to be destroyed.</summary>
    [JsonStringEnumMemberName("sealed")] Sealed,

    /// <summary>An association that the versions told was rejected by an examiner: it is not to be relied on.</summary>
    [JsonStringEnumMemberName("eliminated")] Eliminated,
}
