using System.Globalization;
using CgiHub.Core.Agencies;
using CgiHub.Core.Records;

namespace CgiHub.Partners.Simulation;

/// <summary>Writes what happened into the agencies' records: with delays, corrections, late and doubled rows, and people described by hand.</summary>
internal sealed class Reporter(SimulationOptions options, World world, Story story, Ballistics ballistics, Dice dice)
{
    private readonly PersonDescriber _describer = new(options.MisspeltShare);
    private readonly Dictionary<string, SimulatedPerson> _persons = world.Persons.ToDictionary(p => p.Id);
    private readonly Dictionary<string, SimulatedGun> _guns = world.Guns.ToDictionary(g => g.Id);
    private readonly List<Delivery> _deliveries = [];
    private readonly List<PersonMention> _mentions = [];
    private readonly List<Trace> _traces = [];
    private readonly List<Supervision> _supervision = [];

    public Reports Report()
    {
        Supervise();
        foreach (var @case in story.Cases)
        {
            var of = dice.Fork("report", @case.Number);
            if (@case.IsShooting)
            {
                Shooting(@case, of);
            }
            else
            {
                Recovery(@case, of);
            }
        }

        Notices();
        Posts();
        _deliveries.AddRange(new Signals(options, world, story, dice.Fork("signals")).Hear());
        return new Reports(
            [.. _deliveries.Where(d => d.SentAt < options.End).OrderBy(d => d.SentAt)],
            [.. Evidence().Where(e => e.SentAt < options.End).OrderBy(e => e.SentAt)],
            _mentions,
            _traces,
            _supervision);
    }

    private void Shooting(SimulatedCase @case, Dice of)
    {
        var persons = new List<PersonInRole>();
        foreach (var victim in @case.Victims)
        {
            persons.Add(_describer.Describe(_persons[victim], IncidentRole.Victim, of, idChance: 0.15));
        }

        if (@case.Offender is { } offender && of.Chance(0.25))
        {
            persons.Add(_describer.Describe(_persons[offender], IncidentRole.Suspect, of, idChance: 0.5));
            Mention(offender, "incidents", @case, @case.CaseNumber);
        }

        if (of.Chance(0.2))
        {
            var witness = of.Pick(world.Persons);
            persons.Add(_describer.Describe(witness, IncidentRole.Witness, of, idChance: 0.05));
            Mention(witness.Id, "incidents", @case, @case.CaseNumber);
        }

        foreach (var victim in @case.Victims)
        {
            Mention(victim, "incidents", @case, @case.CaseNumber);
        }

        var incident = new Incident
        {
            SourceId = @case.CaseNumber,
            CaseNumber = @case.CaseNumber,
            OccurredAt = @case.At,
            Type = @case.Killed > 0 ? IncidentType.Homicide : @case.Victims.Count > 0 ? IncidentType.NonFatalShooting : IncidentType.ShotsFired,
            Lat = @case.Lat,
            Lon = @case.Lon,
            Address = Address(of),
            Victims = @case.Victims.Count,
            Injured = @case.Victims.Count - @case.Killed,
            Rounds = @case.Fired.Sum(f => f.Rounds),
            Narrative = Narrative(@case, of),
            Persons = persons.Count > 0 ? persons : null,
        };
        var sent = @case.At + of.Between(TimeSpan.FromMinutes(40), TimeSpan.FromHours(12));
        if (@case.Killed > 0 && of.Chance(0.5))
        {
            // A victim dies later: first a non-fatal shooting, then a new version of the same record.
            Send(sent, @case, "incidents", incident with { Type = IncidentType.NonFatalShooting, Injured = @case.Victims.Count });
            Send(sent + of.Between(TimeSpan.FromHours(8), TimeSpan.FromDays(4)), @case, "incidents", incident);
        }
        else
        {
            SendAsItComes(sent, @case, "incidents", incident, of);
        }
    }

