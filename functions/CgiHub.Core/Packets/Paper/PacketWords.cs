using System.Globalization;
using CgiHub.Core.Agencies;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Enrichment;
using CgiHub.Core.Records;
using CgiHub.Core.Triage;

namespace CgiHub.Core.Packets.Paper;

/// <summary>What stands in a packet as one word or a few, as people say it.</summary>
internal static class PacketWords
{
    public static string Of(IncidentType type) => type switch
    {
        IncidentType.Homicide => "Homicide",
        IncidentType.NonFatalShooting => "Non-fatal shooting",
        IncidentType.ShotsFired => "Shots fired",
        IncidentType.Robbery => "Robbery",
        IncidentType.Assault => "Assault",
        IncidentType.Recovery => "Firearm recovered",
        _ => "Other incident",
    };

    public static string Of(Band band) => band switch { Band.Immediate => "IMMEDIATE", Band.High => "HIGH", Band.Medium => "MEDIUM", _ => "LOW" };

    public static string Of(PacketReason reason) => reason switch
    {
        PacketReason.New => "a new lead",
        PacketReason.NewEvent => "an event was added",
        PacketReason.Confirmed => "an examiner confirmed it",
        PacketReason.Eliminated => "it was eliminated, or an event withdrawn",
        PacketReason.Released => "released at once, before the sources answered",
        _ => "something was learned",
    };

    public static string Of(SupervisionKind kind) => kind == SupervisionKind.Parole ? "Parole" : "Probation";

    public static string Of(SupervisionStatus status) => status switch
    {
        SupervisionStatus.Active => "active",
        SupervisionStatus.Absconded => "ABSCONDED",
        SupervisionStatus.Revoked => "revoked",
        _ => "completed",
    };

    public static string Of(EnrichmentStatus status) => status switch
    {
        EnrichmentStatus.Found => "found",
        EnrichmentStatus.None => "nothing",
        EnrichmentStatus.Pending => "AWAITED",
        EnrichmentStatus.Denied => "REFUSED",
        _ => "NOT REACHED",
    };

    public static string OfView(string view) => view switch
    {
        "breechFace" => "breech face",
        "firingPin" => "firing pin",
        "ejectorMark" => "ejector mark",
        _ => view,
    };

    /// <summary>An event without its number: what, whose case.</summary>
    public static string Of(GunEvent happened) =>
        $"{(happened.Incident is { } incident ? Of(incident.Type) : "Case")} {happened.CaseNumber} of {happened.Ori}";

    /// <summary>A firearm by what is known of it.</summary>
    public static string Of(FirearmRecovery firearm)
    {
        var what = string.Join(' ', new[] { firearm.Make, firearm.Model, firearm.Type, firearm.Caliber }.Where(s => !string.IsNullOrWhiteSpace(s)));
        var serial = firearm.SerialObliterated == true ? "serial number OBLITERATED" : firearm.Serial is { Length: > 0 } number ? $"serial {number}" : "no serial number told";
        return $"{(what.Length > 0 ? what : "Firearm")}, {serial}";
    }

    /// <summary>The rule that withholds something, with the law behind it.</summary>
    public static string OfRule(string rule) => rule switch
    {
        DisseminationRule.Tiahrt => "Firearm trace contents (Tiahrt amendment)",
        DisseminationRule.CriminalIntelligence => "Criminal intelligence (28 CFR Part 23)",
        DisseminationRule.Supervision => "Probation and parole",
        DisseminationRule.Juvenile => "Who was under eighteen at the time (18 U.S.C. 5038, state law)",
        DisseminationRule.Originator => "What other agencies keep to themselves and those that they name (originator control), if there is any",
        _ => rule,
    };

    public static string Points(double points) => points.ToString("0.#", CultureInfo.InvariantCulture);

    public static string Count(int count, string one, string many) => string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? one : many)}");

    /// <summary>The first few, and how many more there are.</summary>
    public static string Some(IReadOnlyList<string> all, int most) =>
        all.Count <= most ? string.Join(", ", all) : string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", all.Take(most))} and {all.Count - most} more");
}
