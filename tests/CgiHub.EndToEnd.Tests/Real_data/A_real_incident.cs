using System.Text.Json;

namespace CgiHub.EndToEnd.Tests.Real_data;

/// <summary>Incidents of the public exports, as they stand on the packets of leads that name their cases.</summary>
[Collection(RealDataCollection.Name)]
public sealed class A_real_incident(RealDataHub real)
{
    [SkippableFact]
    public void Of_the_ward_happened_at_the_clock_time_of_the_file()
    {
        PublicData.Require();
        var incidents = Incidents("ward");
        Assert.All(RealCases.WardCrimes, r => Assert.Equal(RealCases.WardTime(r), incidents[r["CCN"]].GetProperty("occurredAt").GetDateTimeOffset()));

        // Both halves of the year are among them.
        Assert.Equal([4, 5], RealCases.WardCrimes.Select(r => (RealCases.WardTime(r).UtcDateTime - DateTime.Parse(r["START_DATE"], System.Globalization.CultureInfo.InvariantCulture)).Hours).Distinct().Order());
    }

    [SkippableFact]
    public void Of_January_happened_at_the_local_time_that_its_stamp_calls_Z()
    {
        PublicData.Require();
        var incidents = Incidents("january");
        Assert.All(RealCases.JanuaryCrimes, r => Assert.Equal(RealCases.JanuaryTime(r), incidents[r["CCN"]].GetProperty("occurredAt").GetDateTimeOffset()));
    }

    [SkippableFact]
    public void Of_January_lies_within_a_metre_of_the_degrees_that_the_file_has_beside_its_metres()
    {
        PublicData.Require();
        var incidents = Incidents("january");
        Assert.All(RealCases.JanuaryCrimes, r => Assert.InRange(MetresTo(incidents[r["CCN"]], r["LATITUDE"], r["LONGITUDE"]), 0, 1));
    }

    [SkippableFact]
    public void Of_New_York_lies_within_a_metre_of_the_degrees_that_the_file_has_beside_its_feet()
    {
        PublicData.Require();
        var incidents = Incidents("shooting");
        Assert.All(
            RealCases.Shootings.Where(g => g[0]["Latitude"].Length > 0),
            g => Assert.InRange(MetresTo(incidents[g[0]["INCIDENT_KEY"]], g[0]["Latitude"], g[0]["Longitude"]), 0, 1));
    }

    [SkippableFact]
    public void Of_New_York_without_degrees_lies_in_New_York_by_its_feet()
    {
        PublicData.Require();
        var incidents = Incidents("shooting");
        var without = RealCases.Shootings.Where(g => g[0]["Latitude"].Length == 0).ToList();
        Assert.NotEmpty(without);
        Assert.All(without, g => Assert.InRange(MetresTo(incidents[g[0]["INCIDENT_KEY"]], "40.7", "-73.95"), 0, 40_000));
    }

    [SkippableFact]
    public void Of_New_York_is_one_whatever_the_number_of_its_victims()
    {
        PublicData.Require();
        var incidents = Incidents("shooting");
        Assert.All(RealCases.Shootings, victims =>
        {
            var incident = incidents[victims[0]["INCIDENT_KEY"]];
            var dead = victims.Count(v => v["STATISTICAL_MURDER_FLAG"] is "true" or "Y");
            Assert.Equal((victims.Count, victims.Count - dead), (incident.GetProperty("victims").GetInt32(), incident.GetProperty("injured").GetInt32()));
            Assert.Equal(dead > 0 ? "homicide" : "nonFatalShooting", incident.GetProperty("type").GetString());
            Assert.Equal(RealCases.ShootingTime(victims[0]), incident.GetProperty("occurredAt").GetDateTimeOffset());
        });
    }

    [SkippableFact]
    public void Never_says_null_in_words()
    {
        PublicData.Require();
        Assert.All(Incidents("shooting").Values.Concat(Incidents("ward").Values), i => Assert.DoesNotContain("(null)", i.ToString(), StringComparison.Ordinal));
    }

    private Dictionary<string, JsonElement> Incidents(string leads) => real.PacketsOf(leads + "-")
        .SelectMany(p => p.Packet.GetProperty("events").EnumerateArray())
        .ToDictionary(e => e.GetProperty("caseNumber").GetString()!, e => e.GetProperty("incident"));

    private static double MetresTo(JsonElement incident, string lat, string lon) =>
        Earth.Metres(incident.GetProperty("lat").GetDouble(), incident.GetProperty("lon").GetDouble(), RealCases.Number(lat), RealCases.Number(lon));
}
