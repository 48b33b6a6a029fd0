using System.Globalization;
using Spectre.Console;

namespace CgiHub.Cli.Evidence;

/// <summary>Shows how a sending goes: bars on a terminal, a line for each exhibit otherwise.</summary>
internal sealed class SendingProgress(Terminal terminal, int exhibits, long bytes)
{
    private long _sent;
    private int _done;
    private ProgressTask? _bytes;
    private ProgressTask? _exhibits;

    /// <summary>Runs the work under it.</summary>
    public async Task RunAsync(Func<Task> work)
    {
        if (!terminal.Interactive)
        {
            await work();
            return;
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        await console.Progress().Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new TransferSpeedColumn(), new RemainingTimeColumn()).StartAsync(async bars =>
        {
            _exhibits = bars.AddTask("exhibits", maxValue: Math.Max(1, exhibits));
            _bytes = bars.AddTask("bytes", maxValue: Math.Max(1, bytes));
            await work();
        });
    }

    /// <summary>Bytes went out (or, negative, have to go out again).</summary>
    public void Sent(long count)
    {
        Interlocked.Add(ref _sent, count);
        _bytes?.Increment(count);
    }

    /// <summary>An exhibit is done with.</summary>
    public void Done(ManifestExhibit exhibit, ExhibitSent sent)
    {
        var done = Interlocked.Increment(ref _done);
        _exhibits?.Increment(1);
        if (!terminal.Interactive)
        {
            var images = string.Concat(sent.Images.Select(i => $", {i.View} {i.Status}"));
            terminal.Note(string.Create(CultureInfo.InvariantCulture, $"[{done}/{exhibits}] {Terminal.Plain(exhibit.Name)} {sent.Status}{images}"));
        }
    }
}
