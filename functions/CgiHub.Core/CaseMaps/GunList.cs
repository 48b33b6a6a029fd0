using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using CgiHub.Core.Records;
using CgiHub.Core.Storage;
using Microsoft.Extensions.Options;

namespace CgiHub.Core.CaseMaps;

/// <summary>
/// The lists that no single entity's records can give: guns by newest event, and groups with their guns.
/// Written whenever a lead is looked at; so they lag behind the records by one queue hop.
/// </summary>
/// <remarks>
/// Container <c>guns</c>. Partition = region: id = the gun, sort = its newest event. Partition = region, <c>|groups</c>: one document per group and gun,
/// sort = the group's normalised name, <c>|</c>, the gun. The groups' documents are written before the gun's card and removed before it,
/// so whatever a killed writer left behind is found by the next one, from the card.
/// </remarks>
public sealed class GunList(CaseMapLinker linker, IDocumentStore documents, IOptions<HubOptions> hub)
{
    private const int MostCommitTries = 10;

    /// <summary>Keeps the gun of a picture in the lists, and takes out what it is no longer called by.</summary>
    public async Task KeepGunAsync(LeadPicture picture, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(picture);
        await KeepAsync(picture.Gun, picture.Events, picture.Groups, picture.Firearms, cancel);

        // Exhibits that the lead let go may be guns of their own now, or be the name of one that is gone.
        foreach (var exhibit in picture.Lead.Exhibits.Where(e => picture.Gun.Exhibits.All(m => m.Key != e.Key)))
        {
            var facts = await linker.FactsOfAsync(exhibit, cancel);
            await KeepAsync(facts.Trails[0].Gun, facts.Events, facts.Groups, [.. facts.Firearms.Select(f => new FirearmOnPath(f.Id, f.Recoveries[^1], f.Serial))], cancel);
        }
    }

    /// <summary>A page of the guns, newest event first.</summary>
    public async Task<Page<GunCard>> ListAsync(PageRequest page, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(page);
        var read = await documents.QueryAsync(new DocumentQuery(Containers.Guns, hub.Value.Region) { Descending = true, Limit = page.Limit, Continuation = page.Cursor }, cancel);
        return new Page<GunCard>([.. read.Documents.Select(d => JsonSerializer.Deserialize(d.Body.Span, CaseMapsJson.Default.GunCard)!)], read.Continuation);
    }

