namespace CgiHub.Core.Feeds.Rows.Niem;

/// <summary>An <c>nc:DateType</c>: an instant where it has one, else a day.</summary>
internal static class NiemDate
{
    /// <summary>The date; null where there is none that says a day.</summary>
    public static NiemText? Of(NiemNode? date) => date?.Text("nc:DateTime", "nc:ZuluDateTime", "nc:Date");
}
