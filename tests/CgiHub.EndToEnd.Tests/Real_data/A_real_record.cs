namespace CgiHub.EndToEnd.Tests.Real_data;

/// <summary>Arrests, traces and plate reads of the public exports, found by what the hub knows of them.</summary>
[Collection(RealDataCollection.Name)]
public sealed class A_real_record(RealDataHub real)
{
    [SkippableFact]
    public void Of_an_arrest_lists_every_weapon_charge_once()
    {
        PublicData.Require();
        var arrests = real.PacketsOf("arrest-").SelectMany(p => p.Packet.GetProperty("arrests").EnumerateArray()).Select(a => a.GetProperty("arrest"))
            .ToDictionary(a => a.GetProperty("arrestNumber").GetString()!);
        Assert.All(RealCases.Arrests, charges =>
        {
            var arrest = arrests[charges[0]["MPD_ARREST_NUMBER"]];
            Assert.Equal(charges.Select(c => c["MPD_CHARGE_DESCRIPTION"]).Distinct(), arrest.GetProperty("offenses").EnumerateArray().Select(o => o.GetString()!));
            var person = arrest.GetProperty("person").GetProperty("ids")[0];
            Assert.Equal(("other", $"PDID {charges[0]["PDID"]}"), (person.GetProperty("type").GetString(), person.GetProperty("value").GetString()));
        });
    }

    [SkippableFact]
    public void Of_a_trace_is_found_by_the_serial_number_of_the_gun_and_by_nothing_else()
    {
        PublicData.Require();
        var traced = Assert.Single(real.PacketOf("gun-0").Packet.GetProperty("traces").EnumerateArray());
        Assert.Equal($"DE_GUNSTAT-{RealCases.TracedGun["record_no"]}", traced.GetProperty("trace").GetProperty("traceNumber").GetString());
        var others = new[] { "january-", "shooting-", "arrest-", "corner-" }.SelectMany(real.PacketsOf);
        Assert.All(others, p => Assert.Empty(p.Packet.GetProperty("traces").EnumerateArray()));
    }

    [SkippableFact]
    public void Of_a_trace_comes_with_its_trafficking_index()
    {
        PublicData.Require();
        var gun = RealCases.TracedGun;
        var days = (DateTime.Parse(gun["crime_date"], System.Globalization.CultureInfo.InvariantCulture) - DateTime.Parse(gun["sale_date"], System.Globalization.CultureInfo.InvariantCulture)).TotalDays;
        var outOfState = gun["dealer_state"].Length > 0 && gun["dealer_state"] != gun["jurisdiction_state"];

        // 100 × (0.80·TTCIndex + 0.10·Unrecorded + 0.10·OutOfState); nobody's name is in the set.
        var expected = 80 * (600 - days / (365.0 / 12)) / 600 + (outOfState ? 10 : 0);
        var packet = real.PacketOf("gun-0").Packet;
        var traced = packet.GetProperty("traces")[0];
        Assert.Equal(days, traced.GetProperty("daysToCrime").GetDouble());
        Assert.Equal(expected, traced.GetProperty("index").GetProperty("value").GetDouble(), 6);
        Assert.Equal(expected, packet.GetProperty("priority").GetProperty("traffickingIndex").GetDouble(), 0.051);
    }

    [SkippableFact]
    public void Of_a_plate_is_found_around_two_corners_with_all_the_others()
    {
        PublicData.Require();
        var packet = real.PacketOf("corner-0").Packet;
        var expected = RealCases.Corners.SelectMany(RealCases.Around).Select(r => (r.Plate, r.At)).Order();
        Assert.Equal(expected, packet.GetProperty("lpr").EnumerateArray().Select(r => (r.GetProperty("plate").GetString()!, r.GetProperty("sighting").GetProperty("readAt").GetDateTimeOffset())).Order());
        Assert.Equal(expected.Select(r => r.Plate).Distinct().Count(), packet.GetProperty("vehicles").GetArrayLength());
    }

    [SkippableFact]
    public void Of_people_without_names_joins_none_of_them()
    {
        PublicData.Require();
        var persons = real.PacketsOf("arrest-").SelectMany(p => p.Packet.GetProperty("persons").EnumerateArray()).ToList();
        Assert.NotEmpty(persons);
        Assert.All(persons, p =>
        {
            Assert.Single(p.GetProperty("records").EnumerateArray());
            Assert.DoesNotContain(p.GetProperty("person").EnumerateObject(), member => member.Name is "name" or "fullName");
        });
    }
}
