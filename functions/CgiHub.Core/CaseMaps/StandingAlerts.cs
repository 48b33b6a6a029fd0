using CgiHub.Core.Agencies;
using CgiHub.Core.Records;

namespace CgiHub.Core.CaseMaps;

/// <summary>Which gunshot alerts stand, whatever was said of them anywhere: a review may place an alert far from where it was first heard.</summary>
internal sealed class StandingAlerts(RecordReader reader, CaseMapOptions options)
{
    private readonly Dictionary<(Ori Agency, string AlertId), List<StoredRecord>> _read = [];

    /// <summary>Of the alerts that some records speak of, what stands (<see cref="GunshotMerge.Standing"/>), by time.</summary>
    public async Task<List<StoredRecord>> OfAsync(IReadOnlyList<StoredRecord> found, CancellationToken cancel)
    {
        var said = new List<StoredRecord>();
        foreach (var alert in found.Where(r => r.Record is GunshotAlert).GroupBy(r => (r.Ref.Agency, ((GunshotAlert)r.Record).AlertId)))
        {
            if (!_read.TryGetValue(alert.Key, out var all))
            {
                _read[alert.Key] = all = await reader.OfAlertAsync(alert.Key.Agency, alert.Key.AlertId, options.MaxRecordsPerEntity, cancel).ToListAsync(cancel);
            }

            said.AddRange(alert);
            said.AddRange(all);
        }

        return GunshotMerge.Standing(said);
    }
}
