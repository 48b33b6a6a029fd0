using CgiHub.Core.Records;

namespace CgiHub.Core.CaseMaps;

/// <summary>
/// Walks from entities that records mention to the leads whose pictures show them: the way of a drawing, backwards.
/// </summary>
/// <remarks>
/// A drawing goes from a lead over exhibits and cases to firearms, serial numbers, persons (over a bounded number of keys) and groups.
/// So this goes from groups to persons, from persons over as many keys and likenesses to cases and serial numbers, from these to exhibits,
/// and from exhibits over the gun to every lead that names one of its exhibits. It may find a lead too many (looking again changes nothing), never one too few.
/// </remarks>
internal sealed class AffectedLeads(PathDrawing drawing, CaseMapOptions options)
{
    /// <summary>Which of those that land at the same time makes a key too large, none can tell: each that lands within so long may be the one.</summary>
    private static readonly TimeSpan Meanwhile = TimeSpan.FromHours(1);

    private readonly SortedSet<string> _leads = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _cases = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _serials = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _persons = new(StringComparer.Ordinal);
    private readonly Dictionary<EntityKey, LeadExhibit> _exhibits = [];
    private readonly HashSet<(string, int)> _met = [];
    private readonly List<Description> _toSeek = [];

    private int Twice => options.MaxDescriptionsCompared * 2;

    public async Task<IReadOnlyList<string>> OfAsync(LinkRequest request, CancellationToken cancel)
    {
        // A NIBIN row changes the leads and guns of its own exhibits; that their cases have other exhibits is no reason to look at those.
        foreach (var key in request.Keys.Select(k => new EntityKey(k)).Where(k => request.Feed != "nibin" || k.Kind is "ld" or "ex").Distinct().OrderBy(k => k.Value, StringComparer.Ordinal))
        {
            switch (key.Kind)
            {
                case "ld":
                    _leads.Add(key.Value);
                    AddExhibits(await drawing.Cache.OfAsync(key, cancel), only: null);
                    break;
                case "ex":
                    AddExhibits(await drawing.Cache.OfAsync(key, cancel), only: key);
                    break;
                case "cs":
                    _cases.Add(key.Value);
                    break;
                case "sn":
                    _serials.Add(key.Value);
                    break;
                case "pi" or "pn":
                    _persons.Add(key.Value);
                    break;
                case "pd":
                    await AddDescribedAsync(key, cancel);
                    break;
                case "pb":
                    await AddLikeAsync(key, request, cancel);
                    break;
                case "gr":
                    foreach (var record in await drawing.Cache.OfAsync(key, cancel))
                    {
                        _persons.UnionWith(drawing.Cache.DescribedIn(record).Where(d => d.Person.Groups?.Any(g => EntityKey.Group(g) == key) == true).SelectMany(d => d.Keys).Select(k => k.Key.Value));
                        AddAnchors(record);
                    }

                    break;
            }
        }

        await WalkPersonsAsync(cancel);
        foreach (var serial in _serials)
        {
            foreach (var record in await drawing.Cache.OfAsync(new EntityKey(serial), cancel))
            {
                if (record.Record is FirearmRecovery)
                {
                    AddExhibits([record], only: null);
                }
            }
        }

        foreach (var key in _cases.Select(c => new EntityKey(c)))
        {
            AddExhibits(await drawing.Cache.OfAsync(key, cancel), only: null, caseKey: key);
        }

        await WalkGunsAsync(cancel);
        return [.. _leads];
    }

    /// <summary>The record of a description that no other key tells of, and what decisions about it concern.</summary>
    private async Task AddDescribedAsync(EntityKey key, CancellationToken cancel)
    {
        foreach (var record in await drawing.Cache.OfAsync(key, cancel))
        {
            if (record.Record is PersonDecision decision)
            {
                (await drawing.People.Likeness.NamedAsync(decision.Left.Concat(decision.Right), cancel)).ToList().ForEach(Meet);
                continue;
            }

            foreach (var who in drawing.Cache.DescribedIn(record).Where(d => d.OwnKey == key))
            {
                Meet(who);
            }
        }
    }

