using CgiHub.Core.CaseMaps;
using CgiHub.Core.Enrichment;
using CgiHub.Core.Packets;
using CgiHub.Core.Records;
using CgiHub.Core.Triage;

namespace CgiHub.Core.Tests.Packets;

public sealed class What_changed_between_versions
{
    private static async Task<string> ChangesAsync(Func<LeadPacket, LeadPacket> change)
    {
        var before = await PaperHouse.EverythingAsync();
        return string.Join('\n', PacketChanges.Between(before, change(before)));
    }

    [Fact]
    public async Task Is_nothing_where_nothing_changed() => Assert.Equal("", await ChangesAsync(p => p with { Version = 2, IssuedAt = p.IssuedAt.AddDays(1) }));

    [Fact]
    public async Task Names_events_that_came_went_or_are_known_otherwise()
    {
        Assert.Equal("New event on the gun: Homicide E9 of ZZ0000003.", await ChangesAsync(p => p with { Events = [.. p.Events, Lead.Event(Lead.East, "E9", Lead.Noon, IncidentType.Homicide)] }));
        Assert.Equal("No longer on the gun: Shots fired S1 of ZZ0000002.", await ChangesAsync(p => p with { Events = [p.Events[0]] }));
        Assert.Equal("Robbery N1 of ZZ0000001: it was told as homicide before.", await ChangesAsync(p => p with { Events = [p.Events[0] with { Incident = p.Events[0].Incident! with { Type = IncidentType.Robbery } }, p.Events[1]] }));
    }

    [Fact]
    public async Task Names_the_verdict_of_the_examiner_first() =>
        Assert.StartsWith("The examiner ELIMINATED the lead", await ChangesAsync(p => p with { Events = [], Lead = p.Lead with { Status = LeadStatus.Eliminated } }), StringComparison.Ordinal);

    [Fact]
    public async Task Knows_a_person_again_by_their_records_when_their_id_changed()
    {
        Assert.Equal("Named now also as arrestee: TRACEMARK Sam.", await ChangesAsync(p => p with { Persons = [.. p.Persons.Select(x => x.Id == "pr-sam" ? x with { Id = "pr-other", Roles = ["arrestee", .. x.Roles] } : x)] }));
        Assert.Equal("No longer on the gun's path: TRACEMARK Buyer.", await ChangesAsync(p => p with { Persons = [.. p.Persons.Where(x => x.Id != "pr-buyer")] }));
    }

    [Fact]
    public async Task Names_a_change_of_supervision_of_rank_and_of_a_source()
    {
        Assert.Contains("ABSCONDED, was active", await ChangesAsync(p => p with { Supervision = [.. p.Supervision.Select(s => s with { Supervision = s.Supervision with { Status = SupervisionStatus.Absconded } })] }), StringComparison.Ordinal);
        Assert.Contains("It ranks LOW", await ChangesAsync(p => p with { Priority = p.Priority with { Band = Band.Low, Score = 1 } }), StringComparison.Ordinal);
        Assert.Equal("parole: found, was REFUSED.", await ChangesAsync(p => p with { Enrichment = [.. p.Enrichment.Select(e => e.Source == "parole" ? e with { Status = EnrichmentStatus.Found } : e)] }));
    }
}
