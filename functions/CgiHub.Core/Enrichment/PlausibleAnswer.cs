using CgiHub.Core.Records;

namespace CgiHub.Core.Enrichment;

/// <summary>Bounds on what a partner may say: its answer ends up on packets, so nothing oversized and nothing about somebody else gets in.</summary>
internal static class PlausibleAnswer
{
    private const int Short = 100;
    private const int Long = 1000;
    private const int MostItems = 50;

    public static bool Is(Person? person) => person is null
        || (Fits(person.FullName, 300) && Fits(person.Sex) && Fits(person.Race) && Fits(person.Address, Long)
            && (person.Name is not { } name || (Fits(name.Given) && Fits(name.Middle) && Fits(name.Family) && Fits(name.Suffix)))
            && All(person.Aliases) && All(person.Phones) && All(person.Groups)
            && (person.Ids is not { } ids || (ids.Count <= MostItems && ids.All(i => i is not null && Enum.IsDefined(i.Type) && Fits(i.Value) && Fits(i.State)))));

    public static bool Is(TraceResult result) =>
        Named(result.TraceNumber) && Named(result.Serial) && Named(result.Make)
        && Fits(result.Model) && Fits(result.Type) && Fits(result.Caliber) && Fits(result.RecoveryState)
        && Is(result.Purchaser) && Is(result.Possessor)
        && (result.Ffl is not { } ffl || (Fits(ffl.Licence) && Fits(ffl.Name, 300) && Fits(ffl.City) && Fits(ffl.State)));

    public static bool Is(SupervisionRecord? record) =>
        record is not null && Named(record.RecordId) && Enum.IsDefined(record.Status) && record.Person is not null && Is(record.Person)
        && Fits(record.Level) && Fits(record.County) && All(record.Conditions, Long)
        && (record.Officer is not { } officer || (Fits(officer.Name, 300) && Fits(officer.Phone) && Fits(officer.Email, 300)));

    private static bool Named(string? text) => !string.IsNullOrWhiteSpace(text) && text.Length <= Short;

    private static bool Fits(string? text, int most = Short) => text is null || text.Length <= most;

    private static bool All(IReadOnlyList<string>? texts, int most = 300) => texts is null || (texts.Count <= MostItems && texts.All(t => t is not null && t.Length <= most));
}
