using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace CgiHub.Local.Hosting;

/// <summary>What the command line says.</summary>
public sealed record CommandLine
{
    /// <summary>How to call the program.</summary>
    public const string Usage = """
        Usage: CgiHub.Local [--data DIR] [--urls URL] [--demo] [--CgiHub:Setting=Value]…

          --data DIR   where documents, blobs and queues lie (default .cgihub)
          --urls URL   where to listen (default http://127.0.0.1:7071; port 0 takes any free one)
          --demo       play a simulated region into the hub, tell what came of it, and go on serving
          --help       this text

        Settings can also stand in the environment, as CgiHub__Setting. See docs/settings.md.
        """;

    /// <summary>Where the data lies.</summary>
    public string Data { get; init; } = ".cgihub";

    /// <summary>Where to listen.</summary>
    public string Urls { get; init; } = "http://127.0.0.1:7071";

    /// <summary>Play the demonstration.</summary>
    public bool Demo { get; init; }

    /// <summary>Only the usage is wanted.</summary>
    public bool Help { get; init; }

    /// <summary>Settings.</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; init; } = new Dictionary<string, string?>();

    /// <summary>Reads the arguments; false, with a sentence, where one of them is not understood.</summary>
    public static bool TryParse(IReadOnlyList<string> args, [NotNullWhen(true)] out CommandLine? line, [NotNullWhen(false)] out string? fault)
    {
        ArgumentNullException.ThrowIfNull(args);
        (line, fault) = (null, null);
        var read = new CommandLine();
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < args.Count; i++)
        {
            var (name, value) = Split(args[i]);
            switch (name)
            {
                case "--demo" when value is null:
                    read = read with { Demo = true };
                    continue;
                case "--help" or "-h" or "-?" when value is null:
                    read = read with { Help = true };
                    continue;
            }

            var known = name is "--data" or "--urls" || name.StartsWith("--CgiHub:", StringComparison.OrdinalIgnoreCase) || name.StartsWith("--Logging:", StringComparison.OrdinalIgnoreCase);
            if (!known)
            {
                fault = $"'{args[i]}' is not understood.";
                return false;
            }

            value ??= i + 1 < args.Count ? args[++i] : null;
            if (string.IsNullOrEmpty(value))
            {
                fault = $"'{name}' needs a value.";
                return false;
            }

            switch (name)
            {
                case "--data":
                    read = read with { Data = value };
                    break;
                case "--urls":
                    read = read with { Urls = value };
                    break;
                default:
                    settings[name[2..]] = value;
                    break;
            }
        }

        if (!read.Urls.Split(';').All(IsUrl))
        {
            fault = $"'{read.Urls}' is no address to listen on, such as http://127.0.0.1:7071.";
            return false;
        }

        line = read with { Settings = settings };
        return true;
    }

    /// <summary>Whether every address to listen on can only be reached from this machine.</summary>
    public bool ListensOnLoopbackOnly() => Urls.Split(';').All(url => Uri.TryCreate(url, UriKind.Absolute, out var at) && IsLoopback(at.Host));

    /// <summary>Whether a host name or address means this machine.</summary>
    public static bool IsLoopback(string host)
    {
        ArgumentNullException.ThrowIfNull(host);
        return host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
    }

    private static bool IsUrl(string url) => Uri.TryCreate(url, UriKind.Absolute, out var at) && at.Scheme is "http" or "https" && at.PathAndQuery == "/";

    private static (string Name, string? Value) Split(string argument)
    {
        var equals = argument.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? (argument, null) : (argument[..equals], argument[(equals + 1)..]);
    }
}
