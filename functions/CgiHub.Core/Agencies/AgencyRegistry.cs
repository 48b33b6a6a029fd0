using System.Collections.Concurrent;
using System.Text.Json;
using CgiHub.Core.Storage;
using Microsoft.Extensions.Options;

namespace CgiHub.Core.Agencies;

/// <summary>Knows the agencies: what each sends, receives and may be shown.</summary>
/// <remarks>A mapping that does not fit its feed is refused when it is saved, where a host has feeds (<see cref="IMappingCheck"/>). Container <c>agencies</c>, partition <c>agencies</c>: one document an agency (id and sort = ORI), and one a registered application (<c>app|…</c>).</remarks>
public sealed class AgencyRegistry(IDocumentStore documents, IOptions<AgencyOptions> options, TimeProvider time, IMappingCheck? mappings = null)
{
    private const string Partition = "agencies";
    private const int MostRetries = 5;

    private readonly ConcurrentDictionary<string, Kept> _kept = new(StringComparer.Ordinal);

    /// <summary>An agency, or null where the registry has none.</summary>
    public async ValueTask<Agency?> FindAsync(Ori ori, CancellationToken cancel) => (await FindStoredAsync(ori, cancel))?.Agency;

    /// <summary>An agency with its ETag, read afresh, or null where the registry has none.</summary>
    public async Task<StoredAgency?> ReadAsync(Ori ori, CancellationToken cancel)
    {
        var document = await documents.ReadAsync(Containers.Agencies, Partition, ori.Value, cancel);
        var stored = document is null ? null : Stored(document);
        Keep(ori.Value, stored);
        return stored;
    }

    /// <summary>The agency that an application acts for, or null.</summary>
    public async ValueTask<Ori?> FindByAppIdAsync(string appId, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(appId);
        if (!AgencyRules.IsAppId(appId))
        {
            return null;
        }

        var key = AppDocument(appId);
        if (TryKept(key, out var kept))
        {
            return kept.Owner;
        }

        var document = await documents.ReadAsync(Containers.Agencies, Partition, key, cancel);
        Ori? owner = document is null ? null : JsonSerializer.Deserialize(document.Body.Span, AgenciesJson.Default.AppIdOwner)!.Ori;
        Keep(key, null, owner);
        return owner;
    }

    /// <summary>The agencies, by ORI.</summary>
    public async Task<Page<Agency>> ListAsync(PageRequest page, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(page);
        var found = await documents.QueryAsync(new DocumentQuery(Containers.Agencies, Partition) { Limit = page.Limit, Continuation = page.Cursor }, cancel);
        return new Page<Agency>([.. found.Documents.Select(d => Stored(d).Agency)], found.Continuation);
    }

    /// <summary>Writes an agency. An application id that another agency has is refused.</summary>
    /// <param name="agency">What it is to be.</param>
    /// <param name="ifMatch">The ETag that it must have; <c>*</c>: it must exist; null: as it comes.</param>
    /// <param name="createOnly">It must not exist yet.</param>
    /// <param name="cancel">Cancels.</param>
    public async Task<Result<SavedAgency>> SaveAsync(Agency agency, string? ifMatch, bool createOnly, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(agency);
        var body = JsonSerializer.SerializeToUtf8Bytes(agency, AgenciesJson.Default.Agency);
        if (body.Length > options.Value.MaxEntryBytes)
        {
            return Errors.TooLarge(options.Value.MaxEntryBytes, "Shorten the mappings.");
        }

        var faults = AgencyRules.Check(agency);
        if (faults.Count == 0 && mappings is not null)
        {
            faults = [.. agency.Mappings.SelectMany(m => mappings.Check(m.Key, m.Value))];
        }

        if (faults.Count > 0)
        {
            return Errors.Invalid(faults);
        }

        for (var attempt = 0; attempt < MostRetries; attempt++)
        {
            var current = await ReadAsync(agency.Ori, cancel);
            if ((createOnly && current is not null) || (ifMatch is not null && (current is null || (ifMatch != "*" && ifMatch != current.ETag))))
            {
                return Errors.Stale();
            }

            var (free, taken) = await ClaimAppIdsAsync(agency, cancel);
            if (taken.Count > 0)
            {
                return Errors.Invalid(taken);
            }

            var left = current?.Agency.AppIds.Except(agency.AppIds, StringComparer.Ordinal).ToList() ?? [];
            var owner = JsonSerializer.SerializeToUtf8Bytes(new AppIdOwner(agency.Ori), AgenciesJson.Default.AppIdOwner);

            // An id that was free is created, so that of two agencies that claim it at the same moment one is told.
            var outcome = await documents.CommitAsync(Containers.Agencies, Partition,
            [
                current is null ? DocumentWrite.Create(agency.Ori.Value, body, agency.Ori.Value) : DocumentWrite.Replace(agency.Ori.Value, current.ETag, body, agency.Ori.Value),
                .. free.Select(id => DocumentWrite.Create(AppDocument(id), owner)),
                .. left.Select(id => DocumentWrite.Delete(AppDocument(id))),
            ], cancel);
            if (!outcome.Committed)
            {
                continue;
            }

            foreach (var id in agency.AppIds.Concat(left))
            {
                _kept.TryRemove(AppDocument(id), out _);
            }

            var saved = new StoredAgency(agency, outcome.ETags[0]!);
            Keep(agency.Ori.Value, saved);
            return new SavedAgency(saved, current is null);
        }

        return Errors.Stale();
    }

