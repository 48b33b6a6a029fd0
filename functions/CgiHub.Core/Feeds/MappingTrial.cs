using System.Text;
using System.Text.Json;
using CgiHub.Core.Agencies;
using CgiHub.Core.Feeds.Rows;
using Microsoft.Extensions.Options;

namespace CgiHub.Core.Feeds;

/// <summary>Tries a column mapping on a sample before the registry keeps it. Nothing is stored.</summary>
public sealed class MappingTrial(FeedCatalogue feeds, AgencyRegistry agencies, IOptions<FeedOptions> options, TimeProvider time)
{
    private readonly FeedOptions _options = options.Value;

    /// <summary>What the mapping, or without one the contract's own column names, makes of the sample.</summary>
    public async Task<Result<MappingTried>> TryAsync(MappingSample sample, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(sample);
        if (!feeds.TryFind(sample.Feed, out var feed))
        {
            return Errors.NoSuchFeed(string.Join(", ", feeds.All.Select(f => f.Name)));
        }

        if (Check(feed, sample.Mapping) is { Count: > 0 } faults)
        {
            return new MappingTried(0, 0, 0, 0, 0) { Faults = faults };
        }

        var site = sample.Agency is not { } ori || (await agencies.FindAsync(ori, cancel))?.NibinSite == true;
        try
        {
            using var body = new MemoryStream(Encoding.UTF8.GetBytes(sample.Sample));
            if (!(await OpenedBody.OpenAsync(feed, sample.Mapping, body, sample.ContentType, null, _options, cancel)).TryGet(out var opened, out var error))
            {
                return error;
            }

            await using (opened)
            {
                return await ReadAsync(feed, opened, new RowRules(sample.Agency ?? default, site, time.GetUtcNow() + _options.MaxAhead), cancel);
            }
        }
        catch (BodyRefusedException refused)
        {
            return refused.Error;
        }
    }

    private static IReadOnlyList<FieldFault> Check(Feed feed, FeedMapping? mapping)
    {
        if (mapping is null)
        {
            return [];
        }

        // The registry's own rules on form first, as if the mapping stood in an entry.
        var entry = new Agency(default, "trial") { Mappings = new Dictionary<string, FeedMapping> { [feed.Name] = mapping } };
        var faults = AgencyRules.Check(entry);
        return faults.Count > 0 ? faults : MappedForm.Check(feed, mapping);
    }

    private async Task<MappingTried> ReadAsync(Feed feed, OpenedBody opened, RowRules rules, CancellationToken cancel)
    {
        var check = new RowCheck(rules);
        var rows = new List<JsonElement>();
        var errors = new List<RowError>();
        var tried = new MappingTried(0, 0, 0, 0, 0) { Rows = rows, Errors = errors };
        var next = 0L;
        await foreach (var block in opened.Blocks.WithCancellation(cancel))
        {
            using (block)
            {
                foreach (var row in block.Lines.IsEmpty ? block.Rows : LineRows.Split(block.Lines, _options.MaxRowBytes))
                {
                    var index = row.Index ?? next;
                    next = index + 1;
                    tried = Count(tried with { Received = tried.Received + 1 + row.Merged }, row, index);
                }
            }
        }

        return tried;

        MappingTried Count(MappingTried counted, RawRow row, long index)
        {
            if (row.Skipped)
            {
                return counted with { Skipped = counted.Skipped + 1 };
            }

            IReadOnlyList<FieldFault> faults = row.Fault is { } fault ? [fault] : feed.Read(row.Json, check) is null ? [.. check.Take().Select(feed.Tell)] : [];
            if (row.Fault is null && rows.Count < MappingTried.MostRows)
            {
                rows.Add(Parse(row.Json));
            }

            errors.AddRange(faults.Take(Math.Max(0, _options.MaxListedErrors - errors.Count)).Select(f => new RowError(index, f.Pointer, f.Code, f.Detail)));
            return faults.Count > 0
                ? counted with { Rejected = counted.Rejected + 1 + row.Merged }
                : counted with { Accepted = counted.Accepted + 1, Merged = counted.Merged + row.Merged };
        }
    }

    private static JsonElement Parse(ReadOnlyMemory<byte> json)
    {
        var reader = new Utf8JsonReader(json.Span, isFinalBlock: true, default);
        return JsonElement.TryParseValue(ref reader, out var row) ? row.Value : default;
    }
}

/// <summary>A mapping, and some rows to try it on.</summary>
public sealed record MappingSample
{
    /// <summary>The feed.</summary>
    public required string Feed { get; init; }

    /// <summary>With whose rights the rows are read; null: with those of a NIBIN site.</summary>
    public Ori? Agency { get; init; }

    /// <summary>The mapping; null: the columns bear the contract's names.</summary>
    public FeedMapping? Mapping { get; init; }

    /// <summary>The sample's media type, as for the feed; text only.</summary>
    public required string ContentType { get; init; }

    /// <summary>Some rows as the agency exports them.</summary>
    public required string Sample { get; init; }
}

/// <summary>What a mapping makes of a sample. Every row is counted once, as in a receipt.</summary>
/// <param name="Received">Rows in the sample.</param>
/// <param name="Accepted">Rows that would land.</param>
/// <param name="Rejected">Rows that would be refused.</param>
/// <param name="Skipped">Rows that the mapping leaves out.</param>
/// <param name="Merged">Rows that it joins with another one.</param>
public sealed record MappingTried(long Received, long Accepted, long Rejected, long Skipped, long Merged)
{
    /// <summary>Rows that are shown at most.</summary>
    public const int MostRows = 20;

    /// <summary>What is wrong with the mapping itself; then no row was looked at.</summary>
    public IReadOnlyList<FieldFault> Faults { get; init; } = [];

    /// <summary>The first rows in the contract's form, those that would be refused among them.</summary>
    public IReadOnlyList<JsonElement> Rows { get; init; } = [];

    /// <summary>What is wrong with rows.</summary>
    public IReadOnlyList<RowError> Errors { get; init; } = [];
}
