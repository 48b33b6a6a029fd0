using System.Globalization;
using System.Text.Json;
using CgiHub.Core.Evidence;
using CgiHub.Core.Records;
using CgiHub.Core.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CgiHub.Core.CaseMaps;

/// <summary>Takes in which records landed, and asks for another look at every lead that they touch.</summary>
/// <remarks>
/// NIBIN rows never wait. Other records fill a lead in, and often come in crowds, as do the rows of an agency's history; so they share one look per lead and span of time
/// (<see cref="CaseMapOptions.FillInDelay"/>): a message whose id names the lead and the end of the span, delivered only after that end.
/// The queue drops a second message of that id, and that loses nothing: what it would have told landed before the first one is delivered.
/// This holds only for a message that was sent before the end of its span; so whoever was slower sends again, for the next span,
/// and delivery waits for the most that two workers' clocks may differ (<see cref="CaseMapOptions.ClockSkew"/>).
/// </remarks>
public sealed partial class LinkDesk(CaseMapLinker linker, GunList guns, RetentionBook book, IMessageQueue queue, HubSteps steps, TimeProvider time, IOptions<CaseMapOptions> options, ILogger<LinkDesk> log)
{
    private const int MostSpans = 3;
    private const int ExhibitsOfOneMessage = 50;

    /// <summary>Finds the leads and sends a <see cref="LeadRequest"/> for each, with the lead as its session.</summary>
    public Task HandleAsync(LinkRequest request, CancellationToken cancel) => HandleAsync(request, Queues.Leads, cancel);

    /// <summary>The same for one of an upload of many rows: its leads are looked at when others need not wait for that.</summary>
    public Task HandleBulkAsync(LinkRequest request, CancellationToken cancel) => HandleAsync(request, Queues.BulkLeads, cancel);

    /// <summary>Asks for a look at the leads that name exhibits which were registered or got a first image of a view. Run again, it asks for the same.</summary>
    /// <param name="changes">Changes of the exhibits container.</param>
    /// <param name="cancel">Cancels.</param>
    public async Task FollowExhibitsAsync(IReadOnlyList<DocumentChange> changes, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(changes);
        var exhibits = changes.Where(c => ExhibitReader.BearsOnClocks(c.Document)).Select(c => c.Partition).Distinct(StringComparer.Ordinal).ToList();
        foreach (var chunk in exhibits.Chunk(ExhibitsOfOneMessage))
        {
            var body = JsonSerializer.SerializeToUtf8Bytes(new LinkRequest(chunk, "evidence"), CaseMapsJson.Default.LinkRequest);
            await queue.SendAsync(Queues.Links, [new QueueMessage(Guid.CreateVersion7().ToString("n"), body) { Subject = "evidence", Properties = TraceParent.Carried() }], cancel);
        }
    }

    private async Task HandleAsync(LinkRequest request, string looks, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(request);
        using var step = steps.Begin(Steps.Link);
        if (request is { Records: { } records, Agency: { } agency, At: { } at })
        {
            await book.KeepAsync(request.Feed, agency, records, at, cancel);
        }

        if (request.Feed is "nibin" or "firearms")
        {
            await guns.CheckAsync(request.Keys.Select(k => new EntityKey(k)).Where(k => k.Kind == "ex"), cancel);
        }

        var leads = await linker.AffectedLeadsAsync(request, cancel);
        if (leads.Count == 0)
        {
            step.End(Outcomes.Unchanged);
            return;
        }

        Affected(log, request.Feed, request.Keys.Count, leads.Count);
        if (options.Value.FillInDelay == TimeSpan.Zero || request.Feed == "nibin" && looks == Queues.Leads)
        {
            await SendAtOnceAsync(looks, leads, request, step, cancel);
        }
        else
        {
            await SendTogetherAsync(looks, leads, request, step, cancel);
        }

        step.Tell("cgihub.leads", leads.Count).End(Outcomes.Done);
    }

    private async Task SendAtOnceAsync(string looks, IReadOnlyList<string> leads, LinkRequest request, HubStep step, CancellationToken cancel) =>
        await queue.SendAsync(looks, [.. leads.Select(l => Message(l, Guid.CreateVersion7().ToString("n"), TimeSpan.Zero, request, step))], cancel);

    private async Task SendTogetherAsync(string looks, IReadOnlyList<string> leads, LinkRequest request, HubStep step, CancellationToken cancel)
    {
        var span = options.Value.FillInDelay.Ticks;
        for (var tries = 0; tries < MostSpans; tries++)
        {
            var now = time.GetUtcNow();
            var end = new DateTimeOffset((now.UtcTicks / span + 1) * span, TimeSpan.Zero);
            var name = end.UtcTicks.ToString(CultureInfo.InvariantCulture);
            await queue.SendAsync(looks, [.. leads.Select(l => Message(l, name, end - now + options.Value.ClockSkew, request, step))], cancel);
            if (time.GetUtcNow() < end)
            {
                return;
            }
        }

        // A queue this slow is no place to save messages.
        await SendAtOnceAsync(looks, leads, request, step, cancel);
    }

    private QueueMessage Message(string leadId, string look, TimeSpan delay, LinkRequest request, HubStep step)
    {
        var id = $"{leadId}|{look}";
        return new LeadRequest(leadId).ToMessage(id, "look") with
        {
            Delay = delay,
            Properties = TraceParent.Carried(steps.BeginLook(leadId, request.Feed, request.At, step, id)),
        };
    }

    [LoggerMessage(4001, LogLevel.Debug, "Records of {Feed} that mention {Keys} entities touch {Leads} leads")]
    private static partial void Affected(ILogger log, string feed, int keys, int leads);
}
