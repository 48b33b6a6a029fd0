using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using CgiHub.Core.Records;

namespace CgiHub.Partners.Persons;

/// <summary>A row of a table of persons.</summary>
/// <param name="Id">The row's <c>rec_id</c>, or its line.</param>
/// <param name="Truth">Who it is; null where the table does not tell.</param>
/// <param name="Person">The description.</param>
public sealed record PersonRow(string Id, string? Truth, Person Person);

/// <summary>
/// A table of persons in the form of the FEBRL sets: comma-separated, blanks after commas, columns by name in any order, any of them missing.
/// <c>rec_id</c> tells the truth: rows with one number are one person (<c>rec-12-org</c>, <c>rec-12-dup-0</c>). A social security number is not read.
/// </summary>
public static partial class PersonTable
{
    private static readonly string[] DateForms = ["yyyyMMdd", "yyyy-MM-dd", "MM/dd/yyyy", "M/d/yyyy", "yyyy/MM/dd"];

    private static readonly Dictionary<string, string> Synonyms = new(StringComparer.OrdinalIgnoreCase)
    {
        ["first_name"] = "given_name", ["firstname"] = "given_name", ["givenname"] = "given_name", ["given"] = "given_name", ["fname"] = "given_name",
        ["last_name"] = "surname", ["lastname"] = "surname", ["family_name"] = "surname", ["family"] = "surname", ["lname"] = "surname",
        ["middle"] = "middle_name", ["full_name"] = "name", ["fullname"] = "name",
        ["dob"] = "date_of_birth", ["birth_date"] = "date_of_birth", ["birthdate"] = "date_of_birth", ["dateofbirth"] = "date_of_birth",
        ["address"] = "address_1", ["street"] = "address_1", ["city"] = "suburb", ["town"] = "suburb", ["zip"] = "postcode", ["zip_code"] = "postcode", ["zipcode"] = "postcode",
        ["phone_number"] = "phone", ["telephone"] = "phone", ["gender"] = "sex", ["id"] = "rec_id", ["record_id"] = "rec_id",
    };

    /// <summary>Reads a table. Rows come back in the order of their ids: a table's own order must not matter.</summary>
    /// <exception cref="InvalidDataException">It has no header, or none of the columns of a person.</exception>
    public static IReadOnlyList<PersonRow> Read(TextReader text)
    {
        ArgumentNullException.ThrowIfNull(text);
        using var records = Records(text).GetEnumerator();
        var header = records.MoveNext() ? records.Current : throw new InvalidDataException("The table is empty: its first line must name the columns.");
        var columns = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < header.Count; i++)
        {
            var name = header[i].Trim('\ufeff', ' ').Replace(' ', '_');
            columns.TryAdd(Synonyms.GetValueOrDefault(name, name), i);
        }

        if (!columns.ContainsKey("given_name") && !columns.ContainsKey("surname") && !columns.ContainsKey("name"))
        {
            throw new InvalidDataException($"The table has neither given_name nor surname; its columns are: {string.Join(", ", header)}.");
        }

        var rows = new List<PersonRow>();
        for (var line = 2; records.MoveNext(); line++)
        {
            var cells = records.Current;
            if (cells.Any(c => c.Length > 0))
            {
                rows.Add(Row(line, column => columns.TryGetValue(column, out var at) && at < cells.Count ? cells[at] : ""));
            }
        }

        return [.. rows.OrderBy(r => r.Id, StringComparer.Ordinal)];
    }

    private static PersonRow Row(int line, Func<string, string> cell)
    {
        var id = cell("rec_id");
        var address = new[] { $"{cell("street_number")} {cell("address_1")}".Trim(), cell("address_2"), cell("suburb"), $"{cell("state")} {cell("postcode")}".Trim() };
        var (given, family) = (cell("given_name"), cell("surname"));
        return new PersonRow(id.Length > 0 ? id : string.Create(CultureInfo.InvariantCulture, $"line-{line:d9}"), TruthOf(id), new Person
        {
            Name = given.Length + family.Length > 0 ? new PersonName { Given = given, Family = family, Middle = NullIfEmpty(cell("middle_name")), Suffix = NullIfEmpty(cell("suffix")) } : null,
            FullName = NullIfEmpty(cell("name")),
            Dob = DateOnly.TryParseExact(cell("date_of_birth"), DateForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var dob) ? dob : null,
            Sex = NullIfEmpty(cell("sex")),
            Phones = cell("phone") is { Length: > 0 } phone ? [phone] : null,
            Address = NullIfEmpty(string.Join(", ", address.Where(a => a.Length > 0))),
        });
    }

    private static string? TruthOf(string id) => Labelled().Match(id) is { Success: true } label ? label.Groups[1].Value : null;

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;

    /// <summary>Records of comma-separated text (RFC 4180, blanks around cells cut). A quote that is never closed ends with the text.</summary>
    private static IEnumerable<IReadOnlyList<string>> Records(TextReader text)
    {
        var cells = new List<string>();
        var cell = new StringBuilder();
        var quoted = false;
        int read;
        while ((read = text.Read()) >= 0)
        {
            var sign = (char)read;
            if (quoted)
            {
                if (sign != '"')
                {
                    cell.Append(sign);
                }
                else if (text.Peek() == '"')
                {
                    cell.Append((char)text.Read());
                }
                else
                {
                    quoted = false;
                }
            }
            else if (sign == '"' && string.IsNullOrWhiteSpace(cell.ToString()))
            {
                cell.Clear();
                quoted = true;
            }
            else if (sign == ',')
            {
                EndCell();
            }
            else if (sign is '\n' or '\r')
            {
                if (sign == '\r' && text.Peek() == '\n')
                {
                    _ = text.Read();
                }

                EndCell();
                yield return cells;
                cells = [];
            }
            else
            {
                cell.Append(sign);
            }
        }

        if (cell.Length > 0 || cells.Count > 0)
        {
            EndCell();
            yield return cells;
        }

        void EndCell()
        {
            cells.Add(cell.ToString().Trim());
            cell.Clear();
        }
    }

    [GeneratedRegex(@"^rec-(\d+)-(?:org|dup-\d+)$")]
    private static partial Regex Labelled();
}
