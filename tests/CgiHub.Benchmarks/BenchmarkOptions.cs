using System.Globalization;

namespace CgiHub.Benchmarks;

/// <summary>Options of a run: <c>--name value</c> pairs.</summary>
internal sealed class BenchmarkOptions
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <summary>What stands before the first option: files.</summary>
    public List<string> Positional { get; } = [];

    public static BenchmarkOptions Parse(IEnumerable<string> args)
    {
        var options = new BenchmarkOptions();
        string? name = null;
        foreach (var arg in args)
        {
            if (arg.StartsWith("--", StringComparison.Ordinal))
            {
                name = arg[2..];
                options._values[name] = "true";
            }
            else if (name is not null)
            {
                options._values[name] = arg;
            }
            else
            {
                options.Positional.Add(arg);
            }
        }

        return options;
    }

    public string? Text(string name) => _values.GetValueOrDefault(name);

    public int Int(string name, int standard) => _values.TryGetValue(name, out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : standard;

    /// <summary>Whole numbers from the first to the last, written <c>1..5</c> (or one number alone); null where the option is not given.</summary>
    public IReadOnlyList<int>? Range(string name)
    {
        if (!_values.TryGetValue(name, out var text))
        {
            return null;
        }

        var ends = text.Split("..").Select(t => int.Parse(t, CultureInfo.InvariantCulture)).ToList();
        return [.. Enumerable.Range(ends[0], Math.Max(1, ends[^1] - ends[0] + 1))];
    }
}
