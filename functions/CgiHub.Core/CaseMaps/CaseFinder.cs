using CgiHub.Core.Records;
using Microsoft.Extensions.Options;

namespace CgiHub.Core.CaseMaps;

/// <summary>Opens what the center's staff look at: the case map of a lead, the path of a gun, the file of a person.</summary>
public sealed class CaseFinder(CaseMapLinker linker, RecordReader reader, IOptions<CaseMapOptions> options)
{
    /// <summary>The case map of a lead, or the part of it that is wanted.</summary>
    public async Task<Result<CaseMap>> CaseMapAsync(string leadId, CaseMapFilter filter, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(filter);
        if (StableId.Suffix("ld", leadId) is null || await linker.DrawAsync(leadId, filter, cancel) is not { } picture)
        {
            return Errors.NotFound("lead");
        }

        return filter.Apply(picture.Map, picture.Lead.Exhibits.Where(e => !e.Withdrawn).Select(e => e.Key.Value).Append(picture.Gun.Id));
    }

    /// <summary>A presumed gun by the id made from any of its exhibits.</summary>
    public async Task<Result<GunPath>> GunAsync(string gunId, CancellationToken cancel)
    {
        if (StableId.Suffix("gn", gunId) is not { } letters || await linker.FindExhibitAsync(new EntityKey("ex-" + letters), cancel) is not { } exhibit)
        {
            return Errors.NotFound("gun");
        }

        var drawing = new PathDrawing(reader, options.Value);
        var trail = await drawing.Walk.FromAsync(exhibit, cancel);
        if (trail.Gun.Exhibits.Count < 2)
        {
            return Errors.NotFound("gun");
        }

        var facts = await drawing.FactsAsync([trail], null, cancel);
        var map = MapDrawing.Of(facts, options.Value.MaxLinks);
        return GunPathDrawing.Of(facts, map, map.Truncated || drawing.Cache.Truncated);
    }

    /// <summary>A person by the id made from any key that joins them.</summary>
    public async Task<Result<PersonFile>> PersonAsync(string personId, CancellationToken cancel)
    {
        if (StableId.Suffix("pr", personId) is not { } letters)
        {
            return Errors.NotFound("person");
        }

        var drawing = new PathDrawing(reader, options.Value);
        foreach (var key in new[] { new EntityKey("pi-" + letters), new EntityKey("pn-" + letters) })
        {
            var start = await drawing.People.JoinedByAsync(key, cancel);
            if (start.Count > 0)
            {
                return await FileOfAsync(start, drawing, cancel);
            }
        }

        return Errors.NotFound("person");
    }

    private async Task<PersonFile> FileOfAsync(IReadOnlyList<Description> start, PathDrawing drawing, CancellationToken cancel)
    {
        var reached = await drawing.People.ReachAsync(start, cancel);
        var appearances = reached.Values.Select(d => new Appearance(d, RoleOf(d), "", "")).ToList();
        var person = (await drawing.People.OfAsync(appearances, cancel)).First(p => p.Appearances.Any(a => a.Who.Id == start[0].Id));
        var leads = await new AffectedLeads(new PathDrawing(reader, options.Value), options.Value).OfAsync(new LinkRequest([.. person.Keys.Select(k => k.Value)], "persons"), cancel);
        return new PersonFile(
            person.Person.Id, person.Person.Label, person.Person.Person,
            [.. person.Person.Roles.Where(r => r.Length > 0)],
            PathDrawing.InOrder(person.Records),
            person.Person.Because,
            leads)
        { Truncated = drawing.Cache.Truncated };
    }

    private static string RoleOf(Description description) => Description.AllIn(description.Record).First(d => d.Who.Index == description.Index).Role ?? "";
}

/// <summary>One person with all records that speak of them, and why these were joined.</summary>
/// <param name="Id"><c>pr-…</c></param>
/// <param name="Label">Their name as most records have it.</param>
/// <param name="Person">What the records say together.</param>
/// <param name="Roles">Their parts in any of the records, sorted.</param>
/// <param name="Records">All records, by time.</param>
/// <param name="Because">Why they were joined.</param>
/// <param name="Leads">Leads on whose picture the person can be, sorted.</param>
public sealed record PersonFile(string Id, string Label, Person Person, IReadOnlyList<string> Roles, IReadOnlyList<StoredRecord> Records, IReadOnlyList<Reason> Because, IReadOnlyList<string> Leads)
{
    /// <summary>A limit cut it short.</summary>
    public bool Truncated { get; init; }
}
