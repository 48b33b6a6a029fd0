using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace CgiHub.Core.Triage.Paper;

/// <summary>
/// Takes chance out of a finished PDF: the library draws a name for each font subset, and ids for the document, by lot. In their place stand, in as many bytes,
/// the subset's number and a digest of everything else, so that the same paper is the same bytes and can be compared and cached.
/// </summary>
internal static partial class SamePaper
{
    public static byte[] Of(byte[] pdf)
    {
        // One character a byte, both ways.
        var text = Encoding.Latin1.GetString(pdf);
        var subsets = new Dictionary<string, string>(StringComparer.Ordinal);
        text = Subset().Replace(text, m => m.Groups[1].Value + NumberOf(m.Groups[2].Value) + "+DejaVu");
        text = WithId(text, new string('0', 32));
        return Encoding.Latin1.GetBytes(WithId(text, Convert.ToHexString(SHA256.HashData(Encoding.Latin1.GetBytes(text)))[..32]));

        string NumberOf(string drawn)
        {
            if (!subsets.TryGetValue(drawn, out var number))
            {
                subsets[drawn] = number = "CGIHU" + (char)('A' + subsets.Count);
            }

            return number;
        }
    }

    private static string WithId(string text, string id) =>
        Ids().Replace(text, m => m.Value.StartsWith("uuid:", StringComparison.Ordinal) ? "uuid:" + Guid.ParseExact(id, "N").ToString("D") : $"/ID[<{id}><{id}>]");

    [GeneratedRegex(@"(/(?:FontName|BaseFont)/)([A-Z]{6})\+DejaVu")]
    private static partial Regex Subset();

    [GeneratedRegex(@"uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|/ID\[<[0-9A-F]{32}><[0-9A-F]{32}>\]")]
    private static partial Regex Ids();
}
