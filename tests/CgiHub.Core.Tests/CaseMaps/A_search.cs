using CgiHub.Core.Agencies;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Records;
using CgiHub.Core.Tests.Records;

namespace CgiHub.Core.Tests.CaseMaps;

/// <summary>What a search by name, number or serial finds.</summary>
public sealed class A_search : IAsyncLifetime
{
    private readonly MapHouse _house = new();

    public async Task InitializeAsync()
    {
        foreach (var ori in new[] { Made.North, Made.South, Made.Lab })
        {
            Assert.True((await _house.Registry.SaveAsync(new Agency(ori, ori.Value), null, createOnly: false, default)).TryGet(out _, out _));
        }

        await _house.LandAsync(Made.North, Made.Notice("n1", "26-77", NibinKind.Lead, 0, Made.Casing(Made.North, "26-77", "T1"), Made.Casing(Made.South, "S1")));
        await _house.LandAsync(Made.North, Made.Incident("26-77", persons: Made.Person("Uno Sample", 1990, "12345AB6", "Hill").As(IncidentRole.Suspect)), Made.Firearm("26-77", serial: "369J257"));
    }

    public async Task DisposeAsync() => await _house.DisposeAsync();

    private async Task<IReadOnlyList<SearchHit>> FindAsync(string text) => (await _house.Search.FindAsync(text, default)).Value.Items;

    [Fact]
    public async Task Finds_a_lead_and_a_case_of_the_same_number()
    {
        var hits = await FindAsync(" 26-77 ");
        Assert.Equal(["lead", "case"], hits.Select(h => h.Kind));
        Assert.All(hits, h => Assert.Equal([MapHouse.LeadId("26-77")], h.Leads));
        Assert.All(hits, h => Assert.NotEmpty(h.Records));
    }

    [Fact]
    public async Task Finds_only_one_agencys_number_where_it_names_the_agency()
    {
        Assert.Equal("case", Assert.Single(await FindAsync($"{Made.North}/26-77")).Kind);
        Assert.Empty(await FindAsync($"{Made.South} 26-77"));
    }

    [Fact]
    public async Task Finds_a_serial_number_however_it_is_typed()
    {
        var hit = Assert.Single(await FindAsync("369m257"));
        Assert.Equal(("firearm", MapHouse.LeadId("26-77")), (hit.Kind, Assert.Single(hit.Leads)));
    }

    [Theory]
    [InlineData("12345AB6")]
    [InlineData("Uno Sample 1990-04-17")]
    public async Task Finds_a_person_by_number_and_by_name_with_date_of_birth(string text)
    {
        var hit = Assert.Single(await FindAsync(text), h => h.Kind == "person");
        Assert.Equal("Uno Sample", hit.Label);
        Assert.Equal([MapHouse.LeadId("26-77")], hit.Leads);
    }

    [Fact]
    public async Task Finds_a_group_in_any_case() => Assert.Equal("group", Assert.Single(await FindAsync("HILL")).Kind);

    [Fact]
    public async Task Finds_nothing_where_nothing_is() => Assert.Empty(await FindAsync("26-78"));

    [Theory]
    [InlineData(null)]
    [InlineData(" x ")]
    public async Task Wants_two_letters(string? text) => Assert.Equal(Errors.BadSearch(2, 100).Number, (await _house.Search.FindAsync(text, default)).Error!.Number);

    [Fact]
    public async Task Wants_no_more_than_a_hundred() => Assert.NotNull((await _house.Search.FindAsync(new string('x', 101), default)).Error);
}
