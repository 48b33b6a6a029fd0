using System.Globalization;
using System.Text.Json;
using CgiHub.Core.Agencies;

namespace CgiHub.Core.Feeds.Rows;

/// <summary>A table of an agency's own, by the mapping that the registry holds for it.</summary>
internal sealed class MappedForm : RowForm
{
    private const string RowNumber = "#";

    private readonly FeedMapping _mapping;
    private readonly LocalTimes _times;
    private readonly Projection? _projection;
    private readonly HashSet<string> _nulls;
    private readonly List<Field> _fields = [];
    private readonly List<(int Column, HashSet<string> Values)> _where;
    private readonly List<int> _groupBy;
    private readonly FlatWriter _writer;
    private readonly int _lat;
    private readonly int _lon;

    private MappedForm(FeedMapping mapping, List<(Slot Slot, FieldMapping Mapping)> fields, IReadOnlyList<string> columns, Projection? projection)
    {
        (_mapping, _projection) = (mapping, projection);
        _times = new LocalTimes(mapping);
        _nulls = new HashSet<string>(mapping.Nulls, StringComparer.OrdinalIgnoreCase);
        var index = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase) { [RowNumber] = -1 };
        for (var i = 0; i < columns.Count; i++)
        {
            index.TryAdd(columns[i].Trim(), i);
        }

        foreach (var (slot, field) in fields)
        {
            _fields.Add(new Field(
                slot,
                field,
                [.. field.Columns.Select(c => c.Trim()).Where(index.ContainsKey).Select(c => index[c])],
                new Dictionary<string, string>(field.Values, StringComparer.OrdinalIgnoreCase),
                Conditions(field.CountWhere, index)));
        }

