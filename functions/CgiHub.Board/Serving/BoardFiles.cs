using System.Collections.Frozen;
using System.Security.Cryptography;

namespace CgiHub.Board.Serving;

/// <summary>The board's built files, read once: what was there at the start is all that is ever served, by its exact name.</summary>
/// <remarks>They are this build's own output and stay in memory, about 2 MB. A path that is no name among them finds nothing, so there is no path to escape with.</remarks>
public sealed class BoardFiles
{
    private const string Page = "index.html";
    private const string HashedFolder = "assets/";

    private static readonly FrozenDictionary<string, string> Types = new Dictionary<string, string>
    {
        [".html"] = "text/html; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".json"] = "application/json",
        [".svg"] = "image/svg+xml",
        [".png"] = "image/png",
        [".txt"] = "text/plain; charset=utf-8",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private readonly FrozenDictionary<string, BoardFile> _files;

    /// <summary>Reads a folder.</summary>
    /// <param name="folder">The folder; where it is missing, the board was not built.</param>
    public BoardFiles(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        _files = (Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories) : [])
            .Where(path => Types.ContainsKey(Path.GetExtension(path)))
            .ToFrozenDictionary(path => Path.GetRelativePath(folder, path).Replace('\\', '/'), path => Read(folder, path), StringComparer.Ordinal);
    }

    /// <summary>Whether the board was built.</summary>
    public bool Built => _files.ContainsKey(Page);

    /// <summary>What is under a path below <c>/board/</c>: a file, or the page itself for the page's own addresses (those without a dot in their last part); null where there is nothing.</summary>
    /// <param name="path">The path, decoded, without a slash before it.</param>
    public BoardFile? Find(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return _files.TryGetValue(path, out var file) ? file
            : path.AsSpan(path.LastIndexOf('/') + 1).Contains('.') ? null
            : _files.GetValueOrDefault(Page);
    }

    private static BoardFile Read(string folder, string path)
    {
        var body = File.ReadAllBytes(path);
        var name = Path.GetRelativePath(folder, path).Replace('\\', '/');
        return new BoardFile(body, Types[Path.GetExtension(path)], Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 10)))
        {
            Brotli = Beside(path + ".br"),
            Gzip = Beside(path + ".gz"),
            Hashed = name.StartsWith(HashedFolder, StringComparison.Ordinal),
        };
    }

    // A bare null would become empty bytes: arrays convert to memory, and so does no array.
    private static ReadOnlyMemory<byte>? Beside(string path) => File.Exists(path) ? File.ReadAllBytes(path) : (ReadOnlyMemory<byte>?)null;
}

/// <summary>One file of the board.</summary>
/// <param name="Body">Its bytes.</param>
/// <param name="ContentType">Its media type.</param>
/// <param name="Tag">Follows from its bytes.</param>
public sealed record BoardFile(ReadOnlyMemory<byte> Body, string ContentType, string Tag)
{
    /// <summary>The same bytes under Brotli; null where that was not made.</summary>
    public ReadOnlyMemory<byte>? Brotli { get; init; }

    /// <summary>The same bytes under gzip; null where that was not made.</summary>
    public ReadOnlyMemory<byte>? Gzip { get; init; }

    /// <summary>Its name follows from its bytes, so it may be kept for ever.</summary>
    public bool Hashed { get; init; }
}
