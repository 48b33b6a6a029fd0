using System.Text.Json;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Records;
using CgiHub.Partners.Simulation;

namespace CgiHub.Core.Tests.Simulation;

public sealed class A_simulated_region
{
    private static readonly SimulationOptions Month = new() { Seed = 11, FalseLeadShare = 0.1 };
    private static readonly Lazy<SimulatedRegion> Year = new(() => RegionSimulator.Run(new SimulationOptions { Seed = 3, Days = 365, PlateReadsPerDay = 0 }));

    [Fact]
    public async Task Is_the_same_for_the_same_seed_down_to_the_last_byte()
    {
        var options = Month with { Days = 5, PlateReadsPerDay = 50, ImageShare = 1 };
        using var first = new Folder();
        using var second = new Folder();
        await SimulationFiles.WriteAsync(RegionSimulator.Run(options), first.Path, CancellationToken.None);
        await SimulationFiles.WriteAsync(RegionSimulator.Run(options), second.Path, CancellationToken.None);

        var names = first.Files();
        Assert.Equal(names, second.Files());
        Assert.Contains(names, n => n.EndsWith(".x3p", StringComparison.Ordinal));
        Assert.Contains(names, n => n.EndsWith(".jpg", StringComparison.Ordinal));
        Assert.All(names.Where(n => !n.EndsWith(".gz", StringComparison.Ordinal)), n => Assert.Equal(first.Read(n), second.Read(n)));
    }

    [Fact]
    public void Is_another_for_another_seed()
    {
        var one = RegionSimulator.Run(Month).Deliveries.Select(d => JsonSerializer.Serialize(d.Record, RecordsJson.Default.FeedRecord));
        var other = RegionSimulator.Run(Month with { Seed = 12 }).Deliveries.Select(d => JsonSerializer.Serialize(d.Record, RecordsJson.Default.FeedRecord));
        Assert.NotEqual(one, other);
    }

    [Fact]
    public void Sends_every_feed_and_nothing_from_the_future()
    {
        var region = RegionSimulator.Run(Month);
        Assert.Equal(
            ["arrests", "firearms", "gunshots", "incidents", "lpr", "nibin", "osint", "supervision", "traces"],
            region.Deliveries.Select(d => d.Feed).Distinct().Order());
        Assert.All(region.Deliveries, d => Assert.True(d.SentAt < region.Options.End && TimeOf(d.Record) <= d.SentAt));
        Assert.All(region.Evidence, e => Assert.True(e.SentAt < region.Options.End && e.RecoveredAt <= e.SentAt));
    }

    [Fact]
    public void Sends_some_rows_late_some_twice_and_some_in_two_versions()
    {
        var region = RegionSimulator.Run(Month);
        var incidents = region.Deliveries.Where(d => d.Feed == "incidents").ToList();
        Assert.Contains(incidents, d => d.SentAt - TimeOf(d.Record) > TimeSpan.FromDays(1));
        var again = incidents.GroupBy(d => (d.Agency, d.Record.SourceId)).Where(g => g.Count() > 1).ToList();
        Assert.Contains(again, g => g.Select(d => ((Incident)d.Record).Type).Distinct().Count() == 1);
        Assert.Contains(again, g => g.Select(d => ((Incident)d.Record).Type).Distinct().Count() > 1);
    }

    [Fact]
    public void Has_about_as_many_exhibits_and_leads_as_a_national_site_over_a_year()
    {
        Assert.InRange(Year.Value.Ballistics.Exhibits.Count, 1741 * 0.7, 1741 * 1.5);
        Assert.InRange(Year.Value.Truth.Leads.Count, 574 * 0.6, 574 * 1.5);
    }

    [Fact]
    public void Lets_a_quarter_to_two_fifths_of_its_shootings_share_a_gun_with_another_over_a_year()
    {
        var shootings = Year.Value.Story.Cases.Where(c => c.IsShooting).ToList();
        var uses = shootings.SelectMany(c => c.Fired).GroupBy(f => f.Gun).ToDictionary(g => g.Key, g => g.Count());
        Assert.InRange(shootings.Count(s => s.Fired.Any(f => uses[f.Gun] > 1)) / (double)shootings.Count, 0.25, 0.43);
    }

