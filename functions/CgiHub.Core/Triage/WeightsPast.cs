using System.Globalization;
using CgiHub.Core.CaseMaps;

namespace CgiHub.Core.Triage;

/// <summary>Compares weights on the past: where would the guns have stood that fired again?</summary>
internal sealed class WeightsPast(LeadHistory history, TriageOptions options, TimeProvider time)
{
    // As the region's question is put: who fires again within a month, and is that gun among the first tenth of the list?
    private const int Horizon = 30;
    private const double TopShare = 0.1;

    // Below these one gun more or less turns the comparison over.
    private const int FewDays = 7;
    private const int FewGuns = 20;

    /// <summary>Looks at some mornings, the last one a horizon ago.</summary>
    public async Task<WeightsOnHistory> CompareAsync(WeightScale present, WeightScale tried, int days, CancellationToken cancel)
    {
        var today = new DateTimeOffset(time.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero);
        var (versions, truncated, from) = await VersionsAsync(present, tried, today, cancel);
        var leads = versions.GroupBy(v => v.LeadId, StringComparer.Ordinal)
            .Select(g => new LeadPast([.. g.OrderBy(v => v.IssuedAt)])).ToList();
        var shares = new List<(double Present, double Tried)>();
        var guns = new HashSet<string>(StringComparer.Ordinal);
        for (var back = Horizon; back < Horizon + days; back++)
        {
            var morning = today.AddDays(-back);
            if (morning < from)
            {
                break;
            }

            List<(Version Stood, LeadPast Lead)> list = [.. leads.Select(l => (Stood: l.At(morning)!, Lead: l)).Where(l => l.Stood is { Open: true })];
            var firing = list.Where(l => l.Lead.FiresBetween(morning, morning.AddDays(Horizon))).Select(l => l.Stood.GunId).ToHashSet(StringComparer.Ordinal);
            if (firing.Count > 0)
            {
                guns.UnionWith(firing);
                shares.Add((Share(list, firing, present, v => v.Present, morning), Share(list, firing, tried, v => v.Tried, morning)));
            }
        }

        return Told(shares, guns.Count, truncated);
    }

    private static double Share(List<(Version Stood, LeadPast Lead)> list, HashSet<string> firing, WeightScale scale, Func<Version, double> points, DateTimeOffset morning)
    {
        var top = list.Select(l => (l.Stood, Score: scale.ScoreOf(points(l.Stood), l.Stood.Since, morning)))
            .OrderByDescending(l => l.Score).ThenBy(l => l.Stood.LeadId, StringComparer.Ordinal)
            .Take((int)Math.Ceiling(list.Count * TopShare)).Select(l => l.Stood.GunId).ToHashSet(StringComparer.Ordinal);
        return firing.Count(top.Contains) / (double)firing.Count;
    }

    private static WeightsOnHistory Told(List<(double Present, double Tried)> shares, int guns, bool truncated)
    {
        var tooFew = shares.Count < FewDays || guns < FewGuns;
        var onWhat = string.Create(CultureInfo.InvariantCulture, $"{guns} {(guns == 1 ? "gun" : "guns")} that fired again within {Horizon} days of one of {shares.Count} {(shares.Count == 1 ? "morning" : "mornings")}");
        if (shares.Count == 0)
        {
            return new WeightsOnHistory { Days = 0, Guns = 0, TooFew = true, Truncated = truncated, Says = $"The past tells nothing yet: no gun is on record that fired again within {Horizon} days of a morning that is as long ago." };
        }

        var (present, tried) = (shares.Average(s => s.Present), shares.Average(s => s.Tried));
        return new WeightsOnHistory
        {
            Days = shares.Count,
            Guns = guns,
            TopTenth = Math.Round(present, 4),
            TriedTopTenth = Math.Round(tried, 4),
            TooFew = tooFew,
            Truncated = truncated,
            Says = string.Create(CultureInfo.InvariantCulture, $"Of {onWhat}, {present:P0} stood in the top tenth by the present weights, and {tried:P0} would have by those tried.{(tooFew ? " That is too few to tell them apart." : "")}"),
        };
    }

    /// <summary>The newest versions first, up to the limit, and the day from which on they are complete.</summary>
    private async Task<(List<Version> Versions, bool Truncated, DateTimeOffset From)> VersionsAsync(WeightScale present, WeightScale tried, DateTimeOffset today, CancellationToken cancel)
    {
        var versions = new List<Version>();
        for (var back = 0; back < options.KeepHistoryDays; back++)
        {
            var day = today.AddDays(-back);
            await foreach (var lead in history.IssuedAsync(day, day.AddDays(1), cancel))
            {
                if (versions.Count == options.MaxPreviewedVersions)
                {
                    return (versions, true, day.AddDays(1));
                }

                if (lead.Measures.Count > 0 || lead.Status == LeadStatus.Eliminated)
                {
                    versions.Add(new Version(lead.LeadId, lead.IssuedAt, lead.GunId, lead.Status != LeadStatus.Eliminated, lead.Priority.Since, lead.ShotAt, present.PointsOf(lead.Measures), tried.PointsOf(lead.Measures)));
                }
            }
        }

        return (versions, false, DateTimeOffset.MinValue);
    }

    private sealed record Version(string LeadId, DateTimeOffset IssuedAt, string GunId, bool Open, DateTimeOffset Since, IReadOnlyList<DateTimeOffset> ShotAt, double Present, double Tried);

    private sealed class LeadPast(List<Version> inOrder)
    {
        /// <summary>As it stood at a moment; null before it was told.</summary>
        public Version? At(DateTimeOffset moment) => inOrder.FindLast(v => v.IssuedAt <= moment);

        /// <summary>As its newest version knows it: what an elimination took away does not count.</summary>
        public bool FiresBetween(DateTimeOffset from, DateTimeOffset until) => inOrder[^1].ShotAt.Any(at => at >= from && at < until);
    }
}
