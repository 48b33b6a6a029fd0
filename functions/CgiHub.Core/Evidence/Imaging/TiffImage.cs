using BitMiracle.LibTiff.Classic;

namespace CgiHub.Core.Evidence.Imaging;

/// <summary>
/// TIFF and BigTIFF of 1 to 16 bit, grey, colour or palette, one page or many. LibTiff sees directories that were checked and written anew (<see cref="PlainTiff"/>);
/// every page is decoded to its end, by rows or tiles; the first one is the preview.
/// </summary>
internal static class TiffImage
{
    static TiffImage() => Tiff.SetErrorHandler(new TiffComplaints());

    public static InspectedImage Inspect(Stream stream, EvidenceOptions options, CancellationToken cancel)
    {
        var tags = TiffTags.Open(stream);
        using var plain = new PlainTiff(stream, tags, options);
        var (pages, exif) = (0, ExifFacts.None);
        foreach (var page in tags.ReadPages(options.MaxPages))
        {
            plain.Add(page);
            exif = pages++ == 0 ? ExifFacts.Read(tags, page) : exif;
        }

        try
        {
            return Decode(plain.Finish(), pages, exif, options, cancel);
        }
        catch (Exception e) when (e is IndexOutOfRangeException or NullReferenceException or ArgumentException or ArithmeticException
            or InvalidOperationException or InvalidCastException or FormatException or NotSupportedException or NotImplementedException)
        {
            // LibTiff answers some damage with whatever its arrays throw. Nothing of it is kept, so nothing is half done.
            throw new InvalidDataException("The TIFF's pixels cannot be decoded.", e);
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
