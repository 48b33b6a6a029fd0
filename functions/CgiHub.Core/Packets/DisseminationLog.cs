using System.Globalization;
using System.Text.Json;
using CgiHub.Core.Agencies;
using CgiHub.Core.Storage;
using CgiHub.Core.Triage;

namespace CgiHub.Core.Packets;

/// <summary>The dissemination log of a lead: every release of its packet outside the center, with who, why, when, and which rules withheld something.</summary>
/// <remarks>
/// 28 CFR 23.20(g) asks for a written record of it. Container <c>leads</c>, partition = lead, ids and sort keys under <c>released|</c> what was sent, by version, and after it under <c>released~read|</c> who read it, by version and day.
/// One person's readings of one version in one form on one day are one entry; the audit trail has every attempt.
/// </remarks>
public sealed class DisseminationLog(IDocumentStore documents, TimeProvider time)
{
    /// <summary>
    /// A lead's releases: what was sent, by version, then what was read. For supervisors and administrators. An agency reads those of leads that it was told of and on which it owns an event,
    /// without the names of other agencies' people; where originators keep records from it, only those to whom it would go by what it may see itself, and never that anything is kept.
    /// </summary>
    public async Task<Result<Page<DisseminationEntry>>> ListAsync(Caller caller, string leadId, PageRequest page, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(page);
        var oversees = caller.Has(Roles.CgicSupervisor | Roles.HubAdmin);
        if (await LeadState.ReadAsync(documents, leadId, cancel) is not { Lead: var lead } || !(oversees || (caller.Agency is { } ori && lead.Owners.Contains(ori) && lead.Recipients.Contains(ori))))
        {
            return Errors.NotFound("lead");
        }

        var known = oversees ? null : await KnownAsync(lead, caller.Agency!.Value, cancel);

        var read = await documents.QueryAsync(new DocumentQuery(Containers.Leads, leadId) { From = "released|", To = "released~}", Limit = page.Limit, Continuation = page.Cursor }, cancel);
        var entries = read.Documents.Select(d => JsonSerializer.Deserialize(d.Body.Span, PacketsJson.Default.DisseminationEntry)!);
        return new Page<DisseminationEntry>(
            [.. oversees ? entries : entries.Select(e => e with { Releases = [.. e.Releases.Where(r => r.Ori == caller.Agency || known?.Contains(r.Ori) != false).Select(r => AsTold(r, caller.Agency!.Value))] })], read.Continuation);
    }

    /// <summary>A release as an agency is told of it.</summary>
    private static Release AsTold(Release release, Ori agency) => release with
    {
        ReadBy = release.Ori == agency ? release.ReadBy : null,
        Withheld = [.. release.Withheld.Where(r => r != DisseminationRule.Originator)],
    };

    /// <summary>Of whom an agency may know that they get the lead; null: of everyone, as nothing is kept from it.</summary>
    private async Task<IReadOnlyList<Ori>?> KnownAsync(LeadDocument lead, Ori agency, CancellationToken cancel)
    {
        if (await IssuedPackets.FindAsync(documents, lead.LeadId, lead.Version, cancel) is not { } issued
            || issued.Recipients.FirstOrDefault(r => r.Ori == agency) is not { } reader)
        {
            return [];
        }

        return reader.Edition is null ? null : (await IssuedPackets.EditionAsync(documents, issued, reader, cancel))?.KnownRecipients ?? [];
    }

    /// <summary>The release record of a version, in the lead's partition.</summary>
    internal static string SentId(int version) => string.Create(CultureInfo.InvariantCulture, $"released|{version:d6}");

    /// <summary>The rules that withhold something from a view. That of originators is said of every view, and here of those only from which something is kept.</summary>
    internal static IReadOnlyList<string> RulesOf(LeadPacket view, bool kept) =>
        [.. view.Dissemination.Withheld.Select(w => w.Rule).Where(r => r != DisseminationRule.Originator || kept).Distinct(StringComparer.Ordinal)];

    /// <summary>A recipient reads their view: recorded before a byte of it leaves.</summary>
    internal async Task RecordReadingAsync(Caller caller, SeenPacket seen, string form, CancellationToken cancel)
    {
        if (seen is not { Because: { } because, View: var view } || caller.Agency is not { } ori)
        {
            // The center's own staff: nothing leaves.
            return;
        }

        var now = time.GetUtcNow();
        var day = now.UtcDateTime.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
        var id = $"released~read|{view.Version.ToString("d6", CultureInfo.InvariantCulture)}|{day}|{StableId.Of("rd", ori.Value, caller.Subject, form)}";
        var entry = new DisseminationEntry(view.Id, view.Version, now, [new Release(ori, because, null, RulesOf(view, seen.Kept)) { Form = form, ReadBy = caller.Subject }]);

        // Who read it today already is in the log: what cannot be created need not be.
        await documents.CommitAsync(Containers.Leads, view.LeadId, [DocumentWrite.Create(id, JsonSerializer.SerializeToUtf8Bytes(entry, PacketsJson.Default.DisseminationEntry), id)], cancel);
    }
}

/// <summary>A packet as somebody may see it.</summary>
/// <param name="View">Their view.</param>
/// <param name="Because">Why they are a recipient; null: they are of the center's staff.</param>
/// <param name="Kept">An originator keeps something from them.</param>
internal sealed record SeenPacket(LeadPacket View, string? Because, bool Kept);
