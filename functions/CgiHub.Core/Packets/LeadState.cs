using System.Text.Json;
using CgiHub.Core.Storage;
using CgiHub.Core.Triage;

namespace CgiHub.Core.Packets;

/// <summary>Changes a lead's document, with whatever belongs to the change, in one commit.</summary>
internal static class LeadState
{
    /// <summary>The lead with its ETag, or null.</summary>
    public static async Task<(LeadDocument Lead, string ETag)?> ReadAsync(IDocumentStore documents, string leadId, CancellationToken cancel)
    {
        if (StableId.Suffix("ld", leadId) is null)
        {
            return null;
        }

        var stored = await documents.ReadAsync(Containers.Leads, leadId, LeadDocument.DocumentId, cancel);
        return stored is null ? null : (JsonSerializer.Deserialize(stored.Body.Span, TriageJson.Default.LeadDocument)!, stored.ETag);
    }

    /// <summary>Changes the lead; a change that gives back the same lead writes nothing but what comes with it.</summary>
    /// <param name="documents">The store.</param>
    /// <param name="leadId">The lead.</param>
    /// <param name="ifMatch">The ETag that the caller names, or null.</param>
    /// <param name="change">What becomes of it.</param>
    /// <param name="with">What is written along.</param>
    /// <param name="attempts">How often to start again when somebody else was faster.</param>
    /// <param name="cancel">Cancels.</param>
    public static async Task<Result<LeadDocument>> ChangeAsync(IDocumentStore documents, string leadId, string? ifMatch, Func<LeadDocument, LeadDocument> change, IReadOnlyList<DocumentWrite> with, int attempts, CancellationToken cancel)
    {
        for (var attempt = 0; attempt < attempts; attempt++)
        {
            if (await ReadAsync(documents, leadId, cancel) is not { } stored)
            {
                return Errors.NotFound("lead");
            }

            if (ifMatch is not null && ifMatch != "*" && ifMatch != stored.ETag)
            {
                return Errors.Stale();
            }

            var changed = change(stored.Lead);
            var same = ReferenceEquals(changed, stored.Lead);
            changed = same ? changed : changed with { Revision = stored.Lead.Revision + 1 };
            if (same && with.Count == 0)
            {
                return changed;
            }

            IReadOnlyList<DocumentWrite> writes = same ? with
                : [DocumentWrite.Replace(LeadDocument.DocumentId, stored.ETag, JsonSerializer.SerializeToUtf8Bytes(changed, TriageJson.Default.LeadDocument)), LeadFollowing.EntryOf(changed).ToWrite(), .. with];
            if ((await documents.CommitAsync(Containers.Leads, leadId, writes, cancel)).Committed)
            {
                return changed;
            }
        }

        return Errors.LeadBusy();
    }
}
