using System.Globalization;
using System.Text;

namespace CgiHub.Cli.Evidence;

/// <summary>A manifest as CSV (RFC 4180): a header with the names of <see cref="ManifestRow"/>'s members, in any order and case, with or without <c>_</c>.</summary>
internal static class ManifestCsv
{
    /// <summary>Reads the rows.</summary>
    /// <exception cref="CommandFailedException">The table has no header of a manifest, or a coordinate that is none.</exception>
    public static IReadOnlyList<ManifestRow> Read(string text)
    {
        var lines = Split(text.TrimStart('\uFEFF'));
        if (lines.Count == 0)
        {
            return [];
        }

        var columns = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < lines[0].Count; i++)
        {
            columns.TryAdd(lines[0][i].Trim().Replace("_", "", StringComparison.Ordinal).ToLowerInvariant(), i);
        }

        return columns.ContainsKey("casenumber") && columns.ContainsKey("exhibitnumber")
            ? [.. lines.Skip(1).Select((line, i) => Row(new Line(line, columns, i + 2)))]
            : throw CommandFailedException.Usage("The manifest's first line should name its columns, caseNumber and exhibitNumber among them.");
    }

    private static ManifestRow Row(Line line) => new()
    {
        File = line.Text("file"),
        View = line.Text("view"),
        Ori = line.Text("ori"),
        CaseNumber = line.Text("casenumber"),
        ExhibitNumber = line.Text("exhibitnumber"),
        Kind = line.Text("kind"),
        RecoveredAt = line.Text("recoveredat"),
        Caliber = line.Text("caliber"),
        Lat = line.Degrees("lat"),
        Lon = line.Degrees("lon"),
        Note = line.Text("note"),
    };

    /// <summary>Lines and cells; blank lines are none.</summary>
    private static List<List<string>> Split(string text)
    {
        var (lines, line, cell) = (new List<List<string>>(), new List<string>(), new StringBuilder());
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            switch (c)
            {
                case '"' when quoted && i + 1 < text.Length && text[i + 1] == '"':
                    cell.Append(c);
                    i++;
                    break;
                case '"' when quoted || cell.Length == 0:
                    quoted = !quoted;
                    break;
                case ',' when !quoted:
                    EndCell();
                    break;
                case '\r' or '\n' when !quoted:
                    EndLine();
                    break;
                default:
                    cell.Append(c);
                    break;
            }
        }

        EndLine();
        return lines;

        void EndCell()
        {
            line.Add(cell.ToString());
            cell.Clear();
        }

        void EndLine()
        {
            EndCell();
            if (line.Exists(c => c.Length > 0))
            {
                lines.Add(line);
            }

            line = [];
        }
    }

    private sealed record Line(List<string> Cells, Dictionary<string, int> Columns, int Number)
    {
        public string? Text(string name) => Columns.TryGetValue(name, out var at) && at < Cells.Count && Cells[at].Trim() is { Length: > 0 } text ? text : null;

        public double? Degrees(string name) => Text(name) is not { } text ? null
            : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var degrees) ? degrees
            : throw CommandFailedException.Usage($"Row {Number} of the manifest: {name} is no number.");
    }
}
