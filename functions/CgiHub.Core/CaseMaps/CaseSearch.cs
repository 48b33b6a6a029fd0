using System.Globalization;
using CgiHub.Core.Agencies;
using CgiHub.Core.Records;
using Microsoft.Extensions.Options;

namespace CgiHub.Core.CaseMaps;

/// <summary>What a search found.</summary>
/// <param name="Items">Leads, cases, firearms, persons and groups, in this order.</param>
public sealed record SearchResult(IReadOnlyList<SearchHit> Items);

/// <summary>Something that a search found.</summary>
/// <param name="Kind"><c>lead</c>, <c>case</c>, <c>firearm</c>, <c>person</c> or <c>group</c>.</param>
/// <param name="Id">Its id or entity key.</param>
/// <param name="Label">What people call it.</param>
/// <param name="Leads">Leads that it touches, sorted.</param>
/// <param name="Records">The first records behind it, as <c>feed/agency/sourceId</c>.</param>
public sealed record SearchHit(string Kind, string Id, string Label, IReadOnlyList<string> Leads, IReadOnlyList<string> Records);

/// <summary>
/// Finds by what names a thing exactly: case and lead numbers of every registered agency, serial numbers, groups, FBI numbers, names with date of birth.
/// </summary>
/// <remarks>
/// All of these are entity keys already, so nothing is indexed beside the records and a search is a bounded number of reads.
/// Plates and names alone are not searched: the one would need an index of the largest feed, the other finds namesakes, not people.
/// </remarks>
public sealed class CaseSearch(RecordReader reader, AgencyRegistry agencies, CaseMapLinker linker, CaseFinder finder, IOptions<CaseMapOptions> options)
{
    /// <summary>Fewest characters of a search.</summary>
    public const int LeastCharacters = 2;

    /// <summary>Most characters of a search.</summary>
    public const int MostCharacters = 100;

    private const int RecordsShown = 10;

    /// <summary>Finds everything that the text names.</summary>
    public async Task<Result<SearchResult>> FindAsync(string? text, CancellationToken cancel)
    {
        var wanted = text?.Trim() ?? "";
        if (wanted.Length is < LeastCharacters or > MostCharacters)
        {
            return Errors.BadSearch(LeastCharacters, MostCharacters);
        }

        var hits = new List<SearchHit>();
        foreach (var (ori, number) in await NumbersAsync(wanted, cancel))
        {
            await AddAsync(hits, "lead", EntityKey.Lead(ori, number), $"Lead {number} of {ori}", cancel);
        }

        if (StableId.Suffix("ld", wanted) is not null)
        {
            await AddAsync(hits, "lead", new EntityKey(wanted), "Lead", cancel);
        }

        foreach (var (ori, number) in await NumbersAsync(wanted, cancel))
        {
            await AddAsync(hits, "case", EntityKey.Case(ori, number), $"Case {number} of {ori}", cancel);
        }

        if (SerialNumber.From(wanted) is { } serial)
        {
            await AddAsync(hits, "firearm", EntityKey.Serial(serial), $"Serial {serial.Compared}", cancel);
        }

        foreach (var key in PersonKeysOf(wanted))
        {
            if ((await finder.PersonAsync("pr" + key.Value[2..], cancel)).TryGet(out var person, out _) && !hits.Exists(h => h.Id == person.Id))
            {
                hits.Add(new SearchHit("person", person.Id, person.Label, person.Leads, [.. person.Records.Take(RecordsShown).Select(r => r.Ref.Citation)]));
            }
        }

        await AddAsync(hits, "group", EntityKey.Group(wanted), wanted, cancel);
        return new SearchResult(hits);
    }

    /// <summary>The text as a number of one agency where it begins with an ORI, otherwise of each registered agency.</summary>
    private async Task<IReadOnlyList<(Ori Ori, string Number)>> NumbersAsync(string wanted, CancellationToken cancel)
    {
        if (wanted.Length > 10 && wanted[9] is ' ' or '/' && Ori.TryParse(wanted[..9], out var ori))
        {
            return [(ori, wanted[10..].Trim())];
        }

        var all = new List<(Ori Ori, string Number)>();
        string? cursor = null;
        do
        {
            var page = await agencies.ListAsync(new PageRequest(PageRequest.MostItems, cursor), cancel);
            all.AddRange(page.Items.Take(options.Value.MaxAgenciesSearched - all.Count).Select(a => (a.Ori, wanted)));
            cursor = page.Next;
        }
        while (cursor is not null && all.Count < options.Value.MaxAgenciesSearched);

        return all;
    }

    /// <summary>An FBI number, or a name followed by a date of birth.</summary>
    private static IEnumerable<EntityKey> PersonKeysOf(string wanted)
    {
        var words = wanted.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length > 2 && DateOnly.TryParseExact(words[^1], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var dob))
        {
            return PersonKeys.Of(new Person { FullName = string.Join(' ', words[..^1]), Dob = dob });
        }

        return PersonKeys.Of(new Person { Ids = [new PersonIdentifier { Type = PersonIdentifierType.Fbi, Value = wanted }] });
    }

    private async Task AddAsync(List<SearchHit> hits, string kind, EntityKey key, string label, CancellationToken cancel)
    {
        var records = new List<string>();
        await foreach (var record in reader.MentioningAsync(key, null, RecordsShown, cancel))
        {
            records.Add(record.Ref.Citation);
        }

        if (records.Count > 0 && !hits.Exists(h => h.Id == key.Value))
        {
            hits.Add(new SearchHit(kind, key.Value, label, await linker.AffectedLeadsAsync(new LinkRequest([key.Value], "search"), cancel), records));
        }
    }
}
