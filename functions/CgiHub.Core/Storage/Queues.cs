namespace CgiHub.Core.Storage;

/// <summary>The hub's own queues, and those of its recipients.</summary>
public static class Queues
{
    /// <summary>Records that landed: which leads do they touch? (<c>LinkRequest</c>)</summary>
    public const string Links = "links";

    /// <summary>Leads to look at again, one at a time per lead (<c>LeadRequest</c>).</summary>
    public const string Leads = "leads";

    /// <summary>As <see cref="Links"/>, of uploads of many rows: an agency's history does not stand in the way of today's leads.</summary>
    public const string BulkLinks = "bulk-links";

    /// <summary>As <see cref="Leads"/>, of what came by <see cref="BulkLinks"/>.</summary>
    public const string BulkLeads = "bulk-leads";

    /// <summary>Packet versions to send out (<c>DispatchRequest</c>).</summary>
    public const string Dispatch = "dispatch";

    /// <summary>Leads that changed, for the lists and tables that follow them (<c>FollowRequest</c>).</summary>
    public const string Lists = "lists";

    /// <summary>Packet versions to push to an agency's webhook (<c>WebhookRequest</c>), in no order: a server that is away delays nobody else.</summary>
    public const string Webhooks = "webhooks";

    /// <summary>What the names of the agencies' queues begin with.</summary>
    public static string PacketsPrefix => "packets-";

    /// <summary>The hub's own queues, in the order of the way.</summary>
    public static IReadOnlyList<string> Work { get; } = [Links, Leads, BulkLinks, BulkLeads, Dispatch, Lists, Webhooks];

    /// <summary>Those of them whose messages have sessions: one at a time per lead, in order. So have the queues of the recipients.</summary>
    public static IReadOnlyList<string> WithSessions { get; } = [Leads, BulkLeads, Dispatch];

    /// <summary>The queue in which an agency finds its lead packets.</summary>
    public static string Packets(string ori) => PacketsPrefix + ori;

    /// <summary>Whether a queue is an agency's.</summary>
    public static bool IsPackets(string queue)
    {
        ArgumentNullException.ThrowIfNull(queue);
        return queue.StartsWith(PacketsPrefix, StringComparison.Ordinal);
    }
}
