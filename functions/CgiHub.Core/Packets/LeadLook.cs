using System.Security.Cryptography;
using System.Text;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Enrichment;
using CgiHub.Core.Records;

namespace CgiHub.Core.Packets;

/// <summary>A lead as it is looked at: as the center sees it, and as those agencies do from whom originators keep some of its records.</summary>
/// <param name="Picture">The center's picture.</param>
/// <param name="Answers">What the sources said about it.</param>
/// <param name="Editions">The others, in an order of their own; mostly none.</param>
internal sealed record LeadLook(LeadPicture Picture, EnrichmentAnswers Answers, IReadOnlyList<LeadEdition> Editions)
{
    /// <summary>Whether some source is to be asked.</summary>
    public bool Owed => Editions.Select(e => e.Answers).Append(Answers).Any(a => a.Pending || a.Stale);

    /// <summary>The fingerprint of everything of substance in any of the pictures, and of who is shown which.</summary>
    public string Substance
    {
        get
        {
            var own = Packets.Substance.Of(Picture, Answers);
            if (Editions.Count == 0)
            {
                return own;
            }

            var text = new StringBuilder(own);
            foreach (var edition in Editions)
            {
                text.Append('\u001e').AppendJoin(' ', edition.Readers.Select(r => r.Ori.Value)).Append('\u001f').Append(Packets.Substance.Of(edition.Picture, edition.Answers));
            }

            return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..32];
        }
    }
}

/// <summary>A lead without the records that are kept from some agencies.</summary>
/// <param name="Readers">Those of the agencies to whom it would go by the center's picture, in order. By this one it may not concern all of them.</param>
/// <param name="Picture">What they may see.</param>
/// <param name="Answers">What the sources said about that.</param>
internal sealed record LeadEdition(IReadOnlyList<PacketRecipient> Readers, LeadPicture Picture, EnrichmentAnswers Answers);

/// <summary>Looks at leads.</summary>
internal sealed class LeadLooks(IPacketSources sources, PacketRecipients recipients)
{
    /// <summary>A lead by what is known without asking anybody; null where there is none.</summary>
    public async Task<LeadLook?> DrawAsync(string leadId, Triage.LeadDocument? told, CancellationToken cancel)
    {
        if (await sources.DrawAsync(leadId, cancel) is not { } picture)
        {
            return null;
        }

        var editions = new List<LeadEdition>();
        if (picture.Controls.Count > 0)
        {
            foreach (var (sight, readers) in Rules.OriginatorRule.KeptFrom(picture.Controls, await recipients.OfAsync(picture, told, cancel)))
            {
                editions.Add(await EditionAsync(picture, sight, readers, cancel));
            }
        }

        return new LeadLook(picture, await sources.KnownAsync(picture, cancel), editions);
    }

    /// <summary>The same with what the sources answer within the budget.</summary>
    public async Task<LeadLook> AskAsync(LeadLook look, CancellationToken cancel)
    {
        var answers = await sources.AskAsync(look.Picture, [.. look.Editions.Select(e => e.Picture)], cancel);
        var editions = new List<LeadEdition>(look.Editions.Count);
        foreach (var edition in look.Editions)
        {
            editions.Add(edition with { Answers = await sources.KnownAsync(edition.Picture, cancel) });
        }

        return look with { Answers = answers, Editions = editions };
    }

    private async Task<LeadEdition> EditionAsync(LeadPicture whole, RecordSight sight, IReadOnlyList<PacketRecipient> readers, CancellationToken cancel)
    {
        // Rows of leads are kept from nobody: a lead that is gone now will be looked at again. In no case is the center's picture shown instead.
        var picture = await sources.DrawAsync(whole.Lead.LeadId, sight, cancel) ?? throw new InvalidOperationException("The lead changed while it was drawn; the message will come again.");
        var cut = whole.Truncated || picture.Truncated;
        picture = picture with { Truncated = cut, Map = picture.Map with { Truncated = picture.Map.Truncated || whole.Map.Truncated } };
        return new LeadEdition(readers, picture, await sources.KnownAsync(picture, cancel));
    }
}
