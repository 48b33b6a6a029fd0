using System.Text.Json;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Storage;
using CgiHub.Core.Triage;

namespace CgiHub.Core.Tests.Packets;

public sealed class The_history_of_leads : IDisposedAfterTest
{
    private readonly PacketHouse _house = new();

    public ValueTask DisposeAsync() => _house.DisposeAsync();

    private async Task SeeAsync(LeadPicture picture)
    {
        await _house.SeeAsync(picture);
        await _house.DispatchAsync();
    }

    private async Task<List<LeadStood>> IssuedAsync(DateTimeOffset from, DateTimeOffset until)
    {
        var issued = new List<LeadStood>();
        await foreach (var lead in _house.History.IssuedAsync(from, until, default))
        {
            issued.Add(lead);
        }

        return issued;
    }

    [Fact]
    public async Task Keeps_how_a_lead_stood_at_each_version_with_its_reasons()
    {
        var start = _house.Time.GetUtcNow();
        await SeeAsync(Lead.Over((Lead.North, "N-1"), (Lead.South, "S1")));
        _house.Time.Advance(TimeSpan.FromDays(1));
        await SeeAsync(Lead.Over((Lead.North, "N-1"), (Lead.South, "S1"), (Lead.East, "E1")));

        var issued = await IssuedAsync(start, start.AddDays(2));
        Assert.Equal([1, 2], issued.Select(l => l.Version));
        Assert.True(issued[1].Priority.Points > issued[0].Priority.Points);
        Assert.Contains(issued[1].Priority.Factors, f => f.Name == "jurisdictions");
    }

    [Fact]
    public async Task Reads_what_a_hub_kept_that_still_kept_leads_whole()
    {
        var start = _house.Time.GetUtcNow();
        await SeeAsync(Lead.Over((Lead.North, "N-1"), (Lead.South, "S1")));
        var stored = await _house.Documents.ReadAsync(Containers.Leads, Lead.Id, LeadDocument.DocumentId, default);
        var (kept, whole) = (Assert.Single(await IssuedAsync(start, start.AddDays(1))), JsonSerializer.Deserialize(stored!.Body.Span, TriageJson.Default.LeadStood)!);

        Assert.Equal(JsonSerializer.Serialize(kept, TriageJson.Default.LeadStood), JsonSerializer.Serialize(whole with { Enrichment = [.. whole.Enrichment.Where(LeadStood.IsAway)] }, TriageJson.Default.LeadStood));
    }

    [Fact]
    public async Task Begins_and_ends_where_it_is_asked_to_the_end_excluded()
    {
        var start = _house.Time.GetUtcNow();
        await SeeAsync(Lead.Over((Lead.North, "N-1"), (Lead.South, "S1")));

        Assert.Single(await IssuedAsync(start, start.AddTicks(1)));
        Assert.Empty(await IssuedAsync(start.AddTicks(1), start.AddDays(40)));
        Assert.Empty(await IssuedAsync(start.AddDays(-40), start));
    }

    [Fact]
    public async Task Takes_a_change_twice_without_a_second_entry()
    {
        var start = _house.Time.GetUtcNow();
        await SeeAsync(Lead.Over((Lead.North, "N-1"), (Lead.South, "S1")));
        await _house.DispatchAsync();

        Assert.Single(await IssuedAsync(start, start.AddDays(1)));
    }

    [Fact]
    public async Task Forgets_after_the_days_that_the_region_set()
    {
        var start = _house.Time.GetUtcNow();
        await SeeAsync(Lead.Over((Lead.North, "N-1"), (Lead.South, "S1")));
        _house.Time.Advance(TimeSpan.FromDays(401));

        Assert.Empty(await IssuedAsync(start, start.AddDays(1)));
    }
}
