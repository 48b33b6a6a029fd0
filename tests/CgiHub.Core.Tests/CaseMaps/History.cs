using CgiHub.Core.Agencies;
using CgiHub.Core.Records;
using CgiHub.Core.Tests.Records;
using CsCheck;

namespace CgiHub.Core.Tests.CaseMaps;

/// <summary>Random histories of a very small world, so that everything meets everything: three agencies, a few cases, leads, guns and people.</summary>
internal static class History
{
    public static readonly IReadOnlyList<string> Leads = ["1", "2", "3", "4"];

    private static readonly Gen<Ori> Agency = Gen.OneOfConst(Made.North, Made.South, Made.East);
    private static readonly Gen<string> Case = Gen.OneOfConst("C1", "C2");
    private static readonly Gen<string> Exhibit = Gen.OneOfConst("1", "1", "T1");
    private static readonly Gen<string?> Serial = Gen.OneOfConst<string?>("369J257", "369257", "88", null);
    private static readonly Gen<string?> Make = Gen.OneOfConst<string?>("Glock", "GLC", "Ruger", null);
    private static readonly Gen<DateTimeOffset> At = Gen.Int[0, 40].Select(m => Made.Noon.AddMinutes(m));

    private static readonly Gen<Person> Person =
        Gen.Select(Gen.OneOfConst("Testa Sample", "Uno Sample", "Testa Other"), Gen.OneOfConst<int?>(1990, 1991, null), Gen.OneOfConst<string?>(null, null, "12345AB6", "22345AB6", "UNKNOWN"), Gen.OneOfConst<string?>(null, null, "North Side", "Hill"))
            .Select((name, born, fbi, group) => group is null ? Made.Person(name, born, fbi) : Made.Person(name, born, fbi, group));

    private static readonly Gen<Person?> Anybody = Gen.Select(Gen.Bool, Person).Select((somebody, person) => somebody ? person : null);

    private static readonly Gen<NibinExhibit> Casing = Gen.Select(Agency, Case, Exhibit).Select((ori, number, exhibit) => Made.Casing(ori, number, exhibit));

    private static readonly Gen<FeedRecord> Notice =
        Gen.Select(Gen.OneOfConst([.. Leads]), Gen.Frequency((6, Gen.Const(NibinKind.Lead)), (2, Gen.Const(NibinKind.Hit)), (2, Gen.Const(NibinKind.Elimination))), Gen.Int[0, 40], Casing.Array[2, 3])
            .Select((lead, kind, minute, exhibits) => (FeedRecord)Made.Notice("", lead, kind, minute, exhibits));

    /// <summary>Two people, father and son perhaps, written in several ways, few of which a key joins; somebody without a name at their address, and somebody born on the same day.</summary>
    private static readonly Gen<Person> Alike = Gen.OneOfConst(
        Written("Robert", "Trotworth", new DateOnly(1986, 4, 11), "1482 Senfield Street Apt 4, Springfield, NY 12063"),
        Written("Bob", "Trotwroth", new DateOnly(1986, 11, 4), "1482 Senfeild St, Springfield"),
        Written("Rob", "Trotworth", new DateOnly(1986, 4, 11), null),
        Written("Robert", "Trotworth", null, "1482 Senfield Street, Springfield, NY 12063"),
        Written("Robert", "Trotworth", new DateOnly(1961, 4, 11), "1482 Senfield Street, Springfield, NY 12063"),
        Written("Abe", "Unlike", new DateOnly(1986, 4, 11), null),
        Written("Robert", "Trotworth", new DateOnly(1986, 4, 11), "1482 Senfield Street, Springfield, NY 12063") with { Phones = ["518-555-0142"] },
        new Person { Dob = new DateOnly(1986, 4, 11), Address = "1482 Senfield Street, Springfield, NY 12063", Phones = ["518-555-0142"] });

    private static readonly Gen<FeedRecord> Incident = IncidentOf(Person);

    private static Gen<FeedRecord> IncidentOf(Gen<Person> person) =>
        Gen.Select(Case, At, Gen.OneOfConst(IncidentType.ShotsFired, IncidentType.Homicide, IncidentType.Recovery), Gen.Int[0, 4], Gen.Select(person, Gen.Enum<IncidentRole>()).Select((p, role) => p.As(role)).Array[0, 2])
            .Select((number, at, type, place, persons) => (FeedRecord)(Made.Incident(number, at, 40.7 + place * 0.001, -74, persons) with { Type = type }));

