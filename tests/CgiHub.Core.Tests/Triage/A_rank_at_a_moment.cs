using CgiHub.Core.CaseMaps;
using CgiHub.Core.Enrichment;
using CgiHub.Core.Records;
using CgiHub.Core.Tests.CaseMaps;
using CgiHub.Core.Tests.Packets;
using CgiHub.Core.Tests.Records;
using CgiHub.Core.Triage;
using CsCheck;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace CgiHub.Core.Tests.Triage;

public sealed class A_rank_at_a_moment
{
    private static readonly DateTimeOffset Moment = Made.Noon.AddMinutes(20);

    // Incidents, recoveries and plate reads around the moment, each of a case of its own; the leads came before.
    private static readonly Gen<Row[]> Around =
        Gen.Select(Gen.Int[0, 40].Array[4], Gen.Int[0, 40].Array[2], Gen.Int[0, 40].Array[6], Gen.Enum<IncidentType>().Array[4]).Select((incidents, firearms, reads, types) => (Row[])
        [
            new(Made.Lab, Made.Notice("1", "1", NibinKind.Lead, 0, Made.Casing(Made.North, "C0"), Made.Casing(Made.South, "C1"))),
            new(Made.Lab, Made.Notice("2", "1", NibinKind.Lead, 1, Made.Casing(Made.South, "C1"), Made.Casing(Made.North, "C2"), Made.Casing(Made.North, "C3", "T1"))),
            .. incidents.Select((minute, i) => new Row(i == 1 ? Made.South : Made.North, Made.Incident($"C{i}", Made.Noon.AddMinutes(minute), 40.7 + i * 0.001) with { Type = types[i], Rounds = 3 })),
            .. firearms.Select((minute, i) => new Row(Made.North, Made.Firearm(i == 0 ? "C3" : "C9") with { RecoveredAt = Made.Noon.AddMinutes(minute) })),
            .. reads.Select((minute, i) => new Row(Made.North, Made.Plate($"r{i}", "ABC123", Made.Noon.AddMinutes(minute), 40.7, -74))),
        ]);

    [Fact]
    public void Is_the_same_as_if_nothing_dated_after_it_had_come() =>
        Around.Sample(rows => Assert.Equal(Written(rows.Where(r => RecordFacts.TimeOf(r.Record) <= Moment)), Written(rows)), iter: 200);

    [Fact]
    public void Is_the_same_in_whatever_order_the_records_came() =>
        Gen.Select(History.OfEverything, Gen.Int).Sample((rows, seed) => Assert.Equal(Written(rows), Written(History.Shuffled(rows, seed))), iter: 200);

    [Fact]
    public void Counts_an_event_that_a_fast_clock_dates_a_little_ahead_and_no_later_one()
    {
        var picture = Lead.Over((Lead.North, "N1"), (Lead.North, "N2"));
        string[] Names(TimeSpan ahead) => [.. Rank(picture with { Events = [Lead.Event(Lead.North, "N1", Lead.Noon + ahead, IncidentType.Homicide), Lead.Event(Lead.North, "N2", Lead.Noon.AddDays(-1))] }, Lead.Noon, new TriageOptions()).Factors.Select(f => f.Name)];
        Assert.Contains("homicide", Names(TimeSpan.FromMinutes(9)));
        Assert.DoesNotContain("homicide", Names(TimeSpan.FromMinutes(11)));
        Assert.Contains("events", Names(TimeSpan.FromMinutes(11)));
    }

    private static string Written(IEnumerable<Row> rows)
    {
        var house = MapHouse.InMemory();
        house.LandAsync(rows).GetAwaiter().GetResult();
        return string.Join('\n', History.Leads.Select(number => house.Linker.DrawAsync(MapHouse.LeadId(number), default).GetAwaiter().GetResult() is { } picture
            ? Written(Rank(picture, Moment, new TriageOptions { ClockSkew = TimeSpan.Zero }))
            : "none"));
    }

    private static string Written(Priority rank) =>
        $"{rank.SortKey} {rank.Points} {rank.Band} {string.Join("; ", rank.Factors.Select(f => $"{f.Name} {f.Points} {f.Because} {string.Join(' ', f.Evidence)} {string.Join(' ', f.Rules)}"))}";

    private static Priority Rank(LeadPicture picture, DateTimeOffset now, TriageOptions options) =>
        new LeadTriage(Options.Create(options), Options.Create(new TriageWeights()), Options.Create(new ClockOptions()), new FakeTimeProvider(now)).Rank(picture, new EnrichmentAnswers([], [], []));
}
