using CgiHub.Core.Records;
using Microsoft.Extensions.Options;

namespace CgiHub.Core.CaseMaps;

/// <summary>
/// Draws what the records say about a lead, afresh each time: the same records in any order give the same picture.
/// And finds the leads whose picture records can have changed.
/// </summary>
/// <remarks>Every walk is bounded by <see cref="CaseMapOptions"/>; a picture that a limit cut short says so.</remarks>
public sealed class CaseMapLinker(RecordReader reader, IOptions<CaseMapOptions> options)
{
    /// <summary>The picture of a lead; null where no row of it is on record.</summary>
    public Task<LeadPicture?> DrawAsync(string leadId, CancellationToken cancel) => DrawAsync(leadId, null, cancel);

    /// <summary>The picture of a lead, without looking for what is near its cases where nobody wants to see it.</summary>
    internal async Task<LeadPicture?> DrawAsync(string leadId, CaseMapFilter? shown, CancellationToken cancel)
    {
        var drawing = new PathDrawing(reader, options.Value);
        if (LeadFold.Of(leadId, await drawing.Cache.OfAsync(new EntityKey(leadId), cancel)) is not { Facts: var lead })
        {
            return null;
        }

        var trails = await TrailsAsync(lead, drawing, cancel);
        var own = lead.Exhibits.Where(e => !e.Withdrawn || lead.Status == LeadStatus.Eliminated).Select(e => e.Key).ToHashSet();
        var facts = await drawing.FactsAsync(trails, own, cancel, shown);
        var map = MapDrawing.Of(facts, options.Value.MaxLinks);
        return new LeadPicture
        {
            Lead = lead,
            Gun = trails[0].Gun,
            Events = facts.Events,
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
            SeriesNearby = shown is null ? await drawing.Near.SeriesAsync(facts.Events, cancel) : [],
            HeldBy = facts.HeldBy,
            Conflicts = facts.Conflicts,
            Map = map with { Truncated = map.Truncated || drawing.Cache.Truncated },
            Truncated = map.Truncated || drawing.Cache.Truncated,
            Refs = drawing.Cache.Refs,
        };
    }

    /// <summary>The ids of the leads whose pictures some records can have changed, sorted.</summary>
    public Task<IReadOnlyList<string>> AffectedLeadsAsync(LinkRequest request, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new AffectedLeads(new PathDrawing(reader, options.Value), options.Value).OfAsync(request, cancel);
    }

    /// <summary>What is on record along the path of the gun that holds an exhibit.</summary>
    internal async Task<PathFacts> FactsOfAsync(LeadExhibit exhibit, CancellationToken cancel)
    {
        var drawing = new PathDrawing(reader, options.Value);
        return await drawing.FactsAsync([await drawing.Walk.FromAsync(exhibit, cancel)], null, cancel);
    }

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

    /// <summary>The guns that the lead still links exhibits of, that of its first exhibit first; where it links none, the gun of its first exhibit.</summary>
    private static async Task<IReadOnlyList<GunTrail>> TrailsAsync(LeadFacts lead, PathDrawing drawing, CancellationToken cancel)
    {
        var standing = lead.Exhibits.Where(e => !e.Withdrawn).ToList();
        var trails = new List<GunTrail>();
        foreach (var exhibit in standing.Count > 0 ? standing : lead.Exhibits.Take(1))
        {
            if (!trails.Exists(t => t.Gun.Exhibits.Any(e => e.Key == exhibit.Key)))
            {
                trails.Add(await drawing.Walk.FromAsync(exhibit, cancel));
            }
        }

        return trails;
    }
}
