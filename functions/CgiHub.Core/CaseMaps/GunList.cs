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
        var kept = picture.Gun.Exhibits.Select(e => e.Key).ToHashSet();
        if (picture.Lead.Exhibits.Any(e => !e.Withdrawn && !kept.Contains(e.Key)))
        {
            // The lead holds something on both sides of a split, and its picture shows both guns: what is the one's is not the other's.
            await KeepAsync(await linker.FactsOfAsync(picture.Gun.Exhibits[0], cancel), cancel);
        }
        else
        {
            await SettleAsync(picture.Gun, CardOf(picture.Gun, picture.Events, picture.Firearms.Select(f => f.Record), picture.Groups, picture.HeldBy, picture.Conflicts), cancel);
        }

        // Exhibits that the lead let go may be guns of their own now, or be the name of one that is gone.
        foreach (var exhibit in picture.Lead.Exhibits)
        {
            if (!kept.Contains(exhibit.Key))
            {
                var facts = await linker.FactsOfAsync(exhibit, cancel);
                kept.UnionWith(facts.Trails[0].Gun.Exhibits.Select(e => e.Key));
                await KeepAsync(facts, cancel);
            }
        }
    }

    /// <summary>
    /// Looks again at the guns that are called by some exhibits: a record that named one of them may name it no longer, and then no lead leads back to it.
    /// </summary>
    public async Task CheckAsync(IEnumerable<EntityKey> exhibits, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(exhibits);
        foreach (var exhibit in exhibits)
        {
            var id = "gn" + exhibit.Value[2..];
            if (await documents.ReadAsync(Containers.Guns, hub.Value.Region, id, cancel) is null)
            {
                continue;
            }

            if (await linker.FindExhibitAsync(exhibit, cancel) is { } known)
            {
                await KeepAsync(await linker.FactsOfAsync(known, cancel), cancel);
            }
            else
            {
                await SettleAsync(id, null, cancel);
            }
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
                crews.Add(CrewOf(open));
                open.Clear();
            }
        }
    }

    private static Crew CrewOf(List<CrewGun> entries)
    {
        var guns = entries.Select(c => c.Gun).OrderByDescending(g => g.NewestAt ?? DateTimeOffset.MinValue).ThenBy(g => g.Id, StringComparer.Ordinal).ToList();
        var name = GroupNames.Of(entries.Select(e => e.Name))[0];
        var ties = TiesOf(EntityKey.Normalise(name), guns);
        return new Crew(EntityKey.Group(name).Value, name, [.. guns.Take(Crew.MostGuns)]) { Ties = [.. ties.Take(Crew.MostTies)], More = guns.Count > Crew.MostGuns || ties.Count > Crew.MostTies };
    }

    /// <summary>Whom a group shares what with, from the cards of its guns: so a tie goes with the link that made it.</summary>
    private static List<CrewTie> TiesOf(string group, IReadOnlyList<GunCard> guns)
    {
        var ties = new SortedDictionary<string, (List<string> Names, SortedSet<string> Guns, SortedSet<string> ShotAt, SortedSet<string> ShotBy)>(StringComparer.Ordinal);
        foreach (var gun in guns)
        {
            if (Names(gun.HeldBy, group))
            {
                foreach (var other in gun.HeldBy)
                {
                    TieTo(other)?.Guns.Add(gun.Id);
                }
            }

            foreach (var conflict in gun.Conflicts)
            {
                foreach (var other in Names(conflict.By, group) ? conflict.Against : [])
                {
                    TieTo(other)?.ShotAt.Add(conflict.CaseKey.Value);
                }

                foreach (var other in Names(conflict.Against, group) ? conflict.By : [])
                {
                    TieTo(other)?.ShotBy.Add(conflict.CaseKey.Value);
                }
            }
        }

        return
        [
            .. ties.Values.Select(t => (Name: GroupNames.Of(t.Names)[0], Tie: t)).Select(t => new CrewTie(EntityKey.Group(t.Name).Value, t.Name)
            {
                Guns = [.. t.Tie.Guns.Take(CrewTie.Most)],
                ShotAt = [.. t.Tie.ShotAt.Take(CrewTie.Most)],
                ShotBy = [.. t.Tie.ShotBy.Take(CrewTie.Most)],
            }),
        ];

        (List<string> Names, SortedSet<string> Guns, SortedSet<string> ShotAt, SortedSet<string> ShotBy)? TieTo(string name)
        {
            var key = EntityKey.Normalise(name);
            if (key == group)
            {
                return null;
            }

            if (!ties.TryGetValue(key, out var tie))
            {
                ties[key] = tie = ([], new(StringComparer.Ordinal), new(StringComparer.Ordinal), new(StringComparer.Ordinal));
            }

            tie.Names.Add(name);
            return tie;
        }
    }

    private static bool Names(IReadOnlyList<string> groups, string group) => groups.Any(g => EntityKey.Normalise(g) == group);

    /// <summary>Everything of a group sorts before its name with a closing brace, everything of the next one after it.</summary>
    private static string? After(List<Crew> crews) => crews.Count == 0 ? null : Base64Url.EncodeToString(Encoding.UTF8.GetBytes(EntityKey.Normalise(crews[^1].Name) + "}"));

    private string GroupsPartition => hub.Value.Region + "|groups";

    private Task KeepAsync(PathFacts facts, CancellationToken cancel)
    {
        var gun = facts.Trails[0].Gun;
        return SettleAsync(gun, CardOf(gun, facts.Events, facts.Firearms.Select(f => f.Recoveries[^1]), facts.Groups, facts.HeldBy, facts.Conflicts), cancel);
    }

    private async Task SettleAsync(PresumedGun gun, GunCard card, CancellationToken cancel)
    {
        // The gun may have been called by any of its exhibits, as long as the smallest of them was not on it.
        foreach (var exhibit in gun.Exhibits.Skip(gun.Exhibits.Count > 1 ? 1 : 0))
        {
            await SettleAsync("gn" + exhibit.Key.Value[2..], null, cancel);
        }

        if (gun.Exhibits.Count < 2 || !await SettleAsync(gun.Id, card, cancel))
        {
            return;
        }

        // Records that landed while this was drawn have had their leads looked at perhaps before this was written, and one that parted the gun
        // leads nobody back to the other side. So who has written looks whether the gun still is what was written.
        var now = await linker.GunOfAsync(gun.Exhibits[0], cancel);
        if (!now.Exhibits.Select(e => e.Key).SequenceEqual(gun.Exhibits.Select(e => e.Key)))
        {
            var settled = new HashSet<EntityKey>();
            foreach (var exhibit in gun.Exhibits)
            {
                if (!settled.Contains(exhibit.Key))
                {
                    var facts = await linker.FactsOfAsync(exhibit, cancel);
                    settled.UnionWith(facts.Trails[0].Gun.Exhibits.Select(e => e.Key));
                    await KeepAsync(facts, cancel);
                }
            }
        }
    }

    private static GunCard CardOf(PresumedGun gun, IReadOnlyList<GunEvent> events, IEnumerable<StoredRecord> firearms, IReadOnlyList<string> groups, IReadOnlyList<string> heldBy, IReadOnlyList<CrewConflict> conflicts)
    {
        var cases = gun.Exhibits.Select(e => e.CaseKey).ToHashSet();
        var exhibits = gun.Exhibits.Select(e => e.Key).ToHashSet();
        var own = events.Where(e => cases.Contains(e.CaseKey)).ToList();
        return new GunCard(gun.Id, cases.Count, gun.Exhibits.Count, gun.Leads, gun.Owners)
        {
            FirstAt = own.Min(e => e.At),
            NewestAt = own.Max(e => e.At),
            Shootings = own.Count(e => e.Incident?.Type is IncidentType.Homicide or IncidentType.NonFatalShooting),
            Recovered = firearms.Any(f => FirearmExhibits.Of(f).Any(e => exhibits.Contains(e.Key))),
            Calibers = [.. gun.Exhibits.Where(e => !string.IsNullOrWhiteSpace(e.Caliber)).Select(e => e.Caliber!).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            Groups = groups,
            HeldBy = heldBy,
            Conflicts = [.. conflicts.Reverse().OrderByDescending(c => c.At ?? DateTimeOffset.MinValue).Take(GunCard.MostConflicts)],
        };
    }

    /// <summary>Makes the lists say this of a gun id (null: nothing), whatever they said before; false where they said so already.</summary>
    private async Task<bool> SettleAsync(string gunId, GunCard? card, CancellationToken cancel)
    {
        var body = card is null ? null : JsonSerializer.SerializeToUtf8Bytes(card, CaseMapsJson.Default.GunCard);
        for (var tries = 0; tries < MostCommitTries; tries++)
        {
            var standing = await documents.ReadAsync(Containers.Guns, hub.Value.Region, gunId, cancel);
            if (standing is null ? body is null : body is not null && standing.Body.Span.SequenceEqual(body))
            {
                return false;
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
                return true;
            }
        }

        throw new InvalidOperationException("Too many writers of one gun at the same moment.");
    }

    private static string SortOf(GunCard card) => SortKey.Of(card.NewestAt ?? DateTimeOffset.MinValue);
}
