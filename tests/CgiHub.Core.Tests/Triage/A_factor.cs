using CgiHub.Core.Agencies;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Enrichment;
using CgiHub.Core.Records;
using CgiHub.Core.Tests.Packets;
using CgiHub.Core.Triage;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace CgiHub.Core.Tests.Triage;

public sealed class A_factor
{
    private static readonly TriageWeights Weights = new();

    private static readonly Person Testa = new() { FullName = "Testa Sample", Dob = new DateOnly(1990, 4, 17) };
    private static readonly Person Uno = new() { FullName = "Uno Sample", Dob = new DateOnly(1991, 4, 17) };

    public static TheoryData<string, double> Each { get; } = new()
    {
        { "recency", Weights.Recency },
        { "pace", 2 * Weights.Pace },
        { "jurisdictions", Weights.Jurisdiction },
        { "concentration", Weights.Concentration },
        { "seriesNearby", 2 * Weights.SeriesNearby },
        { "homicide", Weights.Homicide },
        { "injured", 2 * Weights.Injured },
        { "rounds", 12 * Weights.Round },
        { "events", 2 * Weights.Event },
        { "shortInterval", Weights.ShortInterval },
        { "shrinkingGaps", Weights.ShrinkingGaps },
        { "crewConflict", Weights.CrewConflict },
        { "retaliation", Weights.Retaliation },
        { "knownSuspect", Weights.KnownSuspect },
        { "knownPossessor", Weights.KnownPossessor },
        { "arrestee", Weights.Arrestee },
        { "recoveredGun", Weights.RecoveredGun },
        { "supervision", Weights.Supervision },
        { "absconded", Weights.Absconded },
        { "repeatVehicle", Weights.RepeatVehicle },
        { "shortTimeToCrime", Weights.ShortTimeToCrime },
        { "confirmedHit", Weights.ConfirmedHit },
    };

    [Theory]
    [MemberData(nameof(Each))]
    public void Gives_its_measure_times_its_weight_with_a_sentence_and_its_records(string name, double points)
    {
        var factor = Assert.Single(Rank(Everything, Weights).Factors, f => f.Name == name);
        Assert.Equal(points, factor.Points, 9);
        Assert.Matches(@"^[A-Z0-9].*\.$", factor.Because);
        Assert.NotEmpty(factor.Evidence);
        Assert.All(factor.Evidence, e => Assert.Matches("^[A-Za-z]+/.+", e));
    }

    [Fact]
    public void Is_one_of_those_that_can_be_weighed() =>
        Assert.Equal(LeadFactors.Names.Order(StringComparer.Ordinal), Rank(Everything, Weights).Measures.Select(m => m.Name));

    [Fact]
    public void Without_weight_is_absent_and_its_measure_is_kept()
    {
        var rank = Rank(Everything, new TriageWeights { Homicide = 0 });
        Assert.DoesNotContain(rank.Factors, f => f.Name == "homicide");
        Assert.Contains(rank.Measures, m => m is { Name: "homicide", Amount: 1 });
        Assert.Equal(Rank(Everything, Weights).Points - Weights.Homicide, rank.Points, 9);
    }

    [Fact]
    public void Stops_at_its_most() =>
        Assert.Equal(7, Assert.Single(Rank(Everything, new TriageWeights { Event = 100, EventMost = 7 }).Factors, f => f.Name == "events").Points);

    [Fact]
    public void Of_crews_is_criminal_intelligence_whichever_record_says_it() =>
        Assert.Contains(DisseminationRule.CriminalIntelligence, Assert.Single(Rank(Everything, Weights).Factors, f => f.Name == "crewConflict").Rules);

    [Fact]
    public void Of_shootings_nearby_names_no_record_of_another_case()
    {
        var factor = Assert.Single(Rank(Everything, Weights).Factors, f => f.Name == "seriesNearby");
        Assert.Equal("2 shootings of other cases near events of this gun.", factor.Because);
        Assert.DoesNotContain(factor.Evidence, e => e.Contains("ZZ0000003", StringComparison.Ordinal));
    }

    [Fact]
    public void Of_a_trace_in_doubt_is_none()
    {
        var doubted = Everything with { DoubtfulTraces = [new DoubtfulTrace("traces/ZZ0000001/t", "Another make.")] };
        Assert.DoesNotContain(Rank(doubted, Weights).Factors, f => f.Name == "shortTimeToCrime");
        Assert.NotNull(Rank(Everything, Weights).TraffickingIndex);
        Assert.Null(Rank(doubted, Weights).TraffickingIndex);
    }

    [Fact]
    public void Of_the_next_shooting_counts_less_once_the_gun_is_in_evidence_and_says_so()
    {
        var recovered = Everything with { Firearms = [Recovered(Lead.Noon.AddHours(-1))] };
        Priority held = Rank(recovered, Weights), free = Rank(Everything, Weights);
        Assert.Equal(Points(free, "pace") * Weights.GunInEvidence, Points(held, "pace"), 9);
        Assert.Equal(Points(free, "homicide"), Points(held, "homicide"), 9);
        Assert.EndsWith("The gun is in evidence since, so this counts less.", held.Factors.Single(f => f.Name == "pace").Because, StringComparison.Ordinal);
        Assert.Equal(Points(free, "pace"), Points(Rank(recovered, new TriageWeights { GunInEvidence = 1 }), "pace"), 9);
    }

