using CgiHub.Core.Records;
using Microsoft.Extensions.Options;

namespace CgiHub.Core.CaseMaps;

/// <summary>
/// Draws what the records say about a lead, from them alone: the same records in any order give the same picture.
/// And finds the leads whose picture records can have changed.
/// </summary>
/// <remarks>Every walk is bounded by <see cref="CaseMapOptions"/>; a picture that a limit cut short says so.</remarks>
public sealed class CaseMapLinker(RecordReader reader, KeptPaths kept, IOptions<CaseMapOptions> options)
{
    /// <summary>The picture of a lead; null where no row of it is on record.</summary>
    public Task<LeadPicture?> DrawAsync(string leadId, CancellationToken cancel) => DrawAsync(leadId, null, null, cancel);

    /// <summary>The picture that some agencies get of a lead: as if the records were not there that originators keep from one of them.</summary>
    public Task<LeadPicture?> DrawAsync(string leadId, RecordSight sight, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(sight);
        return DrawAsync(leadId, null, sight, cancel);
    }

    /// <summary>The picture of a lead, without looking for what is near its cases where nobody wants to see it.</summary>
    internal Task<LeadPicture?> DrawAsync(string leadId, CaseMapFilter? shown, CancellationToken cancel) => DrawAsync(leadId, shown, null, cancel);

    private async Task<LeadPicture?> DrawAsync(string leadId, CaseMapFilter? shown, RecordSight? sight, CancellationToken cancel)
    {
        var rows = new MentionCache(reader, options.Value);
        if (LeadFold.Of(leadId, await rows.OfAsync(new EntityKey(leadId), cancel)) is not { Facts: var lead })
        {
            return null;
        }

        var standing = lead.Exhibits.Where(e => !e.Withdrawn).ToList();
        var path = await PathAsync(standing.Count > 0 ? standing : [.. lead.Exhibits.Take(1)], shown is null ? PathParts.Map | PathParts.Series : PartsOf(shown), sight, cancel);
        var own = lead.Exhibits.Where(e => !e.Withdrawn || lead.Status == LeadStatus.Eliminated).Select(e => e.Key).ToHashSet();
        var ownCases = path.Facts.Trails.SelectMany(t => t.Gun.Exhibits).Where(e => own.Contains(e.Key)).Select(e => e.CaseKey).ToHashSet();
        var facts = path.Facts;
        return new LeadPicture
        {
            Lead = lead,
            Gun = facts.Trails[0].Gun,
            Events = [.. facts.Events.Select(e => e with { OnLead = ownCases.Contains(e.CaseKey) })],
            Firearms = [.. facts.Firearms.Select(f => new FirearmOnPath(f.Id, f.Recoveries[^1], f.Serial) { Others = [.. f.Recoveries.SkipLast(1), .. f.Elsewhere] })],
            Persons = [.. facts.Persons.Select(p => p.Person)],
            Traces = facts.Traces,
            Arrests = facts.Arrests,
            Supervision = facts.Supervision,
            Osint = facts.Osint,
            Gunshots = facts.Gunshots,
            Vehicles = facts.Vehicles,
            DoubtfulTraces = facts.DoubtfulTraces,
            Groups = facts.Groups,
            SeriesNearby = path.Series,
            HeldBy = facts.HeldBy,
            Conflicts = facts.Conflicts,
            Map = path.Map with { Truncated = path.Truncated || rows.Truncated },
            Truncated = path.Truncated || rows.Truncated,
            Refs = Together(path.Refs, rows.Refs),
            Controls = path.Controls,
            Releasable = path.Releasable,
        };
    }

    /// <summary>The ids of the leads whose pictures some records can have changed, sorted.</summary>
    public Task<IReadOnlyList<string>> AffectedLeadsAsync(LinkRequest request, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new AffectedLeads(new PathDrawing(reader, options.Value), options.Value).OfAsync(request, cancel);
    }

    /// <summary>What is on record along the path of the gun that holds an exhibit.</summary>
    internal async Task<PathFacts> FactsOfAsync(LeadExhibit exhibit, CancellationToken cancel) => (await PathOfAsync(exhibit, cancel)).Facts;