    /// <summary>A page of the groups by name, each with its guns; with a name, that group only.</summary>
    /// <remarks>A page reads at most twenty times its limit of entries; where that does not hold as many groups, it is shorter.</remarks>
    public async Task<Result<Page<Crew>>> CrewsAsync(string? name, PageRequest page, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(page);
        var from = name is null ? null : EntityKey.Normalise(name) + "|";
        if (page.Cursor is { } cursor)
        {
            if (name is not null || !Base64Url.IsValid(cursor))
            {
                return Errors.BadCursor();
            }

            from = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor));
        }

        var to = name is null ? null : EntityKey.Normalise(name) + "}";
        var crews = new List<Crew>();
        var open = new List<CrewGun>();
        string? openKey = null, continuation = null;
        for (var entries = 0; entries < page.Limit * 20;)
        {
            var read = await documents.QueryAsync(new DocumentQuery(Containers.Guns, GroupsPartition) { From = from, To = to, Limit = 200, Continuation = continuation }, cancel);
            foreach (var document in read.Documents)
            {
                entries++;
                var key = document.Sort![..document.Sort!.LastIndexOf('|')];
                if (key != openKey)
                {
                    Close();
                    if (crews.Count == page.Limit)
                    {
                        return new Page<Crew>(crews, After(crews));
                    }

                    openKey = key;
                }

                open.Add(JsonSerializer.Deserialize(document.Body.Span, CaseMapsJson.Default.CrewGun)!);
            }

            continuation = read.Continuation;
            if (continuation is null)
            {
                break;
            }
        }

        Close();
        return new Page<Crew>(crews, continuation is null ? null : After(crews));

        void Close()
        {
            if (open.Count > 0)
            {
                var guns = open.Select(c => c.Gun).OrderByDescending(g => g.NewestAt ?? DateTimeOffset.MinValue).ThenBy(g => g.Id, StringComparer.Ordinal).ToList();
                crews.Add(new Crew(EntityKey.Group(open[0].Name).Value, open[0].Name, [.. guns.Take(Crew.MostGuns)]) { More = guns.Count > Crew.MostGuns });
                open.Clear();
            }
        }
    }

    /// <summary>Everything of a group sorts before its name with a closing brace, everything of the next one after it.</summary>
    private static string? After(List<Crew> crews) => crews.Count == 0 ? null : Base64Url.EncodeToString(Encoding.UTF8.GetBytes(EntityKey.Normalise(crews[^1].Name) + "}"));

    private string GroupsPartition => hub.Value.Region + "|groups";

    private async Task KeepAsync(PresumedGun gun, IReadOnlyList<GunEvent> events, IReadOnlyList<string> groups, IReadOnlyList<FirearmOnPath> firearms, CancellationToken cancel)
    {
        // The gun may have been called by any of its exhibits, as long as the smallest of them was not on it.
        foreach (var exhibit in gun.Exhibits.Skip(gun.Exhibits.Count > 1 ? 1 : 0))
        {
            await SettleAsync("gn" + exhibit.Key.Value[2..], null, cancel);
        }

        if (gun.Exhibits.Count > 1)
        {
            await SettleAsync(gun.Id, CardOf(gun, events, groups, firearms), cancel);
        }
    }

    private static GunCard CardOf(PresumedGun gun, IReadOnlyList<GunEvent> events, IReadOnlyList<string> groups, IReadOnlyList<FirearmOnPath> firearms)
    {
        var cases = gun.Exhibits.Select(e => e.CaseKey).ToHashSet();
        var exhibits = gun.Exhibits.Select(e => e.Key).ToHashSet();
        var own = events.Where(e => cases.Contains(e.CaseKey)).ToList();
        return new GunCard(gun.Id, cases.Count, gun.Exhibits.Count, gun.Leads, gun.Owners)
        {
            FirstAt = own.Min(e => e.At),
            NewestAt = own.Max(e => e.At),
            Shootings = own.Count(e => e.Incident?.Type is IncidentType.Homicide or IncidentType.NonFatalShooting),
            Recovered = firearms.Any(f => FirearmExhibits.Of(f.Record).Any(e => exhibits.Contains(e.Key))),
            Calibers = [.. gun.Exhibits.Where(e => !string.IsNullOrWhiteSpace(e.Caliber)).Select(e => e.Caliber!).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            Groups = groups,
        };
    }

    /// <summary>Makes the lists say this of a gun id (null: nothing), whatever they said before.</summary>
    private async Task SettleAsync(string gunId, GunCard? card, CancellationToken cancel)
    {
        var body = card is null ? null : JsonSerializer.SerializeToUtf8Bytes(card, CaseMapsJson.Default.GunCard);
        for (var tries = 0; tries < MostCommitTries; tries++)
        {
            var standing = await documents.ReadAsync(Containers.Guns, hub.Value.Region, gunId, cancel);
            if (standing is null ? body is null : body is not null && standing.Body.Span.SequenceEqual(body))
            {
                return;
            }

            var before = standing is null ? [] : JsonSerializer.Deserialize(standing.Body.Span, CaseMapsJson.Default.GunCard)!.Groups;
            var writes = new List<DocumentWrite>();
            foreach (var gone in before.Select(EntityKey.Normalise).Except((card?.Groups ?? []).Select(EntityKey.Normalise), StringComparer.Ordinal))
            {
                writes.Add(DocumentWrite.Delete($"{gone}|{gunId}"));
            }

            foreach (var group in card?.Groups ?? [])
            {
                var name = EntityKey.Normalise(group);
                writes.Add(DocumentWrite.Upsert($"{name}|{gunId}", JsonSerializer.SerializeToUtf8Bytes(new CrewGun(group, card!), CaseMapsJson.Default.CrewGun), $"{name}|{gunId}"));
            }

            foreach (var chunk in writes.Chunk(DocumentWrite.MostInOneCommit))
            {
                await documents.CommitAsync(Containers.Guns, GroupsPartition, chunk, cancel);
            }

            var write = (standing, body) switch
            {
                (null, _) => DocumentWrite.Create(gunId, body!, SortOf(card!)),
                (_, null) => DocumentWrite.Delete(gunId, standing.ETag),
                _ => DocumentWrite.Replace(gunId, standing.ETag, body, SortOf(card!)),
            };
            if ((await documents.CommitAsync(Containers.Guns, hub.Value.Region, [write], CancellationToken.None)).Committed)
            {
                return;
            }
        }

        throw new InvalidOperationException("Too many writers of one gun at the same moment.");
    }

    private static string SortOf(GunCard card) => SortKey.Of(card.NewestAt ?? DateTimeOffset.MinValue);
}