    /// <summary>
    /// Whoever is like somebody in a record that landed is found from that description, which has a key of its own. What else changes pictures under a key of likeness:
    /// a record that was like others before it was changed, and a landing that makes the key too large to compare by.
    /// </summary>
    private async Task AddLikeAsync(EntityKey key, LinkRequest request, CancellationToken cancel)
    {
        if (!request.Again && !await BecameTooLargeAsync(key, request.At, cancel))
        {
            return;
        }

        var under = await drawing.People.Likeness.UnderAsync(key, Twice, cancel);
        for (var i = 0; i < under.Count; i++)
        {
            if (request.Again)
            {
                Meet(under[i]);
                continue;
            }

            for (var j = i + 1; j < under.Count; j++)
            {
                if (under[i].Id.Citation != under[j].Id.Citation && drawing.People.Likeness.Match(under[i], under[j]))
                {
                    Meet(under[i]);
                    Meet(under[j]);
                }
            }
        }
    }

    /// <summary>Whether what landed can have made a key too large: it is, and was not before that time, or nobody knows the time. One of more than twice the size is taken to have been before.</summary>
    private async Task<bool> BecameTooLargeAsync(EntityKey key, DateTimeOffset? at, CancellationToken cancel) =>
        await drawing.Cache.UpToAsync(key, Twice, cancel) is { } records
        && records.Count > options.MaxDescriptionsCompared
        && (at is null || records.Count(r => r.Ref.ReceivedAt < at - Meanwhile) <= options.MaxDescriptionsCompared);

    private void Meet(Description who)
    {
        if (_met.Add(who.Id))
        {
            _toSeek.Add(who);
            AddAnchors(who.Record);
            _persons.UnionWith(who.Keys.Select(k => k.Key.Value));
        }
    }

    /// <summary>From persons over their keys to everything that puts them on a path.</summary>
    private async Task WalkPersonsAsync(CancellationToken cancel)
    {
        var read = new HashSet<string>(StringComparer.Ordinal);
        for (var step = 0; step <= options.PersonSteps * 2; step++)
        {
            List<string> keys = [.. _persons.Where(read.Add)];
            foreach (var key in keys)
            {
                foreach (var record in await drawing.Cache.OfAsync(new EntityKey(key), cancel))
                {
                    AddAnchors(record);
                    foreach (var who in drawing.Cache.DescribedIn(record).Where(d => d.Keys.Any(k => k.Key.Value == key)))
                    {
                        Meet(who);
                    }
                }
            }

            List<Description> seekers = [.. _toSeek];
            _toSeek.Clear();
            if (keys.Count == 0 && seekers.Count == 0)
            {
                return;
            }

            // Where a drawing finds a person by a decision or by likeness, the way back is the same.
            (await drawing.People.Likeness.DecidedAsync(seekers, cancel)).ToList().ForEach(Meet);
            (await drawing.People.Likeness.AlikeAsync(seekers, other => !_met.Contains(other.Id), static (_, _) => true, cancel)).ToList().ForEach(Meet);
        }
    }

    /// <summary>Where a record about a person stands on a path.</summary>
    private void AddAnchors(StoredRecord record)
    {
        switch (record.Record)
        {
            case Incident incident:
                _cases.Add(EntityKey.Case(record.Ref.Agency, incident.CaseNumber).Value);
                break;
            case FirearmRecovery:
                AddExhibits([record], only: null);
                break;
            case Arrest { CaseNumber: { } caseNumber }:
                _cases.Add(EntityKey.Case(record.Ref.Agency, caseNumber).Value);
                break;
        }

        if (FirearmNodes.SerialOf(record) is { } serial)
        {
            _serials.Add(EntityKey.Serial(serial).Value);
        }
    }

    private void AddExhibits(IReadOnlyList<StoredRecord> records, EntityKey? only, EntityKey? caseKey = null)
    {
        foreach (var record in records)
        {
            var exhibits = record.Record switch
            {
                NibinNotice => drawing.Files.Read(record).Exhibits,
                FirearmRecovery => FirearmExhibits.Of(record),
                _ => [],
            };
            foreach (var exhibit in exhibits.Where(e => (only is null || e.Key == only) && (caseKey is null || e.CaseKey == caseKey)))
            {
                _exhibits.TryAdd(exhibit.Key, exhibit);
            }
        }
    }

    /// <summary>From exhibits over their guns to every lead that names an exhibit there, those that were eliminated included.</summary>
    private async Task WalkGunsAsync(CancellationToken cancel)
    {
        var walked = new HashSet<EntityKey>();
        foreach (var exhibit in _exhibits.Values.OrderBy(e => e.Key.Value, StringComparer.Ordinal))
        {
            if (walked.Contains(exhibit.Key))
            {
                continue;
            }

            var trail = await drawing.Walk.FromAsync(exhibit, cancel);
            walked.UnionWith(trail.Gun.Exhibits.Select(e => e.Key));
            _leads.UnionWith(trail.LeadsNamed);
        }
    }
}
