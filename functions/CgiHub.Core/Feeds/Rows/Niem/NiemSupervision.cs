using System.Collections.Frozen;

namespace CgiHub.Core.Feeds.Rows.Niem;

/// <summary>An <c>nc:Supervision</c>, made into a row of <c>supervision</c>.</summary>
/// <remarks>
/// It is known by the agency's number of it, else by its identification as an activity. The kind is its category as an activity, else what is said of the person.
/// The status is a code of N-DEx or the same in words; a supervision without one is active where it is said to be current. What ended without being revoked counts as completed.
/// Violations, assessments, custody and fees are not read: the contract has no place for them.
/// </remarks>
/// <seealso href="https://github.com/niemopen/niem-model/blob/6.0-ps02/xsd/codes/ndex.xsd">NIEM 6.0, <c>ndex:SupervisedReleaseStatusCodeType</c></seealso>
internal sealed class NiemSupervision : NiemForm
{
    private const string Identification = "nc:IdentificationID";
    private const int MostConditions = 101;

    private static readonly FrozenDictionary<string, string> Statuses = new Dictionary<string, string>
    {
        ["ACTIVE"] = "active",
        ["ABSCONDER"] = "absconded",
        ["ABSCONDED"] = "absconded",
        ["CANCELED_REVOKED"] = "revoked",
        ["REVOKED"] = "revoked",
        ["COMPLETED"] = "completed",
        ["COMPLETED_EARLY"] = "completed",
        ["CANCELED"] = "completed",
        ["CANCELED_DECEASED"] = "completed",
        ["CANCELED_TRANSFERRED"] = "completed",
        ["CANCELED_UNSUCCESSFUL"] = "completed",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <inheritdoc/>
    public override string Feed => "supervision";

    /// <inheritdoc/>
    public override string Row => "nc:Supervision";

    /// <inheritdoc/>
    public override FrozenDictionary<string, string> Types { get; } = new Dictionary<string, string>
    {
        ["nc:SupervisionType"] = "nc:Supervision", ["nc:Supervision"] = "nc:Supervision",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <inheritdoc/>
    protected override bool Write(NiemNode row, string name, NiemWriter writer)
    {
        var id = row.One("j:SupervisionAgencyRecordIdentification")?.Text(Identification) ?? row.One("nc:ActivityIdentification")?.Text(Identification)
            ?? throw Missing(row, "j:SupervisionAgencyRecordIdentification/nc:IdentificationID", "it is the agency's number of the record");
        var person = row.One("nc:SupervisionPerson") ?? throw Missing(row, "nc:SupervisionPerson", "it is who is supervised");
        var (kind, kindPath) = Kind(row, person);
        var (status, statusPath) = Status(row);

        writer.Text("sourceId", id);
        writer.Text("recordId", id);
        writer.Word("kind", kind, kindPath);
        writer.Word("status", status, statusPath);
        NiemPerson.Write(writer, "person", person);
        writer.Text("level", row.Text("j:SupervisionLevelText"));
        var term = row.One("nc:ActivityDate");
        var range = term?.One("nc:DateRange");
        writer.Text("startedAt", NiemDate.Of(range?.One("nc:StartDate")) ?? NiemDate.Of(term));
        writer.Text("endsAt", NiemDate.Of(range?.One("nc:EndDate")) ?? NiemDate.Of(row.One("j:SupervisionReleaseDate")) ?? NiemDate.Of(row.One("nc:SupervisionRelease", "nc:ActivityDate")));
        NiemPerson.WriteOfficer(writer, row.One("nc:SupervisionSupervisor"));
        writer.Texts("conditions", [.. row.All("j:SupervisionCondition").Select(c => c.Text("nc:ActivityDescriptionText")).OfType<NiemText>().Take(MostConditions)]);
        writer.Text("county", row.One("j:SupervisionJurisdiction", "nc:JurisdictionLocation", "nc:Address")?.Text("nc:AddressCountyName"));
        return true;
    }

    private static (string Kind, string Path) Kind(NiemNode row, NiemNode person)
    {
        if (row.Text("nc:ActivityCategoryText") is { } category)
        {
            return category.Value.ToLowerInvariant() is "probation" or "parole"
                ? (category.Value.ToLowerInvariant(), category.Path)
                : throw new NiemRefusedException(new FieldFault(category.Path, "enum", "One of: probation, parole."));
        }

        foreach (var (indicator, kind) in (ReadOnlySpan<(string, string)>)[("j:PersonParoleeIndicator", "parole"), ("j:PersonProbationerIndicator", "probation")])
        {
            if (person.Text(indicator) is { Value: "true" } said)
            {
                return (kind, said.Path);
            }
        }

        throw Missing(row, "nc:ActivityCategoryText", "it says whether this is probation or parole");
    }

    private static (string Status, string Path) Status(NiemNode row)
    {
        var said = (row.One("j:SupervisionStatus") ?? row.One("nc:SupervisionPersonStatus") ?? row.One("nc:ActivityStatus"))?.Text("j:SupervisedReleaseStatusCode", "nc:StatusText");
        if (said is not null)
        {
            return Statuses.TryGetValue(said.Value.ToUpperInvariant().Replace(' ', '_'), out var status)
                ? (status, said.Path)
                : throw new NiemRefusedException(new FieldFault(said.Path, "enum", $"One of: {string.Join(", ", Statuses.Keys.Order(StringComparer.Ordinal))}."));
        }

        return row.Text("nc:SupervisionCurrentIndicator") is { Value: "true" } current
            ? ("active", current.Path)
            : throw Missing(row, "j:SupervisionStatus/j:SupervisedReleaseStatusCode", "without it nobody knows whether the supervision stands");
    }
}
