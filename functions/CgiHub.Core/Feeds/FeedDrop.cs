using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CgiHub.Core.Agencies;
using CgiHub.Core.Feeds.Rows;
using CgiHub.Core.Feeds.Rows.Niem;
using CgiHub.Core.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CgiHub.Core.Feeds;

/// <summary>
/// Takes files that partners drop instead of calling: <c>drop/{ori}/{feed}/{name}</c>, where the name may have folders of its own. What was taken is removed, with its
/// receipt kept; what cannot be read is moved to <c>rejected/{ori}/{feed}/{name}</c>, with <c>….report.json</c> beside it; of a file that is bad in parts, only the bad rows go there.
/// </summary>
/// <remarks>Killed anywhere and run again, rows that have landed are duplicates, what was rejected lies there once, and the file is only removed when its report is written.</remarks>
public sealed partial class FeedDrop(FeedIntake intake, AgencyRegistry agencies, IBlobStore blobs, IOptions<FeedOptions> options, TimeProvider time, ILogger<FeedDrop> log)
{
    private const int SniffedBytes = 4096;
    private const int MostNameBytes = 200;
    private const string Csv = "text/csv";
    private const string ReportSuffix = ".report.json";

    /// <summary>Takes one file. One that lies in no feed's folder stays there: nobody can tell what it is, and empty ones stand for folders with some tools.</summary>
    /// <param name="file">Where it lies below <c>drop/</c>.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="cancel">Cancels; the file stays where it is.</param>
    public async Task TakeAsync(string file, Stream content, CancellationToken cancel)
    {
        if (file.Split('/', 3) is not [var ori, var feed, var name])
        {
            Misplaced(log);
            return;
        }

        var (folder, flat) = ($"rejected/{ori}/{feed}/", Flat(name));
        var taken = await ReadAsync(ori, feed, name, content, cancel);
        if (taken.TryGet(out var receipt, out var error))
        {
            if (receipt.Rejected > 0)
            {
                // The agency is known here: the rows could not have been read otherwise.
                var kept = receipt.RejectedType is null ? null : await blobs.OpenReadAsync(FeedIntake.BlobName(Ori.Parse(ori), receipt.Id), cancel);
                await RejectAsync(kept, folder, receipt.RejectedType is null ? flat : RowsName(flat, receipt.RejectedType), new DropReport(file, time.GetUtcNow()) { Receipt = receipt }, cancel);
            }

            Taken(log, feed, receipt.Id);
        }
        else
        {
            await RejectAsync(await blobs.OpenReadAsync($"drop/{file}", cancel), folder, flat, new DropReport(file, time.GetUtcNow()) { Error = error.Number, Title = error.Title, Detail = error.Detail, Faults = error.Faults }, cancel);

            // Somebody may have named the folder after anything.
            Refused(log, HubTags.Known(HubTags.Feed, feed), error.Number);
        }

        await blobs.DeleteAsync($"drop/{file}", CancellationToken.None);
    }

    private async Task<Result<FeedReceipt>> ReadAsync(string ori, string feed, string name, Stream content, CancellationToken cancel)
    {
        if (!Ori.TryParse(ori, out var agency) || !string.Equals(agency.Value, ori, StringComparison.Ordinal) || await agencies.FindAsync(agency, cancel) is null)
        {
            return Errors.NotFound("agency");
        }

        try
        {
            // gzip is known by its first bytes, whatever the file is called; what it holds, by the bytes below.
            var (start, whole) = await PeekAsync(content, cancel);
            var zipped = start.Span is [0x1F, 0x8B, ..];
            if (!zipped)
            {
                return await intake.TakeAsync(agency, feed, whole, MediaOf(name, start.Span), null, cancel);
            }

            await using var plain = OpenedBody.Unzip(whole, options.Value);
            (start, whole) = await PeekAsync(plain, cancel);
            return await intake.TakeAsync(agency, feed, whole, MediaOf(name, start.Span), null, cancel);
        }
        catch (BodyRefusedException refused)
        {
            return refused.Error;
        }
    }

