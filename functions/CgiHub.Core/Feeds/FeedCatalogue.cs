using System.Diagnostics.CodeAnalysis;

namespace CgiHub.Core.Feeds;

/// <summary>The feeds that the hub takes, by name.</summary>
/// <remarks>They are made when the first of them is asked for: how all their rows read is a fifth of what a start would cost.</remarks>
public sealed class FeedCatalogue
{
    private readonly Lazy<Dictionary<string, Feed>> _feeds;

    /// <summary>A catalogue of these feeds.</summary>
    public FeedCatalogue(IReadOnlyList<Feed> feeds)
        : this(() => feeds)
    {
    }

    /// <summary>A catalogue of feeds that are made once, when the first of them is asked for.</summary>
    public FeedCatalogue(Func<IReadOnlyList<Feed>> make) => _feeds = new(() => make().ToDictionary(f => f.Name, StringComparer.Ordinal));

    /// <summary>All of them.</summary>
    public IReadOnlyCollection<Feed> All => _feeds.Value.Values;

    /// <summary>Finds a feed by its name in routes.</summary>
    public bool TryFind(string name, [NotNullWhen(true)] out Feed? feed) => _feeds.Value.TryGetValue(name, out feed);
}
