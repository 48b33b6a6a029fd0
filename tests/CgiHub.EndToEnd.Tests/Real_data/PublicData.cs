using System.IO.Compression;
using System.Text;
using CgiHub.EndToEnd.Tests.Host;

namespace CgiHub.EndToEnd.Tests.Real_data;

/// <summary>The public data sets, where they are at hand: at <c>CGIHUB_SHARED_DATA</c>, or in <c>shared/data</c> in a folder above the repository. Read with a reader of the tests' own.</summary>
internal static class PublicData
{
    private static readonly string? Folder = Find();

    public static bool Absent => Folder is null;

    /// <summary>Skips the test where the data is not at hand.</summary>
    public static void Require() => Skip.If(Absent, "The public data sets are not here: set CGIHUB_SHARED_DATA, or put them into shared/data in a folder above the repository.");

    public static string PathOf(string file) => Path.Combine(Folder!, file);

    /// <summary>The rows of delimited text, by column name.</summary>
    public static List<Dictionary<string, string>> Rows(string file, char separator = ',')
    {
        using var bytes = File.OpenRead(PathOf(file));
        using Stream content = file.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(bytes, CompressionMode.Decompress) : bytes;
        using var text = new StreamReader(content, Encoding.UTF8);
        return Parse(text.ReadToEnd(), separator);
    }

    public static List<Dictionary<string, string>> RowsOf(string text, char separator) => Parse(text, separator);

    private static List<Dictionary<string, string>> Parse(string text, char separator)
    {
        var records = Records(text, separator);
        var header = records[0];
        return records.Skip(1).Select(r => header.Zip(r).ToDictionary(p => p.First, p => p.Second)).ToList();
    }

    private static List<List<string>> Records(string text, char separator)
    {
        var records = new List<List<string>>();
        var fields = new List<string>();
        var field = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            var letter = text[i];
            if (letter == '"')
            {
                if (quoted && i + 1 < text.Length && text[i + 1] == '"')
                {
                    field.Append('"');
                    i++;
                }
                else
                {
                    quoted = !quoted;
                }
            }
            else if (quoted || (letter != separator && letter is not ('\n' or '\r')))
            {
                field.Append(letter);
            }
            else if (letter != '\r')
            {
                EndField();
                if (letter == '\n')
                {
                    EndRecord();
                }
            }
        }

        if (field.Length > 0 || fields.Count > 0)
        {
            EndField();
            EndRecord();
        }

        return records;

        void EndField()
        {
            fields.Add(field.ToString().Trim());
            field.Clear();
        }

        void EndRecord()
        {
            records.Add(fields);
            fields = [];
        }
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("CGIHUB_SHARED_DATA") is { Length: > 0 } given)
        {
            return Directory.Exists(given) ? given : null;
        }

        for (var above = new DirectoryInfo(Repository.Root); above is not null; above = above.Parent)
        {
            var data = Path.Combine(above.FullName, "shared", "data");
            if (File.Exists(Path.Combine(data, "INDEX.md")))
            {
                return data;
            }
        }

        return null;
    }
}
