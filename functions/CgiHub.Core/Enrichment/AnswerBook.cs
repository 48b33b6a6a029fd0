using System.Text.Json;
using System.Text.Json.Serialization;
using CgiHub.Core.Records;
using CgiHub.Core.Storage;

namespace CgiHub.Core.Enrichment;

/// <summary>
/// What the sources said, and who still waits. Container <c>enrichment</c>: partition = source and question key, id <c>answer</c>;
/// partition = <c>due</c> and source (one that hangs does not hold up the others), id = lead, sort = when to ask again.
/// </summary>
internal sealed class AnswerBook(IDocumentStore documents)
{
    private const string AnswerId = "answer";

    /// <summary>How a question stands; never null.</summary>
    public async ValueTask<QuestionState> ReadAsync(string source, string key, CancellationToken cancel)
    {
        var document = await documents.ReadAsync(Containers.Enrichment, Partition(source, key), AnswerId, cancel);
        return document is null ? QuestionState.New : JsonSerializer.Deserialize(document.Body.Span, AnswerBookJson.Default.QuestionState) ?? QuestionState.New;
    }

    /// <summary>Keeps how a question stands. The newest reply wins: each is as good as any other.</summary>
    public async ValueTask WriteAsync(string source, string key, QuestionState state, TimeSpan keepFor)
    {
        // A reply was paid for with a call: it is kept even when nobody waits for it any more.
        var body = JsonSerializer.SerializeToUtf8Bytes(state, AnswerBookJson.Default.QuestionState);
        await documents.CommitAsync(Containers.Enrichment, Partition(source, key), [DocumentWrite.Upsert(AnswerId, body, timeToLive: keepFor)], CancellationToken.None);
    }

    /// <summary>Puts a lead on a source's due list; what stood there for the same lead is replaced.</summary>
    public async ValueTask AwaitAsync(DueEntry entry, DateTimeOffset dueAt) =>
        await documents.CommitAsync(Containers.Enrichment, DuePartition(entry.Source), [DocumentWrite.Upsert(entry.LeadId, Body(entry), SortKey.Of(dueAt))], CancellationToken.None);

    /// <summary>What is due at a source, longest first.</summary>
    public async ValueTask<IReadOnlyList<(DueEntry Entry, string ETag)>> DueAsync(string source, DateTimeOffset now, int limit, CancellationToken cancel)
    {
        var page = await documents.QueryAsync(new DocumentQuery(Containers.Enrichment, DuePartition(source)) { To = SortKey.Of(now.AddTicks(1)), Limit = limit }, cancel);
        return [.. page.Documents.Select(d => (JsonSerializer.Deserialize(d.Body.Span, AnswerBookJson.Default.DueEntry)!, d.ETag))];
    }

    /// <summary>Moves an entry to a later time, unless a newer look at the lead replaced it meanwhile.</summary>
    public async ValueTask PostponeAsync(DueEntry entry, string etag, DateTimeOffset dueAt) =>
        await documents.CommitAsync(Containers.Enrichment, DuePartition(entry.Source), [DocumentWrite.Replace(entry.LeadId, etag, Body(entry), SortKey.Of(dueAt))], CancellationToken.None);

    /// <summary>Removes an entry, unless a newer look at the lead replaced it meanwhile.</summary>
    public async ValueTask DoneAsync(DueEntry entry, string etag) =>
        await documents.CommitAsync(Containers.Enrichment, DuePartition(entry.Source), [DocumentWrite.Delete(entry.LeadId, etag)], CancellationToken.None);

    /// <summary>Forgets what a source said to a question; whoever still needs it asks again.</summary>
    public async ValueTask ForgetAsync(string source, string key) =>
        await documents.CommitAsync(Containers.Enrichment, Partition(source, key), [DocumentWrite.Delete(AnswerId)], CancellationToken.None);

    /// <summary>Takes a lead off a source's due list; its next look puts it there again with what it asks then.</summary>
    public async ValueTask ForgetDueAsync(string source, string leadId) =>
        await documents.CommitAsync(Containers.Enrichment, DuePartition(source), [DocumentWrite.Delete(leadId)], CancellationToken.None);

    private static string DuePartition(string source) => $"due|{source}";

    private static string Partition(string source, string key) => $"{source}|{key}";

    private static byte[] Body(DueEntry entry) => JsonSerializer.SerializeToUtf8Bytes(entry, AnswerBookJson.Default.DueEntry);
}

/// <summary>How one question to one source stands.</summary>
internal sealed record QuestionState
{
    public static QuestionState New { get; } = new();

    /// <summary>The last answer.</summary>
    public KnownAnswer? Answer { get; init; }

    /// <summary>The source took the question then and has not answered since.</summary>
    public DateTimeOffset? SubmittedAt { get; init; }

    /// <summary>Nobody asked any more from then on.</summary>
    public DateTimeOffset? GaveUpAt { get; init; }

    /// <summary>Whether the answer is young enough not to ask again.</summary>
    public bool IsFresh(DateTimeOffset now, EnrichmentOptions options) =>
        Answer is { } answer && now - answer.At < (answer.Status == EnrichmentStatus.Denied ? options.DeniedFor : options.CacheFor);

    /// <summary>Whether it was given up so lately that a look should not ask again.</summary>
    public bool Rests(DateTimeOffset now, EnrichmentOptions options) => now - GaveUpAt < options.CacheFor;
}

/// <summary>An answer and its age.</summary>
internal sealed record KnownAnswer(EnrichmentStatus Status, DateTimeOffset At)
{
    public IReadOnlyList<Trace> Traces { get; init; } = [];

    public IReadOnlyList<Supervision> Supervision { get; init; } = [];

    /// <summary>The same for the same content, whatever its age.</summary>
    [JsonIgnore]
    public string Fingerprint => StableId.Of("an", Status.ToString(), JsonSerializer.Serialize(this with { At = default }, AnswerBookJson.Default.KnownAnswer));

    public static KnownAnswer Of(SourceReply reply, DateTimeOffset at) => new(reply.Status, at) { Traces = reply.Traces, Supervision = reply.Supervision };
}

/// <summary>A lead that waits for one source.</summary>
/// <param name="Source">The source.</param>
/// <param name="LeadId">The lead.</param>
/// <param name="Since">Since when.</param>
/// <param name="Attempts">How often it was asked again.</param>
/// <param name="Questions">What is not answered yet.</param>
internal sealed record DueEntry(string Source, string LeadId, DateTimeOffset Since, int Attempts, IReadOnlyList<OpenQuestion> Questions);

/// <summary>A question that a lead waits for.</summary>
/// <param name="Question">The question.</param>
/// <param name="Told">Fingerprint of the older answer that the lead was told meanwhile; null for none.</param>
internal sealed record OpenQuestion(SourceQuestion Question, string? Told);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(QuestionState))]
[JsonSerializable(typeof(KnownAnswer))]
[JsonSerializable(typeof(DueEntry))]
internal sealed partial class AnswerBookJson : JsonSerializerContext;
