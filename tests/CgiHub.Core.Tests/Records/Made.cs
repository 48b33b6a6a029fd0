using CgiHub.Core.Agencies;
using CgiHub.Core.Records;

namespace CgiHub.Core.Tests.Records;

/// <summary>Records for tests: made up, short to write.</summary>
internal static class Made
{
    public static readonly Ori Lab = Ori.Parse("ZZLAB0001");
    public static readonly Ori North = Ori.Parse("ZZ0000001");
    public static readonly Ori South = Ori.Parse("ZZ0000002");
    public static readonly Ori East = Ori.Parse("ZZ0000003");
    public static readonly DateTimeOffset Noon = new(2026, 2, 1, 12, 0, 0, TimeSpan.Zero);

    public static Incident Incident(string caseNumber, DateTimeOffset? at = null, double lat = 40.7, double lon = -74.0, params PersonInRole[] persons) =>
        new() { SourceId = "i" + caseNumber, CaseNumber = caseNumber, OccurredAt = at ?? Noon, Type = IncidentType.ShotsFired, Lat = lat, Lon = lon, Persons = persons.Length == 0 ? null : persons };

    public static NibinNotice Notice(string sourceId, string leadNumber, NibinKind kind, int minute, params NibinExhibit[] exhibits) =>
        new() { SourceId = sourceId, LeadNumber = leadNumber, Kind = kind, At = Noon.AddMinutes(minute), Exhibits = exhibits };

    public static NibinExhibit Casing(Ori ori, string caseNumber, string exhibitNumber = "1") => new() { Ori = ori, CaseNumber = caseNumber, ExhibitNumber = exhibitNumber };

    public static FirearmRecovery Firearm(string caseNumber, string exhibitNumber = "G1", string? testFire = "T1", string? serial = null, string? make = null, Person? possessor = null) =>
        new() { SourceId = $"f{caseNumber}-{exhibitNumber}", CaseNumber = caseNumber, ExhibitNumber = exhibitNumber, TestFireExhibitNumber = testFire, RecoveredAt = Noon.AddDays(3), Serial = serial, Make = make, Possessor = possessor };

    public static GunshotAlert Gunshot(string alertId, DateTimeOffset at, double lat, double lon, int? rounds = null, AlertStatus status = AlertStatus.Alert) =>
        new() { SourceId = $"{alertId}-{status}", AlertId = alertId, DetectedAt = at, Lat = lat, Lon = lon, Rounds = rounds, Kind = GunshotKind.Multiple, Status = status };

    public static PlateRead Plate(string readId, string plate, DateTimeOffset at, double lat, double lon, string? hotlist = null) =>
        new() { SourceId = readId, ReadId = readId, Plate = plate, PlateState = "ZZ", ReadAt = at, Lat = lat, Lon = lon, Device = "reader", Hotlist = hotlist };

    public static Arrest Arrest(string number, Person person, string? serial = null, string? caseNumber = null) =>
        new() { SourceId = "a" + number, ArrestNumber = number, ArrestedAt = Noon.AddDays(4), Offenses = ["520"], Person = person, FirearmSerial = serial, CaseNumber = caseNumber };

    public static Trace Trace(string number, string serial, string make, Person? purchaser = null, Person? possessor = null) =>
        new() { SourceId = "t" + number, TraceNumber = number, Serial = serial, Make = make, Purchaser = purchaser, Possessor = possessor };

    public static Supervision Supervision(string id, Person person) =>
        new() { SourceId = "s" + id, RecordId = id, Kind = SupervisionKind.Probation, Person = person, Status = SupervisionStatus.Active };

    public static OsintItem Post(string id, IReadOnlyList<Person>? persons, params string[] groups) =>
        new() { SourceId = "o" + id, ItemId = id, CapturedAt = Noon.AddDays(1), Platform = "board", CriminalNexus = "Shows the gun.", Persons = persons, Groups = groups.Length == 0 ? null : groups };

    /// <summary>A person by name, and whatever else is known.</summary>
    public static Person Person(string fullName, int? born = null, string? fbi = null, params string[] groups) => new()
    {
        FullName = fullName,
        Dob = born is { } year ? new DateOnly(year, 4, 17) : null,
        Ids = fbi is null ? null : [new PersonIdentifier { Type = PersonIdentifierType.Fbi, Value = fbi }],
        Groups = groups.Length == 0 ? null : groups,
    };

    public static PersonInRole As(this Person person, IncidentRole role) => new() { Role = role, Name = person.Name, FullName = person.FullName, Dob = person.Dob, Ids = person.Ids, Groups = person.Groups, Aliases = person.Aliases };
}
