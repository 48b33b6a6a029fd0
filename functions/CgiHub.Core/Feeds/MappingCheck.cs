using CgiHub.Core.Agencies;
using CgiHub.Core.Feeds.Rows;

namespace CgiHub.Core.Feeds;

/// <summary>Checks an agency's mappings against the feeds that they are for.</summary>
public sealed class MappingCheck(FeedCatalogue feeds) : IMappingCheck
{
    /// <inheritdoc/>
    public IReadOnlyList<FieldFault> Check(string feed, FeedMapping mapping) =>
        feeds.TryFind(feed, out var known) ? MappedForm.Check(known, mapping) : [];
}
