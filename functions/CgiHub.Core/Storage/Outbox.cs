using System.Text.Json;
using System.Text.Json.Serialization;

namespace CgiHub.Core.Storage;

/// <summary>
/// A message that is committed in one transaction with the documents that it tells of.
/// The change feed hands it to <see cref="Outbox.ForwardAsync"/>, which sends it and removes it.
/// </summary>
/// <param name="Queue">Where it goes.</param>
/// <param name="MessageId">Duplicate detection makes sending twice the same as once.</param>
/// <param name="Subject">What it is about.</param>
/// <param name="Body">The message's JSON.</param>
public sealed record OutboxEntry(string Queue, string MessageId, string Subject, JsonElement Body)
{
    /// <summary>The message's session, or null.</summary>
    public string? SessionId { get; init; }

    /// <summary>Not delivered before this much time has passed.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>The trace of whoever committed it (<c>traceparent</c>), which its message goes on; null where nobody followed.</summary>
    public string? TraceParent { get; init; }

    /// <summary>Ids of outbox documents begin with this.</summary>
    public const string IdPrefix = "outbox|";

    /// <summary>The document that carries it, in the trace of the step that is under way. It has no sort key: nobody lists outbox entries but the change feed.</summary>
    public DocumentWrite ToWrite() =>
        DocumentWrite.Upsert(IdPrefix + MessageId, JsonSerializer.SerializeToUtf8Bytes(this with { TraceParent = TraceParent ?? Core.TraceParent.OfCurrent }, StorageJson.Default.OutboxEntry));
}

/// <summary>Forwards outbox entries from the change feed to their queues. Killed anywhere and run again, it sends nothing twice and loses nothing.</summary>
public sealed class Outbox(IDocumentStore documents, IMessageQueue queue)
{
    /// <summary>Sends the outbox entries among some changes of a container, then removes them; other changes are passed over.</summary>
    public async Task ForwardAsync(string container, IReadOnlyList<DocumentChange> changes, CancellationToken cancel)
    {
        var entries = changes
            .Where(c => c.Document.Id.StartsWith(OutboxEntry.IdPrefix, StringComparison.Ordinal))
            .Select(c => (c.Partition, c.Document.Id, Entry: JsonSerializer.Deserialize(c.Document.Body.Span, StorageJson.Default.OutboxEntry)!))
            .ToList();

        var sent = new List<(string Partition, string Id)>(entries.Count);
        try
        {
            foreach (var group in entries.GroupBy(e => e.Entry.Queue))
            {
                var waiting = group.ToList();
                try
                {
                    await queue.SendAsync(group.Key, [.. waiting.Select(e => ToMessage(e.Entry))], cancel);
                }
                catch (StoreUnavailableException away)
                {
                    sent.AddRange(waiting.Take(away.Sent).Select(e => (e.Partition, e.Id)));
                    throw;
                }

                sent.AddRange(waiting.Select(e => (e.Partition, e.Id)));
            }
        }
        finally
        {
            await RemoveAsync(container, sent);
        }
    }

    /// <summary>The messages are sent: tidying up must not be lost to a caller that went away.</summary>
    private async Task RemoveAsync(string container, IEnumerable<(string Partition, string Id)> sent) =>
        await Task.WhenAll(sent.GroupBy(e => e.Partition).SelectMany(g => g.Chunk(DocumentWrite.MostInOneCommit).Select(chunk =>
            documents.CommitAsync(container, g.Key, [.. chunk.Select(e => DocumentWrite.Delete(e.Id))], CancellationToken.None).AsTask())));

    private static QueueMessage ToMessage(OutboxEntry entry) => new(entry.MessageId, JsonSerializer.SerializeToUtf8Bytes(entry.Body, StorageJson.Default.JsonElement))
    {
        SessionId = entry.SessionId,
        Subject = entry.Subject,
        Delay = entry.Delay,
        Properties = TraceParent.Carried(entry.TraceParent),
    };
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(OutboxEntry))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class StorageJson : JsonSerializerContext;
