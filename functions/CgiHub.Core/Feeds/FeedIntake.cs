using System.Text.Json;
using System.Threading.Channels;
using CgiHub.Core.Agencies;
using CgiHub.Core.Feeds.Rows;
using CgiHub.Core.Records;
using CgiHub.Core.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CgiHub.Core.Feeds;

/// <summary>
/// Takes batches of feed rows: reads them as a stream, row by row, lands the good ones and says of each bad one where and why.
/// </summary>
/// <remarks>
/// Three things go on at once: the body is cut into blocks, blocks are parsed and hashed on as many threads as there are processors,
/// and parsed blocks are stored in the order of the body. A bounded channel stands between them, so memory is a few blocks, whatever the body's size.
/// </remarks>
public sealed partial class FeedIntake(
    FeedCatalogue feeds, AgencyRegistry agencies, RecordStore records, HoldingBin bin, IDocumentStore documents, IBlobStore blobs,
    FeedMeter meter, HubSteps steps, IOptions<FeedOptions> options, TimeProvider time, ILogger<FeedIntake> log)
{
    private readonly FeedOptions _options = options.Value;

    /// <summary>Takes a batch for the caller's agency.</summary>
    public Task<Result<FeedReceipt>> TakeAsync(Caller caller, string feed, Stream body, string? contentType, string? contentEncoding, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return caller.Agency is { } agency
            ? TakeAsync(agency, feed, body, contentType, contentEncoding, cancel)
            : Task.FromResult<Result<FeedReceipt>>(Errors.NoAgency());
    }

    /// <summary>Takes a batch with an agency's rights.</summary>
    /// <param name="agency">Whose rows they are.</param>
    /// <param name="feed">The feed's name.</param>
    /// <param name="body">Read once, to its end; not closed.</param>
    /// <param name="contentType">Its media type.</param>
    /// <param name="contentEncoding"><c>gzip</c>, or null.</param>
    /// <param name="cancel">Cancels; rows that have landed stay.</param>
    public async Task<Result<FeedReceipt>> TakeAsync(Ori agency, string feed, Stream body, string? contentType, string? contentEncoding, CancellationToken cancel)
    {
        if (!feeds.TryFind(feed, out var reader))
        {
            return Errors.NoSuchFeed(string.Join(", ", feeds.All.Select(f => f.Name)));
        }

        using var step = steps.Begin(Steps.Feed, reader.Name);
        var taken = await TakeAsync(agency, reader, body, contentType, contentEncoding, cancel);
        step.Tell("cgihub.receipt.id", taken.TryGet(out var receipt, out _) ? receipt.Id : null).End(receipt is null ? Outcomes.Refused : Outcomes.Done);
        return taken;
    }

    private async Task<Result<FeedReceipt>> TakeAsync(Ori agency, Feed reader, Stream body, string? contentType, string? contentEncoding, CancellationToken cancel)
    {
        var entry = await agencies.FindAsync(agency, cancel);
        if (entry is { Active: false })
        {
            return Errors.AgencyInactive();
        }

        try
        {
            var opening = await OpenedBody.OpenAsync(reader, entry?.Mappings.GetValueOrDefault(reader.Name), body, contentType, contentEncoding, _options, cancel);
            if (!opening.TryGet(out var opened, out var error))
            {
                return error;
            }

            await using (opened)
            {
                return await TakeAsync(agency, reader, entry?.NibinSite ?? false, opened, cancel);
            }
        }
        catch (BodyRefusedException refused)
        {
            return refused.Error;
        }
    }

    /// <summary>A receipt of the caller's agency.</summary>
    public async Task<Result<FeedReceipt>> FindReceiptAsync(Caller caller, string id, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return await ReadReceiptAsync(caller, id, cancel) is { } receipt ? receipt : Errors.NotFound("receipt");
    }

    /// <summary>The rejected rows of a receipt of the caller's agency.</summary>
    public async Task<Result<RejectedRows>> OpenRejectedAsync(Caller caller, string id, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (await ReadReceiptAsync(caller, id, cancel) is { RejectedType: { } type } && await blobs.OpenReadAsync(BlobName(caller.Agency!.Value, id), cancel) is { } content)
        {
            return new RejectedRows(content, type);
        }

        return Errors.NotFound("rejected rows");
    }

    /// <summary>Where the rejected rows of a receipt are.</summary>
    internal static string BlobName(Ori agency, string receiptId) => $"receipts/{agency}/{receiptId}";

    private async Task<FeedReceipt?> ReadReceiptAsync(Caller caller, string id, CancellationToken cancel)
    {
        if (caller.Agency is not { } agency || StableId.Suffix("rt", id) is null)
        {
            return null;
        }

        var stored = await documents.ReadAsync(Containers.Receipts, agency.Value, id, cancel);
        return stored is null ? null : JsonSerializer.Deserialize(stored.Body.Span, FeedsJson.Default.FeedReceipt);
    }

    private async Task<Result<FeedReceipt>> TakeAsync(Ori agency, Feed feed, bool nibinSite, OpenedBody opened, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var lane = new RecordLane(agency, feed.Name, now);
        var parser = new BlockParser(feed, new RowRules(agency, nibinSite, now + _options.MaxAhead), lane, _options);
        var events = new EventMemory(documents, $"{agency}|{feed.Name}", _options.RememberEvents);
        await using var batch = new FeedBatch(bin.Holds(feed.Name) ? (rows, _, c) => bin.HoldAsync(rows, c) : records.LandAsync, events, new RejectedLog(opened.Framing, opened.Header, _options.MaxRejectedBytes), _options);

        // Whoever fails first stops the others.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var parsing = Channel.CreateBounded<Task<ParsedBlock>>(new BoundedChannelOptions(Environment.ProcessorCount) { SingleReader = true, SingleWriter = true });
        var cutting = CutAsync(opened, parser, parsing.Writer, stop.Token);
        try
        {
            await foreach (var block in parsing.Reader.ReadAllAsync(cancel))
            {
                await batch.TakeAsync(await block, stop.Token);
            }

            await batch.EndAsync(stop.Token);
        }
        finally
        {
            await stop.CancelAsync();
            while (parsing.Reader.TryRead(out var left))
            {
                (await left).Dispose();
            }

            await cutting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await batch.AbandonAsync();
        }

        // The rows are in: their receipt must not be lost to a caller that went away.
        var receipt = batch.Receipt(StableId.Of("rt", agency.Value, Guid.NewGuid().ToString("N")), feed.Name, time.GetUtcNow(), opened.RejectedType);
        await batch.Rejected.SaveAsync(blobs, BlobName(agency, receipt.Id), CancellationToken.None);
        await documents.CommitAsync(
            Containers.Receipts,
            agency.Value,
            [DocumentWrite.Create(receipt.Id, JsonSerializer.SerializeToUtf8Bytes(receipt, FeedsJson.Default.FeedReceipt), timeToLive: _options.KeepReceipts)],
            CancellationToken.None);
        meter.Took(receipt);
        Taken(log, feed.Name, agency.Value, receipt.Id, receipt.Received, receipt.Accepted, receipt.Duplicates, receipt.Rejected);
        return receipt;
    }

    private static async Task CutAsync(OpenedBody opened, BlockParser parser, ChannelWriter<Task<ParsedBlock>> parsing, CancellationToken cancel)
    {
        try
        {
            await foreach (var block in opened.Blocks.WithCancellation(cancel))
            {
                await parsing.WriteAsync(Task.Run(() => parser.Parse(block), CancellationToken.None), cancel);
            }

            parsing.Complete();
        }
        catch (Exception failure) when (parsing.TryComplete(failure))
        {
            throw;
        }
    }

    [LoggerMessage(3001, LogLevel.Information, "{Feed} from {Agency}, receipt {Receipt}: {Received} rows, {Accepted} accepted, {Duplicates} duplicates, {Rejected} rejected")]
    private static partial void Taken(ILogger logger, string feed, string agency, string receipt, long received, long accepted, long duplicates, long rejected);
}
