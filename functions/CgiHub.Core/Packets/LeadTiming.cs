using CgiHub.Core.Agencies;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Records;
using CgiHub.Core.Triage;

namespace CgiHub.Core.Packets;

/// <summary>When the stages of a lead were reached, and by when each recipient should answer: from the records, what is registered of exhibits, and what was kept of the lead.</summary>
internal sealed class LeadTiming(IPacketSources sources, ClockOptions region)
{
    /// <summary>The times of a lead. The clock runs for the exhibit that was recovered last among those whose association made the lead; events that later rows add have no clock of their own.</summary>
    public async Task<LeadTimes> TimesAsync(LeadPicture picture, LeadDocument? told, CancellationToken cancel)
    {
        var made = picture.Lead.Exhibits.Where(e => picture.Lead.MadeFrom.Contains(e.Key)).ToList();
        var known = new List<(LeadExhibit Exhibit, ExhibitFacts? Facts)>();
        foreach (var exhibit in made.Count > 0 ? made : picture.Lead.Exhibits)
        {
            known.Add((exhibit, await sources.FindExhibitAsync(exhibit.Key, cancel)));
        }

        // Of an exhibit that nobody registered only its entry can be known; that lies after its recovery, but is the best that there is.
        var (newest, facts) = known.Where(k => k.Facts is not null || k.Exhibit.EnteredAt is not null)
            .OrderByDescending(k => k.Facts?.RecoveredAt ?? k.Exhibit.EnteredAt).ThenBy(k => k.Exhibit.Key.Value, StringComparer.Ordinal)
            .FirstOrDefault();
        var owner = newest?.Ori;
        return new LeadTimes
        {
            Recovered = facts?.RecoveredAt ?? (newest is null ? RecoveredGun(picture) : null),
            Received = facts?.ReceivedAt,
            Imaged = facts?.FirstImagedAt,
            Entered = newest?.EnteredAt,
            Lead = picture.Lead.At,
            LeadReceived = told?.Times.LeadReceived ?? picture.Lead.ReceivedAt,
            PacketSent = told?.Times.PacketSent,
            Acknowledged = told?.Times.Acknowledged,
            FirstAction = told?.Times.FirstAction,
            ExhibitOwner = owner,
            Targets = await TargetsAsync(picture, owner, cancel),
        };
    }

    /// <summary>What each recipient was told and answered; who is new is due from now.</summary>
    public async Task<IReadOnlyList<RecipientTimes>> HeardAsync(IReadOnlyList<PacketRecipient> recipients, LeadDocument? told, IReadOnlyList<Ori> owners, DateTimeOffset now, CancellationToken cancel)
    {
        var heard = (told?.Heard ?? []).ToDictionary(h => h.Ori.Value, StringComparer.Ordinal);
        foreach (var recipient in recipients)
        {
            var before = heard.GetValueOrDefault(recipient.Ori.Value) ?? new RecipientTimes(recipient.Ori, now);
            if (before.AcknowledgeBy is null && recipient.Registered && await sources.FindAgencyAsync(recipient.Ori, cancel) is { } agency)
            {
                // Who was not in the registry when it was told first has its time from when it is.
                var from = told is null || before.ToldAt == now ? before.ToldAt : now;
                before = before with
                {
                    AcknowledgeBy = from + LeadTargets.ToAcknowledge(region, agency),
                    ActBy = owners.Contains(recipient.Ori) ? from + LeadTargets.ToAct(region, agency) : null,
                };
            }

            heard[recipient.Ori.Value] = before;
        }

        return [.. heard.Values.OrderBy(h => h.Ori.Value, StringComparer.Ordinal)];
    }

    private async Task<LeadTargets> TargetsAsync(LeadPicture picture, Ori? exhibitOwner, CancellationToken cancel)
    {
        var owners = new List<Agency>();
        foreach (var owner in picture.Gun.Owners)
        {
            if (await sources.FindAgencyAsync(owner, cancel) is { Active: true } agency)
            {
                owners.Add(agency);
            }
        }

        return LeadTargets.Of(region, exhibitOwner is { } known ? await sources.FindAgencyAsync(known, cancel) : null, await sources.FindAgencyAsync(picture.Lead.Site, cancel), owners);
    }

    private static DateTimeOffset? RecoveredGun(LeadPicture picture)
    {
        var cases = picture.Lead.Exhibits.Select(e => e.CaseKey).ToHashSet();
        return picture.Firearms
            .Where(f => f.Record.Record is FirearmRecovery gun && cases.Contains(EntityKey.Case(f.Record.Ref.Agency, gun.CaseNumber)))
            .Max(f => (DateTimeOffset?)((FirearmRecovery)f.Record.Record).RecoveredAt);
    }
}
