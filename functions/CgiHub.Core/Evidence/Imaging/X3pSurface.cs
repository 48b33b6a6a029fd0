using System.Buffers.Binary;

namespace CgiHub.Core.Evidence.Imaging;

/// <summary>
/// X3P surfaces (ISO 25178-72): what can be read safely is taken, with warnings about what is odd; what contradicts itself is refused.
/// Heights pass row by row into a small relief and are never in memory together.
/// </summary>
internal sealed class X3pSurface
{
    private const string MainName = "main.xml";
    private const string ChecksumName = "md5checksum.hex";

    /// <summary>No instrument for marks on cartridge cases and bullets has its points a millimetre apart.</summary>
    private const double ImplausibleIncrement = 1e-3;

    private static readonly System.Buffers.SearchValues<byte> HexDigits = System.Buffers.SearchValues.Create("0123456789abcdefABCDEF"u8);

    private readonly ZipEntries _zip;
    private readonly EvidenceOptions _options;
    private readonly List<ImageWarning> _warnings = [];
    private long _left;

    private X3pSurface(ZipEntries zip, EvidenceOptions options) => (_zip, _options, _left) = (zip, options, options.MaxX3pBytes);

    public static InspectedImage Inspect(Stream stream, EvidenceOptions options, CancellationToken cancel) =>
        new X3pSurface(ZipEntries.Read(stream), options).Inspect(cancel);

    private InspectedImage Inspect(CancellationToken cancel)
    {
        var (main, folder) = FindMain();
        var header = ReadHeader(main, folder);
        _options.Check(header.IsList ? 1 : header.Size.X, header.IsList ? 1 : header.Size.Y);
        if (header.Size.X > _options.MaxPixels || header.Size.Z > _options.MaxPixels || header.Size.X * header.Size.Y > _options.MaxPixels / header.Size.Z)
        {
            throw ImageRefusedException.OverLimit($"The surface has more than {_options.MaxPixels} points.");
        }

        CheckUnits(header);
        var relief = header.IsList
            ? ReadList(header, main, folder, cancel)
            : ReadMatrix(header, main, folder, cancel);
        var (shaded, facing) = relief.Draw();
        var (preview, type) = PreviewEncoder.Encode(shaded, 1, _options.PreviewSize);
        return new InspectedImage(ImageFormat.X3p, (int)header.Size.X, (int)header.Size.Y, preview, type)
        {
            Captured = header.Measured,
            Relief = facing is null ? null : PreviewEncoder.Encode(facing, 1, _options.PreviewSize).Bytes,
            Warnings = _warnings,
        };
    }

    private (ZipEntry Main, string Folder) FindMain()
    {
        if (_zip.Find(MainName) is { } root)
        {
            return (root, "");
        }

        var nested = _zip.All.Where(e => e.Name.EndsWith("/" + MainName, StringComparison.OrdinalIgnoreCase) && !e.Name.StartsWith("__MACOSX/", StringComparison.Ordinal)).ToList();
        switch (nested)
        {
            case [var only]:
                var folder = only.Name[..^MainName.Length];
                Warn("x3p.nested", "Everything stands in a folder of the archive instead of at its root.");
                return (only, folder);
            case []:
                throw new ImageRefusedException(Errors.UnsupportedImage("This is a ZIP archive without the main.xml of an X3P surface."));
            default:
                throw new InvalidDataException("The archive has several main.xml; send one surface at a time.");
        }
    }

    private X3pHeader ReadHeader(ZipEntry main, string folder)
    {
        if (main.Length > _options.MaxX3pXmlBytes)
        {
            throw ImageRefusedException.OverLimit($"The X3P's main.xml has {main.Length} bytes; {_options.MaxX3pXmlBytes} are allowed.");
        }

        using var content = new Md5Stream(Open(main));
        var header = X3pHeader.Read(content, _options.MaxX3pXmlBytes);
        content.Drain();
        if (ReadChecksum(folder) is not { } promised)
        {
            Warn("x3p.checksum.missing", "The archive has no readable md5checksum.hex.");
        }
        else if (promised != content.Digest)
        {
            Warn("x3p.checksum.main", "The MD5 of main.xml is not the one in md5checksum.hex.");
        }

        return header;
    }

    private string? ReadChecksum(string folder)
    {
        if (_zip.Find(folder + ChecksumName) is not { Length: >= 32 and <= 4096 } entry)
        {
            return null;
        }

        using var content = Open(entry);
        Span<byte> digest = stackalloc byte[32];
        content.ReadExactly(digest);
        return digest.ContainsAnyExcept(HexDigits) ? null : System.Text.Encoding.ASCII.GetString(digest).ToLowerInvariant();
    }

