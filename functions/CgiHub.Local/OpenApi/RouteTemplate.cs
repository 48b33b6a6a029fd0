using System.Text.RegularExpressions;

namespace CgiHub.Local.OpenApi;

/// <summary>Route templates as OpenAPI paths.</summary>
internal static partial class RouteTemplate
{
    /// <summary>With a slash before it, and without constraints, defaults and catch-all stars.</summary>
    public static string Plain(string route) => "/" + Part().Replace(route, "{$1}");

    /// <summary>The names of a path's parameters.</summary>
    public static IEnumerable<string> Parameters(string path) => Part().Matches(path).Select(m => m.Groups[1].Value);

    [GeneratedRegex(@"\{\**(\w+)[^}]*\}")]
    private static partial Regex Part();
}
