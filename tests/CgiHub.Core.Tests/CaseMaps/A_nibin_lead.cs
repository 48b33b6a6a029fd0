using CgiHub.Core.CaseMaps;
using CgiHub.Core.Records;
using CgiHub.Core.Tests.Records;

namespace CgiHub.Core.Tests.CaseMaps;

public sealed class A_nibin_lead : IDisposedAfterTest
{
    private readonly MapHouse _house = new();

    private static readonly NibinExhibit A = Made.Casing(Made.North, "N1");
    private static readonly NibinExhibit B = Made.Casing(Made.South, "S1");
    private static readonly NibinExhibit C = Made.Casing(Made.East, "E1");
    private static readonly NibinExhibit D = Made.Casing(Made.East, "E2");

    public ValueTask DisposeAsync() => _house.DisposeAsync();

    private Task SayAsync(string id, string lead, NibinKind kind, int minute, params NibinExhibit[] exhibits) => _house.LandAsync(Made.Lab, Made.Notice(id, lead, kind, minute, exhibits));

    private static string KeyOf(NibinExhibit e) => EntityKey.Exhibit(e.Ori, e.CaseNumber, e.ExhibitNumber).Value;

    private static IEnumerable<string> CasesOf(LeadPicture picture) => picture.Events.Select(e => e.CaseNumber).Order(StringComparer.Ordinal);

    [Fact]
    public async Task Is_none_where_nobody_sent_it() => Assert.Null(await _house.PictureAsync("1"));

    [Fact]
    public async Task Joins_exhibits_that_nobody_has_registered_yet()
    {
        await SayAsync("n1", "1", NibinKind.Lead, 0, A, B);
        var picture = await _house.DrawAsync();
        Assert.Equal(LeadStatus.Lead, picture.Lead.Status);
        Assert.Equal(["N1", "S1"], CasesOf(picture));
        Assert.All(picture.Events, e => Assert.Null(e.Incident));
        Assert.Equal([Made.North, Made.South], picture.Gun.Owners);
        Assert.Contains(picture.Map.Links, l => l.Kind == "nibinLead" && l.Confidence is > 0.9 and < 1);
    }

    [Fact]
    public async Task Is_filled_in_when_the_incident_comes()
    {
        await SayAsync("n1", "1", NibinKind.Lead, 0, A, B);
        await _house.LandAsync(Made.South, Made.Incident("S1"));
        var picture = await _house.DrawAsync();
        Assert.Equal(IncidentType.ShotsFired, picture.Events.Single(e => e.CaseNumber == "S1").Incident!.Type);
        Assert.Equal("S1", picture.Events[0].CaseNumber);
    }

    [Fact]
    public async Task Knows_when_its_exhibits_were_entered_whichever_row_tells_and_in_whatever_order()
    {
        var early = Made.Notice("n1", "1", NibinKind.Lead, 10, A, B with { EnteredAt = Made.Noon.AddHours(-3) });
        var late = Made.Notice("n2", "1", NibinKind.Hit, 20, A with { EnteredAt = Made.Noon.AddHours(-9) }, B with { EnteredAt = Made.Noon.AddHours(-2) });
        await _house.LandAsync(Made.Lab, late);
        await _house.LandAsync(Made.Lab, early);
        var lead = (await _house.DrawAsync()).Lead;

        Assert.Equal(Made.Noon.AddHours(-9), lead.Exhibits.Single(e => e.Key.Value == KeyOf(A)).EnteredAt);
        Assert.Equal(Made.Noon.AddHours(-3), lead.Exhibits.Single(e => e.Key.Value == KeyOf(B)).EnteredAt);
    }

