using System.Text.RegularExpressions;
using CgiHub.Core.Enrichment;
using CgiHub.Core.Feeds;
using CgiHub.Core.Storage;
using CgiHub.Core.Tests.House;
using CgiHub.Core.Triage;

namespace CgiHub.Core.Tests.Seeing;

public sealed partial class The_tags_of_metrics
{
    [Fact]
    public void Are_the_hubs_own_lists()
    {
        Same(HubTags.Queue, [.. Queues.Work, "packets"]);
        Same(HubTags.Container, Containers.All);
        Same(HubTags.Feed, FeedsModule.Feeds().Select(f => f.Name));
        Same(HubTags.Source, [ETraceSource.SourceName, ProbationSource.SourceName, ParoleSource.SourceName]);
        Same(HubTags.Stage, LeadClocks.Stages.Skip(1));
        Same(HubTags.Band, Enum.GetNames<Band>().Select(System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName));

        static void Same(string tag, IEnumerable<string> list) => Assert.Equal(list.Order(StringComparer.Ordinal), HubTags.Values[tag].Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Are_other_where_they_are_none_of_their_set()
    {
        Assert.Equal("other", HubTags.Of(HubTags.Feed, "Ann Example").Value);
        Assert.Equal("packets", HubTags.OfQueue(Queues.Packets("NY0303000")).Value);
        Assert.Equal("other", HubTags.OfQueue("webjobs-blobtrigger-poison").Value);
    }

    [Fact]
    public void Are_made_by_one_class_wherever_something_is_measured()
    {
        var measuring = SourceFiles.In("functions").Where(f => f.Text.Contains("System.Diagnostics.Metrics", StringComparison.Ordinal)).ToList();
        Assert.True(measuring.Count > 5);
        Assert.Empty(measuring.SelectMany(f => OwnTag().Matches(f.Text).Select(m => $"{f.Path}: {m.Value}")));
        Assert.Empty(SourceFiles.In("functions").Where(f => OwnMeter().IsMatch(f.Text)).Select(f => f.Path));
    }

    [GeneratedRegex("""new(?: KeyValuePair<string, object\?>)?\("\w+", |new TagList""")]
    private static partial Regex OwnTag();

    /// <summary>Meters that a factory makes are disposed with it, and heard by nobody else.</summary>
    [GeneratedRegex(@"new Meter\(")]
    private static partial Regex OwnMeter();
}
