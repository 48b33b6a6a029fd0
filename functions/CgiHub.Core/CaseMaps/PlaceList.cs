using System.Buffers.Text;
using System.Globalization;
using System.Text;
using CgiHub.Core.Agencies;
using CgiHub.Core.Records;
using Microsoft.Extensions.Options;

namespace CgiHub.Core.CaseMaps;

/// <summary>Places with several shootings.</summary>
/// <param name="Items">Most shootings first, then the newest.</param>
/// <param name="Next">The cursor of the next page; null at the end.</param>
public sealed record PlacePage(IReadOnlyList<RepeatPlace> Items, string? Next)
{
    /// <summary>A limit cut it short; what is shown is right as far as the records go that were read.</summary>
    public bool Truncated { get; init; }
}

/// <summary>A place with several shootings: all within the distance asked for of one of them.</summary>
/// <param name="Id">The shooting in its middle: a case's key or the id of gunshots.</param>
/// <param name="Lat">Of that shooting, WGS 84 degrees.</param>
/// <param name="Lon">Of that shooting, WGS 84 degrees.</param>
/// <param name="Shootings">Cases: homicides, non-fatal shootings, shots fired.</param>
/// <param name="Unreported">Gunshots without a call.</param>
/// <param name="FirstAt">The oldest of both.</param>
/// <param name="NewestAt">The newest of both.</param>
/// <param name="Incidents">The cases, newest first.</param>
/// <param name="Gunshots">The gunshots without a call, newest first.</param>
/// <param name="Guns">Presumed guns (<c>gn-…</c>) that exhibits of these cases are joined to, sorted.</param>
public sealed record RepeatPlace(string Id, double Lat, double Lon, int Shootings, int Unreported, DateTimeOffset FirstAt, DateTimeOffset NewestAt, IReadOnlyList<PlaceIncident> Incidents, IReadOnlyList<PlaceGunshots> Gunshots, IReadOnlyList<string> Guns);

/// <summary>A case at a place.</summary>
/// <param name="CaseKey">Its entity key.</param>
/// <param name="Ori">Whose case.</param>
/// <param name="CaseNumber">Its number.</param>
/// <param name="Type">What it was.</param>
/// <param name="OccurredAt">When.</param>
/// <param name="Metres">From the middle.</param>
/// <param name="Record">The record behind it, as <c>feed/agency/sourceId</c>.</param>
public sealed record PlaceIncident(EntityKey CaseKey, Ori Ori, string CaseNumber, IncidentType Type, DateTimeOffset OccurredAt, double Metres, string Record);

/// <summary>Gunshots without a call at a place.</summary>
/// <param name="Id"><c>gs-…</c></param>
/// <param name="DetectedAt">When the first was heard.</param>
/// <param name="Rounds">Rounds of all; null where none says it.</param>
/// <param name="Metres">From the middle.</param>
/// <param name="Records">The records behind it.</param>
public sealed record PlaceGunshots(string Id, DateTimeOffset DetectedAt, int? Rounds, double Metres, IReadOnlyList<string> Records);

/// <summary>Finds places with several shootings in the last days, drawn from the records when somebody looks.</summary>
/// <remarks>
/// The shooting with the most others within the distance makes the first place, with all of those; what is left makes the next in the same way.
/// Every shooting is at one place at most, and no place is wider than twice the distance.
/// </remarks>
public sealed class PlaceList(RecordReader reader, IOptions<CaseMapOptions> options, TimeProvider time)
{
    private const int FewestShootings = 2;

    /// <summary>A page of the places.</summary>
    public async Task<Result<PlacePage>> ListAsync(PlaceFilter filter, PageRequest page, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentNullException.ThrowIfNull(page);
        var (to, skip) = (time.GetUtcNow(), 0);
        if (page.Cursor is { } cursor)
        {
            if (Read(cursor) is not { } read)
            {
                return Errors.BadCursor();
            }

            (to, skip) = read;
        }

        var from = Moments.Before(to, TimeSpan.FromDays(filter.Days ?? options.Value.PlaceDays));
        var heard = new HeardShootings(reader, options.Value);
        List<Shooting> shootings =
        [
            .. ReportedShooting.Of(await heard.IncidentsAsync(from, to, cancel)).Select(s => new Shooting(s.CaseKey.Value, s.Point, s, null)),
            .. (await heard.HeardAsync(from, to, cancel)).Where(h => h.Call is null).Select(h => new Shooting(h.Shots.Id, new SpaceTimePoint(h.Shots.DetectedAt, h.Shots.Lat, h.Shots.Lon), null, h.Shots)),
        ];
        shootings.Sort(NewestFirst);
        var most = options.Value.MaxPlaceShootings;
        var truncated = heard.Truncated || shootings.Count > most;
        var places = Grouped(shootings.Count > most ? shootings[..most] : shootings, filter.Metres ?? options.Value.PlaceMetres);

        // One drawing, so that a gun that is at several places is walked over records that are read once.
        var drawing = new PathDrawing(reader, options.Value);
        var items = new List<RepeatPlace>();
        foreach (var place in places.Skip(skip).Take(page.Limit))
        {
            items.Add(await ItemAsync(place, drawing, cancel));
        }

        return new PlacePage(items, skip + items.Count < places.Count ? Cursor(to, skip + items.Count) : null) { Truncated = truncated || drawing.Cache.Truncated };
    }

