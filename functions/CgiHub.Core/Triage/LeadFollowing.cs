using System.Text.Json;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Storage;

namespace CgiHub.Core.Triage;

/// <summary>Something that is kept in step with the leads: a list, a history, a table.</summary>
public interface ILeadFollower
{
    /// <summary>Takes a lead as it stands now. Told the same again it changes nothing; what it was told of the lead before does not matter.</summary>
    Task FollowAsync(LeadDocument lead, CancellationToken cancel);
}

/// <summary>
/// Keeps everything that follows the leads in step with them. Whoever commits a lead commits <see cref="EntryOf"/> along; its message
/// names the lead, and what stands then is what the followers get.
/// </summary>
/// <remarks>
/// A worker that was slow may have written what another one knew better already. So the lead is read again afterwards, and followed
/// anew until it is still what was read: the last one to write has always seen the newest. No order among messages is needed.
/// </remarks>
public sealed class LeadFollowing(IDocumentStore documents, IEnumerable<ILeadFollower> followers, HubSteps steps)
{
    private readonly IReadOnlyList<ILeadFollower> _followers = [.. followers];

    /// <summary>What is committed with every change of a lead. Each has an id of its own, so that a queue that drops duplicates drops no change.</summary>
    public static OutboxEntry EntryOf(string leadId) =>
        new(Queues.Lists, $"{leadId}|{Guid.CreateVersion7():n}", "changed", JsonSerializer.SerializeToElement(new LeadRequest(leadId), CaseMapsJson.Default.LeadRequest));

    /// <summary>Brings the followers up to date with one lead. Run again, it changes nothing; a lead that does not exist is passed over.</summary>
    public async Task FollowAsync(string leadId, CancellationToken cancel)
    {
        using var step = steps.Begin(Steps.Follow).About(leadId);
        string? followed = null;
        while (await documents.ReadAsync(Containers.Leads, leadId, LeadDocument.DocumentId, cancel) is { } stored && stored.ETag != followed)
        {
            var lead = JsonSerializer.Deserialize(stored.Body.Span, TriageJson.Default.LeadDocument)!;
            await Task.WhenAll(_followers.Select(f => f.FollowAsync(lead, cancel)));
            followed = stored.ETag;
        }

        step.End(followed is null ? Outcomes.Absent : Outcomes.Done);
    }
}
