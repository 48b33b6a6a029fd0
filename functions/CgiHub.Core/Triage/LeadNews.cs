using System.Text.Json;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Storage;
using Microsoft.Extensions.Options;

namespace CgiHub.Core.Triage;

/// <summary>An entry of the triage list that changed: enough to know that it did, and never what a packet tells.</summary>
/// <param name="LeadId"><c>ld-…</c></param>
/// <param name="LeadNumber">The site's number.</param>
/// <param name="Band">Its band at that moment.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Version">The newest packet version.</param>
/// <param name="Revision">One more with each change of the lead.</param>
/// <param name="At">When the list took the change in.</param>
public sealed record LeadChange(string LeadId, string LeadNumber, Band Band, LeadStatus Status, int Version, long Revision, DateTimeOffset At)
{
    /// <summary>Who works on it, or null.</summary>
    public string? AssignedTo { get; init; }
}

/// <summary>The newest change of each lead, in the order in which the list took them in. It follows the leads (<see cref="LeadFollowing"/>).</summary>
/// <remarks>
/// Container <c>triage</c>, partition = region and <c>|news</c>, id = lead id, sort = when. An entry is forgotten after <see cref="LeadNewsOptions.KeepFor"/>.
/// Only the newest change of a lead is kept: who missed one before it has missed nothing that still holds.
/// </remarks>
public sealed class LeadNews(IDocumentStore documents, LeadTriage triage, IOptions<HubOptions> hub, IOptions<LeadNewsOptions> options, TimeProvider time) : ILeadFollower
{
    private const int RowsOfOneRead = 200;

    /// <inheritdoc/>
    public Task FollowAsync(LeadDocument lead, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(lead);
        var at = time.GetUtcNow();
        var change = new LeadChange(lead.LeadId, lead.LeadNumber, triage.ScoreOf(lead.Priority).Band, lead.Status, lead.Version, lead.Revision, at) { AssignedTo = lead.AssignedTo };
        var body = JsonSerializer.SerializeToUtf8Bytes(change, TriageJson.Default.LeadChange);
        return documents.CommitAsync(Containers.Triage, Partition(lead.Region), [DocumentWrite.Upsert(lead.LeadId, body, SortKey.Of(at), options.Value.KeepFor + options.Value.Overlap)], cancel).AsTask();
    }

    /// <summary>What changed at or after an instant, oldest first; null where that is more than one look takes.</summary>
    public async Task<IReadOnlyList<LeadChange>?> SinceAsync(DateTimeOffset since, CancellationToken cancel)
    {
        var found = new List<LeadChange>();
        string? continuation = null;
        do
        {
            var page = await documents.QueryAsync(new DocumentQuery(Containers.Triage, Partition(hub.Value.Region)) { From = SortKey.Of(since), Limit = RowsOfOneRead, Continuation = continuation }, cancel);
            found.AddRange(page.Documents.Select(d => JsonSerializer.Deserialize(d.Body.Span, TriageJson.Default.LeadChange)!));
            continuation = page.Continuation;
            if (found.Count > options.Value.MaxChanges)
            {
                return null;
            }
        }
        while (continuation is not null);

        return found;
    }

    private static string Partition(string region) => $"{region}|news";
}
