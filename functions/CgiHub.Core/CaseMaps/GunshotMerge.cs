using CgiHub.Core.Records;

namespace CgiHub.Core.CaseMaps;

/// <summary>Gunshot alerts that are one event.</summary>
/// <param name="Id"><c>gs-…</c>: follows from its first alert.</param>
/// <param name="Alerts">The vendor's ids, in order of time.</param>
/// <param name="DetectedAt">The earliest.</param>
/// <param name="Kind">The gravest that an alert says; null where none does.</param>
/// <param name="Rounds">Of all that say so; null where none does.</param>
/// <param name="Lat">Centroid.</param>
/// <param name="Lon">Centroid.</param>
/// <param name="Records">The records behind it.</param>
internal sealed record GunshotEvent(string Id, IReadOnlyList<string> Alerts, DateTimeOffset DetectedAt, GunshotKind? Kind, int? Rounds, double Lat, double Lon, IReadOnlyList<string> Records)
{
    /// <summary>Its alerts, in order of time.</summary>
    public IReadOnlyList<StoredRecord> Standing { get; init; } = [];
}

/// <summary>
/// Makes events of gunshot alerts: what is near in space and time is one event, over any number of steps
/// (Washington, DC: 50 m and 2 min; earliest time, total of the rounds, centroid).
/// </summary>
internal static class GunshotMerge
{
    private static readonly GunshotKind[] Gravity = [GunshotKind.Automatic, GunshotKind.Multiple, GunshotKind.Single, GunshotKind.Possible];

    /// <summary>
    /// The alert that stands for each (agency, alert id): a cancellation before a review before the first message; among several reviews
    /// the one with the greatest id of the sender, which does not depend on the order in which they came. Cancelled alerts and fireworks are left out.
    /// </summary>
    public static List<StoredRecord> Standing(IEnumerable<StoredRecord> records) =>
    [
        .. records.Where(r => r.Record is GunshotAlert)
            .GroupBy(r => (r.Ref.Agency, ((GunshotAlert)r.Record).AlertId))
            .Select(g => g.OrderByDescending(r => ((GunshotAlert)r.Record).Status).ThenByDescending(r => r.Ref.SourceId, StringComparer.Ordinal).ThenByDescending(r => r.Ref.Version).First())
            .Where(r => r.Record is GunshotAlert { Status: not AlertStatus.Cancel, Kind: not GunshotKind.Fireworks })
            .OrderBy(r => ((GunshotAlert)r.Record).DetectedAt).ThenBy(r => r.Ref.Citation, StringComparer.Ordinal),
    ];

    /// <summary>Events of standing alerts in order of time.</summary>
    public static List<GunshotEvent> Merge(IReadOnlyList<StoredRecord> standing, double metres, TimeSpan time)
    {
        var union = new UnionFind<int>();
        var rule = new NearRule(metres, time, time);
        List<SpherePoint> places = [.. standing.Select(r => (GunshotAlert)r.Record).Select(a => new SpherePoint(a.Lat, a.Lon))];
        for (var i = 0; i < standing.Count; i++)
        {
            union.Add(i);
            var alert = (GunshotAlert)standing[i].Record;
            for (var j = i - 1; j >= 0; j--)
            {
                if (!rule.HoldsAt(((GunshotAlert)standing[j].Record).DetectedAt, alert.DetectedAt))
                {
                    break;
                }

                if (rule.HoldsBetween(places[j], places[i]))
                {
                    union.Join(i, j);
                }
            }
        }

        return [.. Enumerable.Range(0, standing.Count).GroupBy(union.Find).Select(g => Event([.. g.Select(i => standing[i])]))];
    }

    private static GunshotEvent Event(List<StoredRecord> inOrder)
    {
        var alerts = inOrder.ConvertAll(r => (GunshotAlert)r.Record);
        var rounds = alerts.Where(a => a.Rounds is not null).Select(a => a.Rounds!.Value).ToList();
        return new GunshotEvent(
            StableId.Of("gs", inOrder[0].Ref.Agency.Value, alerts[0].AlertId),
            [.. alerts.Select(a => a.AlertId)],
            alerts[0].DetectedAt,
            Gravest(alerts),
            rounds.Count == 0 ? null : rounds.Sum(),
            alerts.Average(a => a.Lat),
            AverageLon(alerts),
            [.. inOrder.Select(r => r.Ref.Citation)])
        { Standing = inOrder };
    }

    private static GunshotKind? Gravest(List<GunshotAlert> alerts) =>
        Gravity.Where(k => alerts.Exists(a => a.Kind == k)).Select(k => (GunshotKind?)k).FirstOrDefault();

    /// <summary>Counted from the first alert, so that the date line makes no difference.</summary>
    private static double AverageLon(List<GunshotAlert> alerts)
    {
        var origin = alerts[0].Lon;
        var lon = origin + alerts.Average(a => Math.IEEERemainder(a.Lon - origin, 360));
        return lon > 180 ? lon - 360 : lon < -180 ? lon + 360 : lon;
    }
}
