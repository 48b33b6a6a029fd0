using System.Diagnostics.CodeAnalysis;

namespace CgiHub.Core.Feeds;

/// <summary>The feeds that the hub takes, by name.</summary>
public sealed class FeedCatalogue
{
    private readonly Dictionary<string, Feed> _feeds;

    /// <summary>A catalogue of these feeds.</summary>
    public FeedCatalogue(IEnumerable<Feed> feeds) => _feeds = feeds.ToDictionary(f => f.Name, StringComparer.Ordinal);

    /// <summary>All of them.</summary>
    public IReadOnlyCollection<Feed> All => _feeds.Values;

    /// <summary>Finds a feed by its name in routes.</summary>
    public bool TryFind(string name, [NotNullWhen(true)] out Feed? feed) => _feeds.TryGetValue(name, out feed);
}
