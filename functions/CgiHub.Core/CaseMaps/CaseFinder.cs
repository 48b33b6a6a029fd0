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

        var path = await linker.PathOfAsync(exhibit, cancel);
        return path.Facts.Trails[0].Gun.Exhibits.Count < 2 ? Errors.NotFound("gun") : GunPathDrawing.Of(path.Facts, path.Map, path.Truncated);
    }

    /// <summary>A person by the id made from any key that joins them.</summary>
    public async Task<Result<PersonFile>> PersonAsync(string personId, CancellationToken cancel)
    {
        var drawing = new PathDrawing(reader, options.Value);
        return await PersonAsync(personId, drawing, cancel) is { } person ? await FileOfAsync(person, drawing, cancel) : Errors.NotFound("person");
    }

    /// <summary>The descriptions of a person; null where there is no such person.</summary>
    internal async Task<JoinedPerson?> DescribedAsync(string personId, CancellationToken cancel) => await PersonAsync(personId, new PathDrawing(reader, options.Value), cancel);

    private static async Task<JoinedPerson?> PersonAsync(string personId, PathDrawing drawing, CancellationToken cancel)
    {
        if (StableId.Suffix("pr", personId) is not { } letters)
        {
            return null;
        }

        var start = await drawing.People.JoinedByAsync(new EntityKey("pi-" + letters), cancel);
        start = start.Count > 0 ? start : await drawing.People.JoinedByAsync(new EntityKey("pn-" + letters), cancel);
        if (start.Count == 0)
        {
            var own = new EntityKey("pd-" + letters);
            start = [.. (await drawing.Cache.OfAsync(own, cancel)).SelectMany(drawing.Cache.DescribedIn).Where(d => d.OwnKey == own).Take(1)];
        }

        if (start.Count == 0)
        {
            return null;
        }

        var reached = await drawing.People.ReachAsync(start, cancel);
        var appearances = reached.Values.Select(d => new Appearance(d, d.Role ?? "", "", "")).ToList();
        return (await drawing.People.OfAsync(appearances, everybody: true, cancel)).First(p => p.Descriptions.Any(d => d.Id == start[0].Id));
    }

    private async Task<PersonFile> FileOfAsync(JoinedPerson person, PathDrawing drawing, CancellationToken cancel)
    {
        var keys = person.Keys.Select(k => k.Value).Concat(person.Descriptions.Where(d => d.Keys.Count == 0).Select(d => d.OwnKey.Value)).ToList();
        var leads = await new AffectedLeads(new PathDrawing(reader, options.Value), options.Value).OfAsync(new LinkRequest(keys, "persons"), cancel);
        return new PersonFile(
            person.Person.Id, person.Person.Label, person.Person.Person,
            [.. person.Descriptions.Select(d => d.Role).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            PathDrawing.InOrder(person.Records),
            person.Person.Because,
            leads)
        {
            Possible = person.Possible,
            Decisions = person.Decisions,
            PassedOver = drawing.People.Likeness.PassedOver,
            Truncated = drawing.Cache.Truncated,
        };
    }
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
    /// <summary>Who else they may be, the likeliest first; nothing is done by it.</summary>
    public IReadOnlyList<PossiblePerson> Possible { get; init; } = [];

    /// <summary>What was decided about their records, oldest first; of two decisions over the same records the newer stands.</summary>
    public IReadOnlyList<PersonDecision> Decisions { get; init; } = [];

    /// <summary>Keys of likeness under which too many records stand to compare them all (a common name).</summary>
    public int PassedOver { get; init; }

    /// <summary>A limit cut it short.</summary>
    public bool Truncated { get; init; }
}
