using CgiHub.Core.CaseMaps;
using CgiHub.Core.Records;
using CgiHub.Core.Storage;
using CgiHub.Core.Triage;
using Microsoft.Extensions.Options;

namespace CgiHub.Core.Tests.Packets;

public sealed class A_preview_of_weights : IDisposedAfterTest
{
    private readonly PacketHouse _house = new();

    public ValueTask DisposeAsync() => _house.DisposeAsync();

    private WeightsPreview Preview => new(_house.Documents, _house.History, Options.Create(new HubOptions()), Options.Create(new TriageOptions()), Options.Create(new TriageWeights()), _house.Time);

    private static WeightsTrial Trying(string weight, double value) => new() { Weights = new Dictionary<string, double> { [weight] = value } };

    /// <summary>A lead of its own gun, with shootings so many days before now.</summary>
    private async Task SeeAsync(string number, IncidentType type, params double[] daysAgo)
    {
        var now = _house.Time.GetUtcNow();
        var picture = Lead.Over([.. daysAgo.Select((_, i) => (Lead.North, $"{number}-{i}"))]);
        await _house.SeeAsync(picture with
        {
            Lead = picture.Lead with { LeadId = EntityKey.Lead(Lead.Lab, number).Value, LeadNumber = number },
            Events = [.. daysAgo.Select((d, i) => Lead.Event(Lead.North, $"{number}-{i}", now.AddDays(-d), i == 0 ? type : IncidentType.ShotsFired, 40 + i))],
        });
        await _house.DispatchAsync();
    }

    [Fact]
    public async Task Tells_who_rises_and_who_falls_and_by_which_factors()
    {
        await SeeAsync("1", IncidentType.Homicide, 300, 200);
        await SeeAsync("2", IncidentType.ShotsFired, 310, 210);
        await SeeAsync("3", IncidentType.ShotsFired, 400, 300, 200);
        var preview = (await Preview.TryAsync(Trying("homicide", 0), default)).Value;

        var falls = Assert.Single(preview.Falling);
        Assert.Equal(("1", 1, 2), (falls.LeadNumber, falls.Rank, falls.TriedRank));
        Assert.Equal(new FactorMove("homicide", new TriageWeights().Homicide, 0), Assert.Single(falls.Factors));
        var rises = Assert.Single(preview.Rising);
        Assert.Equal(("3", 2, 1), (rises.LeadNumber, rises.Rank, rises.TriedRank));
        Assert.Empty(rises.Factors);
        Assert.Equal((1, 1, 0), (preview.Rise, preview.Fall, preview.NotMeasured));
    }

    [Fact]
    public async Task Tells_how_many_leads_are_in_each_band_before_and_after()
    {
        await SeeAsync("1", IncidentType.Homicide, 2, 1);
        await SeeAsync("2", IncidentType.ShotsFired, 900, 800);
        var trial = new WeightsTrial { Options = new Dictionary<string, double> { ["Immediate"] = 0, ["high"] = 0, ["medium"] = 0 } };
        var preview = (await Preview.TryAsync(trial, default)).Value;
        Assert.Equal(2, preview.Bands.Sum(b => b.Present));
        Assert.Equal(2, preview.Bands.Single(b => b.Band == Band.Immediate).Tried);
        Assert.True(preview.Bands.Single(b => b.Band == Band.Immediate).Present < 2);
    }

    [Fact]
    public async Task Leaves_eliminated_leads_out_and_lists_no_more_than_was_asked_for()
    {
        await SeeAsync("1", IncidentType.Homicide, 300, 200);
        await SeeAsync("2", IncidentType.Homicide, 300, 210);
        await SeeAsync("3", IncidentType.ShotsFired, 300, 250, 205, 200);
        await _house.SeeAsync(_house.Picture!.Standing(LeadStatus.Eliminated));
        await _house.DispatchAsync();
        var preview = (await Preview.TryAsync(Trying("homicide", 0) with { Limit = 1 }, default)).Value;
        Assert.Equal(2, preview.Bands.Sum(b => b.Present));
        Assert.InRange(preview.Rising.Count, 0, 1);
        Assert.InRange(preview.Falling.Count, 0, 1);
    }

