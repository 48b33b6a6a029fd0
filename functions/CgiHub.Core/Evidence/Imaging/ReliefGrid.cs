using SkiaSharp;

namespace CgiHub.Core.Evidence.Imaging;

/// <summary>
/// Averages heights down to a small grid and shades it like a relief under a lamp at the upper left (Lambert),
/// after taking out the plane on which the sample lay. Steepness is stretched so that a surface shows whatever its units; points that were not measured stay clear.
/// </summary>
internal sealed class ReliefGrid
{
    /// <summary>Slope (rise per step) that the steep parts get.</summary>
    private const double ShownSlope = 0.9;

    /// <summary>Which part of the slopes counts as steep.</summary>
    private const double SteepQuantile = 0.95;

    private readonly int _box;
    private readonly int _columns;
    private readonly int _rows;
    private readonly double _ratio;
    private readonly int _previewSize;
    private readonly double[] _heights;
    private readonly int[] _counts;

    /// <summary>A grid for points in columns and rows; <paramref name="ratio"/> is the distance of rows over that of columns.</summary>
    public ReliefGrid(int columns, int rows, int previewSize, double ratio)
    {
        _box = Math.Max(1, Math.Max(columns, rows) / previewSize);
        (_columns, _rows) = ((columns + _box - 1) / _box, (rows + _box - 1) / _box);
        (_previewSize, _ratio) = (previewSize, Math.Clamp(ratio, 0.01, 100));
        _heights = new double[_columns * _rows];
        _counts = new int[_heights.Length];
    }

    public void Add(int y, ReadOnlySpan<double> row)
    {
        for (var x = 0; x < row.Length; x++)
        {
            AddPoint(x, y, row[x]);
        }
    }

    public void AddPoint(int x, int y, double height)
    {
        if (double.IsFinite(height) && Math.Abs(height) < 1e100)
        {
            var i = y / _box * _columns + x / _box;
            _heights[i] += height;
            _counts[i]++;
        }
    }

    /// <summary>
    /// The relief, enlarged where it is very small, and which way it faces at each point, in the same size: for who wants the lamp elsewhere.
    /// A single row is drawn as a profile, which faces no way.
    /// </summary>
    /// <remarks>A direction is three bytes, of which 0 is -1 and 255 is 1: to the right, down, out of the picture.</remarks>
    public (SKBitmap Shaded, SKBitmap? Facing) Draw()
    {
        for (var i = 0; i < _heights.Length; i++)
        {
            _heights[i] = _counts[i] > 0 ? _heights[i] / _counts[i] : double.NaN;
        }

        if (!Array.Exists(_heights, double.IsFinite))
        {
            throw new InvalidDataException("The X3P has no valid point.");
        }

        if (_rows == 1 || _columns == 1)
        {
            return (ReliefProfile.Draw(_heights, _previewSize), null);
        }

        TakeOutPlane();
        var slopes = StretchedSlopes();
        return (Enlarged(Drawn(i => Lambert(slopes[i]))), Enlarged(Drawn(i => Facing(slopes[i]))));
    }

