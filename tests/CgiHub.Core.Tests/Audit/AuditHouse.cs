using System.Security.Cryptography;
using System.Text.Json;
using CgiHub.Core.Audit;
using CgiHub.Core.Storage;
using CgiHub.Core.Tests.Records;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace CgiHub.Core.Tests.Audit;

/// <summary>An audit trail over a real store, which can be killed, and tampered with behind its back.</summary>
internal sealed class AuditHouse : IAsyncDisposable
{
    public const string Writer = "host-1";
    public const string Day = "20260301";

    public static readonly DateTimeOffset Began = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly TestStores _stores = new();
    private readonly IDocumentStore _documents;
    private int _recorded;

    public AuditHouse(IDocumentStore? documents = null)
    {
        _documents = documents ?? _stores.Documents;
        Documents = new KillableDocuments(_documents);
        Reader = new AuditReader(Documents, Options.Create(new AuditOptions { Writer = Writer }));
        Trail = Another(Writer);
    }

    public static AuditHouse InMemory() => new(new MemoryDocuments());

    public FakeTimeProvider Time => _stores.Time;

    public KillableDocuments Documents { get; }

    public AuditReader Reader { get; }

    public AuditTrail Trail { get; private set; }

    public static AuditAttempt Attempt(int number) => new("Function", "subject", 200) { TraceId = $"{number}" };

    public AuditTrail Another(string writer) => new(Documents, Options.Create(new AuditOptions { Writer = writer }), Time, NullLogger<AuditTrail>.Instance);

    /// <summary>The host ends and starts again.</summary>
    public async Task RestartAsync()
    {
        await Trail.DisposeAsync();
        Trail = Another(Writer);
    }

    public async Task RecordAsync(int attempts)
    {
        for (var i = 0; i < attempts; i++)
        {
            await Trail.RecordAsync(Attempt(_recorded++), default);
        }
    }

    public Task<AuditVerification> VerifyAsync() => Reader.VerifyAsync(default);

    /// <summary>All entries, oldest first.</summary>
    public async Task<IReadOnlyList<AuditEntry>> EntriesAsync() => [.. (await ListAsync(new AuditFilter(), 200)).Reverse()];

    /// <summary>All entries that a filter takes, newest first, read in pages.</summary>
    public async Task<IReadOnlyList<AuditEntry>> ListAsync(AuditFilter filter, int limit)
    {
        var all = new List<AuditEntry>();
        string? cursor = null;
        do
        {
            var page = (await Reader.ListAsync(filter, new PageRequest(limit, cursor), default)).Value;
            all.AddRange(page.Items);
            cursor = page.Next;
        }
        while (cursor is not null);

        return all;
    }

    /// <summary>The documents of the first day's entries.</summary>
    public async Task<IReadOnlyList<StoredDocument>> DocumentsAsync() =>
        (await _documents.QueryAsync(new DocumentQuery(Containers.Audit, $"{Writer}|{Day}") { Limit = 1000 }, default)).Documents;

    /// <summary>Writes into the store behind the trail's back.</summary>
    public async Task TamperAsync(string partition, params DocumentWrite[] writes) =>
        Assert.True((await _documents.CommitAsync(Containers.Audit, partition, writes, default)).Committed);

    public Task TamperAsync(params DocumentWrite[] writes) => TamperAsync($"{Writer}|{Day}", writes);

    /// <summary>An entry with another content and the hash that goes with it, as somebody would forge it who knows how.</summary>
    public static AuditEntry Forged(StoredDocument document, Func<AuditEntry, AuditEntry> change)
    {
        var changed = change(JsonSerializer.Deserialize(document.Body.Span, AuditJson.Default.AuditEntry)!) with { Hash = "" };
        return changed with { Hash = Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(changed, AuditJson.Default.AuditEntry))) };
    }

    public async ValueTask DisposeAsync()
    {
        await Trail.DisposeAsync();
        await _stores.DisposeAsync();
    }
}
