using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace CgiHub.Core.Storage;

/// <summary>
/// Documents by (container, partition, id), with an optional sort key, an ETag and a time-to-live.
/// Small enough that a Cosmos DB adapter is thin and every query is bounded: no query crosses partitions.
/// </summary>
/// <remarks>
/// A document without a sort key can only be read by its id; <see cref="QueryAsync"/> never returns it.
/// Sort keys compare as ordinal UTF-8 text; equal keys are ordered by id. Expired documents are never returned.
/// </remarks>
public interface IDocumentStore
{
    /// <summary>One document, or null.</summary>
    ValueTask<StoredDocument?> ReadAsync(string container, string partition, string id, CancellationToken cancel);

    /// <summary>One page of one partition in sort-key order.</summary>
    /// <exception cref="BadContinuationException">The continuation is not from this query.</exception>
    ValueTask<DocumentPage> QueryAsync(DocumentQuery query, CancellationToken cancel);

    /// <summary>
    /// Commits all writes to one partition, or none. At most <see cref="DocumentWrite.MostInOneCommit"/> writes,
    /// each id at most once, of together at most <see cref="DocumentWrite.MostBytesInOneCommit"/> bytes. When it returns committed, the writes survive a loss of power.
    /// </summary>
    /// <exception cref="ArgumentException">There are more writes or bytes than that, or an id is there twice; nothing was written.</exception>
    /// <exception cref="StoreUnavailableException">The store did not answer, so that the commit may have happened or not: read, or do the step again.</exception>
    ValueTask<CommitOutcome> CommitAsync(string container, string partition, IReadOnlyList<DocumentWrite> writes, CancellationToken cancel);

    /// <summary>
    /// <see cref="CommitAsync"/> for what there is much of and nobody waits for: a store that can't do all at once does the others' commits first.
    /// One that knows no precedence commits as ever.
    /// </summary>
    ValueTask<CommitOutcome> CommitYieldingAsync(string container, string partition, IReadOnlyList<DocumentWrite> writes, CancellationToken cancel) =>
        CommitAsync(container, partition, writes, cancel);

    /// <summary>
    /// What was created or changed in a container since a cursor (null: from the beginning), at least once; of one partition, the oldest first.
    /// Only the newest version of each document is told, deletions are not. The changes of one commit may come together, even over the limit.
    /// Only containers named in <see cref="Containers.WithChangeFeed"/> keep changes.
    /// </summary>
    ValueTask<ChangePage> ReadChangesAsync(string container, string? cursor, int limit, CancellationToken cancel);

    /// <summary>
    /// Whether nothing was written to a partition since a page with this stamp was read from it. A store that cannot tell without reading
    /// stamps no page and always answers no.
    /// </summary>
    bool Stands(string container, string partition, long stamp) => false;
}

/// <summary>A document as stored.</summary>
/// <param name="Id">Unique in its partition.</param>
/// <param name="Sort">Its sort key, or null.</param>
/// <param name="ETag">Opaque; changes with every write.</param>
/// <param name="Body">UTF-8 JSON.</param>
public sealed record StoredDocument(string Id, string? Sort, string ETag, ReadOnlyMemory<byte> Body)
{
    private Made _made = new();

    /// <summary>The body as an object. A store may give out the same document again: then it gives the same object again, so nobody may change it.</summary>
    public T Read<T>(JsonTypeInfo<T> type)
        where T : class
    {
        if (Volatile.Read(ref _made.Object) is T known)
        {
            return known;
        }

        var read = JsonSerializer.Deserialize(Body.Span, type) ?? throw new JsonException("The document holds null.");
        return Interlocked.CompareExchange(ref _made.Object, read, null) as T ?? read;
    }

    /// <summary>This document with the body of another, where that holds the same bytes: what is read of one is read of both. Otherwise this as it is.</summary>
    public StoredDocument Sharing(StoredDocument other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return !ReferenceEquals(_made, other._made) && Body.Span.SequenceEqual(other.Body.Span) ? this with { Body = other.Body, _made = other._made } : this;
    }

    private sealed class Made
    {
        public object? Object;
    }
}

/// <summary>A range of one partition.</summary>
/// <param name="Container">The container.</param>
/// <param name="Partition">The partition.</param>
public sealed record DocumentQuery(string Container, string Partition)
{
    /// <summary>Smallest sort key wanted, inclusive; null for the first.</summary>
    public string? From { get; init; }

    /// <summary>Upper end of the sort keys wanted, exclusive; null for no end.</summary>
    public string? To { get; init; }

    /// <summary>Largest sort key first.</summary>
    public bool Descending { get; init; }

    /// <summary>Most documents in the page, 1 to 1000. Default 100.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>Where the page before ended (<see cref="DocumentPage.Continuation"/>), or null for the first page.</summary>
    public string? Continuation { get; init; }
}

/// <summary>One page of a query.</summary>
/// <param name="Documents">In order.</param>
/// <param name="Continuation">Where to go on, or null at the end. Opaque, but safe to show to a caller.</param>
public sealed record DocumentPage(IReadOnlyList<StoredDocument> Documents, string? Continuation)
{
    /// <summary>For <see cref="IDocumentStore.Stands"/>; null where the store cannot tell, or a document of the page expires.</summary>
    public long? Stamp { get; init; }
}

/// <summary>How one document of a commit is written.</summary>
public enum WriteKind
{
    /// <summary>Must not exist yet.</summary>
    Create,

    /// <summary>Written whether it exists or not.</summary>
    Upsert,

