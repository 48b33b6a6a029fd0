using System.Buffers.Text;
using System.Globalization;
using System.Text;
using CgiHub.Core.Agencies;
using CgiHub.Core.Records;
using Microsoft.Extensions.Options;

namespace CgiHub.Core.CaseMaps;

/// <summary>Gunshots that were heard: merged alerts, with the call about each, or without one. Shootings that nobody reported are those without.</summary>
/// <param name="Items">Newest first.</param>
/// <param name="Next">The cursor of the next page; null at the end. A page may be short, or empty, and still have one.</param>
public sealed record GunshotPage(IReadOnlyList<HeardShots> Items, string? Next)
{
    /// <summary>A limit cut it short; what is shown is right as far as the records go that were read.</summary>
    public bool Truncated { get; init; }
}

/// <summary>Gunshots that were heard: alerts that are one event.</summary>
/// <param name="Id"><c>gs-…</c>: follows from the first alert.</param>
/// <param name="Alerts">The vendor's ids of the alerts merged into it, by time.</param>
/// <param name="DetectedAt">Earliest of them.</param>
/// <param name="Lat">Centroid, WGS 84 degrees.</param>
/// <param name="Lon">Centroid, WGS 84 degrees.</param>
/// <param name="Rounds">Rounds of all; null where none says it.</param>
/// <param name="Kind">The gravest that an alert says; null where none does.</param>
/// <param name="Records">The records behind it, as <c>feed/agency/sourceId</c>.</param>
public sealed record HeardShots(string Id, IReadOnlyList<string> Alerts, DateTimeOffset DetectedAt, double Lat, double Lon, int? Rounds, GunshotKind? Kind, IReadOnlyList<string> Records)
{
    /// <summary>The nearest incident that is a call about it; null where nobody reported it.</summary>
    public CallAboutShots? Incident { get; init; }

    /// <summary>How many different plates were read near it.</summary>
    public int Plates { get; init; }

    /// <summary>Some of them: those on a hot list, then the nearest.</summary>
    public IReadOnlyList<PlateNearShots> SeenPlates { get; init; } = [];
}

/// <summary>An incident near gunshots in space and time.</summary>
/// <param name="CaseKey">The case's entity key.</param>
/// <param name="Ori">Whose case.</param>
/// <param name="CaseNumber">Its number.</param>
/// <param name="Type">What it was.</param>
/// <param name="OccurredAt">When.</param>
/// <param name="Metres">From the nearest of the alerts.</param>
/// <param name="Seconds">By how much that alert came after it (negative: before).</param>
/// <param name="Record">The record behind it, as <c>feed/agency/sourceId</c>.</param>
public sealed record CallAboutShots(EntityKey CaseKey, Ori Ori, string CaseNumber, IncidentType Type, DateTimeOffset OccurredAt, double Metres, double Seconds, string Record)
{
    internal static CallAboutShots Of(StoredRecord reported, SpaceTimePoint alert)
    {
        var incident = (Incident)reported.Record;
        return new CallAboutShots(
            EntityKey.Case(reported.Ref.Agency, incident.CaseNumber), reported.Ref.Agency, incident.CaseNumber, incident.Type, incident.OccurredAt,
            Math.Round(SpaceTimeCell.Metres(incident.Lat, incident.Lon, alert.Lat, alert.Lon), 1), (alert.At - incident.OccurredAt).TotalSeconds, reported.Ref.Citation);
    }

    internal bool IsNearerThan(CallAboutShots other) =>
        (Metres, Math.Abs(Seconds)).CompareTo((other.Metres, Math.Abs(other.Seconds))) is not 0 and var order ? order < 0
            : string.CompareOrdinal(Record, other.Record) is not 0 and var name ? name < 0 : Seconds < other.Seconds;
}

/// <summary>A plate read near gunshots.</summary>
/// <param name="Plate">Plate.</param>
/// <param name="State">Issuing state, or null.</param>
/// <param name="ReadAt">When.</param>
/// <param name="Metres">From the gunshots.</param>
/// <param name="Seconds">After the first of them (negative: before).</param>
/// <param name="Hotlist">The hot list it matched, or null.</param>
/// <param name="Record">The record, as <c>feed/agency/sourceId</c>.</param>
public sealed record PlateNearShots(string Plate, string? State, DateTimeOffset ReadAt, double Metres, double Seconds, string? Hotlist, string Record);

