using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace CgiHub.Core.Tests.Evidence;

/// <summary>An X3P put together by hand, right or wrong as the test wishes. Unchanged it is a tilted plane of 6 × 4 points with a bump, in metres.</summary>
internal sealed record SurfaceFile
{
    public int Columns { get; init; } = 6;

    public int Rows { get; init; } = 4;

    public int Layers { get; init; } = 1;

    /// <summary>Data type of the heights: <c>I</c>, <c>L</c>, <c>F</c> or <c>D</c>.</summary>
    public string Type { get; init; } = "D";

    public string Increment { get; init; } = "3.5E-6";

    public string ZIncrement { get; init; } = "1";

    public string Feature { get; init; } = "SUR";

    public string Date { get; init; } = "2026-01-05T10:00:00";

    public Func<int, int, double> Height { get; init; } = (x, y) => (1e-7 * x) + (x == 2 && y == 1 ? 4e-7 : 0);

    /// <summary>Instead of the points that <see cref="Height"/> gives.</summary>
    public byte[]? Points { get; init; }

    public string? PointDigest { get; init; }

    public string? MainDigest { get; init; }

    /// <summary>One bit a point, where some were not measured.</summary>
    public byte[]? Mask { get; init; }

    public string Folder { get; init; } = "";

    /// <summary>Points in the XML itself, as <c>Datum</c> elements.</summary>
    public string? Inline { get; init; }

    /// <summary>Says how many points a list has, instead of a matrix.</summary>
    public int? List { get; init; }

    /// <summary>What becomes of <c>main.xml</c> before it is packed.</summary>
    public Func<string, string> Xml { get; init; } = xml => xml;

    /// <summary>Names of entries that are left out.</summary>
    public string[] Without { get; init; } = [];

    public byte[] Build()
    {
        var points = Points ?? Encoded();
        var main = Encoding.UTF8.GetBytes(Xml(Main(points)));
        using var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(zip, "main.xml", main);
            Add(zip, "bindata/data.bin", points);
            Add(zip, "bindata/valid.bin", Mask ?? []);
            Add(zip, "md5checksum.hex", Encoding.ASCII.GetBytes($"{MainDigest ?? Md5(main)} *main.xml\n"));
        }

        return file.ToArray();
    }

    private void Add(ZipArchive zip, string name, byte[] content)
    {
        if (content.Length == 0 || Without.Contains(name) || name == "bindata/data.bin" && Inline is not null)
        {
            return;
        }

        var entry = zip.CreateEntry(Folder + name);
        entry.LastWriteTime = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        using var stream = entry.Open();
        stream.Write(content);
    }

    private byte[] Encoded()
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        var scale = double.Parse(ZIncrement, CultureInfo.InvariantCulture);
        for (var y = 0; y < Rows * Layers; y++)
        {
            for (var x = 0; x < Columns; x++)
            {
                var height = Height(x, y % Rows);
                switch (Type)
                {
                    case "I": writer.Write((short)Math.Round(height / scale)); break;
                    case "L": writer.Write((int)Math.Round(height / scale)); break;
                    case "F": writer.Write((float)height); break;
                    default: writer.Write(height); break;
                }
            }
        }

        return bytes.ToArray();
    }

    private string Main(byte[] points)
    {
        var size = List is { } count ? $"<ListDimension>{count}</ListDimension>" : $"<MatrixDimension><SizeX>{Columns}</SizeX><SizeY>{Rows}</SizeY><SizeZ>{Layers}</SizeZ></MatrixDimension>";
        var axis = List is null ? "I" : "A";
        var mask = Mask is null ? "" : $"<ValidPointsLink>bindata/valid.bin</ValidPointsLink><MD5ChecksumValidPoints>{Md5(Mask)}</MD5ChecksumValidPoints>";
        var data = Inline is not null ? $"<DataList>{Inline}</DataList>"
            : $"<DataLink><PointDataLink>bindata/data.bin</PointDataLink><MD5ChecksumPointData>{PointDigest ?? Md5(points)}</MD5ChecksumPointData>{mask}</DataLink>";
        return $"""
            <?xml version="1.0" encoding="UTF-8"?>
            <p:ISO5436_2 xmlns:p="http://www.opengps.eu/2008/ISO5436_2">
            <Record1><Revision>ISO5436 - 2000</Revision><FeatureType>{Feature}</FeatureType><Axes>
            <CX><AxisType>{axis}</AxisType><DataType>D</DataType><Increment>{Increment}</Increment><Offset>0</Offset></CX>
            <CY><AxisType>{axis}</AxisType><DataType>D</DataType><Increment>{Increment}</Increment><Offset>0</Offset></CY>
            <CZ><AxisType>A</AxisType><DataType>{Type}</DataType><Increment>{ZIncrement}</Increment><Offset>0</Offset></CZ></Axes></Record1>
            <Record2><Date>{Date}</Date><Instrument><Manufacturer>made up</Manufacturer></Instrument></Record2>
            <Record3>{size}{data}</Record3>
            <Record4><ChecksumFile>md5checksum.hex</ChecksumFile></Record4>
            </p:ISO5436_2>
            """;
    }

    // The format's own checksum.
#pragma warning disable CA5351
    public static string Md5(byte[] bytes) => Convert.ToHexStringLower(MD5.HashData(bytes));
#pragma warning restore CA5351
}