    /// <summary>Must exist with the given ETag.</summary>
    Replace,

    /// <summary>Removed; with an ETag it must match, without one a missing document is no conflict.</summary>
    Delete,
}

/// <summary>One write of a commit.</summary>
public sealed record DocumentWrite
{
    /// <summary>Most writes in one commit (the limit of a Cosmos DB transactional batch).</summary>
    public const int MostInOneCommit = 100;

    /// <summary>Most bytes of ids, sort keys and bodies in one commit. Cosmos DB takes 2 MiB a request, with what it adds to each document.</summary>
    public const int MostBytesInOneCommit = 1_900_000;

    /// <summary>What a write counts for besides its own bytes: the names and brackets around them.</summary>
    private const int BytesAround = 256;

    private DocumentWrite(WriteKind kind, string id) => (Kind, Id) = (kind, id);

    /// <summary>What to do.</summary>
    public WriteKind Kind { get; }

    /// <summary>The document's id.</summary>
    public string Id { get; }

    /// <summary>Its sort key, or null.</summary>
    public string? Sort { get; private init; }

    /// <summary>UTF-8 JSON; empty for a deletion.</summary>
    public ReadOnlyMemory<byte> Body { get; private init; }

    /// <summary>The ETag that must match, for <see cref="WriteKind.Replace"/> and guarded deletions.</summary>
    public string? ETag { get; private init; }

    /// <summary>How long it lives; null for ever.</summary>
    public TimeSpan? TimeToLive { get; private init; }

    /// <summary>A document that must not exist yet.</summary>
    public static DocumentWrite Create(string id, ReadOnlyMemory<byte> body, string? sort = null, TimeSpan? timeToLive = null) => new(WriteKind.Create, id) { Body = body, Sort = sort, TimeToLive = timeToLive };

    /// <summary>A document written whether it exists or not.</summary>
    public static DocumentWrite Upsert(string id, ReadOnlyMemory<byte> body, string? sort = null, TimeSpan? timeToLive = null) => new(WriteKind.Upsert, id) { Body = body, Sort = sort, TimeToLive = timeToLive };

    /// <summary>A document that must still have this ETag.</summary>
    public static DocumentWrite Replace(string id, string etag, ReadOnlyMemory<byte> body, string? sort = null, TimeSpan? timeToLive = null) => new(WriteKind.Replace, id) { ETag = etag, Body = body, Sort = sort, TimeToLive = timeToLive };

    /// <summary>Checks what every store asks of a commit; tells its bytes, about.</summary>
    /// <exception cref="ArgumentException">There are too many writes or bytes, an empty id, or an id twice.</exception>
    public static long Check(IReadOnlyList<DocumentWrite> writes)
    {
        ArgumentNullException.ThrowIfNull(writes);
        if (writes.Count > MostInOneCommit)
        {
            throw new ArgumentException($"A commit holds at most {MostInOneCommit} writes.", nameof(writes));
        }

        HashSet<string>? ids = writes.Count > 1 ? new(writes.Count, StringComparer.Ordinal) : null;
        long bytes = 0;
        foreach (var write in writes)
        {
            ArgumentException.ThrowIfNullOrEmpty(write.Id);
            if (ids?.Add(write.Id) == false)
            {
                throw new ArgumentException("A commit writes each id at most once.", nameof(writes));
            }

            bytes += write.Body.Length + write.Id.Length + (write.Sort?.Length ?? 0) + BytesAround;
        }

        return bytes <= MostBytesInOneCommit ? bytes : throw new ArgumentException($"A commit has at most {MostBytesInOneCommit} bytes; this one has {bytes}.", nameof(writes));
    }

    /// <summary>Removes a document.</summary>
    public static DocumentWrite Delete(string id, string? etag = null) => new(WriteKind.Delete, id) { ETag = etag };
}

/// <summary>How a commit ended.</summary>
/// <param name="Conflict">Null when everything was committed; otherwise why nothing was.</param>
/// <param name="FailedIndex">Which write stood in the way; -1 when committed.</param>
/// <param name="ETags">The new ETags in the order of the writes (null for deletions); empty when nothing was committed.</param>
public sealed record CommitOutcome(CommitConflict? Conflict, int FailedIndex, IReadOnlyList<string?> ETags)
{
    /// <summary>Whether everything was committed.</summary>
    public bool Committed => Conflict is null;
}

/// <summary>Why a commit wrote nothing.</summary>
public enum CommitConflict
{
    /// <summary>A document to create exists.</summary>
    AlreadyExists,

    /// <summary>A document to replace or delete has another ETag.</summary>
    ETagMismatch,

    /// <summary>A document to replace, or to delete by its ETag, does not exist.</summary>
    Missing,
}

/// <summary>Changes of a container.</summary>
/// <param name="Changes">Of one partition, the oldest first; empty when there are no more.</param>
/// <param name="Cursor">Where to go on; give it back to <see cref="IDocumentStore.ReadChangesAsync"/>.</param>
public sealed record ChangePage(IReadOnlyList<DocumentChange> Changes, string Cursor);

/// <summary>A document that was created or changed.</summary>
/// <param name="Partition">Its partition.</param>
/// <param name="Document">Its newest version.</param>
public sealed record DocumentChange(string Partition, StoredDocument Document);

/// <summary>A continuation or cursor that this store did not give out, or that belongs to another query.</summary>
public sealed class BadContinuationException() : FormatException("The continuation is not one that was given for this query.");
