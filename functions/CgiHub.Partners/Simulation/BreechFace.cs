using SkiaSharp;

namespace CgiHub.Partners.Simulation;

/// <summary>
/// Draws the head of a fired cartridge case as a comparison camera sees it: brass, primer, the breech face's parallel marks
/// and the firing pin's dent. What the gun leaves is the same on every round; light, rotation and grain are not.
/// </summary>
internal static class BreechFace
{
    private const int Size = 640;
    private const float Middle = Size / 2f;
    private const float Primer = 175;

    public static byte[] Draw(int gun, int round, ImageFormat format)
    {
        var marks = new Dice(7919).Fork("gun", gun);
        var shot = new Dice(104_729).Fork("round", round);
        using var bitmap = new SKBitmap(new SKImageInfo(Size, Size, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using (var canvas = new SKCanvas(bitmap))
        {
            canvas.Clear(new SKColor(22, 22, 24));
            canvas.RotateDegrees((float)shot.Between(-8.0, 8.0), Middle, Middle);
            Brass(canvas, shot);
            Breech(canvas, marks, shot);
            FiringPin(canvas, marks);
            Ejector(canvas, marks);
            Grain(canvas, shot);
        }

        using var image = SKImage.FromBitmap(bitmap);
        using var data = image.Encode(format == ImageFormat.Png ? SKEncodedImageFormat.Png : SKEncodedImageFormat.Jpeg, 88);
        return data.ToArray();
    }

    private static void Brass(SKCanvas canvas, Dice shot)
    {
        var light = (float)shot.Between(-60, 60);
        using var rim = new SKPaint { IsAntialias = true };
        rim.Shader = SKShader.CreateRadialGradient(new SKPoint(Middle + light, Middle - 80), 340, [new SKColor(226, 196, 128), new SKColor(150, 118, 62)], SKShaderTileMode.Clamp);
        canvas.DrawCircle(Middle, Middle, 300, rim);
        using var groove = new SKPaint { IsAntialias = true, Style = SKPaintStyle.Stroke, StrokeWidth = 7, Color = new SKColor(84, 64, 34) };
        canvas.DrawCircle(Middle, Middle, Primer + 4, groove);
        groove.StrokeWidth = 3;
        canvas.DrawCircle(Middle, Middle, 284, groove);
    }

    private static void Breech(SKCanvas canvas, Dice marks, Dice shot)
    {
        canvas.Save();
        using var within = new SKPath();
        within.AddCircle(Middle, Middle, Primer);
        canvas.ClipPath(within, antialias: true);
        using var cup = new SKPaint { IsAntialias = true };
        cup.Shader = SKShader.CreateRadialGradient(new SKPoint(Middle - 40, Middle - 50), 260, [new SKColor(214, 206, 190), new SKColor(128, 120, 106)], SKShaderTileMode.Clamp);
        canvas.DrawCircle(Middle, Middle, Primer, cup);

        canvas.RotateDegrees((float)marks.Between(0, 180.0), Middle, Middle);
        using var line = new SKPaint { IsAntialias = true, Style = SKPaintStyle.Stroke };
        var bow = (float)marks.Between(-40.0, 40.0);
        for (var y = Middle - Primer; y < Middle + Primer;)
        {
            var dark = marks.Chance(0.5);
            var depth = (byte)Math.Clamp(marks.Between(18.0, 96.0) * shot.Between(0.75, 1.0), 0, 255);
            line.Color = dark ? new SKColor(52, 46, 38, depth) : new SKColor(246, 240, 226, depth);
            line.StrokeWidth = (float)marks.Between(0.8, 4.2);
            using var path = new SKPath();
            path.MoveTo(Middle - Primer, y);
            path.QuadTo(Middle, y + bow, Middle + Primer, y);
            canvas.DrawPath(path, line);
            y += (float)marks.Between(2.0, 9.0);
        }

        canvas.Restore();
    }

    private static void FiringPin(SKCanvas canvas, Dice marks)
    {
        var x = Middle + (float)marks.Between(-22.0, 22.0);
        var y = Middle + (float)marks.Between(-22.0, 22.0);
        var (wide, high) = marks.Chance(0.3) ? (46f, 62f) : (56f, 56f);
        using var edge = new SKPaint { IsAntialias = true, Color = new SKColor(238, 230, 212, 190) };
        canvas.DrawOval(x + 3, y + 4, wide + 5, high + 5, edge);
        using var dent = new SKPaint { IsAntialias = true };
        dent.Shader = SKShader.CreateRadialGradient(new SKPoint(x + 14, y + 18), Math.Max(wide, high) * 1.25f, [new SKColor(150, 140, 122), new SKColor(38, 33, 27)], SKShaderTileMode.Clamp);
        canvas.DrawOval(x, y, wide, high, dent);
        if (marks.Chance(0.5))
        {
            // The pin drags as the case is pulled out.
            using var drag = new SKPaint { IsAntialias = true, Color = new SKColor(46, 40, 32, 170) };
            using var path = new SKPath();
            path.MoveTo(x - 12, y + high - 6);
            path.LineTo(x + 12, y + high - 6);
            path.LineTo(x + (float)marks.Between(-8.0, 8.0), y + high + (float)marks.Between(16.0, 44.0));
            path.Close();
            canvas.DrawPath(path, drag);
        }
    }

    private static void Ejector(SKCanvas canvas, Dice marks)
    {
        canvas.Save();
        canvas.RotateDegrees((float)marks.Between(100.0, 260.0), Middle, Middle);
        using var mark = new SKPaint { IsAntialias = true, Color = new SKColor(70, 52, 26, 210) };
        var wide = (float)marks.Between(14.0, 30.0);
        canvas.DrawRoundRect(Middle - wide / 2, Middle - 262, wide, (float)marks.Between(18.0, 34.0), 5, 5, mark);
        canvas.Restore();
    }

    /// <summary>The sensor's noise: a thin veil of dots, drawn from a small tile.</summary>
    private static void Grain(SKCanvas canvas, Dice shot)
    {
        const int Tile = 96;
        using var tile = new SKBitmap(new SKImageInfo(Tile, Tile, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        for (var y = 0; y < Tile; y++)
        {
            for (var x = 0; x < Tile; x++)
            {
                var grey = (byte)shot.Below(256);
                tile.SetPixel(x, y, new SKColor(grey, grey, grey, 20));
            }
        }

        using var veil = new SKPaint();
        veil.Shader = SKShader.CreateBitmap(tile, SKShaderTileMode.Mirror, SKShaderTileMode.Mirror);
        canvas.DrawRect(0, 0, Size, Size, veil);
    }
}
