using CgiHub.Core.Records;
using CsCheck;

namespace CgiHub.Core.Tests.Records;

public sealed class A_space_time_cell
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Anywhere; often at a pole, at the date line, at borders of cells and at the equator.</summary>
    private static readonly Gen<(double Lat, double Lon)> Place = Gen.Select(
        Gen.OneOf(Gen.Double[-90, 90], Gen.Int[-90, 90].Select(d => (double)d), Gen.Int[-4500, 4500].Select(c => c / 50.0), Gen.OneOfConst(89.9999, -89.9999, 89.001, -89.001)),
        Gen.OneOf(Gen.Double[-180, 180], Gen.OneOfConst(-180.0, 180.0, 179.9999, -179.9999, 0.0), Gen.Int[-9000, 9000].Select(c => c / 50.0)));

    /// <summary>A second point in any direction, no further than the distance.</summary>
    private static (double Lat, double Lon) Beside((double Lat, double Lon) from, double bearing, double metres)
    {
        // As far as the sphere allows that is never too short, then back to the edge.
        var angle = metres / Geodesic.LeastRadius;
        if (metres > 0 && Reaches(from, bearing, angle) > metres)
        {
            angle *= metres / Reaches(from, bearing, angle) * (1 - 1e-9);
        }

        return At(from, bearing, angle);
    }

    private static double Reaches((double Lat, double Lon) from, double bearing, double angle)
    {
        var (lat, lon) = At(from, bearing, angle);
        return Geodesic.Metres(from.Lat, from.Lon, lat, lon);
    }

    private static (double Lat, double Lon) At((double Lat, double Lon) from, double bearing, double angle)
    {
        const double Radians = Math.PI / 180;
        var lat = Math.Asin(Math.Sin(from.Lat * Radians) * Math.Cos(angle) + Math.Cos(from.Lat * Radians) * Math.Sin(angle) * Math.Cos(bearing));
        var lon = from.Lon * Radians + Math.Atan2(Math.Sin(bearing) * Math.Sin(angle) * Math.Cos(from.Lat * Radians), Math.Cos(angle) - Math.Sin(from.Lat * Radians) * Math.Sin(lat));
        return (lat / Radians, Math.IEEERemainder(lon / Radians, 360));
    }

    private static PlateRead Read((double Lat, double Lon) at, DateTimeOffset time) => new() { SourceId = "r", ReadId = "r", ReadAt = time, Plate = "ABC123", Lat = at.Lat, Lon = at.Lon, Device = "d" };

    private static GunshotAlert Alert((double Lat, double Lon) at, DateTimeOffset time) => new() { SourceId = "a", AlertId = "a", DetectedAt = time, Lat = at.Lat, Lon = at.Lon, Kind = GunshotKind.Single, Status = AlertStatus.Alert };

    [Fact]
    public void Of_a_plate_read_is_among_those_searched_from_any_place_and_time_in_reach() =>
        Gen.Select(Place, Gen.Double[0, 2 * Math.PI], Gen.OneOf(Gen.Double[0, 800], Gen.Const(800.0)), Gen.Long[-10 * 60, 20 * 60], Gen.Int[0, 86_400]).Sample((place, bearing, metres, seconds, start) =>
        {
            var at = Noon.AddSeconds(start);
            var cell = SpaceTimeCell.Of(Read(Beside(place, bearing, metres), at.AddSeconds(seconds)));
            return SpaceTimeCell.Around("lpr", place.Lat, place.Lon, 800, at.AddMinutes(-10), at.AddMinutes(20)).Contains(cell);
        }, iter: 5000);

    [Fact]
    public void Of_a_gunshot_is_among_those_searched_from_any_place_and_time_in_reach() =>
        Gen.Select(Place, Gen.Double[0, 2 * Math.PI], Gen.OneOf(Gen.Double[0, 250], Gen.Const(250.0)), Gen.Long[-600, 600], Gen.Int[0, 86_400]).Sample((place, bearing, metres, seconds, start) =>
        {
            var at = Noon.AddSeconds(start);
            var cell = SpaceTimeCell.Of(Alert(Beside(place, bearing, metres), at.AddSeconds(seconds)));
            return SpaceTimeCell.Around("gunshots", place.Lat, place.Lon, 250, at.AddMinutes(-10), at.AddMinutes(10)).Contains(cell);
        }, iter: 5000);

    [Fact]
    public void Is_searched_once() =>
        Gen.Select(Place, Gen.Double[0, 20_000]).Sample((place, metres) =>
        {
            var cells = SpaceTimeCell.Around("lpr", place.Lat, place.Lon, metres, Noon, Noon.AddMinutes(30));
            return cells.Distinct().Count() == cells.Count;
        }, iter: 300);

    [Theory]
    [InlineData(90, 0)]
    [InlineData(-90, 180)]
    [InlineData(89.999, -180)]
    [InlineData(0, 0)]
    public void Is_searched_in_a_bounded_number_wherever_on_earth(double lat, double lon) =>
        Assert.InRange(SpaceTimeCell.Around("lpr", lat, lon, 800, Noon, Noon.AddMinutes(30)).Count, 1, 2000);

    [Fact]
    public void Around_an_ordinary_incident_is_one_of_a_handful() =>
        Assert.InRange(SpaceTimeCell.Around("lpr", 40.7, -74, 800, Noon.AddMinutes(-10), Noon.AddMinutes(20)).Count, 1, 6);

    [Fact]
    public void Is_the_same_on_both_sides_of_the_date_line() =>
        Assert.Equal(SpaceTimeCell.Of(Read((10.001, 180), Noon)), SpaceTimeCell.Of(Read((10.001, -180), Noon)));

    [Fact]
    public void Holds_a_day()
    {
        Assert.Equal(SpaceTimeCell.Of(Read((40.701, -74), Noon.AddHours(-12))), SpaceTimeCell.Of(Read((40.701, -74), Noon.AddHours(11))));
        Assert.NotEqual(SpaceTimeCell.Of(Read((40.701, -74), Noon)), SpaceTimeCell.Of(Read((40.701, -74), Noon.AddHours(12))));
        Assert.Equal(SpaceTimeCell.Of(Alert((40.701, -74), Noon.AddHours(-12))), SpaceTimeCell.Of(Alert((40.701, -74), Noon.AddHours(11))));
        Assert.NotEqual(SpaceTimeCell.Of(Alert((40.701, -74), Noon)), SpaceTimeCell.Of(Alert((40.701, -74), Noon.AddHours(12))));
    }

    [Fact]
    public void Does_not_depend_on_the_offset_in_which_a_time_is_written() =>
        Assert.Equal(SpaceTimeCell.Of(Read((40.7, -74), Noon)), SpaceTimeCell.Of(Read((40.7, -74), Noon.ToOffset(TimeSpan.FromHours(-5)))));

    [Fact]
    public void Is_nothing_for_records_that_name_somebody() =>
        Assert.Throws<ArgumentException>(() => SpaceTimeCell.Of(new Arrest { SourceId = "a", ArrestNumber = "a", ArrestedAt = Noon, Offenses = [], Person = new Person() }));

    [Fact]
    public void Measures_along_the_ellipsoid()
    {
        Assert.Equal(0, SpaceTimeCell.Metres(40.7, -74, 40.7, -74));
        Assert.Equal(110_574.3886, SpaceTimeCell.Metres(0, 0, 1, 0), 1e-3);
        Assert.Equal(SpaceTimeCell.Metres(10, 179.999, 10, -179.999), SpaceTimeCell.Metres(10, -0.001, 10, 0.001), 1e-6);
    }
}
