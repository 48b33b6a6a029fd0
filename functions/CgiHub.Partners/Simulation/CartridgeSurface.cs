namespace CgiHub.Partners.Simulation;

/// <summary>A measured surface: heights in metres on a regular grid; <see cref="double.NaN"/> where nothing was measured.</summary>
/// <param name="Width">Points across.</param>
/// <param name="Height">Rows.</param>
/// <param name="Step">Metres between points.</param>
/// <param name="Z">Heights in metres, row by row.</param>
internal sealed record CartridgeSurface(int Width, int Height, double Step, double[] Z)
{
    private const int Points = 180;

    /// <summary>The primer of a round that this gun fired: parallel marks a few micrometres deep, the firing pin's dent, and nothing outside the primer.</summary>
    public static CartridgeSurface Of(int gun, int round)
    {
        var marks = new Dice(7919).Fork("gun surface", gun);
        var shot = new Dice(104_729).Fork("round surface", round);
        var angle = marks.Between(0, Math.PI);
        var waves = Enumerable.Range(0, 9).Select(_ => (Length: marks.Between(4.0, 26.0), Phase: marks.Between(0, 2 * Math.PI), Depth: marks.Between(0.2e-6, 1.6e-6))).ToList();
        var (pinX, pinY, pinRadius) = (marks.Between(-9.0, 9.0), marks.Between(-9.0, 9.0), marks.Between(19.0, 27.0));
        var tilt = shot.Between(-0.03e-6, 0.03e-6);
        var z = new double[Points * Points];
        for (var row = 0; row < Points; row++)
        {
            for (var column = 0; column < Points; column++)
            {
                var (x, y) = (column - Points / 2.0, row - Points / 2.0);
                var along = x * Math.Sin(angle) + y * Math.Cos(angle);
                var height = tilt * x + shot.Normal(0, 0.05e-6);
                foreach (var (length, phase, depth) in waves)
                {
                    height += depth * Math.Sin(2 * Math.PI * along / length + phase);
                }

                var fromPin = Math.Sqrt((x - pinX) * (x - pinX) + (y - pinY) * (y - pinY)) / pinRadius;
                height -= fromPin < 1 ? 90e-6 * Math.Sqrt(1 - fromPin * fromPin) : 0;
                z[row * Points + column] = Math.Sqrt(x * x + y * y) > Points / 2.0 - 4 ? double.NaN : height;
            }
        }

        return new CartridgeSurface(Points, Points, 12.5e-6, z);
    }
}
