using System.Globalization;
using System.Security.Cryptography;
using System.Xml;

namespace CgiHub.Core.Evidence.Imaging;

/// <summary>How one axis of an X3P is written.</summary>
/// <param name="Incremental">Positions follow from the index and the increment.</param>
/// <param name="DataType"><c>I</c> int16, <c>L</c> int32, <c>F</c> float32, <c>D</c> float64.</param>
/// <param name="Increment">Metres between neighbours; a factor for whole numbers.</param>
/// <param name="Offset">Metres to the first.</param>
internal sealed record X3pAxis(bool Incremental, char DataType, double Increment, double Offset)
{
    public int Width => DataType switch { 'I' => 2, 'L' or 'F' => 4, _ => 8 };
}

/// <summary>What the <c>main.xml</c> of an X3P says, apart from inline points.</summary>
/// <remarks>Read in one pass, without DTD, entities or any address being followed.</remarks>
internal sealed class X3pHeader
{
    private const int LongestText = 4096;

    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);

    public required X3pAxis X { get; init; }

    public required X3pAxis Y { get; init; }

    public required X3pAxis Z { get; init; }

    /// <summary><c>SUR</c> surface, <c>PRF</c> profile, <c>PCL</c> point cloud.</summary>
    public string Feature => Text("FeatureType") ?? "SUR";

    /// <summary>Columns, rows and layers; a list has one row.</summary>
    public required (long X, long Y, long Z) Size { get; init; }

    /// <summary>The points are a list, each with its own position.</summary>
    public required bool IsList { get; init; }

    /// <summary>The points stand in the XML itself.</summary>
    public required bool Inline { get; init; }

    public string? PointData => Text("PointDataLink");

    public string? PointDigest => Text("MD5ChecksumPointData");

    public string? ValidData => Text("ValidPointsLink");

    public string? ValidDigest => Text("MD5ChecksumValidPoints");

    /// <summary>When it was measured.</summary>
    public CaptureTime? Measured => Text("Date") is not { } text ? null
        : !text.Contains('T', StringComparison.Ordinal) || !DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var clock) || clock.Year < 1970 ? null
        : clock.Kind == DateTimeKind.Unspecified ? new CaptureTime(null, clock.ToString("s", CultureInfo.InvariantCulture))
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var instant) ? new CaptureTime(instant.ToUniversalTime(), null) : null;

    public static X3pHeader Read(Stream xml, long mostCharacters)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        var inline = false;
        try
        {
            using var reader = Open(xml, mostCharacters);
            reader.MoveToContent();
            if (reader.LocalName != "ISO5436_2")
            {
                throw new InvalidDataException("The archive's main.xml is not that of an X3P.");
            }

            var axis = "";
            while (reader.Read())
            {
                if (reader.NodeType != XmlNodeType.Element)
                {
                    continue;
                }

                var name = reader.LocalName;
                axis = name is "CX" or "CY" or "CZ" ? name : axis;
                if (name == "DataList")
                {
                    inline = true;
                    reader.Skip();
                }
                else if (name is "AxisType" or "DataType" or "Increment" or "Offset")
                {
                    texts.TryAdd($"{axis}/{name}", ReadText(reader));
                }
                else if (name is "FeatureType" or "Date" or "SizeX" or "SizeY" or "SizeZ" or "ListDimension"
                    or "PointDataLink" or "MD5ChecksumPointData" or "ValidPointsLink" or "MD5ChecksumValidPoints")
                {
                    texts.TryAdd(name, ReadText(reader));
                }
            }
        }
        catch (XmlException e)
        {
            throw new InvalidDataException("The main.xml of the X3P is not well-formed, too long, or has a document type.", e);
        }

        return Make(texts, inline);
    }

    /// <summary>The numbers of each inline point, in order; a missing point gives none.</summary>
    public static IEnumerable<double[]> ReadPoints(Stream xml, long mostCharacters)
    {
        using var reader = Open(xml, mostCharacters);
        while (NextPoint(reader) is { } point)
        {
            yield return point;
        }
    }

    private static double[]? NextPoint(XmlReader reader)
    {
        try
        {
            while (reader.Read())
            {
                if (reader.NodeType == XmlNodeType.Element && reader.LocalName == "Datum")
                {
                    return ReadNumbers(reader.IsEmptyElement ? "" : ReadText(reader));
                }
            }

            return null;
        }
        catch (XmlException e)
        {
            throw new InvalidDataException("The main.xml of the X3P is not well-formed.", e);
        }
    }

    private static double[] ReadNumbers(string text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return [];
        }

        var parts = text.Split(';');
        if (parts.Length > 3)
        {
            throw new InvalidDataException("A point of the X3P has more than three coordinates.");
        }

        return [.. parts.Select(part => double.TryParse(part.AsSpan().Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number : throw new InvalidDataException("A point of the X3P is not a number."))];
    }

    private static X3pHeader Make(Dictionary<string, string> texts, bool inline)
    {
        var list = texts.TryGetValue("ListDimension", out var length);
        var header = new X3pHeader
        {
            X = Axis(texts, "CX"),
            Y = Axis(texts, "CY"),
            Z = Axis(texts, "CZ"),
            Size = list ? (Count(length), 1, 1) : (Count(texts.GetValueOrDefault("SizeX")), Count(texts.GetValueOrDefault("SizeY") ?? "1"), Count(texts.GetValueOrDefault("SizeZ") ?? "1")),
            IsList = list,
            Inline = inline && !texts.ContainsKey("PointDataLink"),
        };
        foreach (var (name, text) in texts)
        {
            header._texts[name] = text;
        }

        if (!header.Inline && string.IsNullOrEmpty(header.PointData))
        {
            throw new InvalidDataException("The X3P says nowhere where its points are.");
        }

        return header.Z.Incremental
            ? throw new InvalidDataException("The X3P's heights are incremental, which no surface is.")
            : header;
    }

    private static X3pAxis Axis(Dictionary<string, string> texts, string axis)
    {
        var type = texts.GetValueOrDefault($"{axis}/DataType") ?? "D";
        if (type is not ("I" or "L" or "F" or "D"))
        {
            throw new InvalidDataException($"The X3P's axis {axis} has an unknown data type.");
        }

        var incremental = (texts.GetValueOrDefault($"{axis}/AxisType") ?? (axis == "CZ" ? "A" : "I")) == "I";
        return new X3pAxis(incremental, type[0], Number(texts.GetValueOrDefault($"{axis}/Increment"), 1), Number(texts.GetValueOrDefault($"{axis}/Offset"), 0));
    }

    private static double Number(string? text, double otherwise)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return otherwise;
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : throw new InvalidDataException("An increment or offset of the X3P is not a number.");
    }

    private static long Count(string? text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0
        ? count
        : throw new InvalidDataException("The X3P does not say how many points it has.");

    /// <summary>The text of the element that the reader stands on. It stays at the element's end, so that the next read does not pass over a neighbour.</summary>
    private static string ReadText(XmlReader reader)
    {
        using var element = reader.ReadSubtree();
        element.MoveToContent();
        var text = element.ReadElementContentAsString().Trim();
        return text.Length <= LongestText ? text : throw new InvalidDataException("A value in the X3P's main.xml is too long.");
    }

    private static XmlReader Open(Stream xml, long mostCharacters) => XmlReader.Create(xml, new XmlReaderSettings
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = mostCharacters,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        IgnoreWhitespace = true,
    });

    private string? Text(string name) => _texts.GetValueOrDefault(name);
}

/// <summary>Hashes what passes, with the only digest that the format knows. It guards against accidents, not against anybody.</summary>
internal sealed class Md5Stream : ReadOnlyStream
{
    private readonly Stream _content;

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5351", Justification = "ISO 25178-72 prescribes MD5; SHA-256 guards the whole file.")]
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);

    public Md5Stream(Stream content) => _content = content;

    /// <summary>Lower-case hex of what passed.</summary>
    public string Digest => Convert.ToHexStringLower(_hash.GetCurrentHash());

    public override int Read(Span<byte> buffer)
    {
        var read = _content.Read(buffer);
        _hash.AppendData(buffer[..read]);
        return read;
    }

    /// <summary>Reads what is left.</summary>
    public void Drain()
    {
        Span<byte> buffer = stackalloc byte[4096];
        while (Read(buffer) > 0)
        {
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _hash.Dispose();
            _content.Dispose();
        }

        base.Dispose(disposing);
    }
}