/// <summary>Lists gunshots of the region, drawn from the records when somebody looks: a review, a cancellation or a late incident changes the next answer.</summary>
public sealed class GunshotList(RecordReader reader, IOptions<CaseMapOptions> options, TimeProvider time)
{
    /// <summary>A page of gunshots, newest first.</summary>
    public async Task<Result<GunshotPage>> ListAsync(GunshotFilter filter, PageRequest page, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentNullException.ThrowIfNull(page);
        if (!Span(filter, page.Cursor).TryGet(out var span, out var refused))
        {
            return refused;
        }

        var (from, after) = span;
        var heard = new HeardShootings(reader, options.Value);
        var found = new List<(GunshotEvent Shots, CallAboutShots? Call)>();
        var end = new Position(from.UtcTicks, "");
        var position = after;
        for (var days = 0; found.Count < page.Limit && days < options.Value.MaxDaysPerPage && position.CompareTo(end) > 0; days++)
        {
            // The day in which the position lies, or that it ends.
            var day = Moments.Midnight(new DateTimeOffset(Math.Max(0, position.Ticks - (position.Id.Length == 0 ? 1 : 0)), TimeSpan.Zero));
            var begin = day > from ? day : from;
            foreach (var shots in await heard.HeardAsync(begin, new DateTimeOffset(Math.Min(DateTime.MaxValue.Ticks, position.Ticks + (position.Id.Length == 0 ? 0 : 1)), TimeSpan.Zero), cancel))
            {
                var at = new Position(shots.Shots.DetectedAt.UtcTicks, shots.Shots.Id);
                if (found.Count < page.Limit && at.CompareTo(position) < 0 && filter.Wants(shots.Call is not null))
                {
                    found.Add(shots);
                }
            }

            position = found.Count == page.Limit ? new Position(found[^1].Shots.DetectedAt.UtcTicks, found[^1].Shots.Id) : new Position(begin.UtcTicks, "");
        }

        var items = new List<HeardShots>(found.Count);
        foreach (var (shots, call) in found)
        {
            items.Add(await ItemAsync(shots, call, cancel));
        }

        return new GunshotPage(items, position.CompareTo(end) > 0 ? Cursor(from, position) : null) { Truncated = heard.Truncated };
    }

    /// <summary>From when, and before which position, a page goes.</summary>
    private Result<(DateTimeOffset From, Position Before)> Span(GunshotFilter filter, string? cursor)
    {
        if (cursor is not null)
        {
            return Read(cursor) is { } read ? read : Errors.BadCursor();
        }

        var to = filter.To ?? time.GetUtcNow();
        var from = filter.From ?? Moments.Before(to, TimeSpan.FromDays(options.Value.GunshotListDays));
        return from > to ? Errors.BadGunshotFilter("from", "a time before that of to") : (from, new Position(to.UtcTicks, ""));
    }

    private async Task<HeardShots> ItemAsync(GunshotEvent shots, CallAboutShots? call, CancellationToken cancel)
    {
        var at = new SpaceTimePoint(shots.DetectedAt, shots.Lat, shots.Lon);
        var rule = new NearRule(options.Value.VehicleMetres, options.Value.VehicleBefore, options.Value.VehicleAfter);
        var (from, to) = (Moments.Before(at.At, rule.Before), Moments.After(at.At, rule.After));
        var reads = new List<PlateNearShots>();
        foreach (var cell in SpaceTimeCell.Around("lpr", at.Lat, at.Lon, rule.Metres, from, to))
        {
            await foreach (var stored in reader.InCellAsync(cell, from, to, options.Value.MaxReadsPerCase, cancel))
            {
                var read = (PlateRead)stored.Record;
                if (rule.Holds(new SpaceTimePoint(read.ReadAt, read.Lat, read.Lon), at))
                {
                    reads.Add(new PlateNearShots(read.Plate, read.PlateState, read.ReadAt, Math.Round(SpaceTimeCell.Metres(at.Lat, at.Lon, read.Lat, read.Lon), 1), (read.ReadAt - at.At).TotalSeconds, read.Hotlist, stored.Ref.Citation));
                }
            }
        }

        // Of several reads of one plate the best.
        var plates = reads.OrderByDescending(r => r.Hotlist is not null).ThenBy(r => r.Metres).ThenBy(r => r.Record, StringComparer.Ordinal).DistinctBy(r => EntityKey.Plate(r.Plate, r.State)).ToList();
        return new HeardShots(shots.Id, shots.Alerts, shots.DetectedAt, shots.Lat, shots.Lon, shots.Rounds, shots.Kind, shots.Records)
        {
            Incident = call,
            Plates = plates.Count,
            SeenPlates = [.. plates.Take(options.Value.MaxPlatesPerGunshot)],
        };
    }

    private static string Cursor(DateTimeOffset from, Position at) =>
        Base64Url.EncodeToString(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{from.UtcTicks}|{at.Ticks}|{at.Id}")));

    private static (DateTimeOffset From, Position Before)? Read(string cursor)
    {
        if (!Base64Url.IsValid(cursor))
        {
            return null;
        }

        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor)).Split('|');
        return parts is [var from, var ticks, var id]
            && long.TryParse(from, NumberStyles.None, CultureInfo.InvariantCulture, out var begin) && begin <= DateTime.MaxValue.Ticks
            && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at <= DateTime.MaxValue.Ticks
            && (id.Length == 0 || StableId.Suffix("gs", id) is not null)
            ? (new DateTimeOffset(begin, TimeSpan.Zero), new Position(at, id))
            : null;
    }

    /// <summary>A place in the list, newest first: just after an event, or (without an id) just before everything at a moment.</summary>
    private readonly record struct Position(long Ticks, string Id) : IComparable<Position>
    {
        /// <summary>Less is further down the list. Of one moment, what has no id comes last, and smaller ids first.</summary>
        public int CompareTo(Position other) => (Ticks, Id, other.Id) switch
        {
            _ when Ticks != other.Ticks => Ticks.CompareTo(other.Ticks),
            (_, "", "") => 0,
            (_, "", _) => -1,
            (_, _, "") => 1,
            _ => string.CompareOrdinal(other.Id, Id),
        };
    }
}
