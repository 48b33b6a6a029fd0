using CgiHub.Core.Records;

namespace CgiHub.Core.Feeds.Readers;

/// <summary>Posts and other open-source items, taken only with a stated criminal nexus.</summary>
/// <remarks>28 CFR 23.20(b): nothing on views, associations or activities unless it directly relates to a crime.</remarks>
public sealed class OsintFeed() : Feed<OsintItem>("osint", RecordsJson.Default.OsintItem)
{
    /// <summary>The one missing field that has a law of its own is told by a code of its own.</summary>
    public override FieldFault Tell(FieldFault fault) => fault is { Pointer: "/criminalNexus", Code: "required" }
        ? fault with { Code = "criminalNexus.missing", Detail = "State the criminal nexus (28 CFR 23.20(b)); without it the item is not kept." }
        : fault;

    /// <inheritdoc/>
    protected override void Check(OsintItem record, RowCheck check)
    {
        check.Text("itemId", record.ItemId, 200);
        check.Time("capturedAt", record.CapturedAt);
        check.Text("platform", record.Platform, 100);
        check.OptionalText("handle", record.Handle, 200);
        check.OptionalText("url", record.Url, 4000);
        check.OptionalText("text", record.Text, 100_000);
        check.Each("persons", record.Persons, 100, static (c, person) => c.Person(person));
        check.Texts("groups", record.Groups, 100, 200);
        check.Text("criminalNexus", record.CriminalNexus, 2000);
    }
}
