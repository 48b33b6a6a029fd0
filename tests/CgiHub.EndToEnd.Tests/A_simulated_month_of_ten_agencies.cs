using System.Net.Http.Json;
using System.Text.Json;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Records;
using CgiHub.EndToEnd.Tests.Harness;
using CgiHub.Partners.Simulation;

namespace CgiHub.EndToEnd.Tests;

/// <summary>The main job, whole: what agencies send over HTTP ends as exactly the packets that the ground truth says, in exactly the queues that it says.</summary>
public sealed class A_simulated_month_of_ten_agencies(PlayedMonth month) : IClassFixture<PlayedMonth>
{
    [Fact]
    public void Ends_with_the_leads_of_the_truth_in_every_queue_and_no_others() => month.Packets.LeadsOfEveryAgencyAreThoseOfTheTruth();

    [Fact]
    public void Ends_with_the_true_status_and_events_in_the_newest_packet_of_every_recipient() => month.Packets.NewestVersionsSayTheTruth();

    [Fact]
    public void Sends_every_version_once_and_in_order() => month.Packets.EveryVersionComesOnceAndInOrder();

    [Fact]
    public void Tells_of_hits_and_eliminations() => month.Packets.EliminationsAndConfirmationsWereTold();

    [Fact]
    public void Shows_each_event_with_the_newest_version_of_its_incident() => month.Packets.EventsCarryTheirIncidents();

    [Fact]
    public void Finds_the_trace_of_every_recovered_gun_that_has_one()
    {
        var traces = month.Region.Truth.Traces.ToDictionary(t => SerialNumber.From(t.Serial)!.Value, t => t.TraceNumber);
        var serials = month.Packets.Newest().Values.SelectMany(p => p.Packet.GetProperty("guns").EnumerateArray()
            .SelectMany(g => g.GetProperty("firearms").EnumerateArray())
            .Select(f => f.GetProperty("recovery").TryGetProperty("serial", out var serial) ? SerialNumber.From(serial.GetString()) : null)
            .Where(s => s is not null && traces.ContainsKey(s.Value))
            .Select(s => (Packet: p, Number: traces[s!.Value]))).ToList();
        Assert.NotEmpty(serials);
        Assert.All(serials, s => Assert.Contains(s.Packet.Packet.GetProperty("traces").EnumerateArray(), t => t.GetProperty("trace").GetProperty("traceNumber").GetString() == s.Number));
    }

    [Fact]
    public void Finds_supervision_that_is_on_no_list()
    {
        var sent = month.Region.Deliveries.Where(d => d.Feed == "supervision").Select(d => d.Record.SourceId).ToHashSet();
        var found = month.Packets.Newest().Values.SelectMany(p => p.Packet.GetProperty("supervision").EnumerateArray()).Select(s => s.GetProperty("supervision").GetProperty("recordId").GetString()!).ToList();
        Assert.Subset(month.Region.Truth.Supervision.Select(s => s.RecordId).ToHashSet(), found.ToHashSet());
        Assert.Contains(found, id => !sent.Contains(id));
    }

    [Fact]
    public async Task Lists_each_gun_with_the_cases_and_leads_of_the_truth()
    {
        using var staff = await month.Hub.ClientAsync(null, "Cgic.Analyst");
        var guns = await AllAsync(staff, "/api/v1/guns?limit=200");
        Assert.All(month.Region.Truth.Leads.Where(l => l.Status != LeadStatus.Eliminated), lead =>
        {
            var held = guns.Where(g => g.GetProperty("leads").EnumerateArray().Any(l => l.GetString() == lead.LeadId)).ToList();
            Assert.NotEmpty(held);
            Assert.Equal(lead.Events.Count, held.Sum(g => g.GetProperty("cases").GetInt32()));
        });
        Assert.DoesNotContain(guns.SelectMany(g => g.GetProperty("leads").EnumerateArray()), l => month.Region.Truth.Leads.Single(t => t.LeadId == l.GetString()).Status == LeadStatus.Eliminated);
    }

    [Fact]
    public async Task Lists_the_crews_with_guns_that_are_on_the_list_of_guns()
    {
        using var staff = await month.Hub.ClientAsync(null, "Cgic.Analyst");
        var guns = (await AllAsync(staff, "/api/v1/guns?limit=200")).Select(g => g.GetProperty("id").GetString()).ToHashSet();
        var crews = await AllAsync(staff, "/api/v1/groups?limit=200");
        Assert.NotEmpty(crews);
        Assert.Subset(month.Region.Truth.Crews.Select(c => c.Name).ToHashSet(), crews.Select(c => c.GetProperty("name").GetString()!).ToHashSet());
        Assert.All(crews.SelectMany(c => c.GetProperty("guns").EnumerateArray()), g => Assert.Contains(g.GetProperty("id").GetString(), guns));
    }