    /// <summary>Shootings in places: the middle first, then by time, newest first.</summary>
    private static List<List<Shooting>> Grouped(List<Shooting> newestFirst, double metres)
    {
        var join = new SpaceTimeJoin([.. newestFirst.Select(s => s.Point)], new NearRule(metres, TimeSpan.MaxValue, TimeSpan.MaxValue));
        var (counts, taken, found) = (new int[newestFirst.Count], new bool[newestFirst.Count], new List<int>());
        for (var i = 0; i < counts.Length; i++)
        {
            join.Find(newestFirst[i].Point, found);
            counts[i] = found.Count;
        }

        var places = new List<List<Shooting>>();
        while (Middle(counts, taken) is { } middle)
        {
            join.Find(newestFirst[middle].Point, found);
            var here = found.FindAll(i => !taken[i]);
            foreach (var gone in here)
            {
                taken[gone] = true;
                join.Find(newestFirst[gone].Point, found);
                foreach (var near in found)
                {
                    counts[near]--;
                }
            }

            places.Add([newestFirst[middle], .. here.Where(i => i != middle).Select(i => newestFirst[i])]);
        }

        // The middles come by count; of places with as many, the one with the newest shooting is first.
        return [.. places.OrderByDescending(p => p.Count).ThenByDescending(p => p.Max(s => s.Point.At)).ThenBy(p => p[0].Id, StringComparer.Ordinal)];
    }

    /// <summary>The shooting with the most others near it, the newest of several; null where none has any.</summary>
    private static int? Middle(int[] counts, bool[] taken)
    {
        int? best = null;
        for (var i = 0; i < counts.Length; i++)
        {
            if (!taken[i] && counts[i] >= FewestShootings && (best is null || counts[i] > counts[best.Value]))
            {
                best = i;
            }
        }

        return best;
    }

    private async Task<RepeatPlace> ItemAsync(List<Shooting> place, PathDrawing drawing, CancellationToken cancel)
    {
        var middle = place[0];
        var newestFirst = place.Order(Comparer<Shooting>.Create(NewestFirst)).ToList();
        var (incidents, gunshots) = (newestFirst.FindAll(s => s.Reported is not null), newestFirst.FindAll(s => s.Heard is not null));
        var (most, guns) = (options.Value.MaxShootingsPerPlace, new SortedSet<string>(StringComparer.Ordinal));
        foreach (var shooting in incidents.Take(most))
        {
            guns.UnionWith(await GunsAsync(shooting.Reported!.CaseKey, drawing, cancel));
        }

        return new RepeatPlace(
            middle.Id, middle.Point.Lat, middle.Point.Lon, incidents.Count, gunshots.Count, newestFirst[^1].Point.At, newestFirst[0].Point.At,
            [.. incidents.Take(most).Select(s => new PlaceIncident(s.Reported!.CaseKey, s.Reported.Ori, s.Reported.CaseNumber, s.Reported.Type, s.Point.At, Metres(middle, s), s.Reported.Record))],
            [.. gunshots.Take(most).Select(s => new PlaceGunshots(s.Id, s.Point.At, s.Heard!.Rounds, Metres(middle, s), s.Heard.Records))],
            [.. guns]);
    }

    /// <summary>The guns of more than one exhibit that a case's exhibits are joined to.</summary>
    private static async Task<IReadOnlyList<string>> GunsAsync(EntityKey caseKey, PathDrawing drawing, CancellationToken cancel)
    {
        var file = await drawing.Files.OpenAsync(caseKey, cancel);
        var guns = new List<string>();
        foreach (var exhibit in file.Exhibits.SelectMany(file.RowsOf).SelectMany(r => r.Exhibits).Where(e => e.CaseKey == caseKey).DistinctBy(e => e.Key))
        {
            if ((await drawing.Walk.FromAsync(exhibit, cancel)).Gun is { Exhibits.Count: > 1 } gun)
            {
                guns.Add(gun.Id);
            }
        }

        return guns;
    }

    private static double Metres(Shooting from, Shooting to) => Math.Round(SpaceTimeCell.Metres(from.Point.Lat, from.Point.Lon, to.Point.Lat, to.Point.Lon), 1);

    private static int NewestFirst(Shooting a, Shooting b) => b.Point.At.CompareTo(a.Point.At) is not 0 and var order ? order : string.CompareOrdinal(a.Id, b.Id);

    private static string Cursor(DateTimeOffset to, int skip) => Base64Url.EncodeToString(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{to.UtcTicks}|{skip}")));

    private static (DateTimeOffset To, int Skip)? Read(string cursor) =>
        Base64Url.IsValid(cursor) && Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor)).Split('|') is [var to, var skip]
            && long.TryParse(to, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) && ticks <= DateTime.MaxValue.Ticks
            && int.TryParse(skip, NumberStyles.None, CultureInfo.InvariantCulture, out var over)
            ? (new DateTimeOffset(ticks, TimeSpan.Zero), over)
            : null;

    /// <summary>A case, or gunshots without a call.</summary>
    private sealed record Shooting(string Id, SpaceTimePoint Point, ReportedShooting? Reported, GunshotEvent? Heard);
}
