using System.Globalization;

namespace CgiHub.Benchmarks;

/// <summary>Options of a run: <c>--name value</c> pairs.</summary>
internal sealed class BenchmarkOptions
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

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
        }

        return options;
    }

    public int Int(string name, int standard) => _values.TryGetValue(name, out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : standard;
}