    [Fact]
    public async Task Keeps_each_packet_from_agencies_that_are_not_concerned()
    {
        var lead = month.Region.Truth.Leads.First(l => l.Recipients.Count < month.Region.World.Police.Count());
        var packet = month.Packets.Newest()[lead.LeadId];
        var stranger = month.Region.World.Police.First(a => !lead.Recipients.Contains(a.Ori)).Ori;
        using var concerned = await month.Hub.ClientAsync(lead.Recipients[0].Value, "Agency.Receive");
        using var unconcerned = await month.Hub.ClientAsync(stranger.Value, "Agency.Receive");

        using var theirs = await concerned.GetAsync($"/api/v1/packets/{packet.Id}");
        using var foreign = await unconcerned.GetAsync($"/api/v1/packets/{packet.Id}");
        using var nonexistent = await unconcerned.GetAsync("/api/v1/packets/pk-aaaaaaaaaaaaaaaa");
        Assert.Equal((200, 404, 404), ((int)theirs.StatusCode, (int)foreign.StatusCode, (int)nonexistent.StatusCode));
        using var queue = await unconcerned.GetAsync($"/dev/queues/packets-{lead.Recipients[0]}");
        Assert.Equal(404, (int)queue.StatusCode);
    }

    [Fact]
    public async Task Keeps_evidence_from_other_agencies()
    {
        var exhibit = month.Region.Evidence.First(e => e.Images.Count > 0);
        var id = EntityKey.Exhibit(exhibit.Ori, exhibit.CaseNumber, exhibit.ExhibitNumber).Value;
        using var owner = await month.Hub.ClientAsync(exhibit.Ori.Value, "Agency.Submit");
        using var other = await month.Hub.ClientAsync(month.Region.World.Police.First(a => a.Ori != exhibit.Ori).Ori.Value, "Agency.Submit");
        foreach (var path in new[] { $"/api/v1/evidence/{id}", $"/api/v1/evidence/{id}/images/{exhibit.Images[0].View}", $"/api/v1/evidence/{id}/custody" })
        {
            using var own = await owner.GetAsync(path);
            using var foreign = await other.GetAsync(path);
            Assert.Equal((200, 404), ((int)own.StatusCode, (int)foreign.StatusCode));
        }
    }

    [Fact]
    public async Task Gives_back_the_very_bytes_of_an_image()
    {
        var exhibit = month.Region.Evidence.First(e => e.Images.Count > 0);
        using var owner = await month.Hub.ClientAsync(exhibit.Ori.Value, "Agency.Submit");
        var stored = await owner.GetByteArrayAsync($"/api/v1/evidence/{EntityKey.Exhibit(exhibit.Ori, exhibit.CaseNumber, exhibit.ExhibitNumber).Value}/images/{exhibit.Images[0].View}");
        Assert.Equal(exhibit.Images[0].Draw(), stored);
    }

    [Fact]
    public async Task Changes_nothing_when_its_rows_come_again()
    {
        // Rows that came in two versions are left out: the older one again would be a change.
        var corrected = month.Region.Deliveries.GroupBy(d => (d.Agency, d.Feed, d.Record.SourceId)).Where(g => g.Select(d => d.Record.ToString()).Distinct().Count() > 1).Select(g => g.Key).ToHashSet();
        var steps = month.Region.Steps.Take(6).Select(s => s with { Deliveries = [.. s.Deliveries.Where(d => !corrected.Contains((d.Agency, d.Feed, d.Record.SourceId)))] }).ToList();
        using var watch = new HubWatch(month.Hub.Address, TimeProvider.System);
        using var player = new SimulationPlayer(month.Hub.Address, new PlayerOptions(), TimeProvider.System);
        await player.PlayAsync(month.Region with { Steps = steps }, 0, steps.Count, null, CancellationToken.None);
        await watch.WhenQuietAsync(null, CancellationToken.None);
        var again = await PacketsOfRegion.PeekAsync(month.Hub, month.Region);
        Assert.Equal(month.Packets.All.Select(p => p.MessageId), again.All.Select(p => p.MessageId));
    }

    private static async Task<List<JsonElement>> AllAsync(HttpClient client, string path)
    {
        var items = new List<JsonElement>();
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await client.GetFromJsonAsync<JsonElement>(path + cursor);
            items.AddRange(page.GetProperty("items").EnumerateArray());
            cursor = page.TryGetProperty("next", out var next) ? "&cursor=" + Uri.EscapeDataString(next.GetString()!) : null;
        }

        return items;
    }
}
