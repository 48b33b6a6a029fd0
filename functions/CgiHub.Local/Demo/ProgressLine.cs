using System.Globalization;
using CgiHub.Partners.Simulation;

namespace CgiHub.Local.Demo;

/// <summary>Shows how far the play is: one line that is written over on a terminal, a plain line for every fifth of it elsewhere.</summary>
internal sealed class ProgressLine(TextWriter output, bool terminal)
{
    private const int Cells = 32;

    private readonly Lock _lock = new();
    private int _fifths;
    private int _width;

    public void Show(PlayerProgress progress)
    {
        lock (_lock)
        {
            if (terminal)
            {
                Overwrite(Bar(progress));
            }
            else if (progress.Day * 5 / progress.Days > _fifths)
            {
                _fifths = progress.Day * 5 / progress.Days;
                output.WriteLine(Plain(progress));
            }
        }
    }

    /// <summary>Says what is being waited for.</summary>
    public void Say(string text)
    {
        lock (_lock)
        {
            if (terminal)
            {
                Overwrite("  " + text);
            }
            else
            {
                output.WriteLine("  " + text);
            }
        }
    }

    /// <summary>Clears the line, so that what follows begins on a fresh one.</summary>
    public void End()
    {
        lock (_lock)
        {
            if (terminal)
            {
                Overwrite("");
                output.Write('\r');
            }
        }
    }

    private void Overwrite(string text)
    {
        output.Write('\r' + text.PadRight(_width));
        _width = text.Length;
        output.Flush();
    }

    private static string Bar(PlayerProgress progress)
    {
        var full = progress.Day * Cells / progress.Days;
        return $"  [{new string('#', full)}{new string('.', Cells - full)}] {Plain(progress).TrimStart()}";
    }

    private static string Plain(PlayerProgress progress) => string.Create(
        CultureInfo.InvariantCulture,
        $"  day {progress.Day,2} of {progress.Days}   {progress.Rows,7:N0} rows   {progress.Exhibits,4:N0} exhibits   {progress.Images,3:N0} images");
}
