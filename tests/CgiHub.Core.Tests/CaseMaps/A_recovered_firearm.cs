using CgiHub.Core.CaseMaps;
using CgiHub.Core.Records;
using CgiHub.Core.Tests.Records;

namespace CgiHub.Core.Tests.CaseMaps;

public sealed class A_recovered_firearm : IDisposedAfterTest
{
    private readonly MapHouse _house = new();

    public ValueTask DisposeAsync() => _house.DisposeAsync();

    /// <summary>A lead between a casing from a scene and the test fire of a gun that North recovered.</summary>
    private async Task<LeadPicture> WithFirearmAsync(params FirearmRecovery[] firearms)
    {
        await _house.LandAsync(Made.North, Made.Notice("n1", "1", NibinKind.Lead, 0, Made.Casing(Made.North, "N1", "T1") with { Source = ExhibitSource.TestFire }, Made.Casing(Made.South, "S1")));
        await _house.LandAsync(Made.North, firearms);
        return await _house.DrawAsync();
    }

    [Fact]
    public async Task Is_on_the_gun_of_its_test_fire()
    {
        var picture = await WithFirearmAsync(Made.Firearm("N1", serial: "369J257", make: "Glock"));
        Assert.Equal(["1", "G1", "T1"], picture.Gun.Exhibits.Select(e => e.ExhibitNumber).Order(StringComparer.Ordinal));
        Assert.Equal("369257", Assert.Single(picture.Firearms).Serial!.Value.Compared);
        Assert.Equal(["recovered", "recoveredAs", "testFire"], picture.Map.Links.Where(l => l.From == picture.Firearms[0].Id).Select(l => l.Kind).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Booked_under_the_number_of_its_test_fire_is_one_exhibit()
    {
        var picture = await WithFirearmAsync(Made.Firearm("N1", "T1", "T1"));
        Assert.Equal(2, picture.Gun.Exhibits.Count);
        Assert.Single(picture.Firearms);
    }

    [Fact]
    public async Task That_nobody_test_fired_is_not_on_a_gun_for_being_in_the_same_case() =>
        Assert.Empty((await WithFirearmAsync(Made.Firearm("N1", "G2", null))).Firearms);

    [Fact]
    public async Task Tells_when_and_where_its_case_was_until_an_incident_does()
    {
        var on = (await WithFirearmAsync(Made.Firearm("N1") with { Lat = 40.71, Lon = -74.01 })).Events.Single(e => e.CaseNumber == "N1");
        Assert.Equal(Made.Noon.AddDays(3), on.At);
        Assert.Equal(40.71, on.Lat);
    }

    [Fact]
    public async Task Is_no_longer_on_a_gun_once_its_record_takes_the_test_fire_back()
    {
        await WithFirearmAsync(Made.Firearm("N1"));
        var picture = await WithFirearmAsync(Made.Firearm("N1", testFire: null));
        Assert.Empty(picture.Firearms);
        Assert.Equal(2, picture.Gun.Exhibits.Count);
    }

    [Theory]
    [InlineData("369257")]
    [InlineData("369M257")]
    [InlineData("369-257")]
    public async Task Is_found_elsewhere_by_its_serial_number_however_it_was_typed(string typed)
    {
        await _house.LandAsync(Made.East, Made.Firearm("E7", serial: typed, make: "Glock", testFire: null));
        var picture = await WithFirearmAsync(Made.Firearm("N1", serial: "369J257", make: "Glock"));
        Assert.Equal("E7", ((FirearmRecovery)Assert.Single(Assert.Single(picture.Firearms).Others).Record).CaseNumber);
        Assert.Contains(picture.Map.Links, l => l.Kind == "serial" && l.To == EntityKey.Case(Made.East, "E7").Value);
    }

    [Fact]
    public async Task Found_elsewhere_by_its_serial_number_adds_no_event_to_the_gun()
    {
        await _house.LandAsync(Made.East, Made.Firearm("E7", serial: "369257", make: "Glock"));
        var picture = await WithFirearmAsync(Made.Firearm("N1", serial: "369J257", make: "Glock"));
        Assert.DoesNotContain(picture.Events, e => e.CaseNumber == "E7");
        Assert.DoesNotContain(Made.East, picture.Gun.Owners);
    }

    [Fact]
    public async Task Is_the_same_where_one_record_has_the_makers_code_for_its_name()
    {
        await _house.LandAsync(Made.East, Made.Trace("T", "369257", "GLC", Made.Person("Testa Sample", 1990)));
        Assert.Single((await WithFirearmAsync(Made.Firearm("N1", serial: "369J257", make: "Glock"))).Traces);
    }

    [Fact]
    public async Task Of_another_maker_with_the_same_number_is_shown_as_possible_and_nothing_is_concluded()
    {
        await _house.LandAsync(Made.East, Made.Trace("T", "369257", "Ruger", Made.Person("Testa Sample", 1990)), Made.Firearm("E7", serial: "369257", make: "Ruger", possessor: Made.Person("Uno Other", 1991)));
        var picture = await WithFirearmAsync(Made.Firearm("N1", serial: "369J257", make: "Glock"));
        Assert.Empty(picture.Traces);
        Assert.Empty(picture.Persons);
        Assert.Empty(Assert.Single(picture.Firearms).Others);
        Assert.All(picture.Map.Links.Where(l => l.Kind == "serial"), l => Assert.True(l.Confidence < 0.5));
        Assert.Equal(2, picture.Map.Links.Count(l => l.Kind == "serial"));
    }

    [Fact]
    public async Task Whose_serial_number_was_removed_is_not_joined_by_what_somebody_wrote_there()
    {
        await _house.LandAsync(Made.East, Made.Trace("T", "369257", "Glock"));
        var picture = await WithFirearmAsync(Made.Firearm("N1", serial: "369257", make: "Glock") with { SerialObliterated = true });
        Assert.Null(Assert.Single(picture.Firearms).Serial);
        Assert.Empty(picture.Traces);
    }

    [Fact]
    public async Task Without_a_serial_number_is_not_another_one_without()
    {
        await _house.LandAsync(Made.East, Made.Firearm("E7", serial: "UNKNOWN", make: "Glock", testFire: null, possessor: Made.Person("Uno Other", 1991)));
        var picture = await WithFirearmAsync(Made.Firearm("N1", serial: "UNKNOWN", make: "Glock"));
        Assert.Empty(picture.Persons);
        Assert.Empty(Assert.Single(picture.Firearms).Others);
    }

    [Fact]
    public async Task Brings_who_had_it_who_bought_it_and_who_was_arrested_with_it()
    {
        await _house.LandAsync(Made.East, Made.Trace("T", "369257", "Glock", Made.Person("Buyer Sample", 1980)), Made.Arrest("A1", Made.Person("Carrier Sample", 1985), "369257"));
        var picture = await WithFirearmAsync(Made.Firearm("N1", serial: "369J257", make: "Glock", possessor: Made.Person("Holder Sample", 1990)));
        Assert.Equal([("Buyer Sample", "purchaser"), ("Carrier Sample", "arrestee"), ("Holder Sample", "possessor")], picture.Persons.Select(p => (p.Label, p.Roles.Single())).Order());
        Assert.Single(picture.Arrests);
    }
}
