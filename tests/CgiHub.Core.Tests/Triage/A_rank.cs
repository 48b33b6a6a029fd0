using CgiHub.Core.Agencies;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Records;
using CgiHub.Core.Tests.Packets;
using CgiHub.Core.Triage;
using CsCheck;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace CgiHub.Core.Tests.Triage;

public sealed class A_rank
{
    private static readonly FakeTimeProvider Clock = new(Lead.Noon);
    private static readonly TriageWeights Weights = new();

    private static Priority Rank(LeadPicture picture) =>
        new LeadTriage(Options.Create(new TriageOptions()), Options.Create(Weights), Options.Create(new ClockOptions()), Clock).Rank(picture, Lead.Nothing);

    private static Factor? Found(LeadPicture picture, string name) => Rank(picture).Factors.FirstOrDefault(f => f.Name == name);

    private static LeadPicture Two(IncidentType first = IncidentType.ShotsFired, double daysApart = 1, double lat = 40.7)
    {
        var picture = Lead.Over((Lead.North, "N1"), (Lead.North, "N2"));
        return picture with
        {
            Events = [Lead.Event(Lead.North, "N1", Lead.Noon.AddDays(-1 - daysApart), first), Lead.Event(Lead.North, "N2", Lead.Noon.AddDays(-1), lat: lat)],
        };
    }

    [Fact]
    public void Gives_points_for_a_homicide_and_names_its_record()
    {
        var factor = Found(Two(IncidentType.Homicide), "homicide");
        Assert.Equal(Weights.Homicide, factor!.Points);
        Assert.Contains("incidents/ZZ0000001/N1", factor.Evidence);
        Assert.Null(Found(Two(), "homicide"));
    }

    [Fact]
    public void Counts_a_short_interval_only_when_it_is_short()
    {
        Assert.NotNull(Found(Two(daysApart: 29), "shortInterval"));
        Assert.Null(Found(Two(daysApart: 31), "shortInterval"));
    }

    [Fact]
    public void Counts_concentration_only_when_events_are_close()
    {
        Assert.NotNull(Found(Two(lat: 40.705), "concentration"));
        Assert.Null(Found(Two(lat: 40.72), "concentration"));
    }

    [Fact]
    public void Sees_gaps_that_shrink()
    {
        LeadPicture With(params double[] daysAgo) => Lead.Over((Lead.North, "N1"), (Lead.North, "N2")) with
        {
            Events = [.. daysAgo.Select((d, i) => Lead.Event(Lead.North, $"N{i}", Lead.Noon.AddDays(-d)))],
        };
        Assert.NotNull(Found(With(100, 50, 40), "shrinkingGaps"));
        Assert.Null(Found(With(100, 90, 40), "shrinkingGaps"));
    }

    [Fact]
    public void Adds_up_to_its_factors_and_says_each_in_a_sentence()
    {
        var rank = Rank(Two(IncidentType.Homicide));
        Assert.Equal(rank.Factors.Sum(f => f.Points), rank.Points, 9);
        Assert.All(rank.Factors, f => Assert.EndsWith(".", f.Because, StringComparison.Ordinal));
        Assert.Equal(rank.Factors.OrderByDescending(f => f.Points).Select(f => f.Points), rank.Factors.Select(f => f.Points));
    }

    [Fact]
    public void Halves_in_its_half_life() =>
        Assert.Equal(50, LeadTriage.Decayed(100, Lead.Noon, Lead.Noon.AddDays(185), LeadTriage.TauOf(185)), 9);

    [Fact]
    public void Of_an_eliminated_lead_is_nothing()
    {
        var rank = Rank(Two(IncidentType.Homicide).Standing(LeadStatus.Eliminated));
        Assert.Equal(0, rank.Score);
        Assert.Equal(Band.Low, rank.Band);
    }

    [Fact]
    public void Never_uses_race_or_sex()
    {
        LeadPicture With(string? race, string? sex) => Two() with
        {
            Events = [Lead.Event(Lead.North, "N1", Lead.Noon.AddDays(-2), persons: new PersonInRole { Role = IncidentRole.Suspect, Race = race, Sex = sex, FullName = "A B" })],
        };
        Assert.Equal(Rank(With("X", "M")).Points, Rank(With(null, null)).Points);
    }

    [Fact]
    public void Marks_a_possessor_that_only_a_trace_names_as_trace_data()
    {
        var trace = Lead.Stored("traces", Lead.North, new Trace { SourceId = "t", TraceNumber = "T", Serial = "A1", Make = "M", Possessor = new Person { FullName = "A B" } });
        Assert.Equal([DisseminationRule.Tiahrt], Found(Two() with { Traces = [trace] }, "knownPossessor")!.Rules);
    }

    [Fact]
    public void Orders_by_its_key_as_by_its_decayed_points_at_every_later_moment() =>
        Gen.Select(Gen.Double[0.5, 200], Gen.Int[0, 2000], Gen.Double[0.5, 200], Gen.Int[0, 2000], Gen.Int[0, 5000])
            .Sample((pointsA, daysA, pointsB, daysB, later) =>
            {
                var tau = TimeSpan.FromDays(185 / Math.Log(2));
                DateTimeOffset a = Lead.Noon.AddDays(daysA), b = Lead.Noon.AddDays(daysB), now = Lead.Noon.AddDays(Math.Max(daysA, daysB) + later);
                double scoreA = LeadTriage.Decayed(pointsA, a, now, tau), scoreB = LeadTriage.Decayed(pointsB, b, now, tau);
                var close = Math.Abs(Math.Log(scoreA) - Math.Log(scoreB)) < 1e-9;
                return close || string.CompareOrdinal(LeadTriage.KeyOf(pointsA, a, tau), LeadTriage.KeyOf(pointsB, b, tau)) > 0 == scoreA > scoreB;
            });
}
