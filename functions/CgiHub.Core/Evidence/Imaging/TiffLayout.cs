using BitMiracle.LibTiff.Classic;

namespace CgiHub.Core.Evidence.Imaging;

/// <summary>How the pixels of a TIFF page are laid out, where it is one of the layouts that the hub reads.</summary>
internal sealed record TiffLayout(int Width, int Height, int Bits, int Samples, Photometric Photometric)
{
    /// <summary>Samples of one kind stand together, not pixel by pixel.</summary>
    public bool Planar { get; private init; }

    /// <summary>Width of a tile, or 0 where the page has strips.</summary>
    public int TileWidth { get; private init; }

    /// <summary>Height of a tile.</summary>
    public int TileHeight { get; private init; }

    /// <summary>The palette's red, green and blue.</summary>
    public ushort[][]? Palette { get; private init; }

    /// <summary>Channels of the canvas: 1 grey, 3 colour. Extra samples, alpha included, are not shown.</summary>
    public int Channels => Photometric is Photometric.MINISBLACK or Photometric.MINISWHITE ? 1 : 3;

    public static TiffLayout Read(Tiff tiff, EvidenceOptions options)
    {
        var (width, height) = (Number(tiff, TiffTag.IMAGEWIDTH, 0), Number(tiff, TiffTag.IMAGELENGTH, 0));
        options.Check(width, height);
        var (bits, samples) = (Number(tiff, TiffTag.BITSPERSAMPLE, 1), Number(tiff, TiffTag.SAMPLESPERPIXEL, 1));
        var compression = (Compression)Number(tiff, TiffTag.COMPRESSION, 1);
        var photometric = (Photometric)Number(tiff, TiffTag.PHOTOMETRIC, (int)Photometric.MINISBLACK);
        if (photometric == Photometric.YCBCR && compression == Compression.JPEG)
        {
            tiff.SetField(TiffTag.JPEGCOLORMODE, JpegColorMode.RGB);
            photometric = Photometric.RGB;
        }

        var format = (SampleFormat)Number(tiff, TiffTag.SAMPLEFORMAT, (int)SampleFormat.UINT);
        Check(bits, samples, photometric, format, compression);
        var layout = new TiffLayout(width, height, bits, samples, photometric)
        {
            Planar = samples > 1 && (PlanarConfig)Number(tiff, TiffTag.PLANARCONFIG, 1) == PlanarConfig.SEPARATE,
            Palette = photometric == Photometric.PALETTE ? ReadPalette(tiff, bits) : null,
            TileWidth = tiff.IsTiled() ? Number(tiff, TiffTag.TILEWIDTH, 0) : 0,
            TileHeight = tiff.IsTiled() ? Number(tiff, TiffTag.TILELENGTH, 0) : 0,
        };
        layout.CheckParts(tiff, compression, options);
        return layout;
    }

    private static void Check(int bits, int samples, Photometric photometric, SampleFormat format, Compression compression)
    {
        if (format is not (SampleFormat.UINT or SampleFormat.VOID) || bits is not (1 or 2 or 4 or 8 or 16))
        {
            throw new InvalidDataException("The TIFF's samples are not whole numbers of 1, 2, 4, 8 or 16 bit; export it with 8 or 16 bit.");
        }

        var fits = photometric switch
        {
            Photometric.MINISBLACK or Photometric.MINISWHITE => samples >= 1,
            Photometric.PALETTE => samples == 1 && bits <= 8,
            Photometric.RGB => samples >= 3 && bits >= 8,
            Photometric.SEPARATED => samples >= 4 && bits >= 8,
            _ => false,
        };
        if (!fits || samples > 16)
        {
            throw new InvalidDataException("The TIFF is neither grey, RGB, CMYK nor palette; export it as grey or RGB.");
        }

        if (compression is not (Compression.NONE or Compression.LZW or Compression.DEFLATE or Compression.ADOBE_DEFLATE or Compression.PACKBITS
            or Compression.JPEG or Compression.CCITTRLE or Compression.CCITTFAX3 or Compression.CCITTFAX4))
        {
            throw new InvalidDataException("The TIFF's compression is not read; export it uncompressed or with LZW or Deflate.");
        }
    }

    private void CheckParts(Tiff tiff, Compression compression, EvidenceOptions options)
    {
        var samples = Planar ? 1L : Samples;
        var row = ((TileWidth > 0 ? TileWidth : (long)Width) * samples * Bits + 7) / 8;
        if (row > options.DecodeMemoryBytes / 4)
        {
            throw ImageRefusedException.OverLimit("A row of the TIFF is too long.");
        }

        if (tiff.IsTiled())
        {
            if (TileWidth <= 0 || TileHeight <= 0 || row * TileHeight > options.DecodeMemoryBytes)
            {
                throw ImageRefusedException.OverLimit("A tile of the TIFF is empty or too large.");
            }

            var tiles = ((Width + TileWidth - 1L) / TileWidth) * ((Height + TileHeight - 1L) / TileHeight) * (Planar ? Samples : 1);
            if (tiff.TileRowSize() != row || tiff.NumberOfTiles() != tiles)
            {
                throw new InvalidDataException("The TIFF's tiles do not fit its size.");
            }
        }
        else
        {
            var rows = Math.Clamp(Number(tiff, TiffTag.ROWSPERSTRIP, Height), 1, Height);
            if (tiff.ScanlineSize() != row)
            {
                throw new InvalidDataException("The TIFF's rows do not fit its size.");
            }

            if (compression == Compression.JPEG && row * rows * sizeof(short) > options.DecodeMemoryBytes)
            {
                throw ImageRefusedException.OverLimit("A strip of the TIFF is too large; save it with smaller strips.");
            }
        }
    }

    private static ushort[][] ReadPalette(Tiff tiff, int bits)
    {
        if (tiff.GetField(TiffTag.COLORMAP) is not [var red, var green, var blue])
        {
            throw new InvalidDataException("The TIFF's palette is missing.");
        }

        ushort[][] palette = [red.ToUShortArray(), green.ToUShortArray(), blue.ToUShortArray()];
        return palette.All(channel => channel?.Length >= 1 << bits) ? palette : throw new InvalidDataException("The TIFF's palette is too short.");
    }

    private static int Number(Tiff tiff, TiffTag tag, int otherwise) => tiff.GetFieldDefaulted(tag) is [var value, ..] ? value.ToInt() : otherwise;
}