    private void CheckUnits(X3pHeader header)
    {
        if (!header.IsList && (header.X.Incremental && header.X.Increment > ImplausibleIncrement || header.Y.Incremental && header.Y.Increment > ImplausibleIncrement))
        {
            Warn("x3p.units", "The distance between points is over a millimetre: the file probably says micrometres where the standard says metres.");
        }

        if (header.X.Increment <= 0 || header.Y.Increment <= 0)
        {
            Warn("x3p.increment", "An axis has no positive increment; the preview takes its points as evenly spaced.");
        }

        if (header.Size.Z > 1)
        {
            Warn("x3p.layers", "The surface has several layers; the preview shows the first.");
        }
    }

    private ReliefGrid ReadMatrix(X3pHeader header, ZipEntry main, string folder, CancellationToken cancel)
    {
        var (columns, rows) = ((int)header.Size.X, (int)header.Size.Y);
        var grid = new ReliefGrid(columns, rows, _options.PreviewSize, Ratio(header));
        var row = new double[columns];
        if (header.Inline)
        {
            using var content = Open(main);
            using var points = X3pHeader.ReadPoints(content, _options.MaxX3pXmlBytes).GetEnumerator();
            for (var y = 0; y < rows * header.Size.Z; y++)
            {
                cancel.ThrowIfCancellationRequested();
                for (var x = 0; x < columns; x++)
                {
                    row[x] = points.MoveNext()
                        ? points.Current is [.., var z] ? Scale(header.Z, z) : double.NaN
                        : throw new InvalidDataException("The X3P has fewer points than its size says.");
                }

                if (y < rows)
                {
                    grid.Add(y, row);
                }
            }

            return points.MoveNext() ? throw new InvalidDataException("The X3P has more points than its size says.") : grid;
        }

        var axes = StoredAxes(header);
        using var data = OpenPoints(header, folder, axes.Sum(a => a.Width));
        using var valid = OpenValid(header, folder);
        var bytes = new byte[columns * axes.Sum(a => a.Width)];
        for (var y = 0L; y < rows * header.Size.Z; y++)
        {
            cancel.ThrowIfCancellationRequested();
            data.ReadExactly(bytes);
            for (var x = 0; x < columns; x++)
            {
                var height = ReadHeight(axes, bytes.AsSpan(x * (bytes.Length / columns)));
                row[x] = valid is null || valid.Next() ? height : double.NaN;
            }

            if (y < rows)
            {
                grid.Add((int)y, row);
            }
        }

        CheckDigest(data, header.PointDigest, "x3p.checksum.points", "The MD5 of the points is not the one in main.xml.");
        return grid;
    }

    private ReliefGrid ReadList(X3pHeader header, ZipEntry main, string folder, CancellationToken cancel)
    {
        // Two passes: the first finds how far the points reach, the second puts them there.
        var (left, right, top, bottom) = (double.MaxValue, double.MinValue, double.MaxValue, double.MinValue);
        foreach (var (x, y, _) in ReadTriples(header, main, folder, check: true, cancel))
        {
            (left, right, top, bottom) = (Math.Min(left, x), Math.Max(right, x), Math.Min(top, y), Math.Max(bottom, y));
        }

        if (left > right)
        {
            throw new InvalidDataException("The X3P has no valid point.");
        }

        var side = (int)Math.Clamp(Math.Sqrt(header.Size.X / 2.0), 2, _options.PreviewSize / 2);
        var (width, height) = (Math.Max(right - left, double.Epsilon), Math.Max(bottom - top, double.Epsilon));
        var columns = width >= height ? side : (int)Math.Clamp(side * width / height, 1, side);
        var rows = height >= width ? side : (int)Math.Clamp(side * height / width, 1, side);
        var grid = new ReliefGrid(columns, rows, _options.PreviewSize, 1);
        foreach (var (x, y, z) in ReadTriples(header, main, folder, check: false, cancel))
        {
            grid.AddPoint((int)Math.Clamp((x - left) / width * columns, 0, columns - 1), (int)Math.Clamp((y - top) / height * rows, 0, rows - 1), z);
        }

        return grid;
    }

    private IEnumerable<(double X, double Y, double Z)> ReadTriples(X3pHeader header, ZipEntry main, string folder, bool check, CancellationToken cancel)
    {
        var count = 0L;
        if (header.Inline)
        {
            using var content = Open(main, again: !check);
            foreach (var point in X3pHeader.ReadPoints(content, _options.MaxX3pXmlBytes))
            {
                cancel.ThrowIfCancellationRequested();
                count++;
                if (point is [var x, var y, var z])
                {
                    yield return (x, y, Scale(header.Z, z));
                }
                else if (point is [var alone])
                {
                    yield return (count, 0, Scale(header.Z, alone));
                }
            }

            if (count != header.Size.X)
            {
                throw new InvalidDataException("The X3P has another number of points than it says.");
            }

            yield break;
        }

        var axes = StoredAxes(header);
        var width = axes.Sum(a => a.Width);
        using var data = OpenPoints(header, folder, width, again: !check);
        var bytes = new byte[width];
        for (; count < header.Size.X; count++)
        {
            data.ReadExactly(bytes);
            var (x, y) = axes.Count == 3
                ? (ReadNumber(axes[0], bytes), ReadNumber(axes[1], bytes.AsSpan(axes[0].Width)))
                : (count, 0d);
            var z = ReadHeight(axes, bytes);
            if (double.IsFinite(x) && double.IsFinite(y) && double.IsFinite(z))
            {
                yield return (x, y, z);
            }
        }

        if (check)
        {
            CheckDigest(data, header.PointDigest, "x3p.checksum.points", "The MD5 of the points is not the one in main.xml.");
        }
    }

