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
    HubSteps steps,
    TimeProvider time,
    ILogger<PacketIssuer> logger)
{
    private readonly RegionDay _days = new(hub.Value.Zone);
    private readonly PacketRecipients _recipients = new(sources, options.Value.MaxItems);
    private readonly LeadLooks _looks = new(sources, new PacketRecipients(sources, options.Value.MaxItems));
    private readonly LostPackets _lost = new(documents, new ToldRecords(documents, hub), options, time);
    private readonly LeadTiming _timing = new(sources, triage.RegionTargets);

    /// <summary>
    /// Looks at a lead as all records tell it now. An immediate lead leaves raw at once; whatever the sources answer within their budget follows.
    /// Other leads wait for the sources, but never beyond the budget.
    /// </summary>
    public async Task EvaluateAsync(string leadId, CancellationToken cancel)
    {
        using var step = steps.Begin(Steps.Look).About(leadId);
        var (asked, issued) = (false, false);
        for (var attempt = 0; attempt < options.Value.MaxAttempts; attempt++)
        {
            // The order matters: who reads the lead before the records never tells less than what was told.
            var told = await ReadAsync(leadId, cancel) with { AlreadyIssued = issued };
            if (await DrawAsync(leadId, told, cancel) is not { } look)
            {
                step.End(Outcomes.Absent);
                return;
            }

            if (look.Answers.Pending && triage.Rank(look.Picture, look.Answers).Band == Band.Immediate)
            {
                if (await IssueAsync(look, told, raw: true, cancel) is not { } raw)
                {
                    continue;
                }

                issued |= raw.AlreadyIssued;
                told = raw;
            }

            if (look.Owed && !asked)
            {
                look = await _looks.AskAsync(look, cancel);
                asked = true;
            }

            if (await IssueAsync(look, told, raw: false, cancel) is { } now)
            {
                // The lists wait for the packet, not the packet for the lists.
                await sources.KeepGunAsync(look.Picture, cancel);
                step.End(now.AlreadyIssued ? Outcomes.Done : Outcomes.Unchanged);
                return;
            }
        }

        throw TooManyWriters();
    }

    /// <summary>Sends what is known of a lead at once, before enrichment ends; false where there is no such lead. Nothing is sent where nothing is new, unless what was issued last never left.</summary>
    public async Task<bool> ReleaseAsync(string leadId, CancellationToken cancel)
    {
        for (var attempt = 0; attempt < options.Value.MaxAttempts; attempt++)
        {
            var told = await ReadAsync(leadId, cancel);
            if (await DrawAsync(leadId, told, cancel) is not { } look)
            {
                return false;
            }

            if (await IssueAsync(look, told, raw: true, cancel) is not null)
            {
                return true;
            }
        }

        throw TooManyWriters();
    }

    private static InvalidOperationException TooManyWriters() => new("The lead changed each time that a packet was to be issued; the message will come again.");

    private async Task<LeadLook?> DrawAsync(string leadId, ToldLead told, CancellationToken cancel)
    {
        using var step = steps.Begin(Steps.Draw);
        var look = await _looks.DrawAsync(leadId, told.Lead, cancel);
        step.End(look is null ? Outcomes.Absent : Outcomes.Done);
        return look;
    }

    private async Task<ToldLead> ReadAsync(string leadId, CancellationToken cancel)
    {
        var stored = await documents.ReadAsync(Containers.Leads, leadId, LeadDocument.DocumentId, cancel);
        return stored is null ? new ToldLead(null, null) : new ToldLead(JsonSerializer.Deserialize(stored.Body.Span, TriageJson.Default.LeadDocument)!, stored.ETag);
    }

    /// <summary>Issues a version where there is something to tell. Answers the lead as it stands then, or null where somebody else issued one meanwhile.</summary>
    private async Task<ToldLead?> IssueAsync(LeadLook look, ToldLead before, bool raw, CancellationToken cancel)
    {
        for (var attempt = 0; attempt < options.Value.MaxAttempts; attempt++)
        {
            if (await TryIssueAsync(look, before, raw, cancel) is { } issued)
            {
                return issued;
            }

            // Somebody assigned or acknowledged it, or its packet was sent: what was drawn is still the newest.
            var now = await ReadAsync(look.Picture.Lead.LeadId, cancel);
            if (now.Lead?.Version != before.Lead?.Version || now.Lead?.Withdrawals != before.Lead?.Withdrawals)
            {
                // Or what it was drawn from may be told no longer.
                return null;
            }

            before = now with { AlreadyIssued = before.AlreadyIssued };
        }

        return null;
    }

    private async Task<ToldLead?> TryIssueAsync(LeadLook look, ToldLead before, bool raw, CancellationToken cancel)
    {
        var (picture, answers, told) = (look.Picture, look.Answers, before.Lead);
        var leadId = picture.Lead.LeadId;
        var substance = look.Substance;
        var priority = triage.Rank(picture, answers);
        var times = await _timing.TimesAsync(picture, told, cancel);
        LeadDocument? lost = null;
        if (told?.Told == substance && !BecomesImmediate(told, priority) && !told.Notices.Any(n => n.Waits))
        {
            if (!await _lost.IsLostAsync(told, cancel))
            {
                return told.Times == times ? before : await KeepTimesAsync(before, times);
            }

            lost = told;
            LogLost(leadId, told.Version, told.IssuedAt);
        }

        // A look that told a lead raw may tell it again: each version has a trace to itself.
        var (version, now) = ((told?.Version ?? 0) + 1, time.GetUtcNow());
        using var step = (before.AlreadyIssued ? steps.BeginApart(Steps.Issue) : steps.Begin(Steps.Issue)).About(leadId, version);
        var reason = lost is not null ? PacketDispatcher.ReasonOf(lost.Reason) : ReasonOf(picture, told, told?.Events ?? [], raw);
        var readings = await ReadingsAsync(look, told, lost is not null, raw, cancel);
        var notices = lost is not null ? [.. lost.Notices.Select(n => n.Version == lost.Version ? n with { Version = version } : n)]
            : NoticesOf(told, version, reason, now, picture.Lead.Status, [.. readings.SelectMany(r => r.Readers)]);
        var issue = new Issue(version, now, told, notices, await ImagesAsync(picture, cancel));
        var issued = await WriteAsync(picture, answers, reason, [], issue, cancel);

        // Whoever gets an edition gets it by its own picture: by that, the lead may concern fewer agencies.
        var recipients = (await _recipients.OfAsync(picture, told, cancel)).Where(r => !look.Editions.Any(e => e.Readers.Any(x => x.Ori == r.Ori))).ToList();
        foreach (var edition in await EditionsAsync(readings, issued.Juveniles, issue, cancel))
        {
            var write = IssuedPackets.WriteOf(issue.Version, edition);
            await documents.CommitAsync(Containers.Leads, leadId, [write], cancel);
            recipients.AddRange(edition.Recipients.Select(r => r with { Edition = write.Id }));
        }

        recipients.Sort((a, b) => string.CompareOrdinal(a.Ori.Value, b.Ori.Value));
        // Of a first version that was lost nobody was told: their time begins with this one.
        var heardBefore = lost is { Version: 1 } && lost.Heard.All(h => h.AcknowledgedAt is null) ? null : told;
        var heard = await _timing.HeardAsync(recipients, heardBefore, picture.Gun.Owners, issue.At, cancel);
        issued = issued with { Recipients = Due(recipients, heard) };
        var lead = LeadOf(picture, answers, told, priority, times, issued.Packet, issued.Recipients, substance) with { Heard = heard, Notices = notices };

        var body = JsonSerializer.SerializeToUtf8Bytes(lead, TriageJson.Default.LeadDocument);
        var packetId = PacketDocument.IdOf(issue.Version);

        // Everything is ready: a worker that is told to stop finishes this one step.
        var outcome = await documents.CommitAsync(Containers.Leads, leadId,
        [
            before.ETag is null ? DocumentWrite.Create(LeadDocument.DocumentId, body) : DocumentWrite.Replace(LeadDocument.DocumentId, before.ETag, body),
            DocumentWrite.Create(packetId, JsonSerializer.SerializeToUtf8Bytes(issued, PacketsJson.Default.IssuedPacket), packetId),
            PacketDispatcher.RequestOf(issued.Packet).ToWrite(),
            LeadFollowing.EntryOf(lead).ToWrite(),
        ], CancellationToken.None);
        step.Tell("cgihub.reason", lead.Reason).Tell("cgihub.band", PacketDispatcher.Name(priority.Band)).End(outcome.Committed ? Outcomes.Done : Outcomes.Postponed);
        if (!outcome.Committed)
        {
            return null;
        }

        LogIssued(leadId, issue.Version, reason, priority.Band, issued.Recipients.Count);
        return new ToldLead(lead, outcome.ETags[0]) { AlreadyIssued = true };
    }

    /// <summary>The version as a picture tells it, for nobody yet.</summary>
    private async Task<IssuedPacket> WriteAsync(LeadPicture picture, EnrichmentAnswers answers, PacketReason reason, IReadOnlyList<JuvenileDescription> juveniles, Issue issue, CancellationToken cancel)
    {
        var priority = triage.Rank(picture, answers);
        var times = await _timing.TimesAsync(picture, issue.Told, cancel);
        var writer = new PacketWriter(picture, answers, priority, options.Value, _days) { Protected = juveniles };
        var packet = writer.Write(hub.Value.Region, issue.Version, reason, issue.At, triage.ClocksOf(times with { PacketSent = times.PacketSent ?? issue.At }), triage.Scale, triage.DecayOf(priority.Since), triageOptions.Value.HalfLifeDays, issue.Images) with
        {
            Contacts = await _recipients.ContactsAsync(picture, cancel),
            Notices = issue.Notices.Count == 0 ? null : [.. issue.Notices.AsEnumerable().Reverse().Take(options.Value.MaxItems)],
        };
        var ruled = packet.Persons.Where(p => p.Records.Any(r => DisseminationRule.OfRecord(r) is not null)).Select(p => p.Id).ToHashSet(StringComparer.Ordinal);
        return new IssuedPacket(packet, [], [.. PersonSaying.AllOf(picture, writer.Sayings).Where(s => ruled.Contains(s.PersonId))])
        {
            Ties = [.. picture.Persons.Where(p => ruled.Contains(p.Id)).SelectMany(p => p.Ties)],
            Likes = [.. picture.Persons.Where(p => ruled.Contains(p.Id)).SelectMany(p => p.Likes)],
            Juveniles = writer.Juveniles,
        };
    }

    /// <summary>Who gets which edition of the next version, and why it is issued by what they were told before.</summary>
    private async Task<IReadOnlyList<EditionReadings>> ReadingsAsync(LeadLook look, LeadDocument? told, bool again, bool raw, CancellationToken cancel)
    {
        if (look.Editions.Count == 0)
        {
            return [];
        }

        var readings = new List<EditionReadings>(look.Editions.Count);
        var last = told is null ? null : await IssuedPackets.FindAsync(documents, told.LeadId, told.Version, cancel);
        foreach (var edition in look.Editions)
        {
            var readers = new List<(PacketRecipient Reader, PacketReason Reason)>();
            foreach (var reader in (await _recipients.OfAsync(edition.Picture, told, cancel)).Where(r => edition.Readers.Any(x => x.Ori == r.Ori)))
            {
                var before = last?.Recipients.FirstOrDefault(r => r.Ori == reader.Ori) is { } then ? await IssuedPackets.EditionAsync(documents, last, then, cancel) : null;
                var events = before?.Packet.Events ?? edition.Picture.Events;
                readers.Add((reader, again && before is not null ? before.Packet.Reason : ReasonOf(edition.Picture, told, [.. events.Select(e => e.CaseKey.Value)], raw)));
            }

            readings.Add(new EditionReadings(edition, readers));
        }

        return readings;
    }

    /// <summary>The version for those from whom originators keep records, with whom each goes to.</summary>
    private async Task<IReadOnlyList<IssuedPacket>> EditionsAsync(IReadOnlyList<EditionReadings> readings, IReadOnlyList<JuvenileDescription> juveniles, Issue issue, CancellationToken cancel)
    {
        var editions = new List<IssuedPacket>();
        foreach (var (edition, readers) in readings)
        {
            IReadOnlyList<Ori> known = [.. (await _recipients.OfAsync(edition.Picture, null, cancel)).Select(r => r.Ori)];
            foreach (var alike in readers.GroupBy(r => r.Reason, r => r.Reader))
            {
                editions.Add(await WriteAsync(edition.Picture, edition.Answers, alike.Key, juveniles, issue, cancel) with { Recipients = [.. alike], KnownRecipients = known });
            }
        }

        return editions;
    }

    private static IReadOnlyList<PacketRecipient> Due(IReadOnlyList<PacketRecipient> recipients, IReadOnlyList<RecipientTimes> heard) =>
        [.. recipients.Select(r => r with { AcknowledgeBy = heard.FirstOrDefault(h => h.Ori == r.Ori) is { AcknowledgedAt: null } waiting ? waiting.AcknowledgeBy : null })];

    /// <summary>What is of no substance by itself (a plate read, a shooting nearby) may still make a lead immediate; then it is told at once.</summary>
    private bool BecomesImmediate(LeadDocument told, Priority priority) =>
        priority.Band == Band.Immediate && triage.ScoreOf(told.Priority).Band != Band.Immediate;

    private static PacketReason ReasonOf(LeadPicture picture, LeadDocument? told, IReadOnlyList<string> known, bool raw)
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
            _ when known.Any(e => !events.Contains(e)) => PacketReason.Eliminated,
            _ when events.Count > known.Count => PacketReason.NewEvent,
            _ => PacketReason.Enriched,
        };
    }

    /// <summary>What was to be said of earlier versions before, what waits to be said, and what this version takes back.</summary>
    private static List<LeadNotice> NoticesOf(LeadDocument? told, int version, PacketReason reason, DateTimeOffset now, LeadStatus status, IReadOnlyList<(PacketRecipient Reader, PacketReason Reason)> editionReaders)
    {
        List<LeadNotice> notices = [.. (told?.Notices ?? []).Select(n => n.Waits ? n with { Version = version } : n)];
        if (reason == PacketReason.Eliminated && version > 1)
        {
            List<int> versions = [.. Enumerable.Range(1, version - 1)];

            // By what was kept from some, they never were told what is taken back now.
            List<Ori> keptFrom = [.. editionReaders.Where(r => r.Reason != PacketReason.Eliminated).Select(r => r.Reader.Ori)];
            notices.Add(new LeadNotice(NoticeKind.Eliminated, status == LeadStatus.Eliminated ? "examiner's finding" : "association withdrawn", now, versions,
                $"{LeadWithdrawal.Named(versions)} told an association that does not stand any longer. Do not rely on it, and withdraw what was entered from it.") { Version = version, KeptFrom = keptFrom.Count == 0 ? null : keptFrom });
        }

        return notices;
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
    private async Task<ToldLead?> KeepTimesAsync(ToldLead before, LeadTimes times)
    {
        var lead = before.Lead! with { Times = times, Revision = before.Lead.Revision + 1 };
        var outcome = await documents.CommitAsync(Containers.Leads, lead.LeadId,
            [DocumentWrite.Replace(LeadDocument.DocumentId, before.ETag!, JsonSerializer.SerializeToUtf8Bytes(lead, TriageJson.Default.LeadDocument)), LeadFollowing.EntryOf(lead).ToWrite()], CancellationToken.None);
        return outcome.Committed ? new ToldLead(lead, outcome.ETags[0]) { AlreadyIssued = before.AlreadyIssued } : null;
    }

    /// <summary>The standing to compare a version with: that of the version before, but versions that follow each other closely are one piece of news.</summary>
    private static LeadStanding? BeforeOf(LeadDocument? told, DateTimeOffset now) =>
        told is null ? null : now - told.IssuedAt < LeadHistory.OneNews ? told.Before : LeadStanding.Of(LeadStood.Of(told));

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
        Measures = [.. priority.Measures.Select(Measured.Of)],
        ShotAt = priority.ShotAt,
    };

    private sealed record ToldLead(LeadDocument? Lead, string? ETag)
    {
        /// <summary>The look that goes on has issued a version already.</summary>
        public bool AlreadyIssued { get; init; }
    }

    private sealed record Issue(int Version, DateTimeOffset At, LeadDocument? Told, IReadOnlyList<LeadNotice> Notices, IReadOnlyList<PacketImage> Images);

    private sealed record EditionReadings(LeadEdition Edition, IReadOnlyList<(PacketRecipient Reader, PacketReason Reason)> Readers);

    [LoggerMessage(Level = LogLevel.Information, Message = "Lead {LeadId}: packet version {Version} issued ({Reason}, {Band}) to {Recipients} recipients")]
    private partial void LogIssued(string leadId, int version, PacketReason reason, Band band, int recipients);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Lead {LeadId}: packet version {Version} was issued at {IssuedAt:o} and never sent; the next says the same")]
    private partial void LogLost(string leadId, int version, DateTimeOffset issuedAt);
}