    [Theory]
    [InlineData("homicides", 3, "/weights/homicides", "unknown")]
    [InlineData("a/b~c", 3, "/weights/a~1b~0c", "unknown")]
    [InlineData("homicide", -1, "/weights/homicide", "range")]
    [InlineData("Injured", 1001, "/weights/injured", "range")]
    public async Task Refuses_a_weight_that_does_not_exist_or_is_out_of_its_range(string weight, double value, string pointer, string code)
    {
        var refused = await Preview.TryAsync(Trying(weight, value), default);
        var fault = Assert.Single(refused.Error!.Faults!);
        Assert.Equal((422, pointer, code), (refused.Error.Status, fault.Pointer, fault.Code));
    }

    [Fact]
    public async Task Refuses_what_would_be_measured_anew_bands_that_do_not_descend_and_too_many_days()
    {
        async Task<string> Refused(WeightsTrial trial) => string.Join(' ', (await Preview.TryAsync(trial, default)).Error!.Faults!.Select(f => f.Pointer));
        WeightsTrial Option(string name, double value) => new() { Options = new Dictionary<string, double> { [name] = value } };
        Assert.Equal("/options/concentrationMetres", await Refused(Option("concentrationMetres", 5)));
        Assert.Equal("/options", await Refused(Option("high", 9999)));
        Assert.Equal("/days", await Refused(new WeightsTrial { Days = 401 }));
        Assert.Equal("/limit", await Refused(new WeightsTrial { Limit = 0 }));
    }

    [Fact]
    public async Task Saves_nothing()
    {
        await SeeAsync("1", IncidentType.Homicide, 2, 1);
        string Written(DocumentPage page) => string.Join('\n', page.Documents.Select(d => $"{d.Id} {d.ETag} {d.Sort}"));
        async Task<string> Everything() =>
            Written(await _house.Documents.QueryAsync(new DocumentQuery(Containers.Triage, $"{new HubOptions().Region}|priority"), default))
            + (await _house.Documents.ReadAsync(Containers.Leads, EntityKey.Lead(Lead.Lab, "1").Value, LeadDocument.DocumentId, default))!.ETag;
        var before = await Everything();
        Assert.Null((await Preview.TryAsync(Trying("homicide", 0), default)).Error);
        Assert.Equal(before, await Everything());
    }

    [Fact]
    public async Task Tells_where_guns_that_fired_again_would_have_stood_and_that_they_are_few()
    {
        // Forty leads of old shootings; one of them, of a homicide, is fired again ten days later.
        for (var i = 0; i < 40; i++)
        {
            await SeeAsync($"A{i}", i == 7 ? IncidentType.Homicide : IncidentType.ShotsFired, 40 + i, 30 + i * 0.01);
        }

        _house.Time.Advance(TimeSpan.FromDays(10));
        await SeeAsync("A7", IncidentType.Homicide, 57, 40.07, 0.5);
        _house.Time.Advance(TimeSpan.FromDays(25));
        var history = (await Preview.TryAsync(Trying("homicide", 0) with { Days = 5 }, default)).Value.History;

        Assert.Equal((1, true), (history.Guns, history.TooFew));
        Assert.Equal(1, history.TopTenth);
        Assert.Equal(0, history.TriedTopTenth);
        Assert.Contains("too few", history.Says, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_when_the_past_tells_nothing()
    {
        var history = (await Preview.TryAsync(new WeightsTrial(), default)).Value.History;
        Assert.Equal((0, 0, true), (history.Days, history.Guns, history.TooFew));
        Assert.Null(history.TopTenth);
    }
}
