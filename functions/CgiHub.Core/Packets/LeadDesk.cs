using System.Text.Json;
using CgiHub.Core.Agencies;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Records;
using CgiHub.Core.Storage;
using CgiHub.Core.Triage;
using Microsoft.Extensions.Options;

namespace CgiHub.Core.Packets;

/// <summary>What people do with a lead: look at it, assign it, comment on it, release it, enter an examiner's finding, tell what came of it.</summary>
public sealed class LeadDesk(
    IDocumentStore documents,
    LeadTriage triage,
    PacketIssuer issuer,
    PacketInbox inbox,
    IPacketSources sources,
    RecordStore records,
    IOptions<PacketOptions> options,
    TimeProvider time)
{
    private const int MostName = 200;

    // Clocks of senders may run a little ahead.
    private static readonly TimeSpan AheadAtMost = TimeSpan.FromMinutes(5);

    /// <summary>A lead with its priority and clocks as of now.</summary>
    public async Task<Result<LeadView>> ReadAsync(string leadId, CancellationToken cancel)
    {
        if (await LeadState.ReadAsync(documents, leadId, cancel) is not { } stored)
        {
            return Errors.NotFound("lead");
        }

        var lead = stored.Lead;
        var released = await QueryAsync(leadId, "released", PacketsJson.Default.DisseminationEntry, cancel);
        var times = released.Count > 0 ? lead.Times with { PacketSent = released[0].SentAt } : lead.Times;
        var priority = triage.ScoreOf(lead.Priority);
        return new LeadView
        {
            Id = lead.LeadId,
            LeadNumber = lead.LeadNumber,
            Site = lead.Site,
            Region = lead.Region,
            Status = lead.Status,
            Priority = priority with { Score = Math.Round(priority.Score, 2) },
            Clocks = triage.ClocksOf(times),
            Enrichment = lead.Enrichment,
            Packet = new LeadPacketState(PacketWriter.IdOf(leadId), lead.Version, lead.Reason, lead.IssuedAt, lead.Recipients, $"/api/v1/packets/{PacketWriter.IdOf(leadId)}"),
            GunId = lead.GunId,
            Cases = lead.Cases,
            Owners = lead.Owners,
            Unregistered = lead.Unregistered,
            Heard = lead.Heard,
            AssignedTo = lead.AssignedTo,
            Outcomes = await QueryAsync(leadId, "outcome", PacketsJson.Default.Outcome, cancel),
            Notes = await QueryAsync(leadId, "note", PacketsJson.Default.LeadNote, cancel),
            Released = released,
            ETag = stored.ETag,
        };
    }

    /// <summary>Gives a lead to somebody, or to nobody.</summary>
    public async Task<Result<LeadView>> AssignAsync(Caller caller, string leadId, AssignRequest request, string? ifMatch, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(request);
        var to = string.IsNullOrWhiteSpace(request.To) ? null : request.To.Trim();
        if (to?.Length > MostName)
        {
            return TooLong("/to", MostName);
        }

        var changed = await LeadState.ChangeAsync(documents, leadId, ifMatch, lead => lead with { AssignedTo = to, TouchedAt = time.GetUtcNow() }, [NoteOf("assigned", caller, to)], options.Value.MaxAttempts, cancel);
        return await changed.Then(_ => ReadAsync(leadId, cancel));
    }

    /// <summary>Adds a comment. Comments are the center's own; no packet carries them.</summary>
    public async Task<Result<LeadView>> CommentAsync(Caller caller, string leadId, CommentRequest request, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(request);
        if (string.IsNullOrWhiteSpace(request.Text))
        {
            return Errors.Invalid([new FieldFault("/text", "required", "A comment has a text.")]);
        }

        if (request.Text.Length > options.Value.MaxNote)
        {
            return TooLong("/text", options.Value.MaxNote);
        }

        var changed = await LeadState.ChangeAsync(documents, leadId, null, Touched, [NoteOf("comment", caller, request.Text)], options.Value.MaxAttempts, cancel);
        return await changed.Then(_ => ReadAsync(leadId, cancel));
    }

    /// <summary>Sends what is known at once, before enrichment ends; where nothing is new since the last version, nothing is sent.</summary>
    public async Task<Result<LeadView>> ReleaseAsync(Caller caller, string leadId, string? ifMatch, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (ifMatch is not null && await LeadState.ReadAsync(documents, leadId, cancel) is { } stored && ifMatch != "*" && ifMatch != stored.ETag)
        {
            return Errors.Stale();
        }

        if (StableId.Suffix("ld", leadId) is null || !await issuer.ReleaseAsync(leadId, cancel))
        {
            return Errors.NotFound("lead");
        }

        var noted = await LeadState.ChangeAsync(documents, leadId, null, Touched, [NoteOf("released", caller, null)], options.Value.MaxAttempts, CancellationToken.None);
        return await noted.Then(_ => ReadAsync(leadId, cancel));
    }

    /// <summary>Enters that an examiner confirmed the lead. It becomes a NIBIN row of the lead's site that names who entered it, and goes the way of any row.</summary>
    public Task<Result<LeadView>> ConfirmAsync(Caller caller, string leadId, ExaminerRequest request, string? ifMatch, CancellationToken cancel) =>
        EnterAsync(caller, leadId, request, NibinKind.Hit, ifMatch, cancel);

    /// <summary>Enters that an examiner rejected the lead; in the same way.</summary>
    public Task<Result<LeadView>> EliminateAsync(Caller caller, string leadId, ExaminerRequest request, string? ifMatch, CancellationToken cancel) =>
        EnterAsync(caller, leadId, request, NibinKind.Elimination, ifMatch, cancel);

    /// <summary>Takes an outcome from a recipient or from staff. The first one stops the lead's last clock.</summary>
    public async Task<Result<Outcome>> TellAsync(Caller caller, string leadId, OutcomeReport report, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(report);
        if (!caller.Has(Roles.Staff) && !(caller.Agency is { } ori && await inbox.HasAsync(ori, leadId, cancel)))
        {
            return Errors.NotFound("lead");
        }

        var now = time.GetUtcNow();
        var faults = new List<FieldFault>();
        if (!Enum.IsDefined(report.Kind))
        {
            faults.Add(new FieldFault("/kind", "enum", "Not a kind of outcome."));
        }

        if (report.At > now + AheadAtMost)
        {
            faults.Add(new FieldFault("/at", "time.range", "An outcome has happened; this time is in the future."));
        }

        if (report.Note?.Length > options.Value.MaxNote)
        {
            faults.Add(new FieldFault("/note", "tooLong", $"At most {options.Value.MaxNote} characters."));
        }

        if (faults.Count > 0)
        {
            return Errors.Invalid(faults);
        }

        var id = StableId.Of("oc", leadId, caller.Agency?.Value ?? "", report.Kind.ToString(), SortKey.Of(report.At), report.Note ?? "");
        var outcome = new Outcome(id, leadId, report.Kind, report.At, report.Note, caller.Agency, caller.Subject, now);
        var write = DocumentWrite.Upsert($"outcome|{id}", JsonSerializer.SerializeToUtf8Bytes(outcome, PacketsJson.Default.Outcome), $"outcome|{SortKey.Of(report.At)}|{id}");
        var changed = await LeadState.ChangeAsync(documents, leadId, null,
            lead => Acted(lead, outcome), [write], options.Value.MaxAttempts, cancel);
        return changed.Then<Outcome>(_ => outcome);
    }

    private LeadDocument Touched(LeadDocument lead) => lead with { TouchedAt = time.GetUtcNow() };

    /// <summary>The first outcome stops the last clock; who tells one has the packet, acknowledged or not.</summary>
    private static LeadDocument Acted(LeadDocument lead, Outcome outcome) => lead with
    {
        Times = lead.Times with { FirstAction = lead.Times.FirstAction ?? outcome.At },
        TouchedAt = outcome.ReceivedAt,
        Settled = outcome.Kind is OutcomeKind.Cleared or OutcomeKind.NoFurtherAction,
        Heard = outcome.Agency is { } ori ? PacketInbox.Heard(lead, ori, outcome.ReceivedAt) : lead.Heard,
    };

    private async Task<Result<LeadView>> EnterAsync(Caller caller, string leadId, ExaminerRequest request, NibinKind kind, string? ifMatch, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(request);
        if (await LeadState.ReadAsync(documents, leadId, cancel) is not { } stored || await sources.DrawAsync(leadId, cancel) is not { } picture)
        {
            return Errors.NotFound("lead");
        }

        if (ifMatch is not null && ifMatch != "*" && ifMatch != stored.ETag)
        {
            return Errors.Stale();
        }

        if (picture.Lead.Status == LeadStatus.Eliminated)
        {
            return Errors.LeadEliminated();
        }

        var now = time.GetUtcNow();
        var at = request.At ?? (now > picture.Lead.ChangedAt ? now : picture.Lead.ChangedAt.AddTicks(1));
        var faults = Faults(request, picture, at, now);
        if (faults.Count > 0)
        {
            return Errors.Invalid(faults);
        }

        var (word, done) = kind == NibinKind.Hit ? ("confirm", "confirmed") : ("eliminate", "eliminated");
        var notice = new NibinNotice
        {
            SourceId = $"center-{word}-{StableId.Suffix("ld", leadId)}-{at.UtcTicks.ToString(System.Globalization.CultureInfo.InvariantCulture)}",
            LeadNumber = picture.Lead.LeadNumber,
            Kind = kind,
            At = at,
            ConfirmedBy = request.Examiner.Trim(),
            Exhibits = [.. picture.Lead.Exhibits.Where(e => !e.Withdrawn).Select(e => new NibinExhibit { Ori = e.Ori, CaseNumber = e.CaseNumber, ExhibitNumber = e.ExhibitNumber, Caliber = e.Caliber, Source = e.Source })],
            Note = $"Entered at the center by {caller.Subject}.{(string.IsNullOrWhiteSpace(request.Note) ? "" : " " + request.Note.Trim())}",
        };
        await records.LandAsync(picture.Lead.Site, [notice], cancel);
        var noted = await LeadState.ChangeAsync(documents, leadId, null, Touched, [NoteOf(done, caller, $"Examiner: {notice.ConfirmedBy}.{(string.IsNullOrWhiteSpace(request.Note) ? "" : " " + request.Note.Trim())}")], options.Value.MaxAttempts, CancellationToken.None);
        return await noted.Then(_ => ReadAsync(leadId, cancel));
    }

    private List<FieldFault> Faults(ExaminerRequest request, LeadPicture picture, DateTimeOffset at, DateTimeOffset now)
    {
        var faults = new List<FieldFault>();
        if (string.IsNullOrWhiteSpace(request.Examiner))
        {
            faults.Add(new FieldFault("/examiner", "required", "Name the examiner."));
        }
        else if (request.Examiner.Length > MostName)
        {
            faults.Add(new FieldFault("/examiner", "tooLong", $"At most {MostName} characters."));
        }

        if (request.Note?.Length > options.Value.MaxNote)
        {
            faults.Add(new FieldFault("/note", "tooLong", $"At most {options.Value.MaxNote} characters."));
        }

        if (request.At is not null && (at > now + AheadAtMost || at < picture.Lead.ChangedAt))
        {
            faults.Add(new FieldFault("/at", "time.range", "The finding comes after the lead's newest row, and not in the future."));
        }

        return faults;
    }

    private DocumentWrite NoteOf(string kind, Caller caller, string? text)
    {
        var note = new LeadNote(kind, caller.Subject, time.GetUtcNow(), text);
        var id = $"note|{SortKey.Of(note.At)}|{Guid.NewGuid():n}";
        return DocumentWrite.Create(id, JsonSerializer.SerializeToUtf8Bytes(note, PacketsJson.Default.LeadNote), id);
    }

    private async Task<IReadOnlyList<T>> QueryAsync<T>(string leadId, string kind, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> json, CancellationToken cancel)
    {
        var page = await documents.QueryAsync(new DocumentQuery(Containers.Leads, leadId) { From = kind + "|", To = kind + "}", Limit = options.Value.MaxShown }, cancel);
        return [.. page.Documents.Select(d => JsonSerializer.Deserialize(d.Body.Span, json)!)];
    }

    private static Error TooLong(string pointer, int most) => Errors.Invalid([new FieldFault(pointer, "tooLong", $"At most {most} characters.")]);
}
