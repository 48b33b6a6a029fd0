using BitMiracle.LibTiff.Classic;

namespace CgiHub.Core.Evidence.Imaging;

/// <summary>
/// TIFF and BigTIFF of 1 to 16 bit, grey, colour or palette, one page or many. Directories are checked here before LibTiff sees them;
/// every page is decoded to its end, by rows or tiles; the first one is the preview.
/// </summary>
internal static class TiffImage
{
    private const ushort StripOffsets = 273;
    private const ushort StripByteCounts = 279;
    private const ushort TileOffsets = 324;
    private const ushort TileByteCounts = 325;
    private const ushort ImageWidth = 256;
    private const ushort ImageLength = 257;
    private const ushort CompressionTag = 259;

    /// <summary>More strips or tiles than a picture within the limits needs.</summary>
    private const int MostParts = 1_000_000;

    static TiffImage() => Tiff.SetErrorHandler(new TiffComplaints());

    public static InspectedImage Inspect(Stream stream, EvidenceOptions options, CancellationToken cancel)
    {
        var tags = TiffTags.Open(stream);
        var pages = tags.ReadPages(options.MaxPages);
        var pixels = 0L;
        foreach (var page in pages)
        {
            pixels = options.Check(tags.Number(page, ImageWidth) ?? 0, tags.Number(page, ImageLength) ?? 0, pixels);
            CheckParts(tags, page, stream.Length, options);
        }

        var exif = ExifFacts.Read(tags, pages[0]);
        stream.Position = 0;
        try
        {
            return Decode(stream, pages.Count, exif, options, cancel);
        }
        catch (Exception e) when (e is IndexOutOfRangeException or NullReferenceException or ArgumentException or ArithmeticException
            or InvalidOperationException or InvalidCastException or FormatException or NotSupportedException or NotImplementedException)
        {
            // LibTiff answers some damage with whatever its arrays throw. Nothing of it is kept, so nothing is half done.
            throw new InvalidDataException("The TIFF's pixels cannot be decoded.", e);
        }
    }

    /// <summary>Strips and tiles must lie in the file, and those that are decoded whole must be small enough.</summary>
    private static void CheckParts(TiffTags tags, IReadOnlyDictionary<ushort, TiffEntry> page, long length, EvidenceOptions options)
    {
        var tiled = page.ContainsKey(TileOffsets);
        if (!page.TryGetValue(tiled ? TileOffsets : StripOffsets, out var offsets) || offsets.Count is 0 or > MostParts)
        {
            throw new InvalidDataException("The TIFF says nowhere, or in too many places, where its pixels are.");
        }

        var starts = tags.Numbers(offsets, MostParts);
        var sizes = page.TryGetValue(tiled ? TileByteCounts : StripByteCounts, out var counts) ? tags.Numbers(counts, MostParts) : [];

        // One uncompressed strip is read by rows; anything else as a whole.
        var most = offsets.Count == 1 && !tiled && (tags.Number(page, CompressionTag) ?? 1) == 1 ? length : options.DecodeMemoryBytes;
        for (var i = 0; i < starts.Count; i++)
        {
            var size = i < sizes.Count ? sizes[i] : 0;
            if (starts[i] < 0 || size < 0 || starts[i] > length || size > length)
            {
                throw new InvalidDataException("The TIFF's pixels lie outside the file.");
            }

            if (size > most)
            {
                throw ImageRefusedException.OverLimit($"A strip of the TIFF has {size} bytes; save it with smaller strips or tiles (at most {most} bytes each).");
            }
        }
    }

    private static InspectedImage Decode(Stream stream, int pages, ExifFacts exif, EvidenceOptions options, CancellationToken cancel)
    {
        var job = new TiffJob(stream);
        using var tiff = Tiff.ClientOpen("image", "r", job, new TiffSource())
            ?? throw new InvalidDataException("The TIFF's header cannot be read.");
        InspectedImage? first = null;
        for (var page = 0; page < pages; page++)
        {
            if (page > 0 && !tiff.ReadDirectory())
            {
                throw new InvalidDataException("A page of the TIFF cannot be read.");
            }

            var layout = TiffLayout.Read(tiff, options);
            var canvas = new PreviewCanvas(layout.Width, layout.Height, layout.Channels, page == 0 ? options.PreviewSize : 1);
            new TiffRows(tiff, layout, canvas).Read(cancel);
            if (job.Damaged)
            {
                throw new InvalidDataException("The TIFF's pixels cannot be decoded.");
            }

            if (page == 0)
            {
                var (preview, type) = PreviewEncoder.Encode(canvas.ToBitmap(brighten: layout.Bits == 16), exif.Orientation, options.PreviewSize);
                var turned = exif.Orientation >= 5;
                first = new InspectedImage(ImageFormat.Tiff, turned ? layout.Height : layout.Width, turned ? layout.Width : layout.Height, preview, type)
                {
                    Pages = pages,
                    Captured = exif.Captured,
                };
            }
        }

        return first!;
    }

    /// <summary>One decode, as LibTiff hands it back to its stream and its error handler.</summary>
    private sealed class TiffJob(Stream stream)
    {
        public Stream Stream { get; } = stream;

        public bool Damaged { get; set; }
    }

    /// <summary>Lets LibTiff read a stream that is not its own.</summary>
    private sealed class TiffSource : TiffStream
    {
        public override int Read(object clientData, byte[] buffer, int offset, int count) => Of(clientData).ReadAtLeast(buffer.AsSpan(offset, count), count, throwOnEndOfStream: false);

        public override void Write(object clientData, byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(object clientData, long offset, SeekOrigin origin) => offset < 0 && origin == SeekOrigin.Begin
            ? throw new InvalidDataException("A TIFF offset points outside the file.")
            : Of(clientData).Seek(offset, origin);

        public override void Close(object clientData)
        {
            // The stream belongs to whoever opened it.
        }

        public override long Size(object clientData) => Of(clientData).Length;

        private static Stream Of(object clientData) => ((TiffJob)clientData).Stream;
    }

    /// <summary>Tells each decode of its own errors. LibTiff has one handler for the whole process, and would write to the console; this one keeps nothing.</summary>
    private sealed class TiffComplaints : TiffErrorHandler
    {
        public override void ErrorHandler(Tiff tif, string method, string format, params object[] args)
        {
            if (tif?.Clientdata() is TiffJob job)
            {
                job.Damaged = true;
            }
        }

        public override void WarningHandler(Tiff tif, string method, string format, params object[] args)
        {
            // Odd tags are common and harm nobody.
        }
    }
}