    private static readonly Gen<FeedRecord> Firearm =
        Gen.Select(Case, Gen.OneOfConst("G1", "1"), Gen.OneOfConst<string?>("T1", null), Serial, Make, Anybody, At)
            .Select((number, exhibit, testFire, serial, make, possessor, at) => (FeedRecord)(Made.Firearm(number, exhibit, testFire, serial, make, possessor) with { RecoveredAt = at }));

    private static readonly Gen<FeedRecord> Trace =
        Gen.Select(Serial, Make, Anybody, Anybody).Select((serial, make, purchaser, possessor) => (FeedRecord)Made.Trace("", serial ?? "77", make ?? "Glock", purchaser, possessor));

    private static readonly Gen<FeedRecord> Arrest =
        Gen.Select(Person, Serial, Gen.OneOfConst<string?>("C1", null, null)).Select((person, serial, number) => (FeedRecord)Made.Arrest("", person, serial, number));

    private static readonly Gen<FeedRecord> Supervision = Person.Select(p => (FeedRecord)Made.Supervision("", p));

    private static readonly Gen<FeedRecord> Post =
        Gen.Select(Person.Array[0, 1], Gen.OneOfConst<string?>(null, "North Side", "Hill")).Select((persons, group) => (FeedRecord)(group is null ? Made.Post("", persons) : Made.Post("", persons, group)));

    private static readonly Gen<FeedRecord> Gunshot =
        Gen.Select(Gen.OneOfConst("A1", "A2", "A3"), Gen.Int[0, 20], Gen.Int[0, 8], Gen.Enum<AlertStatus>(), Gen.Int[1, 9]).Select((id, minute, place, status, rounds) => (FeedRecord)Made.Gunshot(id, Made.Noon.AddMinutes(minute), 40.7 + place * 0.0003, -74, rounds, status));

    private static readonly Gen<FeedRecord> Read =
        Gen.Select(Gen.OneOfConst("ABC123", "XYZ789"), Gen.Int[-20, 60], Gen.Int[0, 8]).Select((plate, minute, place) => (FeedRecord)Made.Plate("", plate, Made.Noon.AddMinutes(minute), 40.7 + place * 0.001, -74));

    private static readonly Gen<FeedRecord> Rare = Gen.Frequency((6, Notice), (3, Incident), (3, Firearm), (2, Trace), (2, Arrest), (1, Supervision), (1, Post));

    /// <summary>Records that name somebody or something, many of them new versions of earlier ones.</summary>
    public static readonly Gen<Row[]> OfRareThings = Of(Rare, sourceIds: 4);

    /// <summary>Records of people who are alike, many of them new versions of earlier ones.</summary>
    public static readonly Gen<Row[]> OfPeopleAlike = Of(Gen.Frequency(
        (3, Notice), (5, IncidentOf(Alike)), (3, Alike.Select(p => (FeedRecord)Made.Arrest("", p))), (3, Alike.Select(p => (FeedRecord)Made.Supervision("", p)))), sourceIds: 4);

    /// <summary>Records of every kind, some of them new versions.</summary>
    public static readonly Gen<Row[]> OfEverything = Of(Gen.Frequency((8, Rare), (2, Gunshot), (1, Read)), sourceIds: 8);

    /// <summary>The same rows in another order; versions of one record stay in theirs, for which of two is newer is theirs to say.</summary>
    public static Row[] Shuffled(Row[] rows, int seed)
    {
        var order = Enumerable.Range(0, rows.Length).ToArray();
        new Random(seed).Shuffle(order);
        var shuffled = new Row[rows.Length];
        foreach (var versions in order.Select((from, to) => (rows[from].Key, from, to)).GroupBy(p => p.Key))
        {
            foreach (var (from, to) in versions.Select(v => v.from).Order().Zip(versions.Select(v => v.to).Order()))
            {
                shuffled[to] = rows[from];
            }
        }

        return shuffled;
    }

    private static Person Written(string given, string family, DateOnly? dob, string? address) => new() { Name = new PersonName { Given = given, Family = family }, Dob = dob, Address = address };

    private static Gen<Row[]> Of(Gen<FeedRecord> record, int sourceIds) =>
        Gen.Select(Agency, record, Gen.Int[1, sourceIds]).Select((agency, made, id) => new Row(made is NibinNotice ? Made.Lab : agency, made with { SourceId = $"{id}" })).Array[4, 24];
}
