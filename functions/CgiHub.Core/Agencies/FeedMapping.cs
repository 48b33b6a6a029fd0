namespace CgiHub.Core.Agencies;

/// <summary>How one agency's export becomes rows of a feed: names, constants, dates, zones, values and coordinates.</summary>
public sealed record FeedMapping
{
    /// <summary>The contract's field (nested ones dotted, such as <c>person.dob</c>) and where its value comes from.</summary>
    public required IReadOnlyDictionary<string, FieldMapping> Fields { get; init; }

    /// <summary>Time zone of local times without offset (IANA, such as <c>America/New_York</c>); null: times must carry an offset.</summary>
    public string? TimeZone { get; init; }

    /// <summary>Stamps end in <c>Z</c> (or an offset) but are local clock time: ignore the suffix and use <see cref="TimeZone"/>.</summary>
    public bool IgnoreOffset { get; init; }

    /// <summary>Projected coordinates, as EPSG code of the columns that <c>lon</c> (easting) and <c>lat</c> (northing) come from; null: WGS 84 degrees.</summary>
    public int? Epsg { get; init; }

    /// <summary>Values that mean "nothing", such as <c>nan</c> or <c>(null)</c>.</summary>
    public IReadOnlyList<string> Nulls { get; set; } = [];

    /// <summary>Column separator of delimited text; null: detect among comma, tab, semicolon and pipe.</summary>
    public string? Delimiter { get; init; }

    /// <summary>Only rows whose columns have one of these values are taken; the others are counted as skipped.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Where { get; set; } = System.Collections.Immutable.ImmutableDictionary<string, IReadOnlyList<string>>.Empty;

    /// <summary>Rows that agree in these columns are one record (one row per victim or per charge); empty: every row is a record. The first row's values hold, unless a field says otherwise.</summary>
    public IReadOnlyList<string> GroupBy { get; set; } = [];

    /// <summary>Worksheet of a workbook; null: the first that has rows.</summary>
    public string? Sheet { get; init; }
}

/// <summary>Where one field's value comes from.</summary>
public sealed record FieldMapping
{
    /// <summary>Columns whose values are joined with <see cref="Separator"/>, empty ones left out. <c>#</c> is the row's number in the file, from 1.</summary>
    public IReadOnlyList<string> Columns { get; set; } = [];

    /// <summary>What stands between joined columns. Default one blank.</summary>
    public string Separator { get; set; } = " ";

    /// <summary>A value that is the same in every row (used where the columns are empty, too).</summary>
    public string? Constant { get; init; }

    /// <summary>.NET date formats, tried in order, such as <c>M/d/yyyy h:mm:ss tt</c>.</summary>
    public IReadOnlyList<string> Formats { get; set; } = [];

    /// <summary>Value translations, compared without case; <c>*</c> stands for any other value, an empty result for none.</summary>
    public IReadOnlyDictionary<string, string> Values { get; set; } = System.Collections.Immutable.ImmutableDictionary<string, string>.Empty;

    /// <summary>Text put before the value.</summary>
    public string? Prefix { get; init; }

    /// <summary>Of grouped rows: the first of these (translated) values that any row has wins over the first row's.</summary>
    public IReadOnlyList<string> Prefer { get; set; } = [];

    /// <summary>The value is the number of grouped rows (see <see cref="FeedMapping.GroupBy"/>), of those that <see cref="CountWhere"/> takes.</summary>
    public bool Count { get; init; }

    /// <summary>Which rows count: those whose columns have one of these values. Empty: all.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> CountWhere { get; set; } = System.Collections.Immutable.ImmutableDictionary<string, IReadOnlyList<string>>.Empty;
}
