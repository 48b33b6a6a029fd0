using System.Globalization;
using System.Text.Json;
using CgiHub.Core.Agencies;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Enrichment;
using CgiHub.Core.Records;
using CgiHub.Core.Storage;
using CgiHub.Core.Triage;
using Microsoft.Extensions.Options;

namespace CgiHub.Core.Packets;

/// <summary>Withdraws every packet version that rests on a record which must be told no longer, and has the next version tell everyone so.</summary>
/// <remarks>
/// What is left of a version, the lead's notice and the request for another look commit together: whoever is killed before has done nothing, and whoever comes after
/// finds nothing left to withdraw. The lead counts its withdrawals, so that a worker which drew its picture before draws it again.
/// </remarks>
public sealed class LeadWithdrawal(IDocumentStore documents, ToldRecords told, LeadEnricher enricher, LeadHistory history, DigestDesk digests, IOptions<PacketOptions> options, TimeProvider time)
{
    private const int VersionsOfOneRead = 10;

    // What is left of a version names its recipients: a commit of so many has room for hundreds of them.
    private const int MostOfOneCommit = 20;

    /// <summary>Does it for one lead. Run again, it changes nothing.</summary>
    /// <param name="leadId">The lead.</param>
    /// <param name="recordId">The record, <c>rc-…</c>.</param>
    /// <param name="feed">Its feed.</param>
    /// <param name="kind">What happened to it.</param>
    /// <param name="rule">By which rule.</param>
    /// <param name="cancel">Cancels.</param>
    internal async Task WithdrawAsync(string leadId, string recordId, string feed, NoticeKind kind, string rule, CancellationToken cancel)
    {
        for (var conflicts = 0; conflicts < options.Value.MaxAttempts;)
        {
            switch (await TryWithdrawAsync(leadId, recordId, feed, kind, rule, cancel))
            {
                case Step.Done:
                    await told.ForgetAsync(recordId, leadId, cancel);
                    return;
                case Step.Conflict:
                    conflicts++;
                    break;
            }
        }

        throw new InvalidOperationException("The lead changed each time that its versions were to be withdrawn; it goes on with the next run.");
    }

    /// <summary>How far one commit came.</summary>
    private enum Step
    {
        /// <summary>Nothing rests on the record any more.</summary>
        Done,

        /// <summary>More versions may.</summary>
        More,

        /// <summary>Somebody else changed the lead.</summary>
        Conflict,
    }

    /// <summary>Withdraws as much as fits into one commit.</summary>
    private async Task<Step> TryWithdrawAsync(string leadId, string recordId, string feed, NoticeKind kind, string rule, CancellationToken cancel)
    {
        if (await LeadState.ReadAsync(documents, leadId, cancel) is not { } stored)
        {
            return Step.Done;
        }

        var editions = await IssuedPackets.EditionsAsync(documents, leadId, cancel);
        var citing = editions.Where(e => e.Cites.Contains(recordId)).Select(e => e.Id).ToHashSet(StringComparer.Ordinal);
        var (resting, gone, more) = await VersionsAsync(leadId, recordId, citing, cancel);
        if (resting.Count > 0)
        {
            await ForgetAnswersAsync(leadId, recordId, resting, cancel);
            var now = time.GetUtcNow();
            var lead = stored.Lead;
            IReadOnlyList<string> rules = DisseminationRule.OfRecord(feed) is { } over ? [over] : [];
            List<int> versions = [.. resting.Select(r => r.Issued.Packet.Version)];
            var notice = new LeadNotice(kind, rule, now, versions, Sentence(kind, versions)) { Rules = rules, KeptFrom = KeptFrom(resting, citing) };
            lead = lead with { Notices = Joined(lead.Notices, notice), Withdrawals = lead.Withdrawals + 1, Revision = lead.Revision + 1 };
            var look = new OutboxEntry(Queues.Leads, $"{leadId}|withdrawn|{lead.Withdrawals.ToString(CultureInfo.InvariantCulture)}", "withdrawn",
                JsonSerializer.SerializeToElement(new LeadRequest(leadId), PacketsJson.Default.LeadRequest)) { SessionId = leadId };
            List<DocumentWrite> writes =
            [
                DocumentWrite.Replace(LeadDocument.DocumentId, stored.ETag, JsonSerializer.SerializeToUtf8Bytes(lead, TriageJson.Default.LeadDocument)),
                .. resting.Select(r => PacketDocument.Withdraw(new WithdrawnPacket(r.Issued.Packet.Version, r.Issued.Packet.IssuedAt, kind, rule, rules, now, r.Issued.Recipients), r.ETag)),
                look.ToWrite(),
                LeadFollowing.EntryOf(lead).ToWrite(),
            ];
            if (!(await documents.CommitAsync(Containers.Leads, leadId, writes, CancellationToken.None)).Committed)
            {
                return Step.Conflict;
            }

            gone = [.. gone, .. resting.Select(r => (r.Issued.Packet.Version, r.Issued.Packet.IssuedAt))];
        }

        // What citing editions no version names were kept by a worker for a version that another one issued.
        var withdrawn = gone.Select(g => g.Version).ToHashSet();
        foreach (var chunk in editions.Where(e => withdrawn.Contains(e.Version) || citing.Contains(e.Id)).Chunk(DocumentWrite.MostInOneCommit))
        {
            await documents.CommitAsync(Containers.Leads, leadId, [.. chunk.Select(e => DocumentWrite.Delete(e.Id))], CancellationToken.None);
        }

        // Also of versions that were withdrawn before: the worker that did it may have been killed here.
        foreach (var (version, issuedAt) in gone)
        {
            await history.ForgetAsync(leadId, version, issuedAt);
        }

        if (gone.Count > 0)
        {
            await digests.ForgetReasonsAsync(leadId, gone.Min(g => g.IssuedAt), cancel);
        }

        return more ? Step.More : Step.Done;
    }