    private async Task RejectAsync(Stream? content, string folder, string name, DropReport report, CancellationToken cancel)
    {
        if (content is not null)
        {
            await using (content)
            {
                name = await KeepAsync(content, folder, name, cancel);
            }
        }

        using var written = new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(report, FeedsJson.Default.DropReport));
        await using var staged = await blobs.StageAsync(written, new BlobStaging(long.MaxValue), cancel);
        var beside = $"{folder}{Short(name)}{ReportSuffix}";
        if (!await staged.CommitAsync(beside, cancel))
        {
            // The file was read before, and has been dropped again or was not removed in time: the report tells of the last reading.
            await blobs.DeleteAsync(beside, cancel);
            await staged.CommitAsync(beside, cancel);
        }
    }

    /// <summary>
    /// Keeps a file in a folder; where another one of that name lies there, under a name that begins with its digest.
    /// The name follows from what lies there and from the content alone, so that a file taken twice is kept once.
    /// </summary>
    private async Task<string> KeepAsync(Stream content, string folder, string name, CancellationToken cancel)
    {
        await using var staged = await blobs.StageAsync(content, new BlobStaging(long.MaxValue), cancel);

        // Nothing that is dropped is ever mistaken for a report.
        name = Short(name.EndsWith(ReportSuffix, StringComparison.OrdinalIgnoreCase) ? name + ".file" : name);
        if (await staged.CommitAsync(folder + name, cancel) || await HoldsAsync(folder + name, staged, cancel))
        {
            return name;
        }

        name = $"{staged.Sha256[..16]}-{name}";
        await staged.CommitAsync(folder + name, cancel);
        return name;
    }

    private async Task<bool> HoldsAsync(string name, StagedBlob staged, CancellationToken cancel)
    {
        await using var standing = await blobs.OpenReadAsync(name, cancel);
        return standing is not null && standing.Length == staged.Length
            && string.Equals(Convert.ToHexStringLower(await SHA256.HashDataAsync(standing, cancel)), staged.Sha256, StringComparison.Ordinal);
    }

    /// <summary>
    /// A name without folders. What is rejected lies in its feed's folder itself, whatever folders it came in: no file there is ever in a folder's way,
    /// and no path grows longer than a store takes.
    /// </summary>
    private static string Flat(string name) => name.Replace('/', '_');

    /// <summary>A name that the store can take with what comes before and behind it.</summary>
    private static string Short(string name) => Encoding.UTF8.GetByteCount(name) > MostNameBytes ? StableId.Of("fl", name) : name;

    /// <summary>Rejected rows of a workbook are CSV, and of a compressed file plain. A file that without its ending would be called by nothing, or by dots alone, which are folders, keeps that.</summary>
    private static string RowsName(string name, string media)
    {
        var plain = name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) && name.AsSpan(0, name.Length - 3).ContainsAnyExcept('.') ? name[..^3] : name;
        return media == Csv && plain.EndsWith(".xlsx", StringComparison.OrdinalIgnoreCase) ? plain + ".csv" : plain;
    }

    private static async Task<(ReadOnlyMemory<byte> Start, Stream Whole)> PeekAsync(Stream content, CancellationToken cancel)
    {
        var start = new byte[SniffedBytes];
        var read = await content.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancel);
        return (start.AsMemory(0, read), new RejoinedStream(start.AsMemory(0, read), content));
    }

    /// <summary>What a file holds: by its first bytes, and by its name where these allow several readings.</summary>
    private static string MediaOf(string name, ReadOnlySpan<byte> start)
    {
        if (start is [(byte)'P', (byte)'K', 3, 4, ..])
        {
            return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
        }

        if (start is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
        {
            return start[0] == 0xFF ? "text/csv; charset=utf-16le" : "text/csv; charset=utf-16be";
        }

        var text = start.StartsWith("\uFEFF"u8) ? start[3..] : start;
        text = text.TrimStart(" \t\r\n"u8);
        var extension = Path.GetExtension(name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? name[..^3] : name).ToUpperInvariant();
        return text switch
        {
            [(byte)'[' or (byte)'{', ..] when extension is ".GEOJSON" => GeoJsonFeature.MediaType,
            [(byte)'[' or (byte)'{', ..] when extension is ".JSONLD" => NiemForm.MediaType,
            [(byte)'<', ..] when extension is ".CAP" or ".XML" => CapAlert.MediaType,
            [(byte)'[', ..] => IsEvent(text) ? "application/cloudevents-batch+json" : "application/json",
            [(byte)'{', ..] when extension is ".NDJSON" or ".JSONL" => "application/x-ndjson",
            [(byte)'{', ..] when IsEvent(text) => "application/cloudevents+json",
            [(byte)'{', ..] => HasSecondObject(text) ? "application/x-ndjson" : "application/json",
            _ => Csv,
        };
    }

    private static bool IsEvent(ReadOnlySpan<byte> text) => text.IndexOf("\"specversion\""u8) >= 0;

    /// <summary>Whether a line that ends an object is followed by one that begins another.</summary>
    private static bool HasSecondObject(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOf((byte)'\n');
        return end < 0 ? text.Length >= SniffedBytes - 3 : text[..end].TrimEnd(" \t\r"u8).EndsWith("}"u8);
    }

    [LoggerMessage(3002, LogLevel.Information, "Dropped file for {Feed} taken, receipt {Receipt}")]
    private static partial void Taken(ILogger logger, string feed, string receipt);

    [LoggerMessage(3003, LogLevel.Warning, "Dropped file for {Feed} rejected, error {Error}")]
    private static partial void Refused(ILogger logger, string feed, int error);

    [LoggerMessage(3004, LogLevel.Warning, "A dropped file lies in no agency's folder of a feed, and is left there")]
    private static partial void Misplaced(ILogger logger);
}

/// <summary>What became of a dropped file that was not taken whole; it lies beside what was rejected.</summary>
/// <param name="File">The file, as <c>ori/feed/name</c>.</param>
/// <param name="At">When it was read.</param>
public sealed record DropReport(string File, DateTimeOffset At)
{
    /// <summary>The receipt, where rows were read.</summary>
    public FeedReceipt? Receipt { get; init; }

    /// <summary>The error's number, where nothing could be read.</summary>
    public int? Error { get; init; }

    /// <summary>The error's title.</summary>
    public string? Title { get; init; }

    /// <summary>What to do.</summary>
    public string? Detail { get; init; }

    /// <summary>The faults, where some are named.</summary>
    public IReadOnlyList<FieldFault>? Faults { get; init; }
}
