using System.Text.Json;
using CgiHub.Core.Agencies;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Enrichment;
using CgiHub.Core.Records;
using CgiHub.Core.Storage;
using CgiHub.Core.Triage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CgiHub.Core.Packets;

/// <summary>Looks at a lead, and issues a packet version when there is something of substance that was not told yet.</summary>
/// <remarks>
/// A version, the lead's new state and the request to send it commit together, guarded by the lead's ETag: two workers never issue the same number,
/// and whoever comes second looks again. Killed anywhere and run again, it finds the version told, or not told yet.
/// </remarks>
public sealed partial class PacketIssuer(
    IPacketSources sources,
    IDocumentStore documents,
    LeadTriage triage,
    IOptions<PacketOptions> options,
    IOptions<HubOptions> hub,
    IOptions<TriageOptions> triageOptions,
    TimeProvider time,
    ILogger<PacketIssuer> logger)
{
    private readonly RegionDay _days = new(hub.Value.Zone);

    /// <summary>
    /// Looks at a lead as all records tell it now. An immediate lead leaves raw at once; whatever the sources answer within their budget follows.
    /// Other leads wait for the sources, but never beyond the budget.
    /// </summary>
    public async Task EvaluateAsync(string leadId, CancellationToken cancel)
    {
        var asked = false;
        for (var attempt = 0; attempt < options.Value.MaxAttempts; attempt++)
        {
            // The order matters: who reads the lead before the records never tells less than what was told.
            var told = await ReadAsync(leadId, cancel);
            if (await sources.DrawAsync(leadId, cancel) is not { } picture)
            {
                return;
            }

            var answers = await sources.KnownAsync(picture, cancel);
            if (answers.Pending && triage.Rank(picture, answers).Band == Band.Immediate)
            {
                if (await IssueAsync(picture, answers, told, raw: true, cancel) is not { } raw)
                {
                    continue;
                }

                told = raw;
            }

            if ((answers.Pending || answers.Stale) && !asked)
            {
                answers = await sources.AskAsync(picture, cancel);
                asked = true;
            }

            if (await IssueAsync(picture, answers, told, raw: false, cancel) is not null)
            {
                // The lists wait for the packet, not the packet for the lists.
                await sources.KeepGunAsync(picture, cancel);
                return;
            }
        }

        throw TooManyWriters();
    }

    /// <summary>Sends what is known of a lead at once, before enrichment ends; false where there is no such lead. Nothing is sent where nothing is new.</summary>
    public async Task<bool> ReleaseAsync(string leadId, CancellationToken cancel)
    {
        for (var attempt = 0; attempt < options.Value.MaxAttempts; attempt++)
        {
            var told = await ReadAsync(leadId, cancel);
            if (await sources.DrawAsync(leadId, cancel) is not { } picture)
            {
                return false;
            }

            if (await IssueAsync(picture, await sources.KnownAsync(picture, cancel), told, raw: true, cancel) is not null)
            {
                return true;
            }
        }

        throw TooManyWriters();
    }

    private static InvalidOperationException TooManyWriters() => new("The lead changed each time that a packet was to be issued; the message will come again.");

    private async Task<ToldLead> ReadAsync(string leadId, CancellationToken cancel)
    {
        var stored = await documents.ReadAsync(Containers.Leads, leadId, LeadDocument.DocumentId, cancel);
        return stored is null ? new ToldLead(null, null) : new ToldLead(JsonSerializer.Deserialize(stored.Body.Span, TriageJson.Default.LeadDocument)!, stored.ETag);
    }

    /// <summary>Issues a version where there is something to tell. Answers the lead as it stands then, or null where somebody else issued one meanwhile.</summary>
    private async Task<ToldLead?> IssueAsync(LeadPicture picture, EnrichmentAnswers answers, ToldLead before, bool raw, CancellationToken cancel)
    {
        for (var attempt = 0; attempt < options.Value.MaxAttempts; attempt++)
        {
            if (await TryIssueAsync(picture, answers, before, raw, cancel) is { } issued)
            {
                return issued;
            }

            // Somebody assigned or acknowledged it, or its packet was sent: what was drawn is still the newest.
            var now = await ReadAsync(picture.Lead.LeadId, cancel);
            if (now.Lead?.Version != before.Lead?.Version || now.Lead?.Withdrawals != before.Lead?.Withdrawals)
            {
                // Or what it was drawn from may be told no longer.
                return null;
            }

            before = now;
        }

        return null;
    }

    private async Task<ToldLead?> TryIssueAsync(LeadPicture picture, EnrichmentAnswers answers, ToldLead before, bool raw, CancellationToken cancel)
    {
        var leadId = picture.Lead.LeadId;
        var told = before.Lead;
        var substance = Substance.Of(picture, answers);
        var priority = triage.Rank(picture, answers);
        var timing = new LeadTiming(sources, triage.RegionTargets);
        var times = await timing.TimesAsync(picture, told, cancel);
        if (told?.Told == substance && !BecomesImmediate(told, priority) && !told.Notices.Any(n => n.Waits))
        {
            return told.Times == times ? before : await KeepTimesAsync(told, before.ETag!, times);
        }

        var now = time.GetUtcNow();
        var recipients = await RecipientsAsync(picture, told, cancel);
        var heard = await timing.HeardAsync(recipients, told, picture.Gun.Owners, now, cancel);
        var images = await ImagesAsync(picture, cancel);
        var version = (told?.Version ?? 0) + 1;
        var reason = ReasonOf(picture, told, raw);
        var notices = NoticesOf(told, version, reason, now, picture.Lead.Status);
        var writer = new PacketWriter(picture, answers, priority, options.Value, _days);
        var packet = writer.Write(hub.Value.Region, version, reason, now, triage.ClocksOf(times with { PacketSent = times.PacketSent ?? now }), triage.Scale, triage.DecayOf(priority.Since), triageOptions.Value.HalfLifeDays, images) with
        {
            Contacts = await ContactsAsync(picture, cancel),
            Notices = notices.Count == 0 ? null : [.. notices.AsEnumerable().Reverse().Take(options.Value.MaxItems)],
        };
        var ruled = packet.Persons.Where(p => p.Records.Any(r => DisseminationRule.OfRecord(r) is not null)).Select(p => p.Id).ToHashSet(StringComparer.Ordinal);
        var issued = new IssuedPacket(packet, Due(recipients, heard), [.. PersonSaying.AllOf(picture, writer.Sayings).Where(s => ruled.Contains(s.PersonId))])
        {
            Ties = [.. picture.Persons.Where(p => ruled.Contains(p.Id)).SelectMany(p => p.Ties)],
            Likes = [.. picture.Persons.Where(p => ruled.Contains(p.Id)).SelectMany(p => p.Likes)],
            Juveniles = writer.Juveniles,
        };
        var lead = LeadOf(picture, answers, told, priority, times, packet, recipients, substance) with { Heard = heard, Notices = notices };

        var body = JsonSerializer.SerializeToUtf8Bytes(lead, TriageJson.Default.LeadDocument);
        var packetId = PacketDocument.IdOf(version);
        var request = new OutboxEntry(Queues.Dispatch, $"{packet.Id}:{version}", PacketDispatcher.Name(reason),
            JsonSerializer.SerializeToElement(new DispatchRequest(leadId, version), PacketsJson.Default.DispatchRequest)) { SessionId = leadId };

        // Everything is ready: a worker that is told to stop finishes this one step.
        var outcome = await documents.CommitAsync(Containers.Leads, leadId,
        [
            before.ETag is null ? DocumentWrite.Create(LeadDocument.DocumentId, body) : DocumentWrite.Replace(LeadDocument.DocumentId, before.ETag, body),
            DocumentWrite.Create(packetId, JsonSerializer.SerializeToUtf8Bytes(issued, PacketsJson.Default.IssuedPacket), packetId),
            request.ToWrite(),
            LeadFollowing.EntryOf(leadId).ToWrite(),
        ], CancellationToken.None);
        if (!outcome.Committed)
        {
            return null;
        }

        LogIssued(leadId, version, reason, priority.Band, recipients.Count);
        return new ToldLead(lead, outcome.ETags[0]);
    }

    private static IReadOnlyList<PacketRecipient> Due(IReadOnlyList<PacketRecipient> recipients, IReadOnlyList<RecipientTimes> heard) =>
        [.. recipients.Select(r => r with { AcknowledgeBy = heard.FirstOrDefault(h => h.Ori == r.Ori) is { AcknowledgedAt: null } waiting ? waiting.AcknowledgeBy : null })];

    /// <summary>What is of no substance by itself (a plate read, a shooting nearby) may still make a lead immediate; then it is told at once.</summary>
    private bool BecomesImmediate(LeadDocument told, Priority priority) =>
        priority.Band == Band.Immediate && triage.ScoreOf(told.Priority).Band != Band.Immediate;

    private static PacketReason ReasonOf(LeadPicture picture, LeadDocument? told, bool raw)
    {
        if (told is null)
        {
            return raw ? PacketReason.Released : PacketReason.New;
        }

        var events = picture.Events.Select(e => e.CaseKey.Value).ToHashSet(StringComparer.Ordinal);
        var status = picture.Lead.Status;
        return (status, told.Status) switch
        {
            (LeadStatus.Hit, not LeadStatus.Hit) => PacketReason.Confirmed,
            (LeadStatus.Eliminated, not LeadStatus.Eliminated) => PacketReason.Eliminated,
            _ when told.Events.Any(e => !events.Contains(e)) => PacketReason.Eliminated,
            _ when events.Count > told.Events.Count => PacketReason.NewEvent,
            _ => PacketReason.Enriched,
        };
    }

    /// <summary>What was to be said of earlier versions before, what waits to be said, and what this version takes back.</summary>
    private static List<LeadNotice> NoticesOf(LeadDocument? told, int version, PacketReason reason, DateTimeOffset now, LeadStatus status)
    {
        List<LeadNotice> notices = [.. (told?.Notices ?? []).Select(n => n.Waits ? n with { Version = version } : n)];
        if (reason == PacketReason.Eliminated && version > 1)
        {
            List<int> versions = [.. Enumerable.Range(1, version - 1)];
            notices.Add(new LeadNotice(NoticeKind.Eliminated, status == LeadStatus.Eliminated ? "examiner's finding" : "association withdrawn", now, versions,
                $"{LeadWithdrawal.Named(versions)} told an association that does not stand any longer. Do not rely on it, and withdraw what was entered from it.") { Version = version });
        }

        return notices;
    }

    /// <summary>The owners of the gun's events, whom the registry adds to each, and everyone who was told before.</summary>
    private async Task<IReadOnlyList<PacketRecipient>> RecipientsAsync(LeadPicture picture, LeadDocument? told, CancellationToken cancel)
    {
        var found = new SortedDictionary<string, PacketRecipient>(StringComparer.Ordinal);
        foreach (var owner in picture.Gun.Owners)
        {
            await AddAsync(owner, "It owns an event on the presumed gun.");
        }

        foreach (var owner in picture.Gun.Owners)
        {
            if (await sources.FindAgencyAsync(owner, cancel) is { Active: true } agency)
            {
                foreach (var also in agency.Recipients)
                {
                    await AddAsync(also, $"The registry adds it to what {owner} receives.");
                }
            }
        }

        foreach (var before in told?.Recipients ?? [])
        {
            await AddAsync(before, "It got an earlier version.");
        }

        return [.. found.Values];

        async Task AddAsync(Ori ori, string because)
        {
            if (found.ContainsKey(ori.Value))
            {
                return;
            }

            var agency = await sources.FindAgencyAsync(ori, cancel);
            if (agency is null or { Active: true })
            {
                // Nothing is known of the rights of whom the registry does not know.
                var rules = agency?.Dissemination ?? new DisseminationRules { TraceData = false, CriminalIntelligence = false, Supervision = false, Juveniles = false };
                found[ori.Value] = new PacketRecipient(ori, rules, because, agency is not null);
            }
        }
    }

    /// <summary>Whom a reader may want to call.</summary>
    private async Task<IReadOnlyList<PacketContact>> ContactsAsync(LeadPicture picture, CancellationToken cancel)
    {
        var contacts = new List<PacketContact>();
        foreach (var ori in picture.Gun.Owners.Append(picture.Lead.Site).Distinct().Take(options.Value.MaxItems))
        {
            var agency = await sources.FindAgencyAsync(ori, cancel);
            string[] parts = [.. picture.Gun.Owners.Contains(ori) ? ["owner"] : Array.Empty<string>(), .. ori == picture.Lead.Site ? ["site"] : Array.Empty<string>()];
            contacts.Add(new PacketContact(ori, agency?.Name ?? ori.Value, agency?.Contact, parts));
        }

        return contacts;
    }

    /// <summary>Images of the lead's exhibits.</summary>
    private async Task<IReadOnlyList<PacketImage>> ImagesAsync(LeadPicture picture, CancellationToken cancel)
    {
        var images = new List<PacketImage>();
        foreach (var exhibit in picture.Lead.Exhibits.TakeLast(options.Value.MaxExhibits))
        {
            if (await sources.FindExhibitAsync(exhibit.Key, cancel) is { } facts)
            {
                images.AddRange(facts.Images.Select(i => new PacketImage(exhibit.Key.Value, exhibit.Ori, exhibit.CaseNumber, exhibit.ExhibitNumber, i.View, i.StoredAt)
                {
                    Href = $"/api/v1/evidence/{exhibit.Key.Value}/images/{i.View}",
                    Preview = $"/api/v1/evidence/{exhibit.Key.Value}/images/{i.View}?size=preview",
                }));
            }
        }

        return images;
    }

    /// <summary>Keeps times that became known after the last version: no reason to issue another.</summary>
    private async Task<ToldLead?> KeepTimesAsync(LeadDocument told, string etag, LeadTimes times)
    {
        var lead = told with { Times = times, Revision = told.Revision + 1 };
        var outcome = await documents.CommitAsync(Containers.Leads, lead.LeadId,
            [DocumentWrite.Replace(LeadDocument.DocumentId, etag, JsonSerializer.SerializeToUtf8Bytes(lead, TriageJson.Default.LeadDocument)), LeadFollowing.EntryOf(lead.LeadId).ToWrite()], CancellationToken.None);
        return outcome.Committed ? new ToldLead(lead, outcome.ETags[0]) : null;
    }

    /// <summary>The standing to compare a version with: that of the version before, but versions that follow each other closely are one piece of news.</summary>
    private static LeadStanding? BeforeOf(LeadDocument? told, DateTimeOffset now) =>
        told is null ? null : now - told.IssuedAt < LeadHistory.OneNews ? told.Before : LeadStanding.Of(told);

    private LeadDocument LeadOf(LeadPicture picture, EnrichmentAnswers answers, LeadDocument? told, Priority priority, LeadTimes times, LeadPacket packet, IReadOnlyList<PacketRecipient> recipients, string substance) => new()
    {
        LeadId = picture.Lead.LeadId,
        LeadNumber = picture.Lead.LeadNumber,
        Site = picture.Lead.Site,
        Region = hub.Value.Region,
        Status = picture.Lead.Status,
        Priority = priority with { Factors = packet.Priority.Factors },
        Times = times,
        Enrichment = answers.Sources,
        Version = packet.Version,
        Reason = PacketDispatcher.Name(packet.Reason),
        IssuedAt = packet.IssuedAt,
        Told = substance,
        Events = [.. picture.Events.Select(e => e.CaseKey.Value)],
        Cases = [.. picture.Events.Select(e => e.CaseNumber).Distinct(StringComparer.Ordinal).Take(options.Value.MaxItems)],
        Owners = picture.Gun.Owners,
        Recipients = [.. recipients.Select(r => r.Ori).Concat(told?.Recipients ?? []).DistinctBy(o => o.Value).OrderBy(o => o.Value, StringComparer.Ordinal)],
        Unregistered = [.. recipients.Where(r => !r.Registered).Select(r => r.Ori)],
        AssignedTo = told?.AssignedTo,
        MadeAt = told?.MadeAt ?? told?.Times.Lead ?? times.Lead,
        TouchedAt = told?.TouchedAt,
        Before = BeforeOf(told, packet.IssuedAt),
        StatusSince = told?.Status == picture.Lead.Status ? told.StatusSince ?? told.IssuedAt : packet.IssuedAt,
        Withdrawals = told?.Withdrawals ?? 0,
        Revision = (told?.Revision ?? 0) + 1,
        GunId = picture.Gun.Id,
        Measures = [.. priority.Measures.Select(m => m with { Evidence = [] })],
        ShotAt = priority.ShotAt,
    };

    private sealed record ToldLead(LeadDocument? Lead, string? ETag);

    [LoggerMessage(Level = LogLevel.Information, Message = "Lead {LeadId}: packet version {Version} issued ({Reason}, {Band}) to {Recipients} recipients")]
    private partial void LogIssued(string leadId, int version, PacketReason reason, Band band, int recipients);
}
