using System.Diagnostics.Metrics;

namespace CgiHub.Core.Feeds;

/// <summary>Counts what became of the rows that feeds brought: meter <c>CgiHub</c>, counter <c>cgihub.feed.rows</c>, tags <c>feed</c> and <c>outcome</c>.</summary>
public sealed class FeedMeter
{
    private readonly Counter<long> _rows;

    /// <summary>Counts through a factory, which disposes the meter.</summary>
    public FeedMeter(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        _rows = meters.Create(HubSteps.Name).CreateCounter<long>("cgihub.feed.rows", "{row}", "Rows that feeds brought, by feed and outcome.");
    }

    /// <summary>A batch was taken.</summary>
    internal void Took(FeedReceipt receipt)
    {
        var feed = HubTags.Of(HubTags.Feed, receipt.Feed);
        Add(receipt.Accepted, Outcomes.Accepted);
        Add(receipt.Duplicates, Outcomes.Duplicate);
        Add(receipt.Rejected, Outcomes.Rejected);
        Add(receipt.Held, Outcomes.Held);

        void Add(long rows, string outcome)
        {
            if (rows > 0)
            {
                _rows.Add(rows, feed, HubTags.Of(HubTags.Outcome, outcome));
            }
        }
    }
}
