using CgiHub.Core.CaseMaps;
using CgiHub.Core.Records;
using CgiHub.Core.Tests.Records;

namespace CgiHub.Core.Tests.CaseMaps;

/// <summary>The part of a case map that somebody asked for.</summary>
public sealed class A_map_filter
{
    private static readonly CaseMap Map = new(
        [new("c", NodeKind.Incident, "case"), new("e", NodeKind.Exhibit, "exhibit"), new("g", NodeKind.Gun, "gun"), new("p", NodeKind.Person, "person"), new("r", NodeKind.Group, "group")],
        [Link("e", "c"), Link("g", "e"), Link("p", "c"), Link("p", "r")]);

    private static MapLink Link(string from, string to) => new(from, to, "kind", 1, [new Reason("Because.", ["r"])]);

    private static string Part(string? depth, string? kinds, params string[] start) =>
        string.Concat(CaseMapFilter.Read(depth, kinds).Value.Apply(Map, start).Nodes.Select(n => n.Id));

    [Fact]
    public void Leaves_all_where_nothing_is_asked() => Assert.Equal("cegpr", Part(null, null, "e"));

    [Theory]
    [InlineData("0", "e")]
    [InlineData("1", "ceg")]
    [InlineData("2", "cegp")]
    [InlineData("3", "cegpr")]
    public void Goes_as_many_steps_as_asked_in_both_directions_of_a_link(string depth, string part) => Assert.Equal(part, Part(depth, null, "e"));

    [Fact]
    public void Goes_on_through_what_it_leaves_out_by_kind() => Assert.Equal("p", Part("2", "person", "e"));

    [Fact]
    public void Takes_kinds_however_they_are_written() => Assert.Equal("pr", Part(null, " Person ,group,"));

    [Fact]
    public void Leaves_only_links_between_what_is_left()
    {
        var part = CaseMapFilter.Read(null, "incident,person").Value.Apply(Map, []);
        Assert.Equal(("p", "c"), (Assert.Single(part.Links).From, part.Links[0].To));
    }

    [Fact]
    public void Keeps_saying_that_a_limit_cut_the_map() => Assert.True(CaseMapFilter.Read("0", null).Value.Apply(Map with { Truncated = true }, []).Truncated);

    [Theory]
    [InlineData("-1", null)]
    [InlineData("1.5", null)]
    [InlineData("21", null)]
    [InlineData("", null)]
    [InlineData(null, "car")]
    [InlineData(null, "3")]
    [InlineData(null, "person;group")]
    public void Refuses_what_it_cannot_read(string? depth, string? kinds) => Assert.Equal(Errors.BadMapFilter("", "").Number, CaseMapFilter.Read(depth, kinds).Error!.Number);

    [Fact]
    public async Task Shows_the_same_as_the_whole_map_would_whatever_is_near()
    {
        await using var house = MapHouse.InMemory();
        await house.LandAsync(Made.Lab, Made.Notice("n1", "1", NibinKind.Lead, 0, Made.Casing(Made.North, "N1"), Made.Casing(Made.South, "S1")));
        await house.LandAsync(Made.North, Made.Incident("N1"), Made.Gunshot("A", Made.Noon, 40.7, -74), Made.Plate("1", "ABC123", Made.Noon, 40.7, -74, "stolen"));
        await house.LandAsync(Made.South, Made.Incident("S1", Made.Noon.AddHours(5)), Made.Plate("2", "ABC123", Made.Noon.AddHours(5), 40.7, -74));
        var lead = (await house.DrawAsync()).Lead;
        var whole = (await house.DrawAsync()).Map;
        Assert.Contains(whole.Nodes, n => n.Kind == NodeKind.Gunshot);
        Assert.Contains(whole.Nodes, n => n.Kind == NodeKind.Vehicle);
        foreach (var depth in new[] { null, "0", "1", "2", "3" })
        {
            foreach (var kinds in new[] { null, "vehicle", "gunshot", "incident,exhibit", "incident,vehicle" })
            {
                var filter = CaseMapFilter.Read(depth, kinds).Value;
                var start = lead.Exhibits.Select(e => e.Key.Value).Append((await house.DrawAsync()).Gun.Id);
                var expected = filter.Apply(whole, start);
                var part = (await house.Finder.CaseMapAsync(lead.LeadId, filter, default)).Value;
                Assert.Equal(expected.Nodes, part.Nodes);
                Assert.Equal(expected.Links.Select(l => (l.From, l.To, l.Kind)), part.Links.Select(l => (l.From, l.To, l.Kind)));
            }
        }
    }
}
