using System.Globalization;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Triage;
using CgiHub.Core.Triage.Paper;

namespace CgiHub.Core.Packets.Paper;

/// <summary>What a paper is set from: one recipient's view, the view before it, and how much of each list is shown.</summary>
/// <param name="View">The view. Nothing else of the packet comes near the paper.</param>
/// <param name="Before">What the same recipient was told before; null: nothing.</param>
/// <param name="Images">The images that the recipient may see.</param>
/// <param name="Detail">How much is shown.</param>
/// <param name="Days">The region's calendar.</param>
internal sealed record PaperMatter(LeadPacket View, LeadPacket? Before, IReadOnlyList<PaperImage> Images, PaperDetail Detail, RegionDay Days)
{
    public static readonly PaperStyle Body = new(9.5);
    public static readonly PaperStyle Strong = new(9.5, Bold: true);
    public static readonly PaperStyle Small = new(8.5, Ink: PaperInk.Grey);

    /// <summary>The number of an event on the timeline; 0 where the packet does not list it.</summary>
    public int NumberOf(string caseKey) => _numbers.GetValueOrDefault(caseKey);

    private readonly Dictionary<string, int> _numbers = View.Events.Select((e, i) => (e.CaseKey.Value, i + 1)).DistinctBy(e => e.Value).ToDictionary(StringComparer.Ordinal);

    /// <summary>The events that name somebody, by number.</summary>
    public IReadOnlyList<int> EventsOf(PersonOnPath person) =>
        [.. View.Events.Select((e, i) => (e, Number: i + 1)).Where(e => e.e.Records.Any(r => !r.StartsWith("nibin/", StringComparison.Ordinal) && person.Records.Contains(r, StringComparer.Ordinal))).Select(e => e.Number)];

    public static string Numbers(IReadOnlyList<int> numbers) => PacketWords.Some([.. numbers.Select(n => n.ToString(CultureInfo.InvariantCulture))], 6);

    /// <summary>A paragraph.</summary>
    public static TextBlock Say(string text, int most = 3) => new(text, Body, most);

    /// <summary>An aside.</summary>
    public static TextBlock Aside(string text, int most = 2) => new(text, Small, most);

    /// <summary>A table of the first rows, and how many more there are.</summary>
    public IEnumerable<PaperBlock> Table<T>(IReadOnlyList<TableColumn> columns, IReadOnlyList<T> items, int most, Func<T, IReadOnlyList<TableCell>> row)
    {
        yield return new TableBlock(columns, [.. items.Take(most).Select(row)], Detail.Lines);
        if (items.Count > most)
        {
            yield return Aside(More(items.Count - most));
        }
    }

    public static string More(int left) => string.Create(CultureInfo.InvariantCulture, $"and {left} more, in the JSON packet");

    /// <summary>The rule that withholds a field; null where none does.</summary>
    public string? WithheldBy(string field) => View.Dissemination.Withheld.FirstOrDefault(w => w.Field == field)?.Rule;
}
