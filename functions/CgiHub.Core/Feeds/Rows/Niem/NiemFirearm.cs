using System.Collections.Frozen;

namespace CgiHub.Core.Feeds.Rows.Niem;

/// <summary>A <c>j:Firearm</c>, alone or as the item of a <c>j:Evidence</c>, made into a row of <c>firearms</c>.</summary>
/// <remarks>
/// The case number and the day of recovery stand in the seizure (<c>j:ItemSeizure</c>, an activity of the agency), the exhibit number in the evidence or, of a firearm alone, in its receipt.
/// A firearm is known by case and exhibit number: an <c>@id</c> is unique in its message only. Test fires, importers and obliterated serial numbers have no name in the model.
/// </remarks>
internal sealed class NiemFirearm : NiemForm
{
    private const string Identification = "nc:IdentificationID";
    private static readonly string[] Impounded = ["RECOVERED", "FOUND", "SEIZED"];

    /// <inheritdoc/>
    public override string Feed => "firearms";

    /// <inheritdoc/>
    public override string Row => "j:Firearm";

    /// <inheritdoc/>
    public override string? Holder => "j:Evidence";

    /// <inheritdoc/>
    public override string? Held => "j:EvidenceItem";

    /// <inheritdoc/>
    public override FrozenDictionary<string, string> Types { get; } = new Dictionary<string, string>
    {
        ["j:FirearmType"] = "j:Firearm", ["j:Firearm"] = "j:Firearm", ["j:EvidenceType"] = "j:Evidence", ["j:Evidence"] = "j:Evidence",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <inheritdoc/>
    protected override bool Write(NiemNode row, string name, NiemWriter writer)
    {
        var evidence = name == Holder ? row : null;
        var firearm = evidence is null ? row : evidence.One(Row) ?? evidence.One(Held!);
        if (firearm is null || (evidence?.One(Row) is null && evidence is not null && !(firearm.Has("j:Firearm") || firearm.Has("ncic:Firearm"))))
        {
            // Evidence of another kind: casings, clothing, a knife.
            return false;
        }

        var seizure = firearm.One("j:ItemSeizure");
        var caseNumber = seizure?.Text("j:CaseNumberText")
            ?? throw Missing(firearm, "j:ItemSeizure/j:CaseNumberText", "the number of the agency's case stands in the seizure");
        var exhibit = evidence?.One("j:EvidenceNumberIdentification")?.Text(Identification) ?? firearm.One("nc:ItemReceiptIdentification")?.Text(Identification)
            ?? throw Missing(row, evidence is null ? "nc:ItemReceiptIdentification/nc:IdentificationID" : "j:EvidenceNumberIdentification/nc:IdentificationID", "it is the exhibit number");
        var recovered = NiemDate.Of(seizure.One("nc:ActivityDate")) ?? Impounding(firearm)
            ?? throw Missing(seizure, "nc:ActivityDate/nc:DateTime", "it is when the firearm was recovered");

        writer.Word("sourceId", $"{caseNumber.Value}/{exhibit.Value}", exhibit.Path);
        writer.Text("caseNumber", caseNumber);
        writer.Text("exhibitNumber", exhibit);
        writer.Text("recoveredAt", recovered);
        writer.Text("make", firearm.Text("nc:ItemMakeName", "ncic:FirearmMakeCode", "nc:ItemBrandName"));
        writer.Text("model", firearm.Text("nc:ItemModelName"));
        writer.Text("type", firearm.Text("j:FirearmCategoryText", "ncic:FirearmCategoryDetailedCode", "ncic:FirearmCategoryCode"));
        writer.Text("caliber", firearm.Text("j:FirearmBoreSizeText", "ncic:FirearmBoreSizeCode"));
        writer.Text("serial", firearm.One("nc:ItemSerialIdentification")?.Text(Identification));
        NiemPlace.Write(writer, seizure.One("nc:ActivityLocation") ?? evidence?.One("j:EvidenceTakenLocation"));
        NiemPerson.Write(writer, "possessor", seizure.One("j:ItemSeizurePossessingPerson") ?? firearm.One("nc:ItemPossessor", "nc:EntityPerson") ?? evidence?.One("j:EvidenceTakenFromEntity", "nc:EntityPerson"));
        return true;
    }

    /// <summary>When its status says that it came into the agency's hands.</summary>
    private static NiemText? Impounding(NiemNode firearm) => firearm.All("nc:ItemStatus")
        .Where(s => s.Text("j:ItemStatusCode") is { } code && Impounded.Contains(code.Value, StringComparer.OrdinalIgnoreCase))
        .Select(s => NiemDate.Of(s.One("nc:StatusDate")))
        .FirstOrDefault(d => d is not null);
}
