using CgiHub.Core.CaseMaps;
using CgiHub.Core.Enrichment;
using CgiHub.Core.Packets;
using CgiHub.Core.Packets.Paper;
using CgiHub.Core.Records;
using CsCheck;

namespace CgiHub.Core.Tests.Packets;

/// <summary>Packets of any size, with whatever agencies may write into them.</summary>
public sealed class Any_packet_on_paper : IDisposable
{
    private readonly PaperHouse _house = new();

    private static readonly Gen<string> Word = Gen.OneOf(
        Gen.String[Gen.Char['A', 'z'], 0, 12],
        Gen.String[Gen.Char, 0, 30],
        Gen.Const("Wolfeschlegelsteinhausenbergerdorff-Zimmermann"),
        Gen.Const("Ελένη Παπαδοπούλου"),
        Gen.Const("(\\) %PDF <<>> endstream endobj"),
        Gen.Int[1, 400].Select(n => string.Concat(Enumerable.Repeat("word ", n))),
        Gen.Int[1, 60].Select(n => new string('W', n * 20)));

    private static readonly Gen<double?> Lat = Gen.OneOf(Gen.Const((double?)null), Gen.Double[-90, 90].Select(d => (double?)d), Gen.Double[40.70, 40.71].Select(d => (double?)d));
    private static readonly Gen<double?> Lon = Gen.OneOf(Gen.Const((double?)null), Gen.Double[-180, 180].Select(d => (double?)d), Gen.Double[-74.01, -74.0].Select(d => (double?)d));

    private static readonly Gen<GunEvent> Event =
        from number in Word
        from case_ in Gen.Int[0, 100_000]
        from hours in Gen.Int[-9000, 0]
        from lat in Lat
        from lon in Lon
        from said in Gen.Bool
        from text in Word
        select Lead.Event(Lead.North, number, Lead.Noon.AddHours(hours)) with
        {
            CaseKey = EntityKey.Case(Lead.North, "c" + case_),
            Lat = lat,
            Lon = lon,
            Incident = said ? new Incident { SourceId = "i", CaseNumber = number, OccurredAt = Lead.Noon.AddHours(hours), Type = IncidentType.Homicide, Lat = 1, Lon = 1, Address = text, Narrative = text, Victims = case_, Rounds = 3 } : null,
        };

    private static readonly Gen<PersonOnPath> Person =
        from id in Gen.Int[0, 100_000]
        from label in Word
        from alias in Word
        select new PersonOnPath("pr-" + id, label, new Person { FullName = label, Aliases = [alias, alias], Dob = new DateOnly(1990, 1, 1), Ids = [new PersonIdentifier { Type = PersonIdentifierType.Fbi, Value = alias }] },
            ["arrestee", "possessor", "suspect"], [], []);

    private static Gen<LeadPacket> Packet(LeadPacket like) =>
        from events in Event.List[0, 60]
        from persons in Person.List[0, 40]
        from text in Word
        from rows in Gen.Int[0, 60]
        from status in Gen.OneOfConst(LeadStatus.Lead, LeadStatus.Hit, LeadStatus.Eliminated)
        select like with
        {
            Version = 2,
            Lead = like.Lead with { Status = status, LeadNumber = text },
            Events = events,
            Persons = persons,
            Recommendations = [.. Times(rows, i => new Recommendation("interview", text, text, []))],
            Supervision = [.. Times(rows, i => new PacketSupervision("supervision/x/" + i, null, new Supervision { SourceId = "s", RecordId = "R" + i, Kind = SupervisionKind.Parole, Status = SupervisionStatus.Active, Person = new Person { FullName = text }, Conditions = [text, text, text], Officer = new Officer { Name = text, Phone = text, Email = text } }))],
            Traces = [.. Times(rows, i => new PacketTrace("traces/x/" + i, new Trace { SourceId = "t", TraceNumber = text, Serial = text, Make = text, Ffl = new Ffl { Name = text, City = text, State = text, Licence = text } }, 3, null) { Doubt = text })],
            Arrests = [.. Times(rows, i => new PacketArrest("arrests/x/" + i, new Arrest { SourceId = "a", ArrestNumber = text, ArrestedAt = Lead.Noon, Offenses = [text, text], Person = new Person { FullName = text } }))],
            Osint = [.. Times(rows, i => new PacketOsint("osint/x/" + i, new OsintItem { SourceId = "o", ItemId = "o", CapturedAt = Lead.Noon, Platform = text, Text = text, CriminalNexus = text }))],
            Contacts = [.. Times(rows, i => new PacketContact(Lead.North, text, text, ["owner", "site"]))],
            Enrichment = [.. Times(rows, i => new SourceStatus(text, EnrichmentStatus.Pending, Lead.Noon, text))],
            Groups = [.. Times(rows, i => text)],
            Truncated = [.. Times(rows, i => text)],
            Vehicles = [.. Times(rows, i => new PacketVehicle("pl-" + i, text, text, 2, 3))],
            Gunshots = [.. Times(rows, i => new GunshotNearEvent("gs-" + i, EntityKey.Case(Lead.North, "c"), [text], Lead.Noon, GunshotKind.Single, 2, 40, -74, 3, 3, []))],
            Images = [.. Times(Math.Min(rows, 20), i => new PacketImage("ex-" + i, Lead.North, text, text, "breechFace", Lead.Noon) { Preview = "/x" })],
            Disclaimer = text.Length > 0 ? text : like.Disclaimer,
            Dissemination = new Dissemination(Lead.North, "LAW ENFORCEMENT SENSITIVE", [.. Times(Math.Min(rows, 6), i => new Withheld("/" + text, "rule" + i))]),
        };

    private static IEnumerable<T> Times<T>(int count, Func<int, T> make) => Enumerable.Range(0, count).Select(make);

    public void Dispose() => _house.Dispose();

    [Fact]
    public async Task Is_one_to_four_pages_and_says_at_their_end_how_it_is_to_be_handled()
    {
        var like = await PaperHouse.EverythingAsync();
        var picture = PaperHouse.Picture();
        Packet(like).Sample(packet =>
        {
            using var paper = new PaperReader(_house.Write(packet, like, null, [.. packet.Images.Select(i => new PaperImage(i, picture))]));
            Assert.InRange(paper.Pages.Count, 1, PacketPaper.MostPages);
            Assert.Contains("The whole of it as data: GET /api/v1/packets/" + packet.Id, paper.Text, StringComparison.Ordinal);
        }, iter: 60);
    }
}
