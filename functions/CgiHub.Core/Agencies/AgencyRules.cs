using System.Text.RegularExpressions;

namespace CgiHub.Core.Agencies;

/// <summary>What a registry entry must be like. Pure.</summary>
public static partial class AgencyRules
{
    private const int MostRecipients = 50;
    private const int MostAppIds = 40;
    private const int MostFields = 200;

    /// <summary>The feeds for which an agency may have a mapping.</summary>
    public static IReadOnlyList<string> Feeds { get; } = ["incidents", "nibin", "firearms", "gunshots", "lpr", "traces", "arrests", "supervision", "osint"];

    /// <summary>Everything that is wrong with an entry; empty where nothing is.</summary>
    public static IReadOnlyList<FieldFault> Check(Agency agency)
    {
        ArgumentNullException.ThrowIfNull(agency);
        var faults = new List<FieldFault>();
        CheckText(agency.Name, "/name", 1, 200, faults);
        if (agency.Contact is not null)
        {
            CheckText(agency.Contact, "/contact", 0, 500, faults);
        }

        if (CheckPresent(agency.Recipients, "/recipients", faults) && CheckCount(agency.Recipients.Count, MostRecipients, "/recipients", faults))
        {
            CheckRecipients(agency, faults);
        }

        if (CheckPresent(agency.AppIds, "/appIds", faults) && CheckCount(agency.AppIds.Count, MostAppIds, "/appIds", faults))
        {
            CheckAppIds(agency.AppIds, faults);
        }

        faults.AddRange(agency.Webhook?.Check() ?? []);
        CheckPresent(agency.Dissemination, "/dissemination", faults);
        foreach (var (name, hours) in agency.Clocks?.All ?? [])
        {
            if (hours is { } given && !(given is > 0 and <= AgencyClocks.MostHours))
            {
                faults.Add(new FieldFault($"/clocks/{name}", "range", $"Hours, more than 0 and at most {AgencyClocks.MostHours}."));
            }
        }

        if (CheckPresent(agency.Mappings, "/mappings", faults))
        {
            foreach (var (feed, mapping) in agency.Mappings)
            {
                var at = $"/mappings/{Escape(feed)}";
                if (!Feeds.Contains(feed, StringComparer.Ordinal))
                {
                    faults.Add(new FieldFault(at, "unknown", $"There is no feed of that name. Feeds: {string.Join(", ", Feeds)}."));
                }
                else if (CheckPresent(mapping, at, faults))
                {
                    CheckMapping(mapping, at, faults);
                }
            }
        }

        return faults;
    }

