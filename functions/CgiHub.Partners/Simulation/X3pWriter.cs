using System.Globalization;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;

namespace CgiHub.Partners.Simulation;

/// <summary>Writes a surface as X3P (ISO 25178-72): a zip with <c>main.xml</c>, <c>bindata/data.bin</c> and <c>md5checksum.hex</c>.</summary>
internal static class X3pWriter
{
    private static readonly XNamespace P = "http://www.opengps.eu/2008/ISO5436_2";

    public static byte[] Write(CartridgeSurface surface)
    {
        var points = MemoryMarshal.AsBytes(surface.Z.AsSpan()).ToArray();
        var main = Encoding.UTF8.GetBytes("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?>\n" + Describe(surface, Md5(points)));
        using var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(zip, "main.xml", main);
            Add(zip, "bindata/data.bin", points);
            Add(zip, "md5checksum.hex", Encoding.ASCII.GetBytes($"{Md5(main)} *main.xml\n"));
        }

        return file.ToArray();
    }

    private static XElement Describe(CartridgeSurface surface, string md5)
    {
        var step = surface.Step.ToString("R", CultureInfo.InvariantCulture);
        return new XElement(P + "ISO5436_2",
            new XAttribute(XNamespace.Xmlns + "p", P.NamespaceName),
            new XElement("Record1",
                new XElement("Revision", "ISO5436 - 2000"),
                new XElement("FeatureType", "SUR"),
                new XElement("Axes",
                    new XElement("CX", new XElement("AxisType", "I"), new XElement("DataType", "D"), new XElement("Increment", step), new XElement("Offset", 0)),
                    new XElement("CY", new XElement("AxisType", "I"), new XElement("DataType", "D"), new XElement("Increment", step), new XElement("Offset", 0)),
                    new XElement("CZ", new XElement("AxisType", "A"), new XElement("DataType", "D"), new XElement("Increment", 1), new XElement("Offset", 0)))),
            new XElement("Record2",
                new XElement("Date", "2026-01-01T00:00:00Z"),
                new XElement("Creator", "CgiHub region simulator"),
                new XElement("Instrument",
                    new XElement("Manufacturer", "CgiHub"), new XElement("Model", "Region simulator"), new XElement("Serial", "0"), new XElement("Version", "1")),
                new XElement("CalibrationDate", "2026-01-01T00:00:00Z"),
                new XElement("ProbingSystem", new XElement("Type", "NonContacting"), new XElement("Identification", "simulated")),
                new XElement("Comment", "Computed, not measured.")),
            new XElement("Record3",
                new XElement("MatrixDimension", new XElement("SizeX", surface.Width), new XElement("SizeY", surface.Height), new XElement("SizeZ", 1)),
                new XElement("DataLink", new XElement("PointDataLink", "bindata/data.bin"), new XElement("MD5ChecksumPointData", md5))),
            new XElement("Record4", new XElement("ChecksumFile", "md5checksum.hex")));
    }

    private static void Add(ZipArchive zip, string name, byte[] content)
    {
        var entry = zip.CreateEntry(name, CompressionLevel.Fastest);
        entry.LastWriteTime = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        using var stream = entry.Open();
        stream.Write(content);
    }

    // MD5 is what the format prescribes, as a checksum.
#pragma warning disable CA5351
    private static string Md5(byte[] content) => Convert.ToHexStringLower(MD5.HashData(content));
#pragma warning restore CA5351
}
