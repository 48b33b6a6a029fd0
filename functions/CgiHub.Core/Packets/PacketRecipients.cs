using CgiHub.Core.Agencies;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Triage;

namespace CgiHub.Core.Packets;

/// <summary>Finds who gets a packet, and whom its readers may call.</summary>
internal sealed class PacketRecipients(IPacketSources sources, int mostContacts)
{
    private static readonly DisseminationRules Nothing = new() { TraceData = false, CriminalIntelligence = false, Supervision = false, Juveniles = false };

    /// <summary>The owners of the gun's events, whom the registry adds to each, and everyone who was told before; by ORI.</summary>
    public async Task<IReadOnlyList<PacketRecipient>> OfAsync(LeadPicture picture, LeadDocument? told, CancellationToken cancel)
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
                found[ori.Value] = new PacketRecipient(ori, agency?.Dissemination ?? Nothing, because, agency is not null);
            }
        }
    }

    /// <summary>Whom a reader may want to call.</summary>
    public async Task<IReadOnlyList<PacketContact>> ContactsAsync(LeadPicture picture, CancellationToken cancel)
    {
        var contacts = new List<PacketContact>();
        foreach (var ori in picture.Gun.Owners.Append(picture.Lead.Site).Distinct().Take(mostContacts))
        {
            var agency = await sources.FindAgencyAsync(ori, cancel);
            string[] parts = [.. picture.Gun.Owners.Contains(ori) ? ["owner"] : Array.Empty<string>(), .. ori == picture.Lead.Site ? ["site"] : Array.Empty<string>()];
            contacts.Add(new PacketContact(ori, agency?.Name ?? ori.Value, agency?.Contact, parts));
        }

        return contacts;
    }
}