    /// <summary>The axes whose values stand in the data: absolute ones, in order.</summary>
    private static List<X3pAxis> StoredAxes(X3pHeader header) => [.. new[] { header.X, header.Y, header.Z }.Where(a => !a.Incremental)];

    private static double Ratio(X3pHeader header) =>
        header.X.Increment > 0 && header.Y.Increment > 0 && header.X.Incremental && header.Y.Incremental ? header.Y.Increment / header.X.Increment : 1;

    private static double Scale(X3pAxis axis, double value) => axis.DataType is 'I' or 'L' ? value * (axis.Increment == 0 ? 1 : axis.Increment) : value;

    private static double ReadHeight(List<X3pAxis> axes, ReadOnlySpan<byte> point)
    {
        for (var i = 0; i < axes.Count - 1; i++)
        {
            point = point[axes[i].Width..];
        }

        return ReadNumber(axes[^1], point);
    }

    private static double ReadNumber(X3pAxis axis, ReadOnlySpan<byte> bytes) => axis.DataType switch
    {
        'I' => Scale(axis, BinaryPrimitives.ReadInt16LittleEndian(bytes)),
        'L' => Scale(axis, BinaryPrimitives.ReadInt32LittleEndian(bytes)),
        'F' => BinaryPrimitives.ReadSingleLittleEndian(bytes),
        _ => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
    };

    private Md5Stream OpenPoints(X3pHeader header, string folder, int bytesPerPoint, bool again = false)
    {
        var entry = Resolve(folder, header.PointData!);
        var expected = header.Size.X * header.Size.Y * header.Size.Z * bytesPerPoint;
        return entry.Length == expected
            ? new Md5Stream(Open(entry, again))
            : throw new InvalidDataException($"The X3P's points have {entry.Length} bytes; its header says {expected}.");
    }

    private ValidMask? OpenValid(X3pHeader header, string folder)
    {
        if (string.IsNullOrEmpty(header.ValidData))
        {
            return null;
        }

        var entry = Resolve(folder, header.ValidData);
        var expected = (header.Size.X * header.Size.Y * header.Size.Z + 7) / 8;
        if (entry.Length != expected)
        {
            throw new InvalidDataException($"The X3P's mask of valid points has {entry.Length} bytes; its header says {expected}.");
        }

        // The mask is one bit a point; it is read whole because data and mask cannot be read from one archive at once.
        using var content = new Md5Stream(Open(entry));
        if (entry.Length > _options.DecodeMemoryBytes)
        {
            throw ImageRefusedException.OverLimit("The X3P's mask of valid points is too large.");
        }

        var bits = new byte[entry.Length];
        content.ReadExactly(bits);
        CheckDigest(content, header.ValidDigest, "x3p.checksum.mask", "The MD5 of the mask of valid points is not the one in main.xml.");
        return new ValidMask(bits);
    }

    private ZipEntry Resolve(string folder, string link)
    {
        var name = link.Replace('\\', '/');
        name = name.StartsWith("./", StringComparison.Ordinal) ? name[2..] : name.TrimStart('/');
        return _zip.Find(folder + name) ?? throw new InvalidDataException("The X3P points to data that is not in the archive.");
    }

    private void CheckDigest(Md5Stream content, string? promised, string code, string detail)
    {
        content.Drain();
        if (!string.IsNullOrEmpty(promised) && !string.Equals(promised, content.Digest, StringComparison.OrdinalIgnoreCase))
        {
            Warn(code, detail);
        }
    }

    /// <summary>Opens an entry, counting what it expands to. A second pass over the same entry is not counted twice.</summary>
    private Stream Open(ZipEntry entry, bool again = false)
    {
        if (!again && (_left -= entry.Length) < 0)
        {
            throw ImageRefusedException.OverLimit($"The archive expands to more than {_options.MaxX3pBytes} bytes.");
        }

        return _zip.Open(entry);
    }

    private void Warn(string code, string detail)
    {
        if (!_warnings.Exists(w => w.Code == code))
        {
            _warnings.Add(new ImageWarning(code, detail));
        }
    }

    /// <summary>One bit a point, lowest first.</summary>
    private sealed class ValidMask(byte[] bits) : IDisposable
    {
        private long _at;

        public bool Next()
        {
            var valid = (bits[_at >> 3] >> (int)(_at & 7) & 1) != 0;
            _at++;
            return valid;
        }

        public void Dispose() => _at = 0;
    }
}
