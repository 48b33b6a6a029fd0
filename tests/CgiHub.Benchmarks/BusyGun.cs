using System.Globalization;
using CgiHub.Core.Agencies;
using CgiHub.Core.Records;
using CgiHub.Partners.Simulation;

namespace CgiHub.Benchmarks;

/// <summary>A row of the gun's story.</summary>
internal sealed record GunRow(Ori Agency, string Feed, FeedRecord Record);

/// <summary>
/// A gun that fired in very many cases of all agencies of a region, with everything that is ever found around a case: suspects and victims of a few crews,
/// recovered firearms of the same marks with their traces, arrests, supervision, gunshot alerts, and plates of which some come back.
/// Its leads each joined five more cases, every one to a case that was there before.
/// </summary>
internal sealed class BusyGun
{
    private const int EventsOfALead = 5;
    private const int PlatesOfAnEvent = 15;
    private const int People = 40;

    private readonly Random _random;
    private readonly SimulatedRegion _region;
    private readonly List<SimulatedAgency> _police;
    private readonly List<GunRow> _rows = [];

    public BusyGun(SimulatedRegion region, int events, int seed)
    {
        _region = region;
        _random = new Random(seed);
        _police = [.. region.World.Police];
        Laboratory = region.World.The(AgencyRole.Laboratory).Ori;
        var step = TimeSpan.FromDays(region.Options.Days - 1.0) / events;
        for (var i = 0; i < events; i++)
        {
            AddCase(i, region.Options.Start + (step * i) + TimeSpan.FromHours(_random.Next(20)));
        }

        AddLeads(events);
    }

    public Ori Laboratory { get; }

    public IReadOnlyList<GunRow> Rows => _rows;

    public static string LeadNumber(int lead) => string.Create(CultureInfo.InvariantCulture, $"BG-{lead:d3}");

    private static string CaseNumber(int number) => string.Create(CultureInfo.InvariantCulture, $"BG26-{number:d4}");

    private SimulatedAgency AgencyOf(int number) => _police[number % _police.Count];

    private SimulatedPerson Somebody() => _region.World.Persons[_random.Next(Math.Min(People, _region.World.Persons.Count))];

    private void AddCase(int number, DateTimeOffset at)
    {
        var agency = AgencyOf(number);
        var (lat, lon) = (agency.Lat + ((_random.NextDouble() - 0.5) * 0.05), agency.Lon + ((_random.NextDouble() - 0.5) * 0.05));
        var id = CaseNumber(number);
        var (suspect, victim) = (Somebody(), Somebody());
        Add(agency.Ori, "incidents", new Incident
        {
            SourceId = $"bg-i-{number}", CaseNumber = id, OccurredAt = at, Type = (IncidentType)(number % 3), Lat = lat, Lon = lon, Rounds = 3 + (number % 9), Victims = 1,
            Persons = number % 3 == 0 ? [InRole(suspect, IncidentRole.Suspect), InRole(victim, IncidentRole.Victim)] : [InRole(victim, IncidentRole.Victim)],
        });
        if (number % 10 == 9)
        {
            AddFirearm(agency.Ori, number, at, lat, lon);
        }

        Add(agency.Ori, "gunshots", new GunshotAlert { SourceId = $"bg-g-{number}", AlertId = $"bg-g-{number}", DetectedAt = at.AddSeconds(-20), Lat = lat + 0.0004, Lon = lon, Rounds = 4, Kind = GunshotKind.Multiple, Status = AlertStatus.Alert });
        for (var i = 0; i < PlatesOfAnEvent; i++)
        {
            var plate = i < 2 ? Somebody().Plate : string.Create(CultureInfo.InvariantCulture, $"BG{number:d3}{i:d2}");
            Add(agency.Ori, "lpr", new PlateRead { SourceId = $"bg-p-{number}-{i}", ReadId = $"bg-p-{number}-{i}", ReadAt = at.AddMinutes(i - 5), Plate = plate, PlateState = World.State, Lat = lat + ((_random.NextDouble() - 0.5) * 0.01), Lon = lon + ((_random.NextDouble() - 0.5) * 0.01), Device = "BG reader" });
        }
    }

    private void AddFirearm(Ori agency, int number, DateTimeOffset at, double lat, double lon)
    {
        var holder = Somebody();
        var serial = string.Create(CultureInfo.InvariantCulture, $"BGX{number:d5}");
        Add(agency, "firearms", new FirearmRecovery { SourceId = $"bg-f-{number}", CaseNumber = CaseNumber(number), ExhibitNumber = "G1", TestFireExhibitNumber = "T1", RecoveredAt = at.AddHours(3), Make = "Glock", Caliber = "9mm", Serial = serial, Lat = lat, Lon = lon, Possessor = PersonOf(holder) });
        Add(agency, "traces", new Trace { SourceId = $"bg-t-{number}", TraceNumber = $"bg-t-{number}", Serial = serial, Make = "Glock", PurchasedAt = at.AddDays(-400), RecoveredAt = at.AddHours(3), Purchaser = PersonOf(Somebody()), Possessor = PersonOf(holder) });
        Add(agency, "arrests", new Arrest { SourceId = $"bg-a-{number}", ArrestNumber = $"bg-a-{number}", ArrestedAt = at.AddHours(4), Offenses = ["520"], Person = PersonOf(holder), CaseNumber = CaseNumber(number), FirearmSerial = serial });
    }

    private void AddLeads(int events)
    {
        for (var i = 1; i < events; i++)
        {
            var lead = (i - 1) / EventsOfALead;
            Add(Laboratory, "nibin", new NibinNotice
            {
                SourceId = $"bg-n-{i}", LeadNumber = LeadNumber(lead), Kind = lead % 4 == 0 ? NibinKind.Hit : NibinKind.Lead, At = _region.Options.Start.AddDays(i % _region.Options.Days),
                Exhibits = [Exhibit(_random.Next(i)), Exhibit(i)],
            });
        }
    }

    private NibinExhibit Exhibit(int number) => new() { Ori = AgencyOf(number).Ori, CaseNumber = CaseNumber(number), ExhibitNumber = number % 10 == 9 ? "T1" : "C1", Caliber = "9mm", Source = number % 10 == 9 ? ExhibitSource.TestFire : ExhibitSource.Scene };

    private void Add(Ori agency, string feed, FeedRecord record) => _rows.Add(new GunRow(agency, feed, record));

    private static Person PersonOf(SimulatedPerson person) => new()
    {
        Name = new PersonName { Given = person.Given, Family = person.Family },
        Dob = person.Dob,
        Ids = [new PersonIdentifier { Type = PersonIdentifierType.Sid, Value = person.Sid, State = World.State }],
        Groups = person.Crew is { } crew ? [crew] : null,
    };

    private static PersonInRole InRole(SimulatedPerson person, IncidentRole role)
    {
        var described = PersonOf(person);
        return new PersonInRole { Role = role, Name = described.Name, Dob = described.Dob, Ids = described.Ids, Groups = described.Groups };
    }
}
