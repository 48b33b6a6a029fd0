using CgiHub.Core.Evidence;
using SkiaSharp;

namespace CgiHub.Core.Tests.Evidence;

public sealed class A_surface
{
    private const string Units = "x3p.units";

    [Theory]
    [InlineData("D", "1")]
    [InlineData("F", "1")]
    [InlineData("I", "1E-9")]
    [InlineData("L", "1E-12")]
    public void Is_read_whatever_its_heights_are_written_in(string type, string zIncrement)
    {
        var seen = Inspection.Taken(new SurfaceFile { Type = type, ZIncrement = zIncrement }.Build());
        Assert.Equal((ImageFormat.X3p, 6, 4), (seen.Format, seen.Width, seen.Height));
        Assert.Empty(seen.Warnings);
        Assert.Equal("2026-01-05T10:00:00", seen.Captured?.Local);
        Assert.Equal(Inspection.Taken(new SurfaceFile().Build()).Preview.Length, seen.Preview.Length, 200d);
    }

    [Theory]
    [InlineData("2026-01-05T10:00:00Z", "2026-01-05T10:00:00Z")]
    [InlineData("2026-01-05T10:00:00-06:00", "2026-01-05T16:00:00Z")]
    public void Says_when_it_was_measured(string date, string instant) =>
        Assert.Equal(DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture), Inspection.Taken(new SurfaceFile { Date = date }.Build()).Captured?.Instant);

    [Theory]
    [InlineData("yesterday")]
    [InlineData("2026-01-05")]
    [InlineData("")]
    public void Says_nothing_of_a_time_it_does_not_know(string date) => Assert.Null(Inspection.Taken(new SurfaceFile { Date = date }.Build()).Captured);

    [Fact]
    public void Is_shown_as_a_relief_under_a_lamp_at_the_upper_left()
    {
        // A dome in the middle: its upper left flank is lit, its lower right one lies in the shade.
        var dome = new SurfaceFile { Columns = 101, Rows = 101, Height = (x, y) => 1e-5 * Math.Exp(-(((x - 50) * (x - 50)) + ((y - 50) * (y - 50))) / 600.0) };
        using var up = Inspection.Taken(dome.Build()).Picture();
        Assert.True(At(up, 0.4, 0.4) > At(up, 0.6, 0.6) + 60, $"{At(up, 0.4, 0.4)} against {At(up, 0.6, 0.6)}");

        using var dent = Inspection.Taken((dome with { Height = (x, y) => -dome.Height(x, y) }).Build()).Picture();
        Assert.True(At(dent, 0.6, 0.6) > At(dent, 0.4, 0.4) + 60);

        static int At(SKBitmap picture, double x, double y) => picture.GetPixel((int)(picture.Width * x), (int)(picture.Height * y)).Red;
    }

    [Fact]
    public void Comes_with_which_way_it_faces_so_that_a_lamp_anywhere_can_light_it()
    {
        var dome = new SurfaceFile { Columns = 101, Rows = 81, Height = (x, y) => x > 90 ? double.NaN : 1e-5 * Math.Exp(-(((x - 50) * (x - 50)) + ((y - 40) * (y - 40))) / 600.0) };
        var seen = Inspection.Taken(dome.Build());
        using var shaded = seen.Picture();
        using var facing = SKBitmap.Decode(seen.Relief);
        Assert.Equal((shaded.Width, shaded.Height), (facing.Width, facing.Height));

        // The lamp of the preview gives the preview.
        var measured = 0;
        for (var y = 0; y < facing.Height; y++)
        {
            for (var x = 0; x < facing.Width; x++)
            {
                var (way, grey) = (facing.GetPixel(x, y), shaded.GetPixel(x, y));
                Assert.Equal(grey.Alpha, way.Alpha);
                if (way.Alpha == 255)
                {
                    measured++;
                    Assert.InRange(25 + (215 * ((-0.5 * Part(way.Red)) + (-0.5 * Part(way.Green)) + (0.7071 * Part(way.Blue)))) - grey.Red, -4, 4);
                }
            }
        }

        Assert.InRange(measured, facing.Width * facing.Height * 8 / 10, facing.Width * facing.Height * 95 / 100);

        // The left flank faces left, the lower one down, the plane out of the picture.
        Assert.True(Part(facing.GetPixel(facing.Width * 38 / 100, facing.Height / 2).Red) < -0.3);
        Assert.True(Part(facing.GetPixel(facing.Width / 2, facing.Height * 65 / 100).Green) > 0.3);
        Assert.True(Part(facing.GetPixel(2, 2).Blue) > 0.95);

        static double Part(byte value) => (value / 127.5) - 1;
    }

    [Fact]
    public void Faces_no_way_where_it_is_a_profile() => Assert.Null(Inspection.Taken(new SurfaceFile { Columns = 40, Rows = 1, Feature = "PRF" }.Build()).Relief);

    [Fact]
    public async Task Is_kept_with_what_was_made_of_it_and_a_photograph_has_no_relief()
    {
        await using var house = new EvidenceHouse();
        var id = await house.RegisterAsync();
        var scan = new SurfaceFile { Columns = 30, Rows = 30 }.Build();
        Assert.Equal($"/api/v1/evidence/{id}/images/surface?size=relief", (await house.PutAsync(id, scan, "surface")).Value.Image.Relief);
        Assert.Null((await house.PutAsync(id, Pictures.Png())).Value.Image.Relief);

        await using var relief = (await house.Archive.OpenReliefAsync((await house.Archive.FindImageAsync(EvidenceHouse.Analyst, id, "surface", null, default)).Value, default)).Value;
        Assert.Equal(Inspection.Taken(scan).Relief, await EvidenceHouse.AllAsync(relief));
        Assert.Equal(404, (await house.Archive.OpenReliefAsync((await house.Archive.FindImageAsync(EvidenceHouse.Analyst, id, "breechFace", null, default)).Value, default)).Error?.Status);
        Assert.Equal(3, (await house.CustodyAsync(id)).Count);
    }

    [Fact]
    public void Looks_the_same_in_metres_and_micrometres_and_on_a_slope()
    {
        var metres = new SurfaceFile { Columns = 60, Rows = 60, Height = Waves };
        var shown = Inspection.Taken(metres.Build());
        var micrometres = Inspection.Taken((metres with { Height = (x, y) => Waves(x, y) * 1e6, Increment = "3.5" }).Build());
        Assert.Equal([Units], micrometres.Warnings.Select(w => w.Code));
        Assert.InRange(Difference(shown, micrometres), 0, 1);

        // A sample that lay askew is levelled first.
        Assert.InRange(Difference(shown, Inspection.Taken((metres with { Height = (x, y) => Waves(x, y) + (x * 1e-5) - (y * 2e-5) }).Build())), 0, 2);

        static double Waves(int x, int y) => 1e-6 * Math.Sin(x / 4.0) * Math.Cos(y / 5.0);
    }

    [Fact]
    public void Is_clear_where_nothing_was_measured()
    {
        var hole = new SurfaceFile { Columns = 40, Rows = 40, Height = (x, y) => x < 20 ? double.NaN : 1e-6 * Math.Sin(y) };
        using var preview = Inspection.Taken(hole.Build()).Picture();
        Assert.Equal((0, 255), (preview.GetPixel(preview.Width / 4, preview.Height / 2).Alpha, preview.GetPixel(preview.Width * 3 / 4, preview.Height / 2).Alpha));
    }

    [Fact]
    public void Heeds_its_mask_of_valid_points()
    {
        // The first two of four rows of eight points are valid.
        var masked = new SurfaceFile { Columns = 8, Mask = [0xFF, 0xFF, 0, 0] };
        using var preview = Inspection.Taken(masked.Build()).Picture();
        Assert.Equal((255, 0), (preview.GetPixel(preview.Width / 2, preview.Height / 8).Alpha, preview.GetPixel(preview.Width / 2, preview.Height - 2).Alpha));
        Inspection.Refused((masked with { Mask = [0xFF, 0xFF, 0] }).Build(), 2107, "mask of valid points");
    }

    [Fact]
    public void With_wrong_checksums_is_taken_with_warnings()
    {
        var wrong = Inspection.Taken(new SurfaceFile { MainDigest = new string('0', 32), PointDigest = new string('1', 32) }.Build());
        Assert.Equal(["x3p.checksum.main", "x3p.checksum.points"], wrong.Warnings.Select(w => w.Code));
        Assert.Equal(["x3p.checksum.missing"], Inspection.Taken(new SurfaceFile { Without = ["md5checksum.hex"] }.Build()).Warnings.Select(w => w.Code));
    }

    [Theory]
    [InlineData("7.37468", Units)]
    [InlineData("0", "x3p.increment")]
    [InlineData("-1E-6", "x3p.increment")]
    public void With_an_odd_increment_is_taken_with_a_warning(string increment, string code) =>
        Assert.Equal([code], Inspection.Taken(new SurfaceFile { Increment = increment }.Build()).Warnings.Select(w => w.Code));

    [Fact]
    public void In_a_folder_of_its_archive_is_taken_with_a_warning()
    {
        var seen = Inspection.Taken(new SurfaceFile { Folder = "scan 7/" }.Build());
        Assert.Equal((6, "x3p.nested"), (seen.Width, Assert.Single(seen.Warnings).Code));
    }

    [Fact]
    public void Of_several_layers_shows_the_first()
    {
        var seen = Inspection.Taken(new SurfaceFile { Layers = 3 }.Build());
        Assert.Equal((6, 4, "x3p.layers"), (seen.Width, seen.Height, Assert.Single(seen.Warnings).Code));
    }

    [Fact]
    public void With_its_points_in_the_xml_is_read_too()
    {
        var inline = new SurfaceFile { Columns = 2, Rows = 2, Inline = "<Datum>0;0;1.5E-6</Datum><Datum/><Datum>0;1;2E-6</Datum><Datum>1;1;0</Datum>" };
        Assert.Equal((2, 2), (Inspection.Taken(inline.Build()).Width, Inspection.Taken(inline.Build()).Height));
        Inspection.Refused((inline with { Rows = 3 }).Build(), 2107, "fewer points");
        Inspection.Refused((inline with { Rows = 1 }).Build(), 2107, "more points");
        Inspection.Refused((inline with { Inline = "<Datum>one</Datum>" }).Build(), 2107, "not a number");
        Inspection.Refused((inline with { Inline = "<Datum><x/></Datum>" }).Build(), 2107, "not well-formed");
        Inspection.Refused((inline with { Inline = "<Datum>1;2;3;4</Datum>" }).Build(), 2107, "more than three");
    }

    [Fact]
    public void That_is_a_list_of_points_is_drawn_from_their_places()
    {
        // Along a diagonal: what is not near it stays clear.
        var points = Enumerable.Range(0, 400).SelectMany(i => new[] { i * 1e-6, i * 1e-6, Math.Sin(i / 9.0) * 1e-6 }).SelectMany(BitConverter.GetBytes).ToArray();
        var seen = Inspection.Taken(new SurfaceFile { List = 400, Feature = "PCL", Points = points }.Build());
        Assert.Equal((400, 1), (seen.Width, seen.Height));
        using var preview = seen.Picture();
        Assert.NotEqual(0, preview.GetPixel(preview.Width / 2, preview.Height / 2).Alpha);
        Assert.Equal(0, preview.GetPixel(preview.Width - 2, 1).Alpha);
    }

    [Fact]
    public void That_is_a_single_row_is_drawn_as_a_profile()
    {
        using var preview = Inspection.Taken(new SurfaceFile { Columns = 300, Rows = 1, Feature = "PRF", Height = (x, _) => x * 1e-6 }.Build()).Picture();
        Assert.Equal(2.0, (double)preview.Width / preview.Height, 0.1);
        Assert.True(preview.GetPixel(preview.Width * 3 / 4, preview.Height / 4).Red < 128 || preview.GetPixel((preview.Width * 3 / 4) + 1, preview.Height / 4).Red < 255, "The line rises to the right.");
    }

    [Theory]
    [InlineData(-8)]
    [InlineData(8)]
    [InlineData(-191)]
    public void With_more_or_less_data_than_it_says_is_refused(int more) =>
        Inspection.Refused(new SurfaceFile { Points = new byte[(6 * 4 * 8) + more] }.Build(), 2107, "its header says 192");

    [Fact]
    public void Without_one_of_its_parts_is_refused_with_the_reason()
    {
        Inspection.Refused(new SurfaceFile { Without = ["main.xml"] }.Build(), 2106, "without the main.xml of an X3P");
        Inspection.Refused(new SurfaceFile { Without = ["bindata/data.bin"] }.Build(), 2107, "not in the archive");
        Inspection.Refused(new SurfaceFile { Xml = x => x.Replace("<DataLink>", "<NoLink>", StringComparison.Ordinal).Replace("</DataLink>", "</NoLink>", StringComparison.Ordinal).Replace("PointDataLink", "Other", StringComparison.Ordinal) }.Build(), 2107, "nowhere where its points are");
        Inspection.Refused(new SurfaceFile { Xml = x => x.Replace("SizeX", "Sizes", StringComparison.Ordinal) }.Build(), 2107, "how many points");
        Inspection.Refused(new SurfaceFile { Xml = x => x.Replace("ISO5436_2", "svg", StringComparison.Ordinal) }.Build(), 2107, "not that of an X3P");
        Inspection.Refused(new SurfaceFile { Xml = x => x[..(x.Length / 2)] }.Build(), 2107, "not well-formed");
        Inspection.Refused(new SurfaceFile { Height = (_, _) => double.NaN }.Build(), 2107, "no valid point");
        Inspection.Refused(new SurfaceFile { Type = "Q" }.Build(), 2107, "unknown data type");
    }

    [Theory]
    [InlineData("<SizeX>6</SizeX>", "<SizeX>-6</SizeX>")]
    [InlineData("<SizeX>6</SizeX>", "<SizeX>99999999999999999999</SizeX>")]
    [InlineData("<SizeX>6</SizeX>", "<SizeX>0</SizeX>")]
    [InlineData("<SizeY>4</SizeY>", "<SizeY>4.5</SizeY>")]
    [InlineData("<Increment>3.5E-6</Increment>", "<Increment>NaN</Increment>")]
    [InlineData("<Increment>3.5E-6</Increment>", "<Increment>1e999</Increment>")]
    [InlineData("<DataType>D</DataType>", "<DataType/>")]
    public void That_counts_wrongly_is_refused(string right, string wrong) =>
        Assert.Equal(2107, Inspection.Of(new SurfaceFile { Xml = x => x.Replace(right, wrong, StringComparison.Ordinal) }.Build()).Error?.Number);

    private static double Difference(Core.Evidence.Imaging.InspectedImage one, Core.Evidence.Imaging.InspectedImage other)
    {
        using var a = one.Picture();
        using var b = other.Picture();
        return a.Pixels.Zip(b.Pixels).Average(p => Math.Abs(p.First.Red - p.Second.Red));
    }
}
