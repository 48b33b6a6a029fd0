using System.Globalization;
using System.Text.Json;
using CgiHub.Core.Storage;

namespace CgiHub.Core.Triage;

/// <summary>Something that is kept in step with the leads: a list, a history, a table.</summary>
public interface ILeadFollower
{
    /// <summary>Takes a lead as it stands now. Told the same again it changes nothing; what it was told of the lead before does not matter.</summary>
    Task FollowAsync(LeadDocument lead, CancellationToken cancel);
}

/// <summary>A lead that changed. Body of a message on <c>lists</c>.</summary>
/// <param name="LeadId">The lead.</param>
/// <param name="Revision">Its <see cref="LeadDocument.Revision"/> after the change; 0: whichever it is.</param>
public sealed record FollowRequest(string LeadId, long Revision = 0);

/// <summary>
/// Keeps everything that follows the leads in step with them. Whoever commits a lead commits <see cref="EntryOf"/> along; its message
/// names the lead, and what stands then is what the followers get.
/// </summary>
/// <remarks>
/// A worker that was slow may have written what another one knew better already. So the lead is read again afterwards, and followed
/// anew until it is still what was read: the last one to write has always seen the newest. No order among messages is needed.
/// A message about a revision that is past does nothing: the change that made it so has a message of its own. Not where it was delivered
/// before: whoever had it then may have written what was past by then, and stopped.
/// </remarks>
public sealed class LeadFollowing(IDocumentStore documents, IEnumerable<ILeadFollower> followers, HubSteps steps)
{
    // A lead whose first packet is on its way changes again when that was sent, and is followed then. Where it is not sent, the lists do without it for so long.
    private static readonly TimeSpan UntilSent = TimeSpan.FromSeconds(2);

    private readonly IReadOnlyList<ILeadFollower> _followers = [.. followers];

    /// <summary>What is committed with every change of a lead. Each has an id of its own, so that a queue that drops duplicates drops no change.</summary>
    public static OutboxEntry EntryOf(LeadDocument lead)
    {
        ArgumentNullException.ThrowIfNull(lead);
        var request = new FollowRequest(lead.LeadId, lead.Revision);
        return new OutboxEntry(Queues.Lists, string.Create(CultureInfo.InvariantCulture, $"{lead.LeadId}|{lead.Revision}"), "changed", JsonSerializer.SerializeToElement(request, TriageJson.Default.FollowRequest))
        {
            Delay = lead.Times.PacketSent is null ? UntilSent : TimeSpan.Zero,
        };
    }

    /// <summary>Brings the followers up to date with one lead. Run again, it changes nothing; a lead that does not exist is passed over.</summary>
    /// <param name="request">Which.</param>
    /// <param name="again">The message was delivered before.</param>
    /// <param name="cancel">Cancels.</param>
    public async Task FollowAsync(FollowRequest request, bool again, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(request);
        using var step = steps.Begin(Steps.Follow).About(request.LeadId);
        string? followed = null;
        while (await documents.ReadAsync(Containers.Leads, request.LeadId, LeadDocument.DocumentId, cancel) is { } stored && stored.ETag != followed)
        {
            var lead = JsonSerializer.Deserialize(stored.Body.Span, TriageJson.Default.LeadDocument)!;
            if (!again && followed is null && request.Revision > 0 && request.Revision < lead.Revision)
            {
                step.End(Outcomes.Unchanged);
                return;
            }

            await Task.WhenAll(_followers.Select(f => f.FollowAsync(lead, cancel)));
            followed = stored.ETag;
        }

        step.End(followed is null ? Outcomes.Absent : Outcomes.Done);
    }
}