    /// <summary>Registers an ORI under its own letters when the registry does not know it yet. For one-machine hubs, where nobody else does.</summary>
    public async Task<Agency> RegisterFirstSeenAsync(Ori ori, CancellationToken cancel)
    {
        if (await FindAsync(ori, cancel) is { } known)
        {
            return known;
        }

        var agency = new Agency(ori, ori.Value);
        await documents.CommitAsync(Containers.Agencies, Partition, [DocumentWrite.Create(ori.Value, JsonSerializer.SerializeToUtf8Bytes(agency, AgenciesJson.Default.Agency), ori.Value)], cancel);

        // Created here or, a moment earlier, elsewhere: either way it is there now.
        return (await ReadAsync(ori, cancel))?.Agency ?? agency;
    }

    private static string AppDocument(string appId) => $"app|{appId}";

    private static StoredAgency Stored(StoredDocument document) => new(JsonSerializer.Deserialize(document.Body.Span, AgenciesJson.Default.Agency)!, document.ETag);

    private async ValueTask<StoredAgency?> FindStoredAsync(Ori ori, CancellationToken cancel) =>
        TryKept(ori.Value, out var kept) ? kept.Agency : await ReadAsync(ori, cancel);

    /// <summary>Which of the application ids are nobody's yet, and what is wrong with those that are another agency's.</summary>
    private async Task<(IReadOnlyList<string> Free, IReadOnlyList<FieldFault> Taken)> ClaimAppIdsAsync(Agency agency, CancellationToken cancel)
    {
        var free = new List<string>();
        var taken = new List<FieldFault>();
        for (var i = 0; i < agency.AppIds.Count; i++)
        {
            var document = await documents.ReadAsync(Containers.Agencies, Partition, AppDocument(agency.AppIds[i]), cancel);
            if (document is null)
            {
                free.Add(agency.AppIds[i]);
            }
            else if (JsonSerializer.Deserialize(document.Body.Span, AgenciesJson.Default.AppIdOwner)!.Ori != agency.Ori)
            {
                taken.Add(new FieldFault($"/appIds/{i}", "taken", "Another agency has this application id."));
            }
        }

        return (free, taken);
    }

    private bool TryKept(string key, out Kept kept) => _kept.TryGetValue(key, out kept) && kept.Until > time.GetUtcNow();

    private void Keep(string key, StoredAgency? agency, Ori? owner = null)
    {
        // Keys come from callers: rather forget everything than grow without bound.
        if (_kept.Count >= options.Value.MaxCached)
        {
            _kept.Clear();
        }

        _kept[key] = new Kept(agency, owner, time.GetUtcNow() + options.Value.CacheFor);
    }

    private readonly record struct Kept(StoredAgency? Agency, Ori? Owner, DateTimeOffset Until);
}

/// <summary>An agency as stored.</summary>
/// <param name="Agency">The agency.</param>
/// <param name="ETag">Changes with every write.</param>
public sealed record StoredAgency(Agency Agency, string ETag);

/// <summary>An agency that was written.</summary>
/// <param name="Stored">As it is now.</param>
/// <param name="Created">It was not there before.</param>
public sealed record SavedAgency(StoredAgency Stored, bool Created);
