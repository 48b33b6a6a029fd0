using System.IO.Compression;
using System.Security.Cryptography;
using System.Xml.Linq;
using CgiHub.Partners.Simulation;
using Microsoft.Extensions.Options;
using SkiaSharp;

namespace CgiHub.Core.Tests.Simulation;

public sealed class A_drawn_image
{
    [Theory]
    [InlineData(ImageFormat.Jpeg, SKEncodedImageFormat.Jpeg)]
    [InlineData(ImageFormat.Png, SKEncodedImageFormat.Png)]
    public void Is_what_it_says(ImageFormat format, SKEncodedImageFormat encoded)
    {
        using var codec = SKCodec.Create(new MemoryStream(new SimulatedImage("breechFace", format, 3, 1).Draw()));
        Assert.Equal(encoded, codec.EncodedFormat);
        Assert.Equal((640, 640), (codec.Info.Width, codec.Info.Height));
    }

    [Fact]
    public void Differs_from_round_to_round_but_less_than_from_gun_to_gun()
    {
        var sameGun = Enumerable.Range(10, 8).Average(gun => Distance(Surface(gun, 1), Surface(gun, 2)));
        var otherGun = Enumerable.Range(10, 8).Average(gun => Distance(Surface(gun, 1), Surface(gun + 20, 2)));
        Assert.InRange(sameGun, double.Epsilon, otherGun / 5);
    }

    [Theory]
    [InlineData("breechFace", ImageFormat.Jpeg)]
    [InlineData("breechFace", ImageFormat.Png)]
    [InlineData("surface", ImageFormat.X3p)]
    public async Task Is_evidence_without_a_warning(string view, ImageFormat format)
    {
        using var inspector = new Core.Evidence.Imaging.ImageInspector(Options.Create(new Core.Evidence.EvidenceOptions()));
        var seen = (await inspector.InspectAsync(new MemoryStream(new SimulatedImage(view, format, 3, 1).Draw()), CancellationToken.None)).Value;
        Assert.Equal(format.ToString(), seen.Format.ToString(), ignoreCase: true);
        Assert.Equal(format == ImageFormat.X3p ? 180 : 640, seen.Width);
        Assert.Equal(seen.Width, seen.Height);
        Assert.Empty(seen.Warnings);
    }

    [Fact]
    public void Of_a_surface_holds_its_points_and_their_checksums()
    {
        using var zip = new ZipArchive(new MemoryStream(new SimulatedImage("surface", ImageFormat.X3p, 3, 1).Draw()));
        var main = Read(zip, "main.xml");
        var points = Read(zip, "bindata/data.bin");
        var document = XDocument.Load(new MemoryStream(main));
        var size = document.Descendants("MatrixDimension").Single();
        Assert.Equal(points.Length, (int)size.Element("SizeX")! * (int)size.Element("SizeY")! * (int)size.Element("SizeZ")! * sizeof(double));
        Assert.Equal(Md5(points), document.Descendants("MD5ChecksumPointData").Single().Value);
        Assert.StartsWith(Md5(main), System.Text.Encoding.ASCII.GetString(Read(zip, "md5checksum.hex")), StringComparison.Ordinal);
    }

    private static double[] Surface(int gun, int round)
    {
        using var zip = new ZipArchive(new MemoryStream(new SimulatedImage("surface", ImageFormat.X3p, gun, round).Draw()));
        return System.Runtime.InteropServices.MemoryMarshal.Cast<byte, double>(Read(zip, "bindata/data.bin")).ToArray();
    }

    private static double Distance(double[] a, double[] b) => a.Zip(b).Where(p => !double.IsNaN(p.First)).Average(p => Math.Abs(p.First - p.Second));

    private static byte[] Read(ZipArchive zip, string name)
    {
        using var copy = new MemoryStream();
        using var stream = zip.GetEntry(name)!.Open();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    // The format's own checksum.
#pragma warning disable CA5351
    private static string Md5(byte[] bytes) => Convert.ToHexStringLower(MD5.HashData(bytes));
#pragma warning restore CA5351
}
