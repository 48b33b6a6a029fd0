using System.Text.Json;
using System.Text.Json.Serialization;
using CgiHub.Core.Audit;
using CgiHub.Core.Storage;

namespace CgiHub.Functions.Http;

/// <summary>Looks after one thing that the hub needs.</summary>
public interface IHealthProbe
{
    /// <summary>What it looks after.</summary>
    string Name { get; }

    /// <summary>How it is. An exception counts as failed.</summary>
    ValueTask<ProbeAnswer> CheckAsync(CancellationToken cancel);
}

/// <summary>How a thing is.</summary>
/// <param name="State"><c>ok</c>, <c>degraded</c> (serves, but somebody should look) or <c>failed</c> (do not send requests here).</param>
/// <param name="Detail">A sentence for people.</param>
public sealed record ProbeAnswer(string State, string Detail)
{
    /// <summary>All is well.</summary>
    public static ProbeAnswer Ok(string detail) => new("ok", detail);

    /// <summary>It serves, but somebody should look.</summary>
    public static ProbeAnswer Degraded(string detail) => new("degraded", detail);

    /// <summary>It does not serve.</summary>
    public static ProbeAnswer Failed(string detail) => new("failed", detail);
}

/// <summary>How the hub is.</summary>
/// <param name="State">The worst of the checks.</param>
/// <param name="Checks">Each check by name.</param>
public sealed record HealthReport(string State, IReadOnlyDictionary<string, ProbeAnswer> Checks);

/// <summary>The document store answers: it writes a document that soon expires, and reads it.</summary>
public sealed class StoreProbe(IDocumentStore documents) : IHealthProbe
{
    private const string Partition = "health";

    /// <inheritdoc/>
    public string Name => "documents";

    /// <inheritdoc/>
    public async ValueTask<ProbeAnswer> CheckAsync(CancellationToken cancel)
    {
        var written = await documents.CommitAsync(Containers.Idempotency, Partition, [DocumentWrite.Upsert(Partition, "{}"u8.ToArray(), timeToLive: TimeSpan.FromMinutes(1))], cancel);
        var read = await documents.ReadAsync(Containers.Idempotency, Partition, Partition, cancel);
        return written.Committed && read is not null ? ProbeAnswer.Ok("Writes and reads.") : ProbeAnswer.Failed("What was written is not there.");
    }
}

/// <summary>The blob store answers.</summary>
public sealed class BlobProbe(IBlobStore blobs) : IHealthProbe
{
    private const string Nothing = "evidence/health/nothing";

    /// <inheritdoc/>
    public string Name => "blobs";

    /// <inheritdoc/>
    public async ValueTask<ProbeAnswer> CheckAsync(CancellationToken cancel)
    {
        // A store that keeps small bodies in memory until they have a name is asked for something as well.
        await blobs.FindAsync(Nothing, cancel);
        await using var staged = await blobs.StageAsync(new MemoryStream([1]), new BlobStaging(1), cancel);
        return staged.Length == 1 ? ProbeAnswer.Ok("Takes bytes.") : ProbeAnswer.Failed("It lost a byte.");
    }
}

/// <summary>Messages that were given up wait for somebody: told, but no reason to take the hub away from its callers.</summary>
public sealed class DeadLetterProbe(IDeadLetters deadLetters) : IHealthProbe
{
    private const int Most = 100;

    /// <inheritdoc/>
    public string Name => "deadLetters";

    /// <inheritdoc/>
    public async ValueTask<ProbeAnswer> CheckAsync(CancellationToken cancel)
    {
        var page = await deadLetters.ListAsync(Most, null, cancel);
        return page.Items.Count switch
        {
            0 => ProbeAnswer.Ok("None."),
            var count when page.Continuation is null => ProbeAnswer.Degraded($"{count} waiting; see /api/v1/admin/dead-letters."),
            var count => ProbeAnswer.Degraded($"More than {count} waiting; see /api/v1/admin/dead-letters."),
        };
    }
}

/// <summary>Attempts can be recorded: without that nothing may be answered.</summary>
public sealed class AuditProbe(AuditTrail audit) : IHealthProbe
{
    /// <inheritdoc/>
    public string Name => "audit";

    /// <inheritdoc/>
    public async ValueTask<ProbeAnswer> CheckAsync(CancellationToken cancel) =>
        !audit.Running ? ProbeAnswer.Failed("The writer has ended.")
        : await audit.RecordsAsync(cancel) ? ProbeAnswer.Ok("Records.")
        : ProbeAnswer.Failed("Attempts cannot be recorded.");
}

/// <summary>Generated JSON of health reports.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(HealthReport))]
public sealed partial class HealthJson : JsonSerializerContext;
