using System.Buffers.Binary;
using SkiaSharp;

namespace CgiHub.Core.Evidence.Imaging;

/// <summary>JPEG: its markers are read here, its pixels by Skia at the smallest scale that is enough for a preview.</summary>
internal static class JpegImage
{
    /// <summary>More scans than any camera or editor writes; each costs a pass over the whole picture.</summary>
    private const int MostScans = 100;
    private const int MostMarkers = 10_000;

    /// <summary>A preview may be this much smaller than asked for, if that saves scaling twice.</summary>
    private const double CloseEnough = 0.75;

    public static InspectedImage Inspect(Stream stream, EvidenceOptions options)
    {
        var frame = ReadFrame(stream);
        options.Check(frame.Width, frame.Height);
        if (frame.WholePictureBytes > options.DecodeMemoryBytes)
        {
            throw ImageRefusedException.OverLimit("This progressive JPEG needs its whole picture in memory; save it as a baseline JPEG.");
        }

        if (frame.WholePictureBytes > 0)
        {
            CountScans(stream);
        }

        stream.Position = 0;
        var picture = Decode(stream, frame, options.PreviewSize);
        var (preview, type) = PreviewEncoder.Encode(picture, frame.Exif.Orientation, options.PreviewSize);
        var turned = frame.Exif.Orientation >= 5;
        return new InspectedImage(ImageFormat.Jpeg, turned ? frame.Height : frame.Width, turned ? frame.Width : frame.Height, preview, type) { Captured = frame.Exif.Captured };
    }

    private static SKBitmap Decode(Stream stream, Frame frame, int previewSize)
    {
        using var codec = SKCodec.Create(stream) ?? throw new InvalidDataException("The JPEG's header cannot be read.");
        if (codec.EncodedFormat != SKEncodedImageFormat.Jpeg || codec.Info.Width != frame.Width || codec.Info.Height != frame.Height)
        {
            throw new InvalidDataException("The JPEG's header contradicts itself.");
        }

        var size = codec.Info.Size;
        for (var eighths = 1; eighths < 8; eighths++)
        {
            var scaled = codec.GetScaledDimensions(eighths / 8f);
            if (Math.Max(scaled.Width, scaled.Height) >= previewSize * CloseEnough)
            {
                size = scaled;
                break;
            }
        }

        using var srgb = SKColorSpace.CreateSrgb();
        var picture = new SKBitmap(new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Opaque, srgb));
        var result = codec.GetPixels(picture.Info, picture.GetPixels());
        if (result != SKCodecResult.Success)
        {
            picture.Dispose();
            throw new InvalidDataException(result == SKCodecResult.IncompleteInput ? "The JPEG ends too early." : "The JPEG's pixels cannot be decoded.");
        }

        return picture;
    }

    private static Frame ReadFrame(Stream stream)
    {
        Span<byte> two = stackalloc byte[2];
        stream.Position = 2;
        var frame = new Frame();
        var sawFrame = false;
        for (var markers = 0; markers < MostMarkers; markers++)
        {
            var marker = NextMarker(stream);
            if (marker is 0x01 or >= 0xD0 and <= 0xD8)
            {
                continue;
            }

            if (marker == 0xD9)
            {
                break;
            }

            stream.ReadExactly(two);
            var length = BinaryPrimitives.ReadUInt16BigEndian(two) - 2;
            if (length < 0)
            {
                throw new InvalidDataException("A JPEG segment has no length.");
            }

            var next = stream.Position + length;
            if (next > stream.Length)
            {
                throw new EndOfStreamException();
            }

            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                if (sawFrame)
                {
                    throw new InvalidDataException("The JPEG has two frames.");
                }

                sawFrame = true;
                frame.ReadHeader(marker, ReadSegment(stream, length));
            }
            else if (marker == 0xE1 && frame.Exif == ExifFacts.None && length > 14)
            {
                var segment = ReadSegment(stream, length);
                frame.Exif = segment.AsSpan().StartsWith("Exif\0"u8) ? ExifFacts.Read(segment.AsMemory(6)) : frame.Exif;
            }
            else if (marker == 0xDA)
            {
                if (!sawFrame)
                {
                    break;
                }

                frame.Interleaved = ReadSegment(stream, length) is [var components, ..] && components == frame.Components;
                return frame;
            }

            stream.Position = next;
        }

        throw new InvalidDataException("The JPEG has no picture in it.");
    }

    private static int NextMarker(Stream stream)
    {
        var value = Byte(stream);
        while (value != 0xFF)
        {
            // Stray bytes between segments are passed over, as every decoder does.
            value = Byte(stream);
        }

        while (value == 0xFF)
        {
            value = Byte(stream);
        }

        return value;
    }

    private static int Byte(Stream stream) => stream.ReadByte() is var value and >= 0 ? value : throw new EndOfStreamException();

    private static byte[] ReadSegment(Stream stream, int length)
    {
        var segment = new byte[length];
        stream.ReadExactly(segment);
        return segment;
    }

    private static void CountScans(Stream stream)
    {
        stream.Position = 0;
        var scans = 0;
        var after = false;
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = stream.Read(buffer)) > 0)
        {
            foreach (var value in buffer.AsSpan(0, read))
            {
                if (after && value == 0xDA && ++scans > MostScans)
                {
                    throw ImageRefusedException.OverLimit($"This progressive JPEG has more than {MostScans} scans.");
                }

                after = value == 0xFF;
            }
        }
    }

    /// <summary>What the markers before the first scan say.</summary>
    private sealed class Frame
    {
        private bool _progressive;
        private long _coefficients;

        public int Width { get; private set; }

        public int Height { get; private set; }

        public int Components { get; private set; }

        public bool Interleaved { get; set; } = true;

        public ExifFacts Exif { get; set; } = ExifFacts.None;

        /// <summary>What a decoder must hold at once: nothing much for a baseline picture, every coefficient where it comes in several scans.</summary>
        public long WholePictureBytes => _progressive || !Interleaved ? _coefficients * sizeof(short) : 0;

        public void ReadHeader(int marker, ReadOnlySpan<byte> segment)
        {
            if (segment.Length < 9 || segment.Length < 6 + segment[5] * 3)
            {
                throw new InvalidDataException("The JPEG's frame header is too short.");
            }

            if (segment[0] != 8 || marker is not (0xC0 or 0xC1 or 0xC2))
            {
                throw new InvalidDataException("Only baseline and progressive JPEGs of 8 bit are read, no lossless or arithmetic-coded ones.");
            }

            Height = BinaryPrimitives.ReadUInt16BigEndian(segment[1..]);
            Width = BinaryPrimitives.ReadUInt16BigEndian(segment[3..]);
            Components = segment[5];
            _progressive = marker == 0xC2;
            var (across, down) = (1, 1);
            for (var i = 0; i < Components; i++)
            {
                across = Math.Max(across, segment[7 + i * 3] >> 4);
                down = Math.Max(down, segment[7 + i * 3] & 15);
            }

            for (var i = 0; i < Components; i++)
            {
                _coefficients += (long)Width * Height * (segment[7 + i * 3] >> 4) * (segment[7 + i * 3] & 15) / (across * down);
            }
        }
    }
}
