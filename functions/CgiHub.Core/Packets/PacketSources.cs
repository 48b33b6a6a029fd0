using CgiHub.Core.Agencies;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Enrichment;
using CgiHub.Core.Evidence;
using CgiHub.Core.Records;

namespace CgiHub.Core.Packets;

/// <summary>The stages before packets, as they are.</summary>
internal sealed class PacketSources(CaseMapLinker linker, LeadEnricher enricher, GunList guns, AgencyRegistry agencies, ExhibitReader exhibits) : IPacketSources
{
    public Task<LeadPicture?> DrawAsync(string leadId, CancellationToken cancel) => linker.DrawAsync(leadId, cancel);

    public Task<LeadPicture?> DrawAsync(string leadId, RecordSight sight, CancellationToken cancel) => linker.DrawAsync(leadId, sight, cancel);

    public Task<EnrichmentAnswers> KnownAsync(LeadPicture picture, CancellationToken cancel) => enricher.KnownAsync(picture, cancel);

    public Task<EnrichmentAnswers> AskAsync(LeadPicture picture, IReadOnlyList<LeadPicture> others, CancellationToken cancel) => enricher.AskAsync(picture, others, cancel);

    public Task KeepGunAsync(LeadPicture picture, CancellationToken cancel) => guns.KeepGunAsync(picture, cancel);

    public ValueTask<Agency?> FindAgencyAsync(Ori ori, CancellationToken cancel) => agencies.FindAsync(ori, cancel);

    public async Task<ExhibitFacts?> FindExhibitAsync(EntityKey exhibit, CancellationToken cancel) =>
        await exhibits.FindAsync(exhibit, cancel) is { } found
            ? new ExhibitFacts(found.RecoveredAt, found.ReceivedAt, [.. found.Images.Select(i => new ExhibitImage(i.View.Name(), i.ReceivedAt))])
            {
                FirstImagedAt = await exhibits.FirstImagedAtAsync(found, cancel),
            }
            : null;
}