        _where = Conditions(mapping.Where, index);
        _groupBy = [.. mapping.GroupBy.Select(c => index.GetValueOrDefault(c.Trim(), int.MaxValue))];
        _writer = new FlatWriter([.. _fields.Select(f => f.Slot)]);
        _lat = _fields.FindIndex(f => f.Slot.Name == "lat");
        _lon = _fields.FindIndex(f => f.Slot.Name == "lon");
    }

    /// <inheritdoc/>
    public override bool Groups => _groupBy.Count > 0;

    /// <summary>The columns that a mapping names, for rows that have no header (flat JSON).</summary>
    public static IReadOnlyList<string> ColumnsOf(FeedMapping mapping) =>
    [
        .. mapping.Fields.Values.SelectMany(f => f.Columns.Concat(f.CountWhere.Keys))
            .Concat(mapping.Where.Keys)
            .Concat(mapping.GroupBy)
            .Select(c => c.Trim())
            .Where(c => c != RowNumber)
            .Distinct(StringComparer.OrdinalIgnoreCase),
    ];

    /// <summary>What is wrong with a mapping; empty where nothing is. The registry checks its form, this checks it against the feed.</summary>
    public static IReadOnlyList<FieldFault> Check(Feed feed, FeedMapping mapping)
    {
        var faults = new List<FieldFault>();
        var at = $"/mappings/{feed.Name}";
        var slots = new List<Slot>();
        foreach (var name in mapping.Fields.Keys)
        {
            if (FlatShape.Resolve(feed, name) is not { } slot)
            {
                faults.Add(new FieldFault($"{at}/fields/{name}", "unknown", "The feed has no such field."));
            }
            else if (slots.Exists(s => s.Overlaps(slot)))
            {
                faults.Add(new FieldFault($"{at}/fields/{name}", "duplicate", $"Another field of the mapping means {slot.Name}, too."));
            }
            else
            {
                slots.Add(slot);
            }
        }

        if (faults.Count == 0)
        {
            faults.AddRange(FlatShape.RequiredOf(feed).Where(r => !slots.Exists(s => s.Path[0] == r)).Select(r => new FieldFault($"{at}/fields/{r}", "required", "The feed requires this field; without it every row would be rejected.")));
        }

        if (mapping.Epsg is { } epsg && Projection.Find(epsg) is null)
        {
            faults.Add(new FieldFault($"{at}/epsg", "unknown", "The hub does not know this coordinate system."));
        }

        return faults;
    }

    /// <summary>The form of a mapping over these columns.</summary>
    public static Result<RowForm> Of(Feed feed, FeedMapping mapping, IReadOnlyList<string> columns)
    {
        var faults = Check(feed, mapping);
        if (faults.Count > 0)
        {
            return Errors.MappingFaulty(faults);
        }

        var named = ColumnsOf(mapping);
        if (named.Count > 0 && !columns.Any(c => named.Contains(c.Trim(), StringComparer.OrdinalIgnoreCase)))
        {
            return Errors.UnreadableTable("The header has none of the columns that the agency's mapping names.");
        }

        // A field may be missing from one export or another; what decides which rows are taken may not.
        if (mapping.Where.Keys.Concat(mapping.GroupBy).Select(c => c.Trim()).FirstOrDefault(c => c != RowNumber && !columns.Any(h => string.Equals(h.Trim(), c, StringComparison.OrdinalIgnoreCase))) is { } missing)
        {
            return Errors.UnreadableTable($"The header lacks the column {missing}, by which the agency's mapping chooses or groups rows.");
        }

        return new MappedForm(mapping, [.. mapping.Fields.Select(f => (FlatShape.Resolve(feed, f.Key)!, f.Value))], columns, mapping.Epsg is { } epsg ? Projection.Find(epsg) : null);
    }

    /// <inheritdoc/>
    public override bool Takes(TableRow row) => Holds(_where, row);

    /// <inheritdoc/>
    public override string? GroupOf(TableRow row)
    {
        var parts = _groupBy.Select(c => Cell(row, c) ?? "").ToList();

        // A row that names no group is a record of its own, not a member of the group of the nameless.
        return parts.TrueForAll(p => p.Length == 0) ? null : string.Join(FlatWriter.Between, parts);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, IReadOnlyList<TableRow> rows)
    {
        var values = new string?[_fields.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = Value(_fields[i], rows);
        }

        Locate(values);
        _writer.Write(writer, values);
    }

    private static List<(int Column, HashSet<string> Values)> Conditions(IReadOnlyDictionary<string, IReadOnlyList<string>> where, Dictionary<string, int> index) =>
        [.. where.Select(w => (index.GetValueOrDefault(w.Key.Trim(), int.MaxValue), new HashSet<string>(w.Value, StringComparer.OrdinalIgnoreCase)))];

    private bool Holds(List<(int Column, HashSet<string> Values)> conditions, TableRow row) =>
        conditions.TrueForAll(c => c.Values.Contains(Cell(row, c.Column) ?? ""));

    private string? Value(Field field, IReadOnlyList<TableRow> rows)
    {
        if (field.Mapping.Count)
        {
            return rows.Count(r => Holds(field.CountWhere, r)).ToString(CultureInfo.InvariantCulture);
        }

        if (rows.Count == 1)
        {
            return Value(field, rows[0]);
        }

        var values = rows.Select(r => Value(field, r)).Where(v => !string.IsNullOrEmpty(v)).ToList();
        if (field.Slot.Kind == SlotKind.Texts)
        {
            return string.Join(FlatWriter.Between, values.SelectMany(v => v!.Split(FlatWriter.Between)).Distinct(StringComparer.Ordinal));
        }

        return field.Mapping.Prefer.FirstOrDefault(p => values.Contains(p, StringComparer.OrdinalIgnoreCase)) ?? values.FirstOrDefault();
    }

    private string? Value(Field field, TableRow row)
    {
        var mapping = field.Mapping;
        var text = string.Join(mapping.Separator, field.Columns.Select(c => Cell(row, c)).Where(v => !string.IsNullOrEmpty(v)));
        if (text.Length == 0)
        {
            return mapping.Constant;
        }

        if (field.Values.Count > 0)
        {
            text = field.Values.TryGetValue(text, out var translated) || field.Values.TryGetValue("*", out translated) ? translated : text;
            if (text.Length == 0)
            {
                return null;
            }
        }

        text = mapping.Prefix + text;
        return field.Slot.Kind switch
        {
            SlotKind.Instant => _times.Instant(text, mapping),
            SlotKind.Day => LocalTimes.Day(text, mapping) ?? text,
            SlotKind.Texts => ListOf(text),
            _ => text,
        };
    }

    private string? Cell(TableRow row, int column)
    {
        if (column == -1)
        {
            return (row.Index + 1).ToString(CultureInfo.InvariantCulture);
        }

        if (column >= row.Values.Count)
        {
            return null;
        }

        var value = row.Values[column];
        return _nulls.Contains(value) ? null : value;
    }

    /// <summary>Projects coordinates to degrees; what is not there, or stands where missing coordinates end up, is left out.</summary>
    private void Locate(string?[] values)
    {
        if (_lat < 0 || _lon < 0
            || !double.TryParse(values[_lat], NumberStyles.Float, CultureInfo.InvariantCulture, out var lat)
            || !double.TryParse(values[_lon], NumberStyles.Float, CultureInfo.InvariantCulture, out var lon))
        {
            return;
        }

        if (RowCheck.IsNullIsland(lat, lon))
        {
            (values[_lat], values[_lon]) = (null, null);
            return;
        }

        if (_projection is not null)
        {
            (lon, lat) = _projection.ToDegrees(lon, lat);

            // A hundred-millionth of a degree is a millimetre; what lies beyond is noise of the computation.
            (values[_lat], values[_lon]) = (Degrees(lat), Degrees(lon));
        }
    }

    private static string Degrees(double value) => Math.Round(value, 8).ToString("R", CultureInfo.InvariantCulture);

    private sealed record Field(Slot Slot, FieldMapping Mapping, IReadOnlyList<int> Columns, Dictionary<string, string> Values, List<(int Column, HashSet<string> Values)> CountWhere);
}