    [Fact]
    public async Task Remembers_of_which_exhibits_it_was_made()
    {
        await SayAsync("n2", "1", NibinKind.Lead, 20, A, B, C);
        await SayAsync("n1", "1", NibinKind.Lead, 10, A, B);
        Assert.Equal(new[] { KeyOf(A), KeyOf(B) }.Order(StringComparer.Ordinal), (await _house.DrawAsync()).Lead.MadeFrom.Select(k => k.Value).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Is_a_hit_once_an_examiner_confirmed_it()
    {
        await SayAsync("n1", "1", NibinKind.Lead, 0, A, B);
        await _house.LandAsync(Made.Lab, Made.Notice("n2", "1", NibinKind.Hit, 5, A, B) with { ConfirmedBy = "Examiner" });
        var picture = await _house.DrawAsync();
        Assert.Equal(LeadStatus.Hit, picture.Lead.Status);
        Assert.Equal("Examiner", picture.Lead.ConfirmedBy);
        Assert.Equal(Made.Noon, picture.Lead.At);
        Assert.Equal(Made.Noon.AddMinutes(5), picture.Lead.ChangedAt);
        Assert.Single(picture.Map.Links, l => l is { Kind: "nibinHit", Confidence: 1 });
    }

    [Fact]
    public async Task Stays_a_hit_when_a_new_event_is_added_to_it()
    {
        await SayAsync("n1", "1", NibinKind.Hit, 0, A, B);
        await SayAsync("n2", "1", NibinKind.Lead, 5, A, B, C);
        var picture = await _house.DrawAsync();
        Assert.Equal(LeadStatus.Hit, picture.Lead.Status);
        Assert.Equal(["E1", "N1", "S1"], CasesOf(picture));
        Assert.Single(picture.Map.Links, l => l.Kind == "nibinHit");
        Assert.Equal(2, picture.Map.Links.Count(l => l.Kind == "nibinLead"));
    }

    [Fact]
    public async Task Is_eliminated_once_no_pair_is_left()
    {
        await SayAsync("n1", "1", NibinKind.Lead, 0, A, B);
        await SayAsync("n2", "1", NibinKind.Elimination, 5, A, B);
        var picture = await _house.DrawAsync();
        Assert.Equal(LeadStatus.Eliminated, picture.Lead.Status);
        Assert.All(picture.Lead.Exhibits, e => Assert.True(e.Withdrawn));
        Assert.Single(picture.Gun.Exhibits);
        Assert.DoesNotContain(picture.Map.Links, l => l.Kind is "nibinLead" or "nibinHit" or "fired");
    }

    [Fact]
    public async Task Keeps_what_an_elimination_does_not_list()
    {
        await SayAsync("n1", "1", NibinKind.Lead, 0, A, B, C);
        await SayAsync("n2", "1", NibinKind.Elimination, 5, A, C);
        await SayAsync("n3", "1", NibinKind.Elimination, 6, B, C);
        var picture = await _house.DrawAsync();
        Assert.Equal(LeadStatus.Lead, picture.Lead.Status);
        Assert.Equal(["N1", "S1"], CasesOf(picture));
        Assert.Equal([KeyOf(C)], picture.Lead.Exhibits.Where(e => e.Withdrawn).Select(e => e.Key.Value));
    }

    [Fact]
    public async Task Joins_again_where_a_later_row_says_so()
    {
        await SayAsync("n1", "1", NibinKind.Lead, 0, A, B);
        await SayAsync("n2", "1", NibinKind.Elimination, 5, A, B);
        await SayAsync("n3", "1", NibinKind.Lead, 10, A, B);
        Assert.Equal(LeadStatus.Lead, (await _house.DrawAsync()).Lead.Status);
    }

    [Fact]
    public async Task Goes_by_when_its_rows_were_made_not_by_when_they_came()
    {
        await SayAsync("n3", "1", NibinKind.Elimination, 5, A, B);
        await SayAsync("n1", "1", NibinKind.Hit, 0, A, B);
        Assert.Equal(LeadStatus.Eliminated, (await _house.DrawAsync()).Lead.Status);
    }

    [Fact]
    public async Task Is_another_where_another_site_uses_its_number()
    {
        await SayAsync("n1", "1", NibinKind.Lead, 0, A, B);
        await _house.Records.LandAsync(Made.North, [Made.Notice("n1", "1", NibinKind.Elimination, 5, A, B)], default);
        Assert.Equal(LeadStatus.Lead, (await _house.DrawAsync()).Lead.Status);
    }

    [Fact]
    public async Task Brings_the_events_that_other_leads_join_to_its_gun()
    {
        await SayAsync("n1", "1", NibinKind.Lead, 0, A, B);
        await SayAsync("n2", "2", NibinKind.Lead, 0, B, C);
        var picture = await _house.DrawAsync();
        Assert.Equal(["E1", "N1", "S1"], CasesOf(picture));
        Assert.Equal([false, true, true], picture.Events.OrderBy(e => e.CaseNumber, StringComparer.Ordinal).Select(e => e.OnLead));
        Assert.Equal(new[] { MapHouse.LeadId("1"), MapHouse.LeadId("2") }.Order(StringComparer.Ordinal), picture.Gun.Leads);
    }

    [Fact]
    public async Task Once_eliminated_splits_the_gun_that_it_held_together_into_the_guns_never_joined()
    {
        await SayAsync("n1", "1", NibinKind.Lead, 0, A, B);
        await SayAsync("n2", "2", NibinKind.Lead, 0, C, D);
        var before = (await _house.WithoutNamesAsync("1"), await _house.WithoutNamesAsync("2"));

        await SayAsync("n3", "3", NibinKind.Lead, 1, B, C);
        Assert.Equal((await _house.DrawAsync("1")).Gun.Id, (await _house.DrawAsync("2")).Gun.Id);

        await SayAsync("n4", "3", NibinKind.Elimination, 2, B, C);
        Assert.NotEqual((await _house.DrawAsync("1")).Gun.Id, (await _house.DrawAsync("2")).Gun.Id);
        Assert.Equal(before, (await _house.WithoutNamesAsync("1"), await _house.WithoutNamesAsync("2")));
    }

    [Fact]
    public async Task Once_eliminated_is_no_reason_any_more_for_what_a_gun_fired()
    {
        await SayAsync("n1", "1", NibinKind.Lead, 0, A, B);
        await SayAsync("n2", "2", NibinKind.Lead, 1, B, C);
        await SayAsync("n3", "2", NibinKind.Elimination, 2, B, C);
        var fired = (await _house.DrawAsync()).Map.Links.Where(l => l.Kind == "fired").ToList();
        Assert.Equal(2, fired.Count);
        Assert.All(fired, l => Assert.Equal([$"nibin/{Made.Lab}/n1"], l.Because.Single().Records));
    }

    [Fact]
    public async Task Withdrawn_from_one_pair_still_holds_a_gun_together_the_other_way_round()
    {
        await SayAsync("n1", "1", NibinKind.Lead, 0, A, B, C);
        await SayAsync("n2", "1", NibinKind.Elimination, 5, A, C);
        var picture = await _house.DrawAsync();
        Assert.Equal(3, picture.Gun.Exhibits.Count);
        Assert.All(picture.Lead.Exhibits, e => Assert.False(e.Withdrawn));
    }

    [Fact]
    public async Task Is_found_by_its_gun_whichever_exhibit_somebody_asks_with()
    {
        await SayAsync("n1", "1", NibinKind.Lead, 0, A, B);
        await SayAsync("n2", "2", NibinKind.Lead, 0, B, C);
        var id = (await _house.DrawAsync()).Gun.Id;
        foreach (var exhibit in new[] { A, B, C })
        {
            Assert.Equal(id, (await _house.Finder.GunAsync("gn" + KeyOf(exhibit)[2..], default)).Value.Id);
        }
    }

    [Fact]
    public async Task That_is_eliminated_leaves_no_gun_behind()
    {
        await SayAsync("n1", "1", NibinKind.Lead, 0, A, B);
        await SayAsync("n2", "1", NibinKind.Elimination, 5, A, B);
        Assert.Equal(404, (await _house.Finder.GunAsync("gn" + KeyOf(A)[2..], default)).Error?.Status);
    }

    [Fact]
    public async Task Whose_row_was_corrected_forgets_what_the_row_said_before()
    {
        await SayAsync("n1", "1", NibinKind.Lead, 0, A, B);
        await SayAsync("n1", "1", NibinKind.Lead, 0, A, C);
        Assert.Equal(["E1", "N1"], CasesOf(await _house.DrawAsync()));
    }

    [Fact]
    public async Task Whose_row_moved_to_another_lead_is_gone()
    {
        await SayAsync("n1", "1", NibinKind.Lead, 0, A, B);
        await SayAsync("n1", "2", NibinKind.Lead, 0, A, B);
        Assert.Null(await _house.PictureAsync("1"));
        Assert.NotNull(await _house.PictureAsync("2"));
    }

    [Fact]
    public async Task Shows_of_several_reports_of_one_case_the_gravest()
    {
        await SayAsync("n1", "1", NibinKind.Lead, 0, A, B);
        await _house.LandAsync(Made.North, Made.Incident("N1") with { SourceId = "1" }, Made.Incident("N1") with { SourceId = "2", Type = IncidentType.Homicide });
        var on = (await _house.DrawAsync()).Events.Single(e => e.CaseNumber == "N1");
        Assert.Equal(IncidentType.Homicide, on.Incident!.Type);
        Assert.Equal(2, on.Records.Count);
    }
}
