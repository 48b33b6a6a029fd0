using CgiHub.Core.Agencies;
using CgiHub.Core.CaseMaps;
using CgiHub.Partners.Simulation;

namespace CgiHub.EndToEnd.Tests.Harness;

/// <summary>Every agency's queue after a region was played, and whether it holds what the ground truth says.</summary>
public sealed class PacketsOfRegion
{
    private readonly SimulatedRegion _region;
    private readonly IReadOnlyList<QueuedPacket> _packets;

    private PacketsOfRegion(SimulatedRegion region, IReadOnlyList<QueuedPacket> packets) => (_region, _packets) = (region, packets);

    public IReadOnlyList<QueuedPacket> All => _packets;

    public static async Task<PacketsOfRegion> PeekAsync(HubProcess hub, SimulatedRegion region)
    {
        var packets = new List<QueuedPacket>();
        foreach (var agency in region.World.Agencies)
        {
            packets.AddRange(await QueuedPacket.PeekAsync(hub, agency.Ori));
        }

        return new PacketsOfRegion(region, packets);
    }

    /// <summary>Each lead's newest packet.</summary>
    public IReadOnlyDictionary<string, QueuedPacket> Newest() => _packets.GroupBy(p => p.LeadId, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.MaxBy(p => p.Version)!);

    /// <summary>Each agency has the packets of exactly those leads that it is to have.</summary>
    public void LeadsOfEveryAgencyAreThoseOfTheTruth() => Assert.All(_region.World.Agencies, agency =>
    {
        var due = _region.Truth.Leads.Where(l => l.Recipients.Contains(agency.Ori)).Select(l => l.LeadNumber).Order(StringComparer.Ordinal);
        var numbers = _region.Truth.Leads.ToDictionary(l => l.LeadId, l => l.LeadNumber);
        var got = Of(agency.Ori).Select(p => numbers.GetValueOrDefault(p.LeadId, p.LeadId)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        Assert.Equal(due, got);
    });

    /// <summary>The newest packet of each lead says what follows from all records, to everybody who had an earlier one.</summary>
    public void NewestVersionsSayTheTruth()
    {
        var newest = Newest();
        Assert.All(_region.Truth.Leads, lead =>
        {
            var packet = newest[lead.LeadId];
            Assert.Equal((lead.LeadNumber, Word(lead.Status)), (packet.Packet.GetProperty("lead").GetProperty("leadNumber").GetString(), packet.Status));
            Assert.Equal(Sorted(lead.Events), Sorted(packet.Events));
            Assert.All(lead.Recipients, ori => Assert.Equal(packet.Version, Of(ori).Where(p => p.LeadId == lead.LeadId).Max(p => p.Version)));
        });
    }

    /// <summary>No version comes twice, none is missing between an agency's first and the newest, and they come in order.</summary>
    public void EveryVersionComesOnceAndInOrder()
    {
        Assert.Equal(_packets.Count, _packets.Select(p => p.MessageId).Distinct(StringComparer.Ordinal).Count());
        Assert.All(_packets, p => Assert.Equal((p.ExpectedMessageId, p.LeadId, p.Reason), (p.MessageId, p.SessionId, p.Subject)));
        Assert.All(_packets.GroupBy(p => (p.Id, p.Recipient)), versions =>
        {
            var first = versions.First().Version;
            Assert.Equal(Enumerable.Range(first, versions.Count()), versions.Select(v => v.Version));
        });
        Assert.All(_packets.GroupBy(p => p.Id, StringComparer.Ordinal), versions => Assert.Equal(1, versions.Min(v => v.Version)));
    }

    /// <summary>What has been eliminated or withdrawn was told to those who knew of it; what was confirmed as well.</summary>
    public void EliminationsAndConfirmationsWereTold()
    {
        var newest = Newest();
        Assert.Contains(_region.Truth.Leads, l => l.Status == LeadStatus.Eliminated);
        Assert.Contains(_region.Truth.Leads, l => l.Status == LeadStatus.Hit);
        Assert.All(_region.Truth.Leads.Where(l => l.Status == LeadStatus.Hit), l => Assert.Contains(_packets, p => p.LeadId == l.LeadId && p.Reason is "confirmed" or "new" or "released"));
        Assert.All(_region.Truth.Leads.Where(l => l.Status == LeadStatus.Eliminated), l => Assert.Equal("eliminated", newest[l.LeadId].Status));
    }

    /// <summary>Every event on a newest packet has the incident that its agency sent, in its last version.</summary>
    public void EventsCarryTheirIncidents()
    {
        var incidents = _region.Deliveries.Where(d => d.Record is Core.Records.Incident)
            .Select(d => (d.Agency, Incident: (Core.Records.Incident)d.Record))
            .GroupBy(i => new CaseName(i.Agency, i.Incident.CaseNumber)).ToDictionary(g => g.Key, g => g.Last().Incident);
        Assert.All(Newest().Values.SelectMany(p => p.Packet.GetProperty("events").EnumerateArray()), e =>
        {
            var name = new CaseName(Ori.Parse(e.GetProperty("ori").GetString()!), e.GetProperty("caseNumber").GetString()!);
            Assert.Equal(
                incidents.TryGetValue(name, out var sent) ? sent.OccurredAt : (DateTimeOffset?)null,
                e.TryGetProperty("incident", out var told) ? told.GetProperty("occurredAt").GetDateTimeOffset() : null);
            if (sent is not null)
            {
                Assert.Equal(sent.Type.ToString(), e.GetProperty("incident").GetProperty("type").GetString(), ignoreCase: true);
            }
        });
    }

    private IEnumerable<QueuedPacket> Of(Ori agency) => _packets.Where(p => p.Recipient == agency);

    private static string Word(LeadStatus status) => status.ToString().ToLowerInvariant();

    private static IEnumerable<string> Sorted(IEnumerable<CaseName> cases) => cases.Select(c => $"{c.Ori} {c.CaseNumber}").Order(StringComparer.Ordinal);
}
