using System.Globalization;
using CgiHub.Core.Records;
using CgiHub.Core.Triage.Paper;

namespace CgiHub.Core.Packets.Paper;

/// <summary>A small map of the events: numbered as on the timeline, joined in their order, with north up and a scale. It is drawn from their positions alone; no tile is fetched.</summary>
/// <remarks>Degrees are drawn on a plane that touches the earth in their middle, which over a region is right to a line's width.</remarks>
internal static class EventMap
{
    private const double MetresPerMile = 1609.344;
    private const double LeastMetres = 400;
    private const double Inset = 16;
    private static readonly PaperStyle Number = new(8, Bold: true);
    private static readonly PaperStyle Legend = new(7.5);

    /// <summary>The map of the events from <paramref name="first"/> on, as they are listed.</summary>
    public static PaperBlock Of(PaperMatter matter, int first, double height)
    {
        List<Place> places = [.. matter.View.Events.Select((e, i) => (e, i)).Where(e => e.i >= first && e.e is { Lat: not null, Lon: not null }).Select(e => new Place(e.i + 1, e.e.Lat!.Value, e.e.Lon!.Value))];
        return places.Count == 0
            ? PaperMatter.Aside("No map: no event has a position.")
            : new FigureBlock(height, Words(places), (sheet, x, y, width, tall) => Draw(sheet, places, x, y, width, tall));
    }

    private static string Words(List<Place> places)
    {
        var widest = places.SelectMany(p => places, (a, b) => Geodesic.Metres(a.Lat, a.Lon, b.Lat, b.Lon)).Max();
        return string.Create(CultureInfo.InvariantCulture,
            $"Map of the {PacketWords.Count(places.Count, "event", "events")} with a position, numbered as on the timeline, north up; those farthest apart are {widest / 1000:0.0} km ({widest / MetresPerMile:0.0} miles) from each other.");
    }

    private static void Draw(PaperSheet sheet, List<Place> places, double x, double y, double width, double height)
    {
        sheet.Box(x, y, width, height, 0.6, PaperInk.Grey);
        var flat = Flatten(places);
        var (west, east) = (flat.Min(p => p.X), flat.Max(p => p.X));
        var (south, north) = (flat.Min(p => p.Y), flat.Max(p => p.Y));
        var (roomX, roomY) = (width - 2 * Inset, height - 2 * Inset - 18);
        var scale = Math.Min(roomX / Math.Max(east - west, LeastMetres), roomY / Math.Max(north - south, LeastMetres));
        List<Spot> spots = [.. flat.Select(p => new Spot(p.Number.ToString(CultureInfo.InvariantCulture), x + width / 2 + (p.X - (west + east) / 2) * scale, y + Inset + 8 + roomY / 2 - (p.Y - (south + north) / 2) * scale))];
        for (var i = 1; i < spots.Count; i++)
        {
            Arrow(sheet, spots[i - 1], spots[i]);
        }

        foreach (var spot in Joined(spots))
        {
            Mark(sheet, spot, x, width);
        }

        North(sheet, x + width - 14, y + 10);
        Scale(sheet, x + 8, y + height - 8, width * 0.4, scale);
    }

    /// <summary>Metres east and north of the first event; across the date line the short way.</summary>
    private static List<(int Number, double X, double Y)> Flatten(List<Place> places)
    {
        var middle = places.Average(p => p.Lat) * Math.PI / 180;
        const double degree = 111_320;
        return [.. places.Select(p => (p.Number, Math.IEEERemainder(p.Lon - places[0].Lon, 360) * degree * Math.Max(0.01, Math.Cos(middle)), (p.Lat - places[0].Lat) * degree))];
    }

    /// <summary>Marks that would cover each other become one.</summary>
    private static IEnumerable<Spot> Joined(List<Spot> spots)
    {
        var groups = new List<List<Spot>>();
        foreach (var spot in spots)
        {
            var near = groups.Find(g => Math.Abs(g[0].X - spot.X) < 17 && Math.Abs(g[0].Y - spot.Y) < 15);
            if (near is null)
            {
                groups.Add([spot]);
            }
            else
            {
                near.Add(spot);
            }
        }

        return groups.Select(g => new Spot(PacketWords.Some([.. g.Select(s => s.Label)], 5), g[0].X, g[0].Y));
    }

    private static void Arrow(PaperSheet sheet, Spot from, Spot to)
    {
        var (dx, dy) = (to.X - from.X, to.Y - from.Y);
        var length = Math.Sqrt(dx * dx + dy * dy);
        if (length < 17)
        {
            return;
        }

        sheet.Line(from.X, from.Y, to.X, to.Y, 0.5, PaperInk.Grey);
        var (ux, uy) = (dx / length, dy / length);
        var (tipX, tipY) = (from.X + dx * 0.58, from.Y + dy * 0.58);
        sheet.Wedge((tipX, tipY), (tipX - 6 * ux + 2.4 * uy, tipY - 6 * uy - 2.4 * ux), (tipX - 6 * ux - 2.4 * uy, tipY - 6 * uy + 2.4 * ux));
    }

    private static void Mark(PaperSheet sheet, Spot spot, double left, double width)
    {
        var wide = sheet.Measure(spot.Label, Number);
        if (wide <= 11)
        {
            sheet.Disc(spot.X, spot.Y, 7.5);
            sheet.Text(spot.Label, spot.X - wide / 2, spot.Y + 2.9, Number);
            return;
        }

        var at = Math.Clamp(spot.X - wide / 2 - 4, left + 2, Math.Max(left + 2, left + width - wide - 10));
        sheet.Box(at, spot.Y - 7, wide + 8, 14, 1, filled: true);
        sheet.Text(spot.Label, at + 4, spot.Y + 2.9, Number);
    }

    private static void North(PaperSheet sheet, double x, double y)
    {
        sheet.Wedge((x, y - 4), (x - 3.5, y + 5), (x, y + 2.5), (x + 3.5, y + 5));
        sheet.Text("N", x - sheet.Measure("N", Number) / 2, y + 13, Number);
    }

    /// <summary>A bar of a round length that fits.</summary>
    private static void Scale(PaperSheet sheet, double x, double y, double room, double scale)
    {
        var most = room / scale;
        var power = Math.Pow(10, Math.Floor(Math.Log10(most)));
        var metres = (most / power) switch { >= 5 => 5 * power, >= 2 => 2 * power, _ => power };
        var end = x + metres * scale;
        sheet.Line(x, y, end, y, 1.4);
        sheet.Line(x, y - 3, x, y + 1, 0.8);
        sheet.Line(end, y - 3, end, y + 1, 0.8);
        var miles = metres / MetresPerMile;
        var says = string.Create(CultureInfo.InvariantCulture, $"{(metres >= 1000 ? $"{metres / 1000:0} km" : $"{metres:0} m")} ({(miles >= 10 ? $"{miles:0}" : miles >= 1 ? $"{miles:0.#}" : $"{miles:0.##}")} mi)");
        sheet.Text(says, end + 4, y + 2, Legend);
    }

    private sealed record Place(int Number, double Lat, double Lon);

    private sealed record Spot(string Label, double X, double Y);
}