    private void Recovery(SimulatedCase @case, Dice of)
    {
        var gun = _guns[@case.Recovered!];
        var offender = @case.Offender is { } id ? _persons[id] : null;
        var possessor = offender is null ? null : _describer.Describe(offender, of, idChance: 0.6);
        var obliterated = of.Chance(0.05);
        var sent = @case.At + of.Between(TimeSpan.FromHours(2), TimeSpan.FromHours(20));
        SendAsItComes(sent, @case, "incidents", new Incident
        {
            SourceId = @case.CaseNumber,
            CaseNumber = @case.CaseNumber,
            OccurredAt = @case.At,
            Type = IncidentType.Recovery,
            Lat = @case.Lat,
            Lon = @case.Lon,
            Address = Address(of),
            Narrative = offender is null ? "Firearm found and turned in." : "Firearm recovered during a stop.",
        }, of);
        SendAsItComes(sent + of.Between(TimeSpan.FromMinutes(5), TimeSpan.FromHours(3)), @case, "firearms", new FirearmRecovery
        {
            SourceId = @case.CaseNumber + "-1",
            CaseNumber = @case.CaseNumber,
            ExhibitNumber = "1",
            RecoveredAt = @case.At,
            Make = gun.Make,
            Model = gun.Model,
            Type = gun.Type,
            Caliber = gun.Caliber,
            Serial = obliterated ? null : Typed(gun.Serial, of),
            SerialObliterated = obliterated ? true : null,
            Lat = @case.Lat,
            Lon = @case.Lon,
            Possessor = possessor,
            TestFireExhibitNumber = ballistics.Exhibits.Any(e => e.Case == @case.Number) ? "1-TF" : null,
        }, of);
        if (offender is not null)
        {
            Mention(offender.Id, "firearms", @case, @case.CaseNumber + "-1");
        }

        if (@case.Arrested && offender is not null)
        {
            var number = string.Create(CultureInfo.InvariantCulture, $"A{@case.At:yy}-{@case.Number + 5000}");
            Mention(offender.Id, "arrests", @case, number);
            SendAsItComes(sent + of.Between(TimeSpan.FromHours(1), TimeSpan.FromHours(10)), @case, "arrests", new Arrest
            {
                SourceId = number,
                ArrestNumber = number,
                ArrestedAt = @case.At,
                Offenses = ["520"],
                Person = _describer.Describe(offender, of, idChance: 0.9, withCrew: of.Chance(0.3)),
                Lat = @case.Lat,
                Lon = @case.Lon,
                FirearmSerial = obliterated ? null : Typed(gun.Serial, of),
                CaseNumber = @case.CaseNumber,
            }, of);
        }

        if (!obliterated)
        {
            Traced(@case, gun, offender, sent, of);
        }
    }

    private void Traced(SimulatedCase @case, SimulatedGun gun, SimulatedPerson? possessor, DateTimeOffset sent, Dice of)
    {
        var purchaser = _persons[gun.Purchaser];
        var number = string.Create(CultureInfo.InvariantCulture, $"T{@case.At:yyyy}{@case.Number:D7}");
        var trace = new Trace
        {
            SourceId = number,
            TraceNumber = number,
            Serial = gun.Serial,
            Make = gun.Make,
            Model = gun.Model,
            Type = gun.Type,
            Caliber = gun.Caliber,
            PurchasedAt = gun.PurchasedAt,
            RecoveredAt = @case.At,
            Purchaser = new Person { Name = new PersonName { Given = purchaser.Given, Family = purchaser.Family }, Dob = purchaser.Dob, Address = purchaser.Address },
            Possessor = possessor is null ? null : new Person { Name = new PersonName { Given = possessor.Given, Family = possessor.Family }, Dob = possessor.Dob },
            Ffl = new Ffl
            {
                Licence = string.Create(CultureInfo.InvariantCulture, $"{of.Between(1, 9)}-{of.Between(10, 99)}-{of.Digits(3)}-01-{of.Between(1, 9)}{of.Letters(1)}-{of.Digits(5)}"),
                Name = $"{of.Pick(DealerNames)} {of.Pick(DealerKinds)}",
                City = "Millbrook",
                State = gun.DealerState,
            },
            RecoveryState = World.State,
            MultipleSale = of.Chance(0.08) ? true : null,
        };
        _traces.Add(trace);
        Mention(purchaser.Id, "traces", @case, number);
        if (possessor is not null)
        {
            Mention(possessor.Id, "traces", @case, number);
        }

        // Some agencies forward their trace results; the others' are found by asking eTrace.
        if (@case.Agency % 2 == 0)
        {
            SendAsItComes(sent + of.Between(TimeSpan.FromHours(12), TimeSpan.FromDays(5)), @case, "traces", trace, of);
        }
    }

    private void Notices()
    {
        var laboratory = world.The(AgencyRole.Laboratory).Ori;
        var rows = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var notice in ballistics.Notices)
        {
            var row = rows[notice.LeadNumber] = rows.GetValueOrDefault(notice.LeadNumber) + 1;
            var of = dice.Fork("notice " + notice.LeadNumber, row);
            var sent = notice.At + of.Between(TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(50));
            if (notice.Kind == NibinKind.Lead && of.Chance(options.LateShare))
            {
                sent += of.Between(TimeSpan.FromHours(12), TimeSpan.FromDays(3));
            }

            var record = new NibinNotice
            {
                SourceId = string.Create(CultureInfo.InvariantCulture, $"{notice.LeadNumber}/{row}"),
                LeadNumber = notice.LeadNumber,
                Kind = notice.Kind,
                At = notice.At,
                ConfirmedBy = notice.Examiner,
                LabCaseNumber = string.Create(CultureInfo.InvariantCulture, $"L{notice.LeadNumber}"),
                Exhibits = [.. notice.Exhibits.Select(Named)],
            };
            _deliveries.Add(new Delivery(sent, laboratory, "nibin", record));
            if (of.Chance(options.TwiceShare))
            {
                _deliveries.Add(new Delivery(sent + of.Between(TimeSpan.FromMinutes(1), TimeSpan.FromHours(30)), laboratory, "nibin", record));
            }
        }