    internal static bool IsAppId(string? appId) => appId is { Length: >= 1 and <= 100 } && appId.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or ':');

    private static void CheckRecipients(Agency agency, List<FieldFault> faults)
    {
        for (var i = 0; i < agency.Recipients.Count; i++)
        {
            if (agency.Recipients[i] == agency.Ori)
            {
                faults.Add(new FieldFault($"/recipients/{i}", "self", "An agency receives its own packets anyway."));
            }
            else if (agency.Recipients.Take(i).Contains(agency.Recipients[i]))
            {
                faults.Add(new FieldFault($"/recipients/{i}", "duplicate", "It is named twice."));
            }
        }
    }

    private static void CheckAppIds(IReadOnlyList<string> appIds, List<FieldFault> faults)
    {
        for (var i = 0; i < appIds.Count; i++)
        {
            if (!IsAppId(appIds[i]))
            {
                faults.Add(new FieldFault($"/appIds/{i}", "format", "An application id has 1 to 100 letters, digits and - . _ : characters."));
            }
            else if (appIds.Take(i).Contains(appIds[i], StringComparer.Ordinal))
            {
                faults.Add(new FieldFault($"/appIds/{i}", "duplicate", "It is named twice."));
            }
        }
    }

    private static void CheckMapping(FeedMapping mapping, string at, List<FieldFault> faults)
    {
        if (mapping.TimeZone is { } zone && !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
        {
            faults.Add(new FieldFault($"{at}/timeZone", "unknown", "This is no time zone of the IANA database, such as America/New_York."));
        }

        if (mapping.IgnoreOffset && mapping.TimeZone is null)
        {
            faults.Add(new FieldFault($"{at}/timeZone", "required", "Times whose offset is ignored need a time zone."));
        }

        if (mapping.Epsg is <= 0 or > 999_999)
        {
            faults.Add(new FieldFault($"{at}/epsg", "range", "An EPSG code is a positive number of at most six digits."));
        }

        if (mapping.Delimiter is { } delimiter && delimiter is not ("," or ";" or "|" or "\t"))
        {
            faults.Add(new FieldFault($"{at}/delimiter", "enum", "A delimiter is a comma, semicolon, pipe or tab."));
        }

        CheckTexts(mapping.Nulls, $"{at}/nulls", 0, faults);
        CheckTexts(mapping.GroupBy, $"{at}/groupBy", 1, faults);
        CheckConditions(mapping.Where, $"{at}/where", faults);
        if (!CheckPresent(mapping.Fields, $"{at}/fields", faults) || !CheckCount(mapping.Fields.Count, MostFields, $"{at}/fields", faults))
        {
            return;
        }

        foreach (var (name, field) in mapping.Fields)
        {
            var path = $"{at}/fields/{Escape(name)}";
            if (!FieldName().IsMatch(name))
            {
                faults.Add(new FieldFault(path, "format", "A field is named as in the feed's contract, nested ones dotted, such as person.dob."));
            }

            if (CheckPresent(field, path, faults))
            {
                CheckField(field, path, faults);
            }
        }
    }

    private static void CheckField(FieldMapping field, string path, List<FieldFault> faults)
    {
        if (CheckTexts(field.Columns, $"{path}/columns", 1, faults) && field.Columns.Count == 0 && field.Constant is null && !field.Count)
        {
            faults.Add(new FieldFault(path, "required", "A field needs columns, a constant or a count."));
        }

        CheckTexts(field.Formats, $"{path}/formats", 1, faults);
        CheckTexts(field.Prefer, $"{path}/prefer", 1, faults);
        CheckConditions(field.CountWhere, $"{path}/countWhere", faults);
        CheckPresent(field.Separator, $"{path}/separator", faults);
        if (CheckPresent(field.Values, $"{path}/values", faults))
        {
            foreach (var (from, to) in field.Values)
            {
                CheckPresent(to, $"{path}/values/{Escape(from)}", faults);
            }

            CheckFolded(field.Values.Keys, $"{path}/values", faults);
        }
    }

    private static void CheckConditions(IReadOnlyDictionary<string, IReadOnlyList<string>> conditions, string pointer, List<FieldFault> faults)
    {
        if (CheckPresent(conditions, pointer, faults))
        {
            foreach (var (column, values) in conditions)
            {
                CheckTexts(values, $"{pointer}/{Escape(column)}", 0, faults);
            }
        }
    }

    /// <summary>Names that compare without case must differ by more than case.</summary>
    private static void CheckFolded(IEnumerable<string> names, string pointer, List<FieldFault> faults)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in names.Where(n => !seen.Add(n)))
        {
            faults.Add(new FieldFault($"{pointer}/{Escape(name)}", "duplicate", "It is named twice; case does not matter here."));
        }
    }

    private static bool CheckTexts(IReadOnlyList<string> texts, string pointer, int min, List<FieldFault> faults)
    {
        if (!CheckPresent(texts, pointer, faults))
        {
            return false;
        }

        for (var i = 0; i < texts.Count; i++)
        {
            CheckText(texts[i], $"{pointer}/{i}", min, 200, faults);
        }

        return true;
    }

    private static void CheckText(string? text, string pointer, int min, int max, List<FieldFault> faults)
    {
        if (text is null || text.Trim().Length < min)
        {
            faults.Add(new FieldFault(pointer, "required", "This needs a text."));
        }
        else if (text.Length > max)
        {
            faults.Add(new FieldFault(pointer, "tooLong", $"At most {max} characters."));
        }
        else if (text.Any(char.IsControl))
        {
            faults.Add(new FieldFault(pointer, "format", "Control characters have no place here."));
        }
    }

    private static bool CheckPresent(object? value, string pointer, List<FieldFault> faults)
    {
        if (value is null)
        {
            faults.Add(new FieldFault(pointer, "required", "Leave it out, or give it a value; null is none."));
        }

        return value is not null;
    }

    private static bool CheckCount(int count, int most, string pointer, List<FieldFault> faults)
    {
        if (count > most)
        {
            faults.Add(new FieldFault(pointer, "tooMany", $"At most {most}."));
        }

        return count <= most;
    }

    private static string Escape(string segment) => segment.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_]{0,63}(\.[A-Za-z0-9_]{1,64}){0,4}$", RegexOptions.CultureInvariant)]
    private static partial Regex FieldName();
}
