using System.Text.Json;
using CgiHub.Core.Agencies;
using CgiHub.Core.Tests.Records;

namespace CgiHub.Core.Tests.Agencies;

public sealed class A_registry_entry
{
    private static readonly Agency North = new(Made.North, "North");

    private static readonly FieldMapping Column = new() { Columns = ["CASE_NO"] };

    private static (string Pointer, string Code) FaultOf(Agency agency)
    {
        var fault = Assert.Single(AgencyRules.Check(agency));
        return (fault.Pointer, fault.Code);
    }

    private static (string Pointer, string Code) FaultOf(FeedMapping mapping) => FaultOf(North with { Mappings = new Dictionary<string, FeedMapping> { ["incidents"] = mapping } });

    private static FeedMapping Mapping(FieldMapping? field = null, string name = "caseNumber") => new() { Fields = new Dictionary<string, FieldMapping> { [name] = field ?? Column } };

    /// <summary>An entry as an administrator may write it.</summary>
    private static Agency Written(string json) => JsonSerializer.Deserialize($$"""{"ori":"ZZ0000001","name":"North",{{json}}}""", AgenciesJson.Default.Agency)!;

    [Fact]
    public void Needs_no_more_than_an_ori_and_a_name() => Assert.Empty(AgencyRules.Check(North));

