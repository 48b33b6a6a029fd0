using System.Globalization;
using CgiHub.Core.Records;
using CgiHub.EndToEnd.Tests.Real_data;

namespace CgiHub.Benchmarks;

/// <summary>Washington's public alerts and crimes, where they are at hand: at <c>CGIHUB_SHARED_DATA</c>, or in <c>shared/data</c> in a folder above this one.</summary>
internal sealed class WashingtonFiles(string folder)
{
    private static readonly string[] WardTimes = ["M/d/yyyy h:mm:ss tt", "yyyy-MM-dd'T'HH:mm:ss.fff'Z'"];

    public static WashingtonFiles? Find()
    {
        if (Environment.GetEnvironmentVariable("CGIHUB_SHARED_DATA") is { Length: > 0 } given)
        {
            return Directory.Exists(given) ? new WashingtonFiles(given) : null;
        }

        for (var above = new DirectoryInfo(Directory.GetCurrentDirectory()); above is not null; above = above.Parent)
        {
            var data = Path.Combine(above.FullName, "shared", "data");
            if (File.Exists(Path.Combine(data, "INDEX.md")))
            {
                return new WashingtonFiles(data);
            }
        }

        return null;
    }

    /// <summary>Every alert with an id, a time and a place; local times are made UTC.</summary>
    public PointFile Alerts()
    {
        var alerts = new PointFile();
        foreach (var row in Rows("dc-shotspotter/shotspotter_dc_2006_2012.csv"))
        {
            Add(alerts, row["Incident ID"], row["Date Time"], ["M/d/yy H:mm"], row["Latitude-100meter"], row["Longitude-100meter"]);
        }

        foreach (var row in new[] { 2014, 2015, 2016 }.SelectMany(year => Rows($"dc-shotspotter/ShotSpotter{year}.csv")).Where(r => r["ID"] != "#REF!"))
        {
            Add(alerts, row["ID"], $"{row["Date"]} {row["Time"]}", ["M/d/yyyy H:mm:ss"], row["Lat (100)"], row["Lon (100)"]);
        }

        return alerts;
    }

    /// <summary>Every crime; places are those of Maryland's state plane, made degrees.</summary>
    public PointFile Crimes()
    {
        var crimes = new PointFile();
        foreach (var row in new[] { "dc-crime/dc_crime_ward8_2012_2016.csv", "dc-crime/Crime_Incidents_in_2019_jan.csv" }.SelectMany(Rows).Where(r => r["START_DATE"].Length > 0))
        {
            var (lat, lon) = Earth.FromMaryland(double.Parse(row["XBLOCK"], CultureInfo.InvariantCulture), double.Parse(row["YBLOCK"], CultureInfo.InvariantCulture));
            Add(crimes, row["CCN"], row["START_DATE"], WardTimes, lat.ToString("R", CultureInfo.InvariantCulture), lon.ToString("R", CultureInfo.InvariantCulture));
        }

        return crimes;
    }

    private static void Add(PointFile to, string id, string local, string[] formats, string lat, string lon)
    {
        if (DateTime.TryParseExact(local, formats, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out var at))
        {
            to.Add(id, new SpaceTimePoint(UnitedStatesClock.ToUtc(DateTime.SpecifyKind(at, DateTimeKind.Unspecified), UnitedStatesClock.Eastern), double.Parse(lat, CultureInfo.InvariantCulture), double.Parse(lon, CultureInfo.InvariantCulture)));
        }
    }

    private IEnumerable<Dictionary<string, string>> Rows(string file)
    {
        using var text = File.OpenText(Path.Combine(folder, file));
        var header = Fields(text.ReadLine()!);
        while (text.ReadLine() is { } line)
        {
            yield return header.Zip(Fields(line)).ToDictionary(p => p.First, p => p.Second);
        }
    }

    /// <summary>These files have quotes, but no line ends within them.</summary>
    private static List<string> Fields(string line)
    {
        var (fields, quoted, start) = (new List<string>(), false, 0);
        for (var i = 0; i <= line.Length; i++)
        {
            if (i == line.Length || (line[i] == ',' && !quoted))
            {
                fields.Add(line[start..i].Trim('"', '\uFEFF'));
                start = i + 1;
            }
            else if (line[i] == '"')
            {
                quoted = !quoted;
            }
        }

        return fields;
    }
}
