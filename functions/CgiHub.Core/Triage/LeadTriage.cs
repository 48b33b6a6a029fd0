using CgiHub.Core.CaseMaps;
using CgiHub.Core.Enrichment;
using Microsoft.Extensions.Options;

namespace CgiHub.Core.Triage;

/// <summary>Ranks leads: measures weighed into points with reasons, halved every so many days since the newest event, and a key that orders them the same at every moment.</summary>
/// <remarks>
/// With <c>score(t) = points · e^(−(t − since)/τ)</c>, two leads compare as <c>ln(points) + since/τ</c> does, whatever t is:
/// the stored list never needs a refresh. An eliminated lead has no points, and nothing dated after the moment counts.
/// </remarks>
public sealed class LeadTriage(IOptions<TriageOptions> options, IOptions<TriageWeights> weights, IOptions<ClockOptions> clocks, TimeProvider time)
{
    // ln of nothing: below every lead that has points.
    private const double NoPoints = 1e-9;

    private static readonly DateTimeOffset Epoch = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The priority of a lead now.</summary>
    public Priority Rank(LeadPicture picture, EnrichmentAnswers answers)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(answers);
        var known = KnownPicture.At(picture, time.GetUtcNow() + options.Value.ClockSkew);
        IReadOnlyList<Measure> measures = picture.Lead.Status == LeadStatus.Eliminated ? [] : LeadMeasures.Of(known, answers, options.Value);
        var factors = LeadFactors.Of(measures, weights.Value);
        var points = factors.Sum(f => f.Points);
        var since = Since(known);
        var indices = LeadMeasures.TracesOf(known, answers).Select(t => TraffickingIndex.Of(t.Trace)?.Value).Where(v => v is not null);
        return ScoreOf(new Priority(points, Band.Low, factors, KeyOf(points, since, Tau))
        {
            Points = points,
            Since = since,
            TraffickingIndex = indices.Max() is { } highest ? Math.Round(highest, 1) : null,
            Measures = measures,
            ShotAt = [.. LeadMeasures.ShootingsOf(known).Select(s => s.At).OfType<DateTimeOffset>().OrderDescending().Take(options.Value.MaxShotsKept).Order()],
        });
    }

    /// <summary>The same priority with the score and band of this moment.</summary>
    public Priority ScoreOf(Priority priority)
    {
        ArgumentNullException.ThrowIfNull(priority);
        var (score, band) = ScoreOf(priority.Points, priority.Since);
        return priority with { Score = score, Band = band };
    }

    /// <summary>The score and band of this moment that points have which decay since one.</summary>
    public (double Score, Band Band) ScoreOf(double points, DateTimeOffset since)
    {
        var score = Decayed(points, since, time.GetUtcNow(), Tau);
        return (score, Scale.BandOf(score));
    }

    /// <summary>What is left now of points that decay since a moment, 0 to 1.</summary>
    public double DecayOf(DateTimeOffset since) => Decayed(1, since, time.GetUtcNow(), Tau);

    /// <summary>Clocks of a lead now.</summary>
    public IReadOnlyList<Clock> ClocksOf(LeadTimes times)
    {
        ArgumentNullException.ThrowIfNull(times);
        return LeadClocks.Of(times, times.Targets ?? LeadTargets.Of(clocks.Value), time.GetUtcNow());
    }

    /// <summary>What each stage may take where an agency has no target of its own.</summary>
    public ClockOptions RegionTargets => clocks.Value;

    /// <summary>Where the bands begin.</summary>
    public BandScale Scale => new(options.Value.Immediate, options.Value.High, options.Value.Medium);

    /// <summary>Points of a moment.</summary>
    public static double Decayed(double points, DateTimeOffset since, DateTimeOffset now, TimeSpan tau) =>
        points * Math.Exp(-Math.Max(0, (now - since) / tau));

    /// <summary>The key that orders leads as their decayed points do, at every moment.</summary>
    public static string KeyOf(double points, DateTimeOffset since, TimeSpan tau) =>
        Storage.SortKey.Of(Math.Log(Math.Max(points, NoPoints)) + (since - Epoch) / tau);

    /// <summary>The time in which points fall to 1/e.</summary>
    public static TimeSpan TauOf(double halfLifeDays) => TimeSpan.FromDays(halfLifeDays / Math.Log(2));

    private TimeSpan Tau => TauOf(options.Value.HalfLifeDays);

    // The newest event; one that a fast clock dates a little ahead counts as now.
    private DateTimeOffset Since(LeadPicture picture)
    {
        var now = time.GetUtcNow();
        var newest = picture.Events.Max(e => e.At) ?? picture.Lead.At;
        return newest > now ? now : newest;
    }
}

/// <summary>Points from which each band begins; what is below the last is low.</summary>
/// <param name="Immediate">Immediate.</param>
/// <param name="High">High.</param>
/// <param name="Medium">Medium.</param>
public sealed record BandScale(double Immediate, double High, double Medium)
{
    /// <summary>The band of a score.</summary>
    public Band BandOf(double score) => score >= Immediate ? Band.Immediate : score >= High ? Band.High : score >= Medium ? Band.Medium : Band.Low;
}
