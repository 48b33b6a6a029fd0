using System.Text;
using CgiHub.Core.Agencies;
using CgiHub.Core.Feeds;
using CgiHub.Core.Records;

namespace CgiHub.Core.Tests.Feeds;

public sealed class A_row_to_be_kept
{
    private static readonly RowRules Rules = new(Ori.Parse("NY0303000"), NibinSite: true, new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero));

    private static (FeedRecord? Record, IReadOnlyList<FieldFault> Faults) Read(string feed, string row)
    {
        var check = new RowCheck(Rules);
        var record = FeedsModule.Feeds().Single(f => f.Name == feed).Read(Encoding.UTF8.GetBytes(row), check);
        return (record, check.Take());
    }

    private static string Plate(string handling) => $$"""{"sourceId":"r1","readId":"r1","readAt":"2026-01-05T10:00:00Z","plate":"ABC123","lat":40.7,"lon":-74,"device":"d","handling":{{handling}}}""";

    [Theory]
    [InlineData("""{"releasableTo":["NJ0071400","NY0303001"]}""", 2)]
    [InlineData("""{"releasableTo":[]}""", 0)]
    [InlineData("""{"releasableTo":null}""", null)]
    [InlineData("{}", null)]
    [InlineData("null", null)]
    public void Names_whom_it_is_for(string handling, int? named) => Assert.Equal(named, Read("lpr", Plate(handling)).Record!.Handling?.ReleasableTo?.Count);

    [Theory]
    [InlineData("""{"releaseableTo":[]}""", "/handling/releaseableTo", "unknown")]
    [InlineData("""{"releasableTo":"NJ0071400"}""", "/handling/releasableTo", "type")]
    [InlineData("""{"releasableTo":["NJ"]}""", "/handling/releasableTo/0", null)]
    [InlineData("[]", "/handling", "type")]
    public void Is_refused_rather_than_taken_for_a_row_for_everybody(string handling, string pointer, string? code)
    {
        var (record, faults) = Read("lpr", Plate(handling));
        Assert.Null(record);
        Assert.Equal(pointer, Assert.Single(faults).Pointer);
        Assert.Equal(code ?? faults[0].Code, faults[0].Code);
    }

    [Fact]
    public void Is_none_of_a_NIBIN_site()
    {
        var (record, faults) = Read("nibin", """{"sourceId":"n1","leadNumber":"26-1","kind":"lead","at":"2026-01-05T10:00:00Z","handling":{"releasableTo":[]},"exhibits":[{"ori":"ZZ0020100","caseNumber":"1","exhibitNumber":"1"},{"ori":"ZZ0030100","caseNumber":"2","exhibitNumber":"1"}]}""");
        Assert.Null(record);
        Assert.Equal(("/handling/releasableTo", "handling.feed"), (Assert.Single(faults).Pointer, faults[0].Code));
    }

    [Fact]
    public async Task Has_a_column_of_its_own_in_a_table()
    {
        await using var house = new FeedHouse();
        var receipt = await house.SendIncidentsAsync(
            "sourceId,caseNumber,occurredAt,type,lat,lon,Handling.Releasable_To\ni1,26-1,2026-01-05T10:00:00Z,shotsFired,41.5,-99.5,NJ0071400; NY0303001\ni2,26-2,2026-01-05T10:00:00Z,shotsFired,41.5,-99.5,\ni3,26-3,2026-01-05T10:00:00Z,shotsFired,41.5,-99.5,all of them\n", FeedHouse.Csv);
        Assert.Equal((3, 2, 0, 1), FeedHouse.Counts(receipt));
        Assert.Equal([Ori.Parse("NJ0071400"), Ori.Parse("NY0303001")], (await house.OneAsync<Incident>("26-1")).Handling!.ReleasableTo);
        Assert.Null((await house.OneAsync<Incident>("26-2")).Handling);
        Assert.Empty(await house.OfCaseAsync("26-3"));
    }

    [Fact]
    public async Task Is_what_a_mapping_makes_of_an_agencys_own_column()
    {
        await using var house = new FeedHouse();
        var saved = await house.MapAsync("incidents", """
            {"fields":{"sourceId":{"columns":["KEY"]},"caseNumber":{"columns":["KEY"]},"occurredAt":{"columns":["DATE"]},"type":{"constant":"shotsFired"},"lat":{"columns":["LAT"]},"lon":{"columns":["LON"]},
             "handling.releasableTo":{"columns":["HOLD"],"values":{"Y":"NY0303000"}}},"timeZone":"America/New_York"}
            """);
        Assert.Null(saved.Error);
        Assert.Equal(2, (await house.SendIncidentsAsync("KEY,DATE,LAT,LON,HOLD\n1,2026-01-05T10:00:00Z,41.5,-99.5,Y\n2,2026-01-05T10:00:00Z,41.5,-99.5,\n", FeedHouse.Csv)).Accepted);
        Assert.Equal([FeedHouse.Agency], (await house.OneAsync<Incident>("1")).Handling!.ReleasableTo);
        Assert.Null((await house.OneAsync<Incident>("2")).Handling);
    }
}