    private SKBitmap Enlarged(SKBitmap drawn)
    {
        var zoom = Math.Max(1, _previewSize / 2 / Math.Max(_columns, _rows));
        var width = Math.Max(1, _columns * zoom);
        var height = Math.Clamp((int)Math.Round(_rows * zoom * _ratio), 1, _previewSize * 2);
        if (zoom == 1 && height == _rows)
        {
            return drawn;
        }

        using (drawn)
        {
            return drawn.Resize(drawn.Info.WithSize(width, height), new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear))
                ?? throw new InvalidOperationException("A preview could not be scaled.");
        }
    }

    private (double X, double Y)[] StretchedSlopes()
    {
        var slopes = new (double X, double Y)[_heights.Length];
        var steep = new List<double>(_heights.Length);
        for (var i = 0; i < _heights.Length; i++)
        {
            slopes[i] = (Slope(i, i % _columns, _columns, 1), Slope(i, i / _columns, _rows, _columns) / _ratio);
            if (double.IsFinite(_heights[i]))
            {
                steep.Add(Math.Max(Math.Abs(slopes[i].X), Math.Abs(slopes[i].Y)));
            }
        }

        steep.Sort();
        var typical = steep[(int)((steep.Count - 1) * SteepQuantile)];
        var stretch = typical > 0 ? ShownSlope / typical : 0;
        for (var i = 0; i < slopes.Length; i++)
        {
            slopes[i] = (slopes[i].X * stretch, slopes[i].Y * stretch);
        }

        return slopes;
    }

    private SKBitmap Drawn(Func<int, (byte Red, byte Green, byte Blue)> colour)
    {
        var bitmap = new SKBitmap(new SKImageInfo(_columns, _rows, SKColorType.Rgba8888, SKAlphaType.Premul));
        var pixels = bitmap.GetPixelSpan();
        pixels.Clear();
        for (var i = 0; i < _heights.Length; i++)
        {
            if (double.IsFinite(_heights[i]))
            {
                (pixels[i * 4], pixels[i * 4 + 1], pixels[i * 4 + 2]) = colour(i);
                pixels[i * 4 + 3] = 255;
            }
        }

        return bitmap;
    }

    /// <summary>Brightness under a lamp at the upper left, 45° high: the surface's normal times the lamp's direction.</summary>
    private static (byte Red, byte Green, byte Blue) Lambert((double X, double Y) slope)
    {
        var light = (-slope.X * -0.5 + -slope.Y * -0.5 + 0.7071) / Math.Sqrt(slope.X * slope.X + slope.Y * slope.Y + 1);
        var grey = (byte)Math.Clamp(25 + 215 * light, 0, 255);
        return (grey, grey, grey);
    }

    private static (byte Red, byte Green, byte Blue) Facing((double X, double Y) slope)
    {
        var length = Math.Sqrt(slope.X * slope.X + slope.Y * slope.Y + 1);
        return (Byte(-slope.X / length), Byte(-slope.Y / length), Byte(1 / length));

        static byte Byte(double part) => (byte)Math.Round((part + 1) * 127.5);
    }

    private double Slope(int i, int position, int length, int step)
    {
        var before = position > 0 && double.IsFinite(_heights[i - step]) ? i - step : i;
        var after = position < length - 1 && double.IsFinite(_heights[i + step]) ? i + step : i;
        return before == after ? 0 : (_heights[after] - _heights[before]) / ((after - before) / step);
    }

    /// <summary>Least-squares plane over the measured points.</summary>
    private void TakeOutPlane()
    {
        var count = 0;
        double meanX = 0, meanY = 0, meanZ = 0;
        for (var i = 0; i < _heights.Length; i++)
        {
            if (double.IsFinite(_heights[i]))
            {
                count++;
                meanX += i % _columns;
                meanY += i / _columns;
                meanZ += _heights[i];
            }
        }

        (meanX, meanY, meanZ) = (meanX / count, meanY / count, meanZ / count);
        double xx = 0, xy = 0, yy = 0, xz = 0, yz = 0;
        for (var i = 0; i < _heights.Length; i++)
        {
            if (double.IsFinite(_heights[i]))
            {
                var (x, y, z) = (i % _columns - meanX, i / _columns - meanY, _heights[i] - meanZ);
                xx += x * x;
                xy += x * y;
                yy += y * y;
                xz += x * z;
                yz += y * z;
            }
        }

        var determinant = xx * yy - xy * xy;
        if (determinant <= 1e-9 * xx * yy)
        {
            return;
        }

        var (a, b) = ((xz * yy - yz * xy) / determinant, (yz * xx - xz * xy) / determinant);
        for (var i = 0; i < _heights.Length; i++)
        {
            _heights[i] -= meanZ + a * (i % _columns - meanX) + b * (i / _columns - meanY);
        }
    }
}

/// <summary>Draws heights along a line.</summary>
internal static class ReliefProfile
{
    public static SKBitmap Draw(IReadOnlyList<double> heights, int size)
    {
        var bitmap = new SKBitmap(new SKImageInfo(size, size / 2, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(SKColors.White);
        var measured = heights.Where(double.IsFinite).ToList();
        var (low, high) = (measured.Min(), measured.Max());
        var span = high > low ? high - low : 1;
        using var paint = new SKPaint { Color = new SKColor(40, 40, 40), StrokeWidth = Math.Max(1.5f, size / 300f), IsAntialias = true, Style = SKPaintStyle.Stroke };
        using var line = new SKPath();
        var down = false;
        var margin = size * 0.05;
        for (var i = 0; i < heights.Count; i++)
        {
            if (!double.IsFinite(heights[i]))
            {
                down = false;
                continue;
            }

            var x = (float)(margin + (size - 2 * margin) * i / Math.Max(1, heights.Count - 1));
            var y = (float)(size / 2.0 - margin - (size / 2.0 - 2 * margin) * (heights[i] - low) / span);
            if (down)
            {
                line.LineTo(x, y);
            }
            else
            {
                line.MoveTo(x, y);
            }

            down = true;
        }

        canvas.DrawPath(line, paint);
        return bitmap;
    }
}