    [Fact]
    public void That_leaves_everything_out_may_send_receive_and_be_shown_everything()
    {
        var agency = JsonSerializer.Deserialize("""{"ori":"zz0000001","name":"North","dissemination":{}}""", AgenciesJson.Default.Agency)!;
        Assert.Equivalent(North, agency, strict: true);
        Assert.True(agency is { Active: true, Dissemination: { TraceData: true, CriminalIntelligence: true, Supervision: true } });
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    public void Needs_a_name(string name) => Assert.Equal(("/name", "required"), FaultOf(North with { Name = name }));

    [Fact]
    public void Has_a_name_of_ordinary_length_without_control_characters()
    {
        Assert.Equal(("/name", "tooLong"), FaultOf(North with { Name = new string('x', 201) }));
        Assert.Equal(("/name", "format"), FaultOf(North with { Name = "a\u0007b" }));
        Assert.Empty(AgencyRules.Check(North with { Name = "Süd \ud83d\ude93" }));
    }

    [Fact]
    public void Names_each_recipient_once_and_never_itself()
    {
        Assert.Equal(("/recipients/1", "duplicate"), FaultOf(North with { Recipients = [Made.South, Made.South] }));
        Assert.Equal(("/recipients/0", "self"), FaultOf(North with { Recipients = [Made.North] }));
        Assert.Equal(("/recipients", "tooMany"), FaultOf(North with { Recipients = [.. Enumerable.Range(0, 51).Select(i => Ori.Parse($"ZZ00001{i:d2}"))] }));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a|b")]
    [InlineData("ä")]
    public void Names_applications_by_their_ids(string id) => Assert.Equal(("/appIds/0", "format"), FaultOf(North with { AppIds = [id] }));

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("87601")]
    [InlineData("1e300")]
    public void Has_targets_of_some_hours_and_at_most_ten_years(string hours) =>
        Assert.Equal(("/clocks/entered", "range"), FaultOf(Written("\"clocks\":{\"entered\":" + hours + ",\"lead\":36.5}")));

    [Fact]
    public void Names_each_application_once() => Assert.Equal(("/appIds/1", "duplicate"), FaultOf(North with { AppIds = ["a", "a"] }));

    [Fact]
    public void Maps_only_feeds_that_there_are() =>
        Assert.Equal(("/mappings/in~1ci~0dents", "unknown"), FaultOf(North with { Mappings = new Dictionary<string, FeedMapping> { ["in/ci~dents"] = Mapping() } }));

    [Fact]
    public void Maps_times_in_a_zone_that_there_is()
    {
        Assert.Equal(("/mappings/incidents/timeZone", "unknown"), FaultOf(Mapping() with { TimeZone = "America/Nowhere" }));
        Assert.Equal(("/mappings/incidents/timeZone", "required"), FaultOf(Mapping() with { IgnoreOffset = true }));
    }

    [Fact]
    public void Maps_coordinates_and_columns_in_known_ways()
    {
        Assert.Equal(("/mappings/incidents/epsg", "range"), FaultOf(Mapping() with { Epsg = 0 }));
        Assert.Equal(("/mappings/incidents/delimiter", "enum"), FaultOf(Mapping() with { Delimiter = "::" }));
    }

    [Theory]
    [InlineData("person.dob", true)]
    [InlineData("exhibits.0.ori", true)]
    [InlineData("a..b", false)]
    [InlineData("$feed", false)]
    [InlineData("", false)]
    public void Names_fields_as_the_contract_does(string name, bool good) => Assert.Equal(good, AgencyRules.Check(North with { Mappings = new Dictionary<string, FeedMapping> { ["incidents"] = Mapping(name: name) } }).Count == 0);

    [Fact]
    public void Says_where_a_field_comes_from()
    {
        Assert.Equal(("/mappings/incidents/fields/caseNumber", "required"), FaultOf(Mapping(new FieldMapping())));
        Assert.Equal(("/mappings/incidents/fields/caseNumber/columns/0", "required"), FaultOf(Mapping(new FieldMapping { Columns = [" "] })));
    }

    [Theory]
    [InlineData("\"recipients\":null", "/recipients")]
    [InlineData("\"appIds\":null", "/appIds")]
    [InlineData("\"dissemination\":null", "/dissemination")]
    [InlineData("\"mappings\":null", "/mappings")]
    [InlineData("\"mappings\":{\"lpr\":null}", "/mappings/lpr")]
    [InlineData("\"mappings\":{\"lpr\":{\"fields\":null}}", "/mappings/lpr/fields")]
    [InlineData("\"mappings\":{\"lpr\":{\"fields\":{\"plate\":null}}}", "/mappings/lpr/fields/plate")]
    [InlineData("\"mappings\":{\"lpr\":{\"fields\":{},\"nulls\":null}}", "/mappings/lpr/nulls")]
    [InlineData("\"mappings\":{\"lpr\":{\"fields\":{},\"nulls\":[null]}}", "/mappings/lpr/nulls/0")]
    [InlineData("\"mappings\":{\"lpr\":{\"fields\":{},\"groupBy\":null}}", "/mappings/lpr/groupBy")]
    [InlineData("\"mappings\":{\"lpr\":{\"fields\":{},\"where\":null}}", "/mappings/lpr/where")]
    [InlineData("\"mappings\":{\"lpr\":{\"fields\":{},\"where\":{\"A\":null}}}", "/mappings/lpr/where/A")]
    [InlineData("\"mappings\":{\"lpr\":{\"fields\":{},\"where\":{\"A\":[null]}}}", "/mappings/lpr/where/A/0")]
    [InlineData("\"mappings\":{\"lpr\":{\"fields\":{\"plate\":{\"columns\":null}}}}", "/mappings/lpr/fields/plate/columns")]
    [InlineData("\"mappings\":{\"lpr\":{\"fields\":{\"plate\":{\"columns\":[\"P\"],\"formats\":null}}}}", "/mappings/lpr/fields/plate/formats")]
    [InlineData("\"mappings\":{\"lpr\":{\"fields\":{\"plate\":{\"columns\":[\"P\"],\"prefer\":[null]}}}}", "/mappings/lpr/fields/plate/prefer/0")]
    [InlineData("\"mappings\":{\"lpr\":{\"fields\":{\"plate\":{\"columns\":[\"P\"],\"separator\":null}}}}", "/mappings/lpr/fields/plate/separator")]
    [InlineData("\"mappings\":{\"lpr\":{\"fields\":{\"plate\":{\"columns\":[\"P\"],\"values\":null}}}}", "/mappings/lpr/fields/plate/values")]
    [InlineData("\"mappings\":{\"lpr\":{\"fields\":{\"plate\":{\"columns\":[\"P\"],\"values\":{\"a\":null}}}}}", "/mappings/lpr/fields/plate/values/a")]
    [InlineData("\"mappings\":{\"lpr\":{\"fields\":{\"plate\":{\"columns\":[\"P\"],\"countWhere\":{\"a\":null}}}}}", "/mappings/lpr/fields/plate/countWhere/a")]
    public void Holds_no_null_where_there_is_to_be_something(string json, string pointer) => Assert.Equal((pointer, "required"), FaultOf(Written(json)));
}