    [Fact]
    public void Sees_most_of_its_guns_once_or_twice_and_few_again_and_again()
    {
        var uses = Year.Value.Story.Cases.SelectMany(c => c.Fired).GroupBy(f => f.Gun).Select(g => g.Count()).ToList();
        Assert.InRange(uses.Count(u => u <= 2) / (double)uses.Count, 0.8, 0.99);
        Assert.InRange(uses.Count(u => u >= 6), 1, uses.Count / 20);
    }

    [Fact]
    public void Tells_the_truth_about_every_lead()
    {
        var region = RegionSimulator.Run(Month);
        var gunOf = region.Truth.Guns.SelectMany(g => g.Exhibits.Select(e => (e, g.Gun.Id))).ToDictionary(x => x.e, x => x.Id);
        Assert.Contains(region.Truth.Leads, l => l.False);
        Assert.Contains(region.Truth.Leads, l => l.Status == LeadStatus.Hit);
        Assert.Contains(region.Truth.Leads, l => l.Status == LeadStatus.Eliminated);
        Assert.All(region.Truth.Leads, l => Assert.Equal(l.False ? 2 : 1, l.Exhibits.Select(e => gunOf[e]).Distinct().Count()));
        Assert.All(region.Truth.Leads, l => Assert.True(l.False || l.Status != LeadStatus.Eliminated));
        Assert.All(region.Truth.Leads, l => Assert.Subset(l.Recipients.ToHashSet(), l.Events.Select(e => e.Ori).ToHashSet()));
    }

    [Fact]
    public void Moves_guns_between_crews_and_across_agencies()
    {
        var region = RegionSimulator.Run(Month);
        Assert.NotEmpty(region.Truth.HandOvers);
        Assert.Contains(region.Truth.Leads, l => l.Recipients.Count > 1);
        Assert.Contains(region.Truth.Guns, g => g.Cases.Select(c => c.Ori).Distinct().Count() > 1);
    }

    [Fact]
    public void Waits_for_quiet_around_eliminations_only()
    {
        var region = RegionSimulator.Run(Month);
        Assert.All(region.Steps, s => Assert.True(
            !s.Deliveries.Any(d => d.Record is NibinNotice { Kind: NibinKind.Elimination })
            || (s.Settle && s.Deliveries.All(d => d.Record is NibinNotice { Kind: NibinKind.Elimination }))));
        Assert.Contains(region.Steps, s => s.Settle);
    }

    [Theory]
    [InlineData(1, 30)]
    [InlineData(10, 0)]
    public void Refuses_options_out_of_range(int agencies, int days) =>
        Assert.Throws<System.ComponentModel.DataAnnotations.ValidationException>(() => RegionSimulator.Run(new SimulationOptions { Agencies = agencies, Days = days }));

    private static DateTimeOffset TimeOf(FeedRecord record) => record switch
    {
        Incident incident => incident.OccurredAt,
        NibinNotice notice => notice.At,
        FirearmRecovery firearm => firearm.RecoveredAt,
        GunshotAlert alert => alert.DetectedAt,
        PlateRead read => read.ReadAt,
        Trace trace => trace.RecoveredAt!.Value,
        Arrest arrest => arrest.ArrestedAt,
        Supervision supervision => supervision.StartedAt!.Value,
        OsintItem item => item.CapturedAt,
        _ => throw new ArgumentException("A record of no feed.", nameof(record)),
    };

    private sealed class Folder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("cgihub-region-").FullName;

        public IReadOnlyList<string> Files() =>
            [.. Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories).Select(f => System.IO.Path.GetRelativePath(Path, f)).Order(StringComparer.Ordinal)];

        public byte[] Read(string name) => File.ReadAllBytes(System.IO.Path.Combine(Path, name));

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