    /// <summary>The versions that rest on the record, those that are withdrawn already, and whether there may be more.</summary>
    private async Task<(List<(IssuedPacket Issued, string ETag)> Resting, List<(int Version, DateTimeOffset IssuedAt)> Gone, bool More)> VersionsAsync(string leadId, string recordId, HashSet<string> citing, CancellationToken cancel)
    {
        var resting = new List<(IssuedPacket, string)>();
        var gone = new List<(int, DateTimeOffset)>();
        string? continuation = null;
        do
        {
            var page = await documents.QueryAsync(new DocumentQuery(Containers.Leads, leadId) { From = PacketDocument.Prefix, To = "packet}", Limit = VersionsOfOneRead, Continuation = continuation }, cancel);
            foreach (var version in page.Documents)
            {
                var document = PacketDocument.Read(version);
                if (document.Withdrawn is { } withdrawn)
                {
                    gone.Add((withdrawn.Version, withdrawn.IssuedAt));
                }
                else if (RecordCitations.In(version.Body.Span).Contains(recordId) || document.Issued!.Recipients.Any(r => r.Edition is { } edition && citing.Contains(edition)))
                {
                    resting.Add((document.Issued!, version.ETag));
                    if (resting.Count == MostOfOneCommit)
                    {
                        return (resting, gone, true);
                    }
                }
            }

            continuation = page.Continuation;
        }
        while (continuation is not null);

        return (resting, gone, false);
    }

    /// <summary>Those whose editions of all these versions were without the record: by them nothing is to be destroyed.</summary>
    private static List<Ori>? KeptFrom(IReadOnlyList<(IssuedPacket Issued, string ETag)> resting, HashSet<string> citing)
    {
        List<Ori> kept = [.. resting.SelectMany(r => r.Issued.Recipients).GroupBy(r => r.Ori).Where(g => g.All(r => r.Edition is { } edition && !citing.Contains(edition))).Select(g => g.Key).OrderBy(o => o.Value, StringComparer.Ordinal)];
        return kept.Count == 0 ? null : kept;
    }

    /// <summary>What sources said of whom the record speaks, by the questions that these versions asked.</summary>
    private async Task ForgetAnswersAsync(string leadId, string recordId, IReadOnlyList<(IssuedPacket Issued, string ETag)> resting, CancellationToken cancel)
    {
        var packets = resting.Select(r => r.Issued.Packet).ToList();
        foreach (var id in resting.SelectMany(r => r.Issued.Recipients).Select(r => r.Edition).OfType<string>().Distinct(StringComparer.Ordinal))
        {
            if (await IssuedPackets.EditionAsync(documents, leadId, id, cancel) is { } edition)
            {
                packets.Add(edition.Packet);
            }
        }

        await enricher.ForgetAsync(
            leadId,
            packets.SelectMany(p => p.Persons).Where(p => p.Records.Any(IsIt)).Select(p => p.Person),
            packets.SelectMany(p => p.Guns).SelectMany(g => g.Firearms).Where(f => IsIt(f.Record)).Select(f => f.Recovery));

        bool IsIt(string name) => name.Split('/', 3) is [var feed, var agency, var sourceId] && StableId.Of("rc", feed, agency, sourceId) == recordId;
    }

    /// <summary>One notice for what happens at one time by one rule.</summary>
    private static IReadOnlyList<LeadNotice> Joined(IReadOnlyList<LeadNotice> notices, LeadNotice added)
    {
        if (notices.FirstOrDefault(n => n.Waits && n.Kind == added.Kind && n.Rule == added.Rule && n.Rules.SequenceEqual(added.Rules, StringComparer.Ordinal) && (n.KeptFrom ?? []).SequenceEqual(added.KeptFrom ?? [])) is not { } waiting)
        {
            return [.. notices, added];
        }

        List<int> versions = [.. waiting.Versions.Union(added.Versions).Order()];
        return [.. notices.Where(n => n != waiting), added with { Versions = versions, Detail = Sentence(added.Kind, versions) }];
    }

    private static string Sentence(NoticeKind kind, IReadOnlyList<int> versions) =>
        $"{Named(versions)} rested on what was {(kind == NoticeKind.Sealed ? "sealed" : "purged")} since. Destroy your copies, on paper and in your systems, and withdraw what was entered from them.";

    /// <summary>Versions as people say them: <c>Version 2</c>, <c>Versions 1–3 and 5</c>.</summary>
    internal static string Named(IReadOnlyList<int> versions)
    {
        var spans = new List<(int From, int To)>();
        foreach (var version in versions)
        {
            if (spans.Count > 0 && spans[^1].To == version - 1)
            {
                spans[^1] = (spans[^1].From, version);
            }
            else
            {
                spans.Add((version, version));
            }
        }

        List<string> said = [.. spans.Select(s => s.From == s.To ? s.From.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{s.From}–{s.To}"))];
        return (versions.Count == 1 ? "Version " : "Versions ") + (said.Count == 1 ? said[0] : $"{string.Join(", ", said.SkipLast(1))} and {said[^1]}");
    }
}
