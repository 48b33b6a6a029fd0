using CgiHub.Core.Agencies;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Enrichment;
using CgiHub.Core.Records;

namespace CgiHub.Core.Packets;

/// <summary>What packets need of the stages before them.</summary>
public interface IPacketSources
{
    /// <summary>Draws a lead afresh from the records; null where there are none.</summary>
    Task<LeadPicture?> DrawAsync(string leadId, CancellationToken cancel);

    /// <summary>Draws a lead afresh from the records that some agencies may see; null where there are none.</summary>
    Task<LeadPicture?> DrawAsync(string leadId, RecordSight sight, CancellationToken cancel);

    /// <summary>What is known without asking anybody.</summary>
    Task<EnrichmentAnswers> KnownAsync(LeadPicture picture, CancellationToken cancel);

    /// <summary>What the sources answer within the budget. What other pictures of the lead would ask besides is asked along.</summary>
    Task<EnrichmentAnswers> AskAsync(LeadPicture picture, IReadOnlyList<LeadPicture> others, CancellationToken cancel);

    /// <summary>Keeps the lists of guns and groups in step with a picture.</summary>
    Task KeepGunAsync(LeadPicture picture, CancellationToken cancel);

    /// <summary>An agency, or null where the registry has none.</summary>
    ValueTask<Agency?> FindAgencyAsync(Ori ori, CancellationToken cancel);

    /// <summary>What is registered about an exhibit; null where nobody registered it.</summary>
    Task<ExhibitFacts?> FindExhibitAsync(EntityKey exhibit, CancellationToken cancel);
}

/// <summary>What packets tell about a registered exhibit.</summary>
/// <param name="RecoveredAt">When it was recovered.</param>
/// <param name="ReceivedAt">When the hub was told of it.</param>
/// <param name="Images">Its current images.</param>
public sealed record ExhibitFacts(DateTimeOffset RecoveredAt, DateTimeOffset ReceivedAt, IReadOnlyList<ExhibitImage> Images)
{
    /// <summary>When its first image was stored, be it superseded since; null while it has none.</summary>
    public DateTimeOffset? FirstImagedAt { get; init; } = Images.Count == 0 ? null : Images.Min(i => i.StoredAt);
}

/// <summary>An image of an exhibit.</summary>
/// <param name="View">Which view, as routes write it.</param>
/// <param name="StoredAt">When the hub got it.</param>
public sealed record ExhibitImage(string View, DateTimeOffset StoredAt);
