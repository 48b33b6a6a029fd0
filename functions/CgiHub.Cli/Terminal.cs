using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace CgiHub.Cli;

/// <summary>What a command says: results on standard output, as sentences or (with <c>--json</c>) as JSON; progress and faults on standard error.</summary>
internal sealed class Terminal(TextWriter output, TextWriter error, bool json, bool interactive)
{
    private readonly Lock _turn = new();

    /// <summary>Results are wanted as JSON.</summary>
    public bool Json { get; } = json;

    /// <summary>Somebody is watching: bars that move are welcome.</summary>
    public bool Interactive { get; } = interactive && !json;

    /// <summary>A line of the result, for people.</summary>
    public void Say(string line)
    {
        if (!Json)
        {
            Write(output, line);
        }
    }

    /// <summary>The result, for programs.</summary>
    public void Give<T>(T value, JsonTypeInfo<T> type)
    {
        if (Json)
        {
            Write(output, JsonSerializer.Serialize(value, type));
        }
    }

    /// <summary>Progress, waiting, a fault: for whoever watches.</summary>
    public void Note(string line) => Write(error, line);

    /// <summary>How a command failed.</summary>
    public void Fail(CommandFailedException failure)
    {
        if (Json)
        {
            Write(error, JsonSerializer.Serialize(new Failure(failure.ExitCode, failure.Message, failure.Problem), CliJson.Default.Failure));
            return;
        }

        Note(failure.Message);
        foreach (var fault in failure.Problem?.Errors ?? [])
        {
            Note($"  {fault.Pointer}: {fault.Detail} ({fault.Code})");
        }

        if (failure.Problem?.TraceId is { } trace)
        {
            Note($"  trace {trace}");
        }
    }

    /// <summary>A table for people: columns as wide as they need, blanks between.</summary>
    public void Table(IReadOnlyList<string> header, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        if (Json)
        {
            return;
        }

        var widths = header.Select((h, i) => Math.Max(h.Length, rows.Count == 0 ? 0 : rows.Max(r => r[i].Length))).ToList();
        foreach (var row in rows.Prepend(header))
        {
            Write(output, string.Join("  ", row.Select((cell, i) => Plain(cell).PadRight(widths[i]))).TrimEnd());
        }
    }

    /// <summary>Text from elsewhere without what would move a terminal's cursor or colour it.</summary>
    public static string Plain(string text) => text.Any(char.IsControl) ? new string([.. text.Select(c => char.IsControl(c) ? '\uFFFD' : c)]) : text;

    private void Write(TextWriter writer, string line)
    {
        lock (_turn)
        {
            writer.WriteLine(line);
            writer.Flush();
        }
    }
}

/// <summary>A failure, for programs.</summary>
internal sealed record Failure(int ExitCode, string Message, Hub.ProblemDocument? Problem);
