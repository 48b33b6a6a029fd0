using System.Globalization;
using Row = System.Collections.Generic.Dictionary<string, string>;

namespace CgiHub.EndToEnd.Tests.Real_data;

/// <summary>The real cases that invented leads are made of, picked by position when the tests run.</summary>
internal static class RealCases
{
    public const string NewYork = "NY9990100";
    public const string Washington = "DC9990100";
    public const string Seattle = "WA9990100";

    private static readonly CultureInfo English = CultureInfo.InvariantCulture;

    /// <summary>Homicides and assaults with a gun in the ward, in the years of the alerts: one row a case.</summary>
    public static IReadOnlyList<Row> WardCrimes { get; } =
    [
        .. GunCrimes(Shipment.WardCrimes).Where(r => r["OFFENSE"] is "HOMICIDE" or "ASSAULT W/DANGEROUS WEAPON" && WardTime(r).Year is >= 2014 and <= 2016)
            .DistinctBy(r => r["CCN"]),
    ];

    /// <summary>All gun crimes of the file that has both metres and degrees: one row a case.</summary>
    public static IReadOnlyList<Row> JanuaryCrimes { get; } = [.. GunCrimes(Shipment.JanuaryCrimes).DistinctBy(r => r["CCN"])];

    /// <summary>Shootings with several victims of the old schema, and of the new one some with and all without degrees.</summary>
    public static IReadOnlyList<IReadOnlyList<Row>> Shootings { get; } =
    [
        .. ByKey(Shipment.Shootings, "INCIDENT_KEY").Where(g => g.Count >= 3).Take(24),
        .. ByKey(Shipment.NewShootings, "INCIDENT_KEY").Where(g => g.Count >= 2).Take(8),
        .. ByKey(Shipment.NewShootings, "INCIDENT_KEY").Where(g => g.Exists(r => r["Latitude"].Length == 0)),
    ];

    /// <summary>The weapon charges of arrests that have at least two of them; no two arrests of one case.</summary>
    public static IReadOnlyList<IReadOnlyList<Row>> Arrests { get; } =
    [
        .. PublicData.Rows(Shipment.Arrests).Where(r => r["MPD_CHARGE_CATEGORY"] == "Weapon Violations").GroupBy(r => r["MPD_ARREST_NUMBER"])
            .Where(g => g.Select(r => r["MPD_CHARGE_DESCRIPTION"]).Distinct().Count() >= 2)
            .DistinctBy(g => g.First()["CCN"]).Take(20).Select(g => g.ToList()),
    ];

    /// <summary>A traced gun that was bought and recovered in years in which the ward's crimes may have been committed with it.</summary>
    public static Row TracedGun { get; } = PublicData.Rows(Shipment.Traces).First(r =>
        r["firearm_serial"].Length > 0 && r["manufacturer_name"].Length > 0 && r["sale_date"].Length > 0
        && string.CompareOrdinal(r["sale_date"], "2014") < 0 && string.CompareOrdinal(r["crime_date"], "2015") > 0 && string.CompareOrdinal(r["crime_date"], "2020") < 0);

    /// <summary>Plate reads with a place.</summary>
    public static IReadOnlyList<PlacedRead> Reads { get; } =
    [
        .. PublicData.Rows(Shipment.PlateReads, '|').Where(r => r["lat"] != "NA").Select(r => new PlacedRead(
            r["plate_hash"],
            UnitedStatesClock.ToUtc(DateTime.ParseExact(r["dt"], "MM/dd/yyyy - HH:mm:ss", English), UnitedStatesClock.Pacific),
            Number(r["lat"]),
            Number(r["lon"]))),
    ];

    /// <summary>Two reads with some, but not many vehicles around: where and when something is made to happen.</summary>
    public static IReadOnlyList<PlacedRead> Corners { get; } = [.. Reads.Where((_, i) => i % 997 == 0).Where(r => Around(r).Count is >= 3 and <= 25).Take(2)];

    public static List<PlacedRead> Around(PlacedRead scene) =>
        [.. Reads.Where(r => r.At >= scene.At.AddMinutes(-10) && r.At <= scene.At.AddMinutes(20) && Earth.Metres(r.Lat, r.Lon, scene.Lat, scene.Lon) <= 800)];

    /// <summary>UTC of a ward crime.</summary>
    public static DateTimeOffset WardTime(Row crime) =>
        UnitedStatesClock.ToUtc(DateTime.ParseExact(crime["START_DATE"], "M/d/yyyy h:mm:ss tt", English), UnitedStatesClock.Eastern);

    /// <summary>UTC of a crime of the January file, whose stamps end in Z and are local.</summary>
    public static DateTimeOffset JanuaryTime(Row crime) =>
        UnitedStatesClock.ToUtc(DateTime.ParseExact(crime["START_DATE"], "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", English), UnitedStatesClock.Eastern);

    /// <summary>UTC of a New York shooting.</summary>
    public static DateTimeOffset ShootingTime(Row shooting) =>
        UnitedStatesClock.ToUtc(DateTime.ParseExact($"{shooting["OCCUR_DATE"]} {shooting["OCCUR_TIME"]}", "MM/dd/yyyy H:mm:ss", English), UnitedStatesClock.Eastern);

    public static double Number(string text) => double.Parse(text, English);

    private static IEnumerable<Row> GunCrimes(string file) => PublicData.Rows(file).Where(r => r["METHOD"] == "GUN");

    private static IEnumerable<List<Row>> ByKey(string file, string key) => PublicData.Rows(file).GroupBy(r => r[key]).Select(g => g.ToList());
}

/// <summary>A plate read with a place.</summary>
internal sealed record PlacedRead(string Plate, DateTimeOffset At, double Lat, double Lon);
