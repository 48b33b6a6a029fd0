using System.Text.Json;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Storage;
using Microsoft.Extensions.Options;

namespace CgiHub.Core.Triage;

/// <summary>Tries weights on the list as it stands and on the past, and changes nothing.</summary>
/// <remarks>Leads keep what was measured; only sums are made anew. Reads at most as many leads and packet versions as <see cref="TriageOptions"/> says.</remarks>
public sealed class WeightsPreview(IDocumentStore documents, LeadHistory history, IOptions<HubOptions> hub, IOptions<TriageOptions> options, IOptions<TriageWeights> weights, TimeProvider time)
{
    private const int RowsOfOneRead = 200;

    /// <summary>What a trial would do; refused with pointers where a weight does not exist or is out of its range.</summary>
    public async Task<Result<WeightsPreviewed>> TryAsync(WeightsTrial trial, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(trial);
        return await trial.Over(weights.Value, options.Value).Then<WeightsPreviewed>(async over =>
        {
            var present = new WeightScale(weights.Value, options.Value);
            var (leads, notMeasured, truncated) = await LeadsAsync(cancel);
            var past = new WeightsPast(history, options.Value, time);
            var onHistory = await past.CompareAsync(present, over.Tried, over.Days, cancel);
            return ListOf(leads, present, over.Tried, over.Limit, onHistory) with { NotMeasured = notMeasured, Truncated = truncated };
        });
    }

    private WeightsPreviewed ListOf(List<LeadDocument> leads, WeightScale present, WeightScale tried, int limit, WeightsOnHistory onHistory)
    {
        var (before, after) = (Standing(leads, present), Standing(leads, tried));
        List<LeadMove> moves = [.. leads.Select(l => MoveOf(l, before[l.LeadId], after[l.LeadId], present, tried))];
        List<LeadMove> rising = [.. moves.Where(m => Upwards(m) > 0).OrderByDescending(m => m.Rank - m.TriedRank).ThenBy(m => m.TriedRank)];
        List<LeadMove> falling = [.. moves.Where(m => Upwards(m) < 0).OrderBy(m => m.Rank - m.TriedRank).ThenBy(m => m.Rank)];
        return new WeightsPreviewed
        {
            Bands = [.. Enum.GetValues<Band>().Select(b => new BandChange(b, moves.Count(m => m.Band == b), moves.Count(m => m.TriedBand == b)))],
            Rising = [.. rising.Take(limit)],
            Falling = [.. falling.Take(limit)],
            Rise = rising.Count,
            Fall = falling.Count,
            NotMeasured = 0,
            Truncated = false,
            History = onHistory,
        };
    }

    /// <summary>More than 0 for up: by place, or in the same place by band.</summary>
    private static int Upwards(LeadMove move) => move.Rank != move.TriedRank ? move.Rank - move.TriedRank : move.Band.CompareTo(move.TriedBand);

    private Dictionary<string, (double Score, Band Band, int Rank)> Standing(List<LeadDocument> leads, WeightScale scale)
    {
        var now = time.GetUtcNow();
        return leads.Select(l => (l.LeadId, Score: scale.ScoreOf(scale.PointsOf(l.Measures), l.Priority.Since, now)))
            .OrderByDescending(l => l.Score).ThenBy(l => l.LeadId, StringComparer.Ordinal)
            .Select((l, place) => (l.LeadId, l.Score, Rank: place + 1))
            .ToDictionary(l => l.LeadId, l => (l.Score, scale.BandOf(l.Score), l.Rank), StringComparer.Ordinal);
    }

    private static LeadMove MoveOf(LeadDocument lead, (double Score, Band Band, int Rank) before, (double Score, Band Band, int Rank) after, WeightScale present, WeightScale tried) => new()
    {
        LeadId = lead.LeadId,
        LeadNumber = lead.LeadNumber,
        Score = Math.Round(before.Score, 2),
        TriedScore = Math.Round(after.Score, 2),
        Band = before.Band,
        TriedBand = after.Band,
        Rank = before.Rank,
        TriedRank = after.Rank,
        Factors =
        [
            .. lead.Measures.Select(m => new FactorMove(m.Name, LeadFactors.PointsOf(m, present.Weights), LeadFactors.PointsOf(m, tried.Weights)))
                .Where(f => f.Points != f.TriedPoints)
                .OrderByDescending(f => Math.Abs(f.TriedPoints - f.Points)).ThenBy(f => f.Name, StringComparer.Ordinal),
        ],
    };

    /// <summary>The leads of the list, highest first, that stand and were measured.</summary>
    private async Task<(List<LeadDocument> Leads, int NotMeasured, bool Truncated)> LeadsAsync(CancellationToken cancel)
    {
        var leads = new List<LeadDocument>();
        var (seen, notMeasured) = (0, 0);
        string? continuation = null;
        do
        {
            var page = await documents.QueryAsync(new DocumentQuery(Containers.Triage, LeadList.Partition(hub.Value.Region, LeadOrder.Priority))
            {
                Descending = true,
                Limit = Math.Min(RowsOfOneRead, options.Value.MaxPreviewedLeads - seen),
                Continuation = continuation,
            }, cancel);
            foreach (var found in await Task.WhenAll(page.Documents.Select(d => documents.ReadAsync(Containers.Leads, d.Id, LeadDocument.DocumentId, cancel).AsTask())))
            {
                if (found is null || JsonSerializer.Deserialize(found.Body.Span, TriageJson.Default.LeadDocument) is not { Status: not LeadStatus.Eliminated } lead)
                {
                    continue;
                }

                if (lead.Measures.Count > 0)
                {
                    leads.Add(lead);
                }
                else
                {
                    notMeasured++;
                }
            }

            seen += page.Documents.Count;
            continuation = page.Continuation;
        }
        while (continuation is not null && seen < options.Value.MaxPreviewedLeads);

        return (leads, notMeasured, continuation is not null);
    }
}
