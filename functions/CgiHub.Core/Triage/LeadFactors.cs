namespace CgiHub.Core.Triage;

/// <summary>Weighs measures: <c>points = min(most, amount × weight)</c>. What weighs nothing is no factor.</summary>
public static class LeadFactors
{
    private static readonly Dictionary<string, Func<TriageWeights, (double Weight, double Most)>> Scales = new(StringComparer.Ordinal)
    {
        ["recency"] = w => (w.Recency, w.Recency),
        ["pace"] = w => (w.Pace, w.PaceMost),
        ["jurisdictions"] = w => (w.Jurisdiction, w.JurisdictionMost),
        ["concentration"] = w => (w.Concentration, w.Concentration),
        ["seriesNearby"] = w => (w.SeriesNearby, w.SeriesNearbyMost),
        ["homicide"] = w => (w.Homicide, w.HomicideMost),
        ["injured"] = w => (w.Injured, w.InjuredMost),
        ["rounds"] = w => (w.Round, w.RoundMost),
        ["events"] = w => (w.Event, w.EventMost),
        ["shortInterval"] = w => (w.ShortInterval, w.ShortInterval),
        ["shrinkingGaps"] = w => (w.ShrinkingGaps, w.ShrinkingGaps),
        ["crewConflict"] = w => (w.CrewConflict, w.CrewConflict),
        ["retaliation"] = w => (w.Retaliation, w.Retaliation),
        ["knownSuspect"] = w => (w.KnownSuspect, w.KnownSuspect),
        ["knownPossessor"] = w => (w.KnownPossessor, w.KnownPossessor),
        ["arrestee"] = w => (w.Arrestee, w.Arrestee),
        ["recoveredGun"] = w => (w.RecoveredGun, w.RecoveredGun),
        ["supervision"] = w => (w.Supervision, w.Supervision),
        ["absconded"] = w => (w.Absconded, w.Absconded),
        ["repeatVehicle"] = w => (w.RepeatVehicle, w.RepeatVehicle),
        ["shortTimeToCrime"] = w => (w.ShortTimeToCrime, w.ShortTimeToCrime),
        ["confirmedHit"] = w => (w.ConfirmedHit, w.ConfirmedHit),
    };

    /// <summary>The names of all factors.</summary>
    public static IEnumerable<string> Names => Scales.Keys;

    /// <summary>Every factor that gives points, largest first.</summary>
    public static IReadOnlyList<Factor> Of(IEnumerable<Measure> measures, TriageWeights weights)
    {
        var factors = new List<Factor>();
        foreach (var measure in measures)
        {
            if (PointsOf(Measured.Of(measure), weights) is > 0 and var points)
            {
                factors.Add(new Factor(measure.Name, points, measure.Because, measure.Evidence) { Rules = measure.Rules });
            }
        }

        factors.Sort((a, b) => a.Points == b.Points ? string.CompareOrdinal(a.Name, b.Name) : b.Points.CompareTo(a.Points));
        return factors;
    }

    /// <summary>What one measure adds.</summary>
    public static double PointsOf(Measured measure, TriageWeights weights)
    {
        // A measure of another version of the hub, which this one does not know, weighs nothing.
        if (!Scales.TryGetValue(measure.Name, out var scale))
        {
            return 0;
        }

        var (weight, most) = scale(weights);
        return Math.Min(most, measure.Amount * weight) * (measure.InEvidence ? weights.GunInEvidence : 1);
    }
}