    [Fact]
    public void Of_the_next_shooting_counts_in_full_where_somebody_shot_after_the_recovery_or_the_lead_holds_two_guns()
    {
        var recovered = Everything with { Firearms = [Recovered(Lead.Noon.AddHours(-1))] };
        var other = recovered with { Gun = recovered.Gun with { Exhibits = [recovered.Gun.Exhibits[0]] } };
        Assert.Equal(2 * Weights.Pace, Points(Rank(Everything, Weights), "pace"), 9);
        Assert.Equal(2 * Weights.Pace, Points(Rank(other, Weights), "pace"), 9);
    }

    private static double Points(Priority rank, string name) => rank.Factors.Single(f => f.Name == name).Points;

    private static Priority Rank(LeadPicture picture, TriageWeights weights) =>
        new LeadTriage(Options.Create(new TriageOptions()), Options.Create(weights), Options.Create(new ClockOptions()), new FakeTimeProvider(Lead.Noon)).Rank(picture, Lead.Nothing);

    private static FirearmOnPath Recovered(DateTimeOffset at) => new("fa-1", Lead.Stored("firearms", Lead.North, new FirearmRecovery
    {
        SourceId = "f", CaseNumber = "N1", ExhibitNumber = "G", RecoveredAt = at, Possessor = Testa,
    }), null);

    /// <summary>A lead of which there is everything to say: three shootings at shrinking intervals, the gun recovered once in between.</summary>
    private static LeadPicture Everything
    {
        get
        {
            var picture = Lead.Over((Lead.North, "N1"), (Lead.North, "N2"), (Lead.South, "S1"));
            var first = Lead.Event(Lead.North, "N1", Lead.Noon.AddDays(-21), IncidentType.Homicide, 40.7, -74, new PersonInRole { Role = IncidentRole.Victim, FullName = Uno.FullName, Dob = Uno.Dob });
            var second = Lead.Event(Lead.North, "N2", Lead.Noon.AddDays(-11), IncidentType.NonFatalShooting, 40.701, -74, new PersonInRole { Role = IncidentRole.Suspect, FullName = Testa.FullName, Dob = Testa.Dob });
            var third = Lead.Event(Lead.South, "S1", Lead.Noon.AddDays(-2), IncidentType.ShotsFired, 40.8, -74, new PersonInRole { Role = IncidentRole.Victim, FullName = Testa.FullName, Dob = Testa.Dob });
            second = second with { Incident = second.Incident! with { Injured = 2, Rounds = 12 } };
            EntityKey other = EntityKey.Case(Lead.East, "E1"), another = EntityKey.Case(Lead.East, "E2");
            return picture with
            {
                Lead = picture.Lead with { Status = LeadStatus.Hit },
                Events = [first, second, third],
                Firearms = [Recovered(Lead.Noon.AddDays(-5))],
                Persons =
                [
                    Person("pr-1", Testa, "Hill", ["suspect", "victim", "possessor", "arrestee"], "incidents/ZZ0000001/N2", "incidents/ZZ0000002/S1", "firearms/ZZ0000001/f", "arrests/ZZ0000001/a", "supervision/ZZ0000001/s"),
                    Person("pr-2", Uno, "North Side", ["victim"], "incidents/ZZ0000001/N1"),
                ],
                Arrests = [Lead.Stored("arrests", Lead.North, new Arrest { SourceId = "a", ArrestNumber = "A", ArrestedAt = Lead.Noon.AddDays(-5), Offenses = ["520"], Person = Testa })],
                Traces =
                [
                    Lead.Stored("traces", Lead.North, new Trace { SourceId = "t", TraceNumber = "T", Serial = "A1", Make = "M", PurchasedAt = Lead.Noon.AddDays(-100), RecoveredAt = Lead.Noon.AddDays(-5) }),
                ],
                Supervision = [Lead.Stored("supervision", Lead.North, new Supervision { SourceId = "s", RecordId = "S", Kind = SupervisionKind.Parole, Person = Testa, Status = SupervisionStatus.Absconded })],
                Vehicles = [new VehicleNearEvents("pl-1", "ABC123", "NY", [new Sighting(first.CaseKey, first.At!.Value, 40.7, -74, 5, 0, "D", null, "lpr/x/1"), new Sighting(second.CaseKey, second.At!.Value, 40.7, -74, 5, 0, "D", null, "lpr/x/2")], 2)],
                SeriesNearby =
                [
                    new NearbyShooting(other, second.CaseKey, Lead.Noon.AddDays(-3), 100, IncidentType.ShotsFired, "incidents/ZZ0000003/E1"),
                    new NearbyShooting(another, second.CaseKey, Lead.Noon.AddDays(-4), 200, IncidentType.Homicide, "incidents/ZZ0000003/E2"),
                    new NearbyShooting(another, third.CaseKey, Lead.Noon.AddDays(-4), 200, IncidentType.Homicide, "incidents/ZZ0000003/E2"),
                ],
            };
        }
    }

    private static PersonOnPath Person(string id, Person who, string group, IReadOnlyList<string> roles, params string[] records) => new(id, who.FullName!, who with { Groups = [group] }, roles, records, []);
}
