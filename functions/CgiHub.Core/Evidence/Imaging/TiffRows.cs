using System.Runtime.InteropServices;
using BitMiracle.LibTiff.Classic;

namespace CgiHub.Core.Evidence.Imaging;

/// <summary>Reads the pixels of a TIFF page into a canvas, a row or a tile at a time.</summary>
internal sealed class TiffRows(Tiff tiff, TiffLayout layout, PreviewCanvas canvas)
{
    private readonly ushort[] _samples = new ushort[Math.Max(layout.Width, layout.TileWidth) * (layout.Planar ? 1 : layout.Samples)];
    private readonly ushort[] _channel = new ushort[Math.Max(layout.Width, layout.TileWidth)];
    private readonly byte[] _part = new byte[layout.TileWidth > 0 ? tiff.TileSize() : tiff.ScanlineSize()];

    private int Planes => layout.Planar ? layout.Samples : 1;

    public void Read(CancellationToken cancel)
    {
        for (short plane = 0; plane < Planes; plane++)
        {
            if (layout.TileWidth > 0)
            {
                ReadTiles(plane, cancel);
            }
            else
            {
                ReadStrips(plane, cancel);
            }
        }
    }

    private void ReadStrips(short plane, CancellationToken cancel)
    {
        for (var y = 0; y < layout.Height; y++)
        {
            cancel.ThrowIfCancellationRequested();
            if (!tiff.ReadScanline(_part, 0, y, plane))
            {
                throw new InvalidDataException("The TIFF's pixels end too early or are damaged.");
            }

            Show(_part, layout.Width, 0, y, plane);
        }
    }

    private void ReadTiles(short plane, CancellationToken cancel)
    {
        var rowBytes = tiff.TileRowSize();
        for (var top = 0; top < layout.Height; top += layout.TileHeight)
        {
            for (var left = 0; left < layout.Width; left += layout.TileWidth)
            {
                cancel.ThrowIfCancellationRequested();
                if (tiff.ReadTile(_part, 0, left, top, 0, plane) < 0)
                {
                    throw new InvalidDataException("The TIFF's pixels end too early or are damaged.");
                }

                for (var y = top; y < Math.Min(layout.Height, top + layout.TileHeight); y++)
                {
                    Show(_part.AsSpan((y - top) * rowBytes, rowBytes), Math.Min(layout.TileWidth, layout.Width - left), left, y, plane);
                }
            }
        }
    }

    private void Show(ReadOnlySpan<byte> row, int width, int x, int y, int plane)
    {
        if (!canvas.Wants(y))
        {
            return;
        }

        var each = layout.Planar ? 1 : layout.Samples;
        var inverted = layout.Photometric is Photometric.MINISWHITE or Photometric.SEPARATED;
        var inks = layout.Photometric == Photometric.SEPARATED && !layout.Planar;
        var (firstChannel, endChannel) = layout.Planar ? (plane, Math.Min(plane + 1, layout.Channels)) : (0, layout.Channels);
        if (layout is { Bits: 8, Palette: null } && !inks)
        {
            for (var channel = firstChannel; channel < endChannel; channel++)
            {
                canvas.Add(channel, x, y, row[(layout.Planar ? 0 : channel)..], width, each, inverted);
            }

            return;
        }

        Unpack(row, width * each);
        if (layout.Palette is { } palette)
        {
            for (var channel = 0; channel < 3; channel++)
            {
                for (var i = 0; i < width; i++)
                {
                    _channel[i] = palette[channel][_samples[i]];
                }

                canvas.Add(channel, x, y, 1, _channel.AsSpan(0, width));
            }

            return;
        }

        if (inks)
        {
            ShowInks(width, x, y, each);
            return;
        }

        for (var channel = firstChannel; channel < endChannel; channel++)
        {
            var flip = (ushort)(inverted ? 0xFFFF : 0);
            for (int i = 0, at = layout.Planar ? 0 : channel; i < width; i++, at += each)
            {
                _channel[i] = (ushort)(_samples[at] ^ flip);
            }

            canvas.Add(channel, x, y, 1, _channel.AsSpan(0, width));
        }
    }

    private void ShowInks(int width, int x, int y, int each)
    {
        for (var channel = 0; channel < 3; channel++)
        {
            for (var i = 0; i < width; i++)
            {
                _channel[i] = (ushort)((65535L - _samples[i * each + channel]) * (65535 - _samples[i * each + 3]) / 65535);
            }

            canvas.Add(channel, x, y, 1, _channel.AsSpan(0, width));
        }
    }

    /// <summary>Samples to 16 bit; palette entries stay as they are.</summary>
    private void Unpack(ReadOnlySpan<byte> row, int count)
    {
        if (layout.Bits == 16)
        {
            // LibTiff has put the bytes into this machine's order.
            MemoryMarshal.Cast<byte, ushort>(row)[..count].CopyTo(_samples);
            return;
        }

        var bits = layout.Bits;
        var most = (1 << bits) - 1;
        var scale = layout.Palette is null ? 65535 / most : 1;
        if (bits == 8)
        {
            for (var i = 0; i < count; i++)
            {
                _samples[i] = (ushort)(row[i] * scale);
            }

            return;
        }

        for (var i = 0; i < count; i++)
        {
            var bit = i * bits;
            _samples[i] = (ushort)((row[bit >> 3] >> (8 - bits - (bit & 7)) & most) * scale);
        }
    }
}
