using System.Globalization;
using System.Text.Json;
using CgiHub.Core.Records;
using CgiHub.Core.Storage;
using Microsoft.Extensions.Options;

namespace CgiHub.Core.Packets;

/// <summary>Which leads have told which records, so that a record that must go is found in every version that told it, also of leads that it stands on no longer.</summary>
/// <remarks>
/// Container <c>retention</c>, partition = region, <c>|told|</c> and a bucket of the record id: id and sort = record id, <c>|</c>, lead id. It is written before a version
/// is sent; in the lead's partition the document <c>cited</c> knows what was written before, so that a version costs what is new in it.
/// </remarks>
public sealed class ToldRecords(IDocumentStore documents, IOptions<HubOptions> hub)
{
    private const string CitedId = "cited";
    private const int RowsOfOneRead = 1000;

    /// <summary>Remembers that a lead tells what a version and its editions cite. Run again, it changes nothing.</summary>
    /// <param name="leadId">The lead.</param>
    /// <param name="issued">The version.</param>
    /// <param name="body">The same as stored.</param>
    /// <param name="cancel">Cancels.</param>
    internal async Task KeepAsync(string leadId, IssuedPacket issued, ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        var cited = RecordCitations.In(body.Span).ToHashSet(StringComparer.Ordinal);
        foreach (var edition in issued.Recipients.Select(r => r.Edition).OfType<string>().Distinct(StringComparer.Ordinal))
        {
            if (await documents.ReadAsync(Containers.Leads, leadId, edition, cancel) is { } kept)
            {
                cited.UnionWith(RecordCitations.In(kept.Body.Span));
            }
        }

        var stored = await documents.ReadAsync(Containers.Leads, leadId, CitedId, cancel);
        var known = stored is null ? [] : JsonSerializer.Deserialize(stored.Body.Span, KeptJson.Default.CitedRecords)!.Ids.ToHashSet(StringComparer.Ordinal);
        var added = cited.Where(id => !known.Contains(id)).ToList();
        if (added.Count == 0)
        {
            return;
        }

        await Task.WhenAll(added.GroupBy(PartitionOf, StringComparer.Ordinal).SelectMany(bucket => bucket.Chunk(DocumentWrite.MostInOneCommit).Select(chunk =>
            documents.CommitAsync(Containers.Retention, bucket.Key, [.. chunk.Select(id => DocumentWrite.Upsert($"{id}|{leadId}", "{}"u8.ToArray(), $"{id}|{leadId}"))], cancel).AsTask())));
        known.UnionWith(added);
        await documents.CommitAsync(Containers.Leads, leadId,
            [DocumentWrite.Upsert(CitedId, JsonSerializer.SerializeToUtf8Bytes(new CitedRecords([.. known.Order(StringComparer.Ordinal)]), KeptJson.Default.CitedRecords))], CancellationToken.None);
    }

    /// <summary>The leads that have told a record.</summary>
    internal async Task<IReadOnlyList<string>> LeadsAsync(string recordId, CancellationToken cancel)
    {
        var leads = new List<string>();
        string? continuation = null;
        do
        {
            var page = await documents.QueryAsync(new DocumentQuery(Containers.Retention, PartitionOf(recordId)) { From = recordId + "|", To = recordId + "}", Limit = RowsOfOneRead, Continuation = continuation }, cancel);
            leads.AddRange(page.Documents.Select(d => d.Id[(recordId.Length + 1)..]));
            continuation = page.Continuation;
        }
        while (continuation is not null);

        return leads;
    }

    /// <summary>Forgets that a lead told a record; another version that tells it would be remembered anew.</summary>
    internal async Task ForgetAsync(string recordId, string leadId, CancellationToken cancel)
    {
        if (await documents.ReadAsync(Containers.Leads, leadId, CitedId, cancel) is { } stored)
        {
            List<string> left = [.. JsonSerializer.Deserialize(stored.Body.Span, KeptJson.Default.CitedRecords)!.Ids.Where(id => id != recordId)];
            await documents.CommitAsync(Containers.Leads, leadId,
                [DocumentWrite.Replace(CitedId, stored.ETag, JsonSerializer.SerializeToUtf8Bytes(new CitedRecords(left), KeptJson.Default.CitedRecords))], CancellationToken.None);
        }

        await documents.CommitAsync(Containers.Retention, PartitionOf(recordId), [DocumentWrite.Delete($"{recordId}|{leadId}")], CancellationToken.None);
    }

    private string PartitionOf(string recordId) => string.Create(CultureInfo.InvariantCulture, $"{hub.Value.Region}|told|{RecordLane.BucketOf(recordId):x2}");
}

/// <summary>The records that a lead's versions cite.</summary>
/// <param name="Ids">Their ids.</param>
internal sealed record CitedRecords(IReadOnlyList<string> Ids);
