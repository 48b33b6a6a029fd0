using System.Globalization;

namespace CgiHub.EndToEnd.Tests.Real_data;

/// <summary>Alerts of the workbooks near crimes of the ward file: what the hub joined, against a search through everything.</summary>
[Collection(RealDataCollection.Name)]
public sealed class A_real_gunshot_alert(RealDataHub real)
{
    private const double NearMetres = 250;
    private const double SameMetres = 50;

    /// <summary>Counted once more from the same files, by other means than these tests: 849 crimes, 264 of them with a gunshot event or several.</summary>
    private const int KnownPairs = 319;

    private static readonly TimeSpan Near = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Same = TimeSpan.FromMinutes(2);

    [SkippableFact]
    public void Is_joined_to_the_crimes_that_a_search_through_all_of_them_finds()
    {
        PublicData.Require();
        var expected = SearchThroughAll();
        Assert.Equal(KnownPairs, expected.Count);
        Assert.Equal(expected.Order(), Joined().Order());
    }

    [SkippableFact]
    public void Is_told_with_its_distance_in_space_and_time()
    {
        PublicData.Require();
        var times = RealCases.WardCrimes.ToDictionary(r => r["CCN"], RealCases.WardTime);
        Assert.All(real.PacketsOf("ward-"), packet =>
        {
            var cases = packet.Packet.GetProperty("events").EnumerateArray().ToDictionary(e => e.GetProperty("caseKey").GetString()!, e => e.GetProperty("caseNumber").GetString()!);
            Assert.All(packet.Packet.GetProperty("gunshots").EnumerateArray(), shots =>
            {
                var seconds = (shots.GetProperty("detectedAt").GetDateTimeOffset() - times[cases[shots.GetProperty("caseKey").GetString()!]]).TotalSeconds;
                Assert.Equal(seconds, shots.GetProperty("seconds").GetDouble());
                Assert.InRange(shots.GetProperty("metres").GetDouble(), 0, NearMetres);
            });
        });
    }

    private List<string> Joined()
    {
        var pairs = new List<string>();
        foreach (var packet in real.PacketsOf("ward-").Select(p => p.Packet))
        {
            var cases = packet.GetProperty("events").EnumerateArray().ToDictionary(e => e.GetProperty("caseKey").GetString()!, e => e.GetProperty("caseNumber").GetString()!);
            pairs.AddRange(packet.GetProperty("gunshots").EnumerateArray().Select(g => Pair(cases[g.GetProperty("caseKey").GetString()!], g.GetProperty("alerts").EnumerateArray().Select(a => a.GetString()!))));
        }

        return pairs;
    }

    private static List<string> SearchThroughAll()
    {
        var events = Merged([.. new[] { 2014, 2015, 2016 }.SelectMany(Alerts).OrderBy(a => a.At)])
            .ConvertAll(g => (g[0].At, Lat: g.Average(a => a.Lat), Lon: g.Average(a => a.Lon), Ids: g.Select(a => a.Id)));
        return
        [
            .. from crime in RealCases.WardCrimes
               let at = RealCases.WardTime(crime)
               let place = Earth.FromMaryland(RealCases.Number(crime["XBLOCK"]), RealCases.Number(crime["YBLOCK"]))
               from shots in events
               where (shots.At - at).Duration() <= Near && Earth.Metres(place.Lat, place.Lon, shots.Lat, shots.Lon) <= NearMetres
               select Pair(crime["CCN"], shots.Ids),
        ];
    }

    private static IEnumerable<Alert> Alerts(int year) => PublicData.Rows($"dc-shotspotter/ShotSpotter{year}.csv").Where(r => r["ID"] != "#REF!").Select(r => new Alert(
        r["ID"],
        UnitedStatesClock.ToUtc(DateTime.ParseExact($"{r["Date"]} {r["Time"]}", "M/d/yyyy H:mm:ss", CultureInfo.InvariantCulture), UnitedStatesClock.Eastern),
        RealCases.Number(r["Lat (100)"]),
        RealCases.Number(r["Lon (100)"])));

    /// <summary>Alerts near to each other in space and time, over any number of steps, are one; each in order of time.</summary>
    private static List<List<Alert>> Merged(List<Alert> inOrder)
    {
        var ended = new List<List<Alert>>();
        var open = new List<List<Alert>>();
        foreach (var alert in inOrder)
        {
            ended.AddRange(open.Where(g => alert.At - g[^1].At > Same));
            open.RemoveAll(g => alert.At - g[^1].At > Same);
            var mine = open.FindAll(g => g.Exists(a => alert.At - a.At <= Same && Earth.Metres(a.Lat, a.Lon, alert.Lat, alert.Lon) <= SameMetres));
            open.RemoveAll(mine.Contains);
            open.Add([.. mine.SelectMany(g => g).OrderBy(a => a.At), alert]);
        }

        return [.. ended, .. open];
    }

    private static string Pair(string caseNumber, IEnumerable<string> alerts) => $"{caseNumber}: {string.Join(' ', alerts.Order(StringComparer.Ordinal))}";

    private sealed record Alert(string Id, DateTimeOffset At, double Lat, double Lon);
}
