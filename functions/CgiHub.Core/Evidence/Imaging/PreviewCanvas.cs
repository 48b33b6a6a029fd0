using SkiaSharp;

namespace CgiHub.Core.Evidence.Imaging;

/// <summary>
/// Averages an image down while its rows pass, in any order and one channel at a time if need be, and never holds more than the small picture.
/// </summary>
/// <remarks>Of a very large image not every row is wanted: some for each row of the small picture, evenly spaced, show the same. Samples are 16 bit; colours come multiplied by their alpha. Channels: 1 grey, 2 grey and alpha, 3 colour, 4 colour and alpha.</remarks>
internal sealed class PreviewCanvas
{
    /// <summary>So many rows, or up to twice as many, make one row of the small picture; more would not be seen.</summary>
    private const int RowsSeen = 8;

    private readonly int _width;
    private readonly int _height;
    private readonly int _box;
    private readonly int _stride;
    private readonly int _columns;
    private readonly int _rows;
    private readonly float[][] _sums;

    public PreviewCanvas(int width, int height, int channels, int previewSize)
    {
        (_width, _height) = (width, height);
        _box = Math.Max(1, Math.Max(width, height) / previewSize);
        _stride = Math.Max(1, _box / RowsSeen);
        _columns = (width + _box - 1) / _box;
        _rows = (height + _box - 1) / _box;
        _sums = new float[channels][];
        for (var channel = 0; channel < channels; channel++)
        {
            _sums[channel] = new float[_columns * _rows];
        }
    }

    /// <summary>Whether samples of a row are to be added; those of other rows are passed over.</summary>
    public bool Wants(int y) => y % _box % _stride == 0;

    /// <summary>Adds samples of one channel, of a row that is wanted: the first at (<paramref name="x"/>, <paramref name="y"/>), each <paramref name="step"/> pixels right of the one before.</summary>
    public void Add(int channel, int x, int y, int step, ReadOnlySpan<ushort> samples)
    {
        var row = _sums[channel].AsSpan(y / _box * _columns, _columns);
        if (step == 1 && _box > 1)
        {
            AddRun(row, x, samples);
            return;
        }

        foreach (var sample in samples)
        {
            row[x / _box] += sample;
            x += step;
        }
    }

    /// <summary>
    /// Adds samples of 8 bit of one channel, as they stand in a row that is wanted: so many from (<paramref name="x"/>, <paramref name="y"/>) on,
    /// each so many bytes behind the one before. <paramref name="inverted"/>: 0 is white.
    /// </summary>
    public void Add(int channel, int x, int y, ReadOnlySpan<byte> samples, int count, int each, bool inverted)
    {
        var row = _sums[channel].AsSpan(y / _box * _columns, _columns);
        var column = x / _box;
        for (int at = 0, left = (column + 1) * _box - x; count > 0; column++, left = _box)
        {
            var run = Math.Min(left, count);
            var sum = 0L;
            for (var end = at + run * each; at < end; at += each)
            {
                sum += samples[at];
            }

            row[column] += (inverted ? 255L * run - sum : sum) * 257;
            count -= run;
        }
    }

    /// <summary>The small picture. <paramref name="brighten"/>: a sensor that uses less than half of 16 bits is stretched to all of them.</summary>
    public SKBitmap ToBitmap(bool brighten)
    {
        var opaque = _sums.Length is 1 or 3;
        var bitmap = new SKBitmap(new SKImageInfo(_columns, _rows, SKColorType.Rgba8888, opaque ? SKAlphaType.Opaque : SKAlphaType.Premul));
        var pixels = bitmap.GetPixelSpan();
        var (r, g, b, a) = _sums.Length switch
        {
            1 => (_sums[0], _sums[0], _sums[0], null),
            2 => (_sums[0], _sums[0], _sums[0], _sums[1]),
            3 => (_sums[0], _sums[1], _sums[2], null),
            _ => (_sums[0], _sums[1], _sums[2], (float[]?)_sums[3]),
        };
        var gain = 255f / 65535 * (brighten && opaque ? Gain() : 1);
        for (var row = 0; row < _rows; row++)
        {
            var high = RowsOf(row);
            for (var column = 0; column < _columns; column++)
            {
                var i = row * _columns + column;
                var scale = gain / (high * Math.Min(_box, _width - column * _box));
                pixels[i * 4] = ToByte(r[i] * scale);
                pixels[i * 4 + 1] = ToByte(g[i] * scale);
                pixels[i * 4 + 2] = ToByte(b[i] * scale);
                pixels[i * 4 + 3] = a is null ? (byte)255 : ToByte(a[i] * scale);
            }
        }

        return bitmap;
    }

    /// <summary>How many rows of the image make a row of the small picture.</summary>
    private int RowsOf(int row) => (Math.Min(_box, _height - row * _box) + _stride - 1) / _stride;

    private static byte ToByte(float value) => (byte)Math.Clamp(value + 0.5f, 0, 255);

    private float Gain()
    {
        var most = 0f;
        for (var i = 0; i < _columns * _rows; i++)
        {
            var count = RowsOf(i / _columns) * Math.Min(_box, _width - i % _columns * _box);
            foreach (var channel in _sums)
            {
                most = Math.Max(most, channel[i] / count);
            }
        }

        return most is > 0 and < 32768 ? 65535 / most : 1;
    }

    private void AddRun(Span<float> row, int x, ReadOnlySpan<ushort> samples)
    {
        var column = x / _box;
        for (var left = (column + 1) * _box - x; !samples.IsEmpty; column++, left = _box)
        {
            var run = samples[..Math.Min(left, samples.Length)];
            var sum = 0L;
            foreach (var sample in run)
            {
                sum += sample;
            }

            row[column] += sum;
            samples = samples[run.Length..];
        }
    }
}