        NibinExhibit Named(int index)
        {
            var exhibit = ballistics.Exhibits[index];
            var @case = story.Cases[exhibit.Case];
            return new NibinExhibit { Ori = world.Agencies[@case.Agency].Ori, CaseNumber = @case.CaseNumber, ExhibitNumber = exhibit.Number, Caliber = exhibit.Caliber, Source = exhibit.Source, EnteredAt = exhibit.EnteredAt };
        }
    }

    private void Supervise()
    {
        var of = dice.Fork("supervision");
        foreach (var person in world.Persons)
        {
            if (!of.Chance(person.Crew is null ? 0.04 : 0.3))
            {
                continue;
            }

            var parole = of.Chance(0.35);
            var agency = world.The(parole ? AgencyRole.Parole : AgencyRole.Probation);
            var id = string.Create(CultureInfo.InvariantCulture, $"{(parole ? "PA" : "PB")}{_supervision.Count + 10_001}");
            var started = options.Start.AddDays(-of.Between(20, 900));
            var record = new Supervision
            {
                SourceId = id,
                RecordId = id,
                Kind = parole ? SupervisionKind.Parole : SupervisionKind.Probation,
                Person = new Person
                {
                    Name = new PersonName { Given = person.Given, Family = person.Family },
                    Dob = person.Dob,
                    Sex = person.Sex,
                    Ids = [new PersonIdentifier { Type = PersonIdentifierType.Sid, Value = person.Sid, State = World.State }],
                    Address = person.Address,
                    Groups = person.Crew is { } crew && of.Chance(0.4) ? [crew] : null,
                },
                Status = of.Chance(0.1) ? SupervisionStatus.Absconded : SupervisionStatus.Active,
                Level = of.Pick(["low", "medium", "high", "intensive"]),
                StartedAt = started,
                EndsAt = started.AddDays(of.Between(950, 1800)),
                Officer = of.Pick(Officers),
                Conditions = of.Chance(0.8) ? ["no firearms", "curfew"] : ["no firearms"],
            };
            _supervision.Add(record);
            _mentions.Add(new PersonMention(person.Id, "supervision", agency.Ori, id));
            if (of.Chance(0.5))
            {
                // Half of them are on the list that the department sends; all are found by asking it.
                _deliveries.Add(new Delivery(options.Start.AddMinutes(of.Between(5, 200)), agency.Ori, "supervision", record));
            }
        }
    }

    private void Posts()
    {
        foreach (var @case in story.Cases.Where(c => c is { IsShooting: true, Attacker: not null }))
        {
            var of = dice.Fork("post", @case.Number);
            if (!of.Chance(0.12))
            {
                continue;
            }

            var crew = world.Crews[@case.Attacker!.Value];
            var author = _persons[of.Pick(crew.Members)];
            var id = string.Create(CultureInfo.InvariantCulture, $"OS-{@case.Number + 1:D5}");
            var captured = @case.At + of.Between(TimeSpan.FromHours(1), TimeSpan.FromHours(40));
            _mentions.Add(new PersonMention(author.Id, "osint", world.Agencies[@case.Agency].Ori, id));
            SendAsItComes(captured + of.Between(TimeSpan.FromMinutes(10), TimeSpan.FromHours(20)), @case, "osint", new OsintItem
            {
                SourceId = id,
                ItemId = id,
                CapturedAt = captured,
                Platform = of.Pick(["video site", "photo site", "messenger"]),
                Handle = string.Create(CultureInfo.InvariantCulture, $"{author.Given.ToLowerInvariant()}_{crew.Name.Split(' ')[0].ToLowerInvariant()}{of.Between(1, 99)}"),
                Text = $"{crew.Name} posted about the shooting, with a {of.Pick(["black pistol", "gun with an extended magazine", "short rifle"])} in view.",
                Persons = [_describer.Describe(author, of, idChance: 0.3)],
                Groups = [crew.Name],
                CriminalNexus = $"Claims a part in the shooting of case {@case.CaseNumber}.",
            }, of);
        }
    }

    private IEnumerable<EvidenceDelivery> Evidence()
    {
        for (var i = 0; i < ballistics.Exhibits.Count; i++)
        {
            var exhibit = ballistics.Exhibits[i];
            var @case = story.Cases[exhibit.Case];
            var of = dice.Fork("evidence", i);
            var gun = _guns[exhibit.Gun].Number;
            var images = new List<SimulatedImage>();
            if (of.Chance(options.ImageShare))
            {
                images.Add(new SimulatedImage("breechFace", of.Chance(0.8) ? ImageFormat.Jpeg : ImageFormat.Png, gun, i));
                if (of.Chance(0.25))
                {
                    images.Add(new SimulatedImage("surface", ImageFormat.X3p, gun, i));
                }
            }

            yield return new EvidenceDelivery
            {
                SentAt = exhibit.CollectedAt + of.Between(TimeSpan.FromMinutes(20), TimeSpan.FromHours(3)),
                Ori = world.Agencies[@case.Agency].Ori,
                CaseNumber = @case.CaseNumber,
                ExhibitNumber = exhibit.Number,
                Kind = exhibit.Source == ExhibitSource.TestFire ? "testFire" : "cartridgeCase",
                Caliber = exhibit.Caliber,
                RecoveredAt = exhibit.CollectedAt,
                Lat = @case.Lat,
                Lon = @case.Lon,
                Images = images,
            };
        }
    }

    /// <summary>Sends a row as rows come: mostly in time, some days late, some twice.</summary>
    private void SendAsItComes(DateTimeOffset sent, SimulatedCase @case, string feed, FeedRecord record, Dice of)
    {
        var comes = of.Chance(options.LateShare) ? sent + of.Between(TimeSpan.FromDays(1), TimeSpan.FromDays(9)) : sent;
        Send(comes, @case, feed, record);
        if (of.Chance(options.TwiceShare))
        {
            Send(comes + of.Between(TimeSpan.FromMinutes(1), TimeSpan.FromDays(2)), @case, feed, record);
        }
    }

    private void Send(DateTimeOffset sent, SimulatedCase @case, string feed, FeedRecord record) =>
        _deliveries.Add(new Delivery(sent, world.Agencies[@case.Agency].Ori, feed, record));

    private void Mention(string person, string feed, SimulatedCase @case, string sourceId) =>
        _mentions.Add(new PersonMention(person, feed, world.Agencies[@case.Agency].Ori, sourceId));

    /// <summary>A serial number as somebody types it: mostly right, sometimes with a hyphen or with the letter O for zero. All compare equal.</summary>
    private static string Typed(string serial, Dice of) => of.Below(12) switch
    {
        0 => serial[..3] + "-" + serial[3..],
        1 => serial.Replace('0', 'O'),
        2 => serial.ToLowerInvariant(),
        _ => serial,
    };

    private static string Address(Dice of) => string.Create(CultureInfo.InvariantCulture, $"{of.Between(1, 29) * 100} block of {of.Pick(Blocks)}");

    private static string Narrative(SimulatedCase @case, Dice of) => @case.Attacker is null
        ? of.Pick(["Argument outside a bar ended in gunfire.", "Shots fired at a parked car.", "Dispute between neighbours."])
        : of.Pick(["Several people fired from a moving car.", "Gunfire at a street corner, suspects ran.", "Car pulled up and a passenger opened fire.", "Shots at a gathering in a yard."]);

    private static readonly string[] Blocks = ["Alder St", "Birch Ave", "Canal St", "Depot Rd", "Elm St", "Grant Ave", "Lincoln St", "Mill Rd", "Ninth St"];

    private static readonly string[] DealerNames = ["Prairie", "Two Rivers", "Sandhill", "Old Depot", "Cattleman", "Platte"];

    private static readonly string[] DealerKinds = ["Sporting Goods", "Pawn and Gun", "Outfitters", "Firearms"];

    private static readonly Officer[] Officers =
    [
        new() { Name = "K. Lindqvist", Phone = "308-555-0161", Email = "lindqvist@corrections.example" },
        new() { Name = "T. Abernathy", Phone = "308-555-0162", Email = "abernathy@corrections.example" },
        new() { Name = "S. Okafor", Phone = "308-555-0163", Email = "okafor@corrections.example" },
    ];
}

/// <summary>Everything that was written down.</summary>
internal sealed record Reports(
    IReadOnlyList<Delivery> Deliveries, IReadOnlyList<EvidenceDelivery> Evidence, IReadOnlyList<PersonMention> Mentions, IReadOnlyList<Trace> Traces, IReadOnlyList<Supervision> Supervision);

/// <summary>Who a record really speaks of.</summary>
/// <param name="Person">The person's id in the truth.</param>
/// <param name="Feed">The record's feed.</param>
/// <param name="Agency">Its sender.</param>
/// <param name="SourceId">Its id there.</param>
public sealed record PersonMention(string Person, string Feed, Ori Agency, string SourceId);
