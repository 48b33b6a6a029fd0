namespace CgiHub.EndToEnd.Tests.Seeing;

[Collection(FollowedHubs.Name)]
public sealed class The_metrics_of_a_hub(FollowedHub hub)
{
    [Fact]
    public void Have_tags_of_closed_sets_only() =>
        Assert.Empty(hub.Collector.Metrics.SelectMany(m => m.Strange));

    [Fact]
    public void Tell_steps_queues_rows_sources_and_clocks() =>
        Assert.Superset(
            new HashSet<string> { "cgihub.step.duration", "cgihub.queue.duration", "cgihub.queue.messages", "cgihub.queue.oldest", "cgihub.feed.rows", "cgihub.clocks.duration" },
            Own().Select(m => m.Name).ToHashSet());

    [Fact]
    public void Tell_what_became_of_rows() =>
        Assert.Superset(new HashSet<string> { "accepted", "rejected" }, Own().Where(m => m.Name == "cgihub.feed.rows").Select(m => m.Tags["outcome"]).ToHashSet());

    private IReadOnlyList<Measured> Own() => [.. hub.Collector.Metrics.Where(m => m.Meter.StartsWith("CgiHub", StringComparison.Ordinal))];
}
