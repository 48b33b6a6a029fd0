using CgiHub.Core.Records;

namespace CgiHub.Core.CaseMaps;

/// <summary>What the records say about one case, sorted out by kind.</summary>
internal sealed class CaseFile
{
    private static readonly IReadOnlyList<NibinRow> NoRows = [];
    private readonly Dictionary<EntityKey, List<NibinRow>> _rows = [];

    public CaseFile(EntityKey key, IEnumerable<StoredRecord> records, Func<StoredRecord, NibinRow> read)
    {
        Key = key;
        foreach (var record in records)
        {
            switch (record.Record)
            {
                case NibinNotice:
                    AddRow(read(record));
                    break;
                case Incident:
                    Incidents.Add(record);
                    break;
                case FirearmRecovery:
                    Firearms.Add(record);
                    break;
                case Arrest:
                    Arrests.Add(record);
                    break;
            }
        }

        foreach (var rows in _rows.Values)
        {
            rows.Sort(NibinRow.Compare);
        }
    }

    public EntityKey Key { get; }

    public List<StoredRecord> Incidents { get; } = [];

    public List<StoredRecord> Firearms { get; } = [];

    public List<StoredRecord> Arrests { get; } = [];

    /// <summary>The case's exhibits that NIBIN rows name.</summary>
    public IEnumerable<EntityKey> Exhibits => _rows.Keys;

    /// <summary>The rows that list an exhibit of this case, in fold order.</summary>
    public IReadOnlyList<NibinRow> RowsOf(EntityKey exhibit) => _rows.TryGetValue(exhibit, out var rows) ? rows : NoRows;

    private void AddRow(NibinRow row)
    {
        foreach (var exhibit in row.Exhibits)
        {
            if (exhibit.CaseKey == Key)
            {
                if (!_rows.TryGetValue(exhibit.Key, out var rows))
                {
                    _rows[exhibit.Key] = rows = [];
                }

                rows.Add(row);
            }
        }
    }
}

/// <summary>
/// The cases that one drawing has opened. A case's partition holds the NIBIN rows and the firearms of all its exhibits,
/// so one read serves them all; only where a case has more records than a limit allows are its exhibits read one by one.
/// </summary>
internal sealed class CaseFiles(MentionCache cache)
{
    private readonly Dictionary<EntityKey, CaseFile> _open = [];
    private readonly Dictionary<StoredRecord, NibinRow> _rows = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<StoredRecord, IReadOnlyList<LeadExhibit>> _firearmExhibits = new(ReferenceEqualityComparer.Instance);

    public async ValueTask<CaseFile> OpenAsync(EntityKey caseKey, CancellationToken cancel)
    {
        if (!_open.TryGetValue(caseKey, out var file))
        {
            _open[caseKey] = file = new CaseFile(caseKey, await cache.OfAsync(caseKey, cancel), Read);
        }

        return file;
    }

    /// <summary>The rows that list an exhibit, in fold order, and the firearms that are it or whose test fire it is.</summary>
    public async ValueTask<(IReadOnlyList<NibinRow> Rows, IReadOnlyList<StoredRecord> Firearms)> ExhibitAsync(LeadExhibit exhibit, CancellationToken cancel)
    {
        var file = await OpenAsync(exhibit.CaseKey, cancel);
        if (cache.IsCut(exhibit.CaseKey))
        {
            file = new CaseFile(exhibit.CaseKey, await cache.OfAsync(exhibit.Key, cancel), Read);
        }

        return (file.RowsOf(exhibit.Key), file.Firearms.Count == 0 ? [] : [.. file.Firearms.Where(f => ExhibitsOf(f).Any(e => e.Key == exhibit.Key))]);
    }

    /// <summary>The exhibits of a recovery (<see cref="FirearmExhibits"/>), made once a drawing.</summary>
    public IReadOnlyList<LeadExhibit> ExhibitsOf(StoredRecord firearm)
    {
        if (!_firearmExhibits.TryGetValue(firearm, out var exhibits))
        {
            _firearmExhibits[firearm] = exhibits = FirearmExhibits.Of(firearm);
        }

        return exhibits;
    }

    public NibinRow Read(StoredRecord record)
    {
        if (!_rows.TryGetValue(record, out var row))
        {
            _rows[record] = row = NibinRow.Of(record);
        }

        return row;
    }
}

/// <summary>A recovery names the gun's exhibit and, where the laboratory fired it, the test fire's: both are of one gun.</summary>
internal static class FirearmExhibits
{
    public static IReadOnlyList<LeadExhibit> Of(StoredRecord record)
    {
        var firearm = (FirearmRecovery)record.Record;
        var gun = Exhibit(firearm.ExhibitNumber, ExhibitSource.Scene);
        if (firearm.TestFireExhibitNumber is null)
        {
            return [gun];
        }

        var testFire = Exhibit(firearm.TestFireExhibitNumber, ExhibitSource.TestFire);

        // Some laboratories book the test fire under the gun's own number.
        return testFire.Key == gun.Key ? [testFire] : [gun, testFire];

        LeadExhibit Exhibit(string number, ExhibitSource source) => new(
            EntityKey.Exhibit(record.Ref.Agency, firearm.CaseNumber, number),
            EntityKey.Case(record.Ref.Agency, firearm.CaseNumber),
            record.Ref.Agency, firearm.CaseNumber, number, firearm.Caliber, source, false);
    }
}
