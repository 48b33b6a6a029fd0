using CgiHub.Core.Records;

namespace CgiHub.Core.CaseMaps;

/// <summary>Whether two names of a maker can be one.</summary>
internal static class FirearmMake
{
    /// <summary>
    /// Names agree where one is unknown, they are equal, or one abbreviates the other as NCIC codes do
    /// (the same first letter, its letters in the other's order: <c>GLC</c> and <c>Glock</c>, <c>SW</c> and <c>Smith &amp; Wesson</c>).
    /// </summary>
    public static bool Agree(string? a, string? b)
    {
        if (string.IsNullOrWhiteSpace(a) || string.IsNullOrWhiteSpace(b))
        {
            return true;
        }

        var (x, y) = (EntityKey.Normalise(a), EntityKey.Normalise(b));
        return Abbreviates(x, y) || Abbreviates(y, x);
    }

    private static bool Abbreviates(string code, string name)
    {
        if (code.Length == 0 || name.Length == 0 || code[0] != name[0])
        {
            return false;
        }

        var next = 0;
        foreach (var letter in name)
        {
            if (next < code.Length && letter == code[next])
            {
                next++;
            }
        }

        return next == code.Length;
    }
}

/// <summary>A firearm on a gun's path: its recoveries there, and what else is known under its serial number.</summary>
/// <param name="Id"><c>fa-…</c></param>
/// <param name="Serial">As compared, or null.</param>
/// <param name="Make">The maker, as the first recovery that names one writes it.</param>
/// <param name="Recoveries">On the gun's path, by time.</param>
internal sealed record FirearmNode(string Id, SerialNumber? Serial, string? Make, IReadOnlyList<StoredRecord> Recoveries)
{
    /// <summary>Recoveries with the same serial number elsewhere, makers agreeing, by time.</summary>
    public List<StoredRecord> Elsewhere { get; } = [];

    /// <summary>Traces of the same serial number, makers agreeing.</summary>
    public List<StoredRecord> Traces { get; } = [];

    /// <summary>Those of the traces that can hardly be this firearm's, each with the reason.</summary>
    public List<DoubtfulTrace> DoubtfulTraces { get; } = [];

    /// <summary>Arrests with the same serial number.</summary>
    public List<StoredRecord> Arrests { get; } = [];

    /// <summary>Recoveries and traces with the same serial number but another maker: perhaps this gun, misread; not joined.</summary>
    public List<StoredRecord> Doubtful { get; } = [];

    /// <summary>What people call it.</summary>
    public string Label
    {
        get
        {
            var newest = (FirearmRecovery)Recoveries[^1].Record;
            var model = string.Join(' ', new[] { Make, newest.Model, newest.Caliber }.Where(p => !string.IsNullOrWhiteSpace(p)));
            var serial = Serial is { } number ? $"serial {newest.Serial ?? number.Compared}" : newest.SerialObliterated == true ? "serial obliterated" : $"exhibit {newest.ExhibitNumber}";
            return model.Length == 0 ? serial : $"{model}, {serial}";
        }
    }
}

/// <summary>Joins firearm records by serial number.</summary>
/// <remarks>
/// Recoveries with one serial number are one firearm, unless their makers disagree: makers number their guns alike.
/// What disagrees is shown as possible, with its reason, and nothing is concluded from it (no person, no trace).
/// </remarks>
internal static class FirearmNodes
{
    /// <summary>The firearms of some recoveries (sorted by time), and what the serial numbers find beyond them.</summary>
    public static async Task<IReadOnlyList<FirearmNode>> OfAsync(IReadOnlyList<StoredRecord> recoveries, MentionCache cache, TimeSpan mostApart, CancellationToken cancel)
    {
        var nodes = new List<FirearmNode>();
        foreach (var record in recoveries.Where(r => SerialOf(r) is null))
        {
            var firearm = (FirearmRecovery)record.Record;
            nodes.Add(new FirearmNode("fa" + EntityKey.Exhibit(record.Ref.Agency, firearm.CaseNumber, firearm.ExhibitNumber).Value[2..], null, firearm.Make, [record]));
        }

        foreach (var sameSerial in recoveries.Where(r => SerialOf(r) is not null).GroupBy(r => SerialOf(r)!.Value).OrderBy(g => g.Key.Compared, StringComparer.Ordinal))
        {
            var found = await cache.OfAsync(EntityKey.Serial(sameSerial.Key), cancel);
            nodes.AddRange(SameSerial(sameSerial.Key, [.. sameSerial], found, mostApart));
        }

        nodes.Sort((a, b) => string.CompareOrdinal(a.Id, b.Id));
        return nodes;
    }

    private static List<FirearmNode> SameSerial(SerialNumber serial, List<StoredRecord> onPath, IReadOnlyList<StoredRecord> found, TimeSpan mostApart)
    {
        var nodes = new List<FirearmNode>();

        // The makers that the recoveries name, each once; a recovery without a maker goes with the first of them.
        var makes = onPath.Select(MakeOf).Where(m => !string.IsNullOrWhiteSpace(m)).Select(m => m!)
            .OrderByDescending(m => EntityKey.Normalise(m).Length).ThenBy(m => m, StringComparer.Ordinal)
            .Aggregate(new List<string>(), (kept, make) => { if (!kept.Exists(k => FirearmMake.Agree(k, make))) { kept.Add(make); } return kept; });
        foreach (var make in makes.Count == 0 ? [null] : makes.Cast<string?>())
        {
            var mine = onPath.Where(r => MakeOf(r) is { } named && !string.IsNullOrWhiteSpace(named) ? ReferenceEquals(makes.Find(m => FirearmMake.Agree(m, named)), make) : make is null || ReferenceEquals(make, makes[0])).ToList();
            if (mine.Count == 0)
            {
                continue;
            }

            var node = new FirearmNode(StableId.Of("fa", serial.Compared, make is null ? "" : EntityKey.Normalise(make)), serial, make, mine);
            foreach (var record in found)
            {
                Place(node, record, onPath);
            }

            // Whether a trace is of this gun follows from all of its recoveries, so these come first.
            List<FirearmRecovery> recoveries = [.. node.Recoveries.Concat(node.Elsewhere).Select(r => (FirearmRecovery)r.Record)];
            foreach (var record in node.Traces)
            {
                if (TraceDoubt.Of((Trace)record.Record, recoveries, mostApart) is { } doubt)
                {
                    node.DoubtfulTraces.Add(new DoubtfulTrace(record.Ref.Citation, doubt));
                }
            }

            nodes.Add(node);
        }

        return nodes;
    }

    private static void Place(FirearmNode node, StoredRecord record, List<StoredRecord> onPath)
    {
        switch (record.Record)
        {
            case Arrest:
                node.Arrests.Add(record);
                break;
            case Trace trace:
                (FirearmMake.Agree(trace.Make, node.Make) ? node.Traces : node.Doubtful).Add(record);
                break;
            case FirearmRecovery firearm when !onPath.Exists(r => ReferenceEquals(r, record)):
                (FirearmMake.Agree(firearm.Make, node.Make) ? node.Elsewhere : node.Doubtful).Add(record);
                break;
        }
    }

    public static SerialNumber? SerialOf(StoredRecord record) => record.Record switch
    {
        FirearmRecovery { SerialObliterated: true } => null,
        FirearmRecovery firearm => SerialNumber.From(firearm.Serial),
        Trace trace => SerialNumber.From(trace.Serial),
        Arrest arrest => SerialNumber.From(arrest.FirearmSerial),
        _ => null,
    };

    private static string? MakeOf(StoredRecord record) => ((FirearmRecovery)record.Record).Make;
}