    /// <summary>The path of the gun that holds an exhibit.</summary>
    internal Task<DrawnPath> PathOfAsync(LeadExhibit exhibit, CancellationToken cancel) => PathAsync([exhibit], PathParts.Map, null, cancel);

    /// <summary>An exhibit as some record names it; null where none does.</summary>
    internal async Task<LeadExhibit?> FindExhibitAsync(EntityKey key, CancellationToken cancel)
    {
        await foreach (var record in reader.MentioningAsync(key, null, options.Value.MaxRecordsPerEntity, cancel))
        {
            var exhibits = record.Record switch
            {
                NibinNotice => NibinRow.Of(record).Exhibits,
                FirearmRecovery => FirearmExhibits.Of(record),
                _ => [],
            };
            foreach (var exhibit in exhibits)
            {
                if (exhibit.Key == key)
                {
                    return exhibit;
                }
            }
        }

        return null;
    }

    /// <summary>The gun that holds an exhibit, and nothing of what is on record along its path.</summary>
    internal async Task<PresumedGun> GunOfAsync(LeadExhibit exhibit, CancellationToken cancel) =>
        (await new PathDrawing(reader, options.Value).Walk.FromAsync(exhibit, cancel)).Gun;

    /// <summary>The rows of a lead that list nothing on its gun any more are on record beside the path.</summary>
    private static IReadOnlyDictionary<string, RecordRef> Together(IReadOnlyDictionary<string, RecordRef> path, IReadOnlyDictionary<string, RecordRef> rows) =>
        rows.Keys.All(path.ContainsKey) ? path : path.Concat(rows.Where(r => !path.ContainsKey(r.Key))).ToDictionary(StringComparer.Ordinal);

    private static PathParts PartsOf(CaseMapFilter shown) =>
        (shown.Shows(NodeKind.Gunshot) ? PathParts.Gunshots : PathParts.None) | (shown.Shows(NodeKind.Vehicle) ? PathParts.Vehicles : PathParts.None);

    /// <summary>The path of the guns that hold some exhibits, as it was drawn before where all of that still stands.</summary>
    private Task<DrawnPath> PathAsync(IReadOnlyList<LeadExhibit> exhibits, PathParts parts, RecordSight? sight, CancellationToken cancel) =>
        kept.OfAsync(exhibits, parts, sight, read => DrawPathAsync(exhibits, parts, sight, read, cancel), cancel);

    private async Task<DrawnPath> DrawPathAsync(IReadOnlyList<LeadExhibit> exhibits, PathParts parts, RecordSight? sight, ReadLog read, CancellationToken cancel)
    {
        var drawing = new PathDrawing(reader.SeenBy(sight).Noting(read), options.Value);
        var facts = await drawing.FactsAsync(await TrailsAsync(exhibits, drawing, cancel), parts, cancel);
        var series = parts.HasFlag(PathParts.Series) ? await drawing.Near.SeriesAsync(facts.Events, cancel) : [];
        var map = MapDrawing.Of(facts, options.Value.MaxLinks);
        return new DrawnPath(facts, map with { Truncated = map.Truncated || drawing.Cache.Truncated }, parts, drawing.Cache.Refs) { Series = series, Sight = sight, Controls = read.Controls, Releasable = drawing.Cache.Releasable };
    }

    /// <summary>The guns that hold some exhibits, each once, that of the first exhibit first.</summary>
    private static async Task<IReadOnlyList<GunTrail>> TrailsAsync(IReadOnlyList<LeadExhibit> exhibits, PathDrawing drawing, CancellationToken cancel)
    {
        var trails = new List<GunTrail>();
        foreach (var exhibit in exhibits)
        {
            if (!trails.Exists(t => t.Gun.Exhibits.Any(e => e.Key == exhibit.Key)))
            {
                trails.Add(await drawing.Walk.FromAsync(exhibit, cancel));
            }
        }

        return trails;
    }
}
