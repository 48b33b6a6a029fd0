using System.Globalization;
using CgiHub.Core.Records;

namespace CgiHub.Benchmarks;

/// <summary>What the verb <c>spacetime</c> was asked.</summary>
internal sealed record SpaceTimeArguments
{
    public const string Usage = """
        spacetime ALERTS.csv CRIMES.csv [--radius 300] [--before 900] [--after 1800]
            prints the pairs: alerts within so many metres of a crime, from so many seconds before it to so many after it
        spacetime --postgis [ALERTS.csv CRIMES.csv | --alerts 1000000 --crimes 100000 [--seed 1]] [--radius …] [--before …] [--after …]
            the same against PostGIS; without files, Washington's public data where they are at hand, and an invented year
        """;

    public string? Alerts { get; private init; }

    public string? Crimes { get; private init; }

    public bool Postgis { get; private init; }

    public NearRule Rule { get; private init; }

    public int InventedAlerts { get; private init; } = 1_000_000;

    public int InventedCrimes { get; private init; } = 100_000;

    public int Seed { get; private init; } = 1;

    /// <summary>Reads the command line.</summary>
    /// <exception cref="FormatException">It cannot be understood; the message says why.</exception>
    public static SpaceTimeArguments Parse(IReadOnlyList<string> args)
    {
        var (files, postgis) = (new List<string>(), false);
        var numbers = new Dictionary<string, double> { ["radius"] = 300, ["before"] = 900, ["after"] = 1800, ["alerts"] = 1_000_000, ["crimes"] = 100_000, ["seed"] = 1 };
        for (var i = 0; i < args.Count; i++)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal))
            {
                files.Add(args[i]);
                continue;
            }

            var (name, value) = args[i].IndexOf('=', StringComparison.Ordinal) is > 0 and var mark ? (args[i][2..mark], args[i][(mark + 1)..]) : (args[i][2..], null);
            if (name == "postgis" && value is null)
            {
                postgis = true;
            }
            else if (!numbers.ContainsKey(name))
            {
                throw new FormatException($"There is no option --{name}.");
            }
            else
            {
                value ??= i + 1 < args.Count ? args[++i] : "";
                numbers[name] = double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= 0 && number <= (name == "radius" ? double.MaxValue : 1e10)
                    ? number
                    : throw new FormatException($"--{name} takes a number that is not negative, not '{value}'.");
            }
        }

        return files.Count is 2 || (files.Count == 0 && postgis)
            ? new SpaceTimeArguments
            {
                Alerts = files.Count > 0 ? files[0] : null,
                Crimes = files.Count > 0 ? files[1] : null,
                Postgis = postgis,
                Rule = new NearRule(numbers["radius"], TimeSpan.FromSeconds(numbers["before"]), TimeSpan.FromSeconds(numbers["after"])),
                InventedAlerts = (int)Math.Min(numbers["alerts"], int.MaxValue / 64),
                InventedCrimes = (int)Math.Min(numbers["crimes"], int.MaxValue / 64),
                Seed = (int)Math.Min(numbers["seed"], int.MaxValue),
            }
            : throw new FormatException("Name two files: the alerts, then the crimes.");
    }
}
