using System.Text.RegularExpressions;
using CgiHub.Core;

namespace CgiHub.EndToEnd.Tests.Seeing;

[Collection(FollowedHubs.Name)]
public sealed partial class The_trace_of_a_lead_version(FollowedHub hub)
{
    /// <summary>What a span may say, and of which form.</summary>
    private static readonly Dictionary<string, Regex> Sayable = new(StringComparer.Ordinal)
    {
        ["cgihub.lead.id"] = OpaqueId(),
        ["cgihub.receipt.id"] = OpaqueId(),
        ["cgihub.packet.version"] = Number(),
        ["cgihub.leads"] = Number(),
        ["cgihub.recipients"] = Number(),
        ["cgihub.questions"] = Number(),
        ["cgihub.deliveries"] = Number(),
        ["cgihub.attempt"] = Number(),
        ["cgihub.outcome"] = OneOf(HubTags.Values[HubTags.Outcome]),
        ["cgihub.feed"] = OneOf([.. HubTags.Values[HubTags.Feed], "evidence"]),
        ["cgihub.band"] = OneOf(HubTags.Values[HubTags.Band]),
        ["cgihub.reason"] = OneOf(["new", "newEvent", "enriched", "confirmed", "eliminated", "released"]),
        ["messaging.system"] = OneOf(["embedded"]),
        ["messaging.destination.name"] = OneOf(HubTags.Values[HubTags.Queue]),
        ["messaging.operation.type"] = OneOf(["process"]),
        ["messaging.message.id"] = MessageId(),
        ["http.request.method"] = OneOf(["GET", "POST"]),
        ["http.route"] = Route(),
        ["http.response.status_code"] = Number(),
    };

    [Fact]
    public void Goes_from_the_upload_to_the_acknowledged_packet()
    {
        var trace = hub.TraceOf(1);
        Assert.Superset(
            new HashSet<string> { "upload", "link", "process leads", "look", "draw", "issue", "process dispatch", "dispatch", "process lists", "follow", "acknowledge" },
            trace.Select(s => s.Name).ToHashSet());
        Assert.All(trace.Where(s => s.Name is "look" or "issue" or "dispatch" or "acknowledge"), s => Assert.Equal(hub.Lead, s.Tags["cgihub.lead.id"]));
        Assert.DoesNotContain(trace, s => s.Failed);
    }

    [Fact]
    public void Hangs_together_step_by_step()
    {
        var trace = hub.TraceOf(1);
        var root = Assert.Single(trace, s => s.Parent.Length == 0);
        Assert.Equal("upload", root.Name);
        Assert.Equal("nibin", root.Tags["cgihub.feed"]);
        Assert.Equal(["upload", "link", "process leads", "look", "issue", "process dispatch", "dispatch", "acknowledge"], Way(trace, "acknowledge"));
    }

    [Fact]
    public void Is_not_that_of_the_next_version_nor_of_another_lead()
    {
        var (first, second) = (hub.TraceOf(1), hub.TraceOf(2));
        Assert.NotEqual(first[0].Trace, second[0].Trace);
        Assert.Equal("2", Assert.Single(second, s => s.Name == "acknowledge").Tags["cgihub.packet.version"]);

        // Both rows of the first upload made a lead; each has a trace to itself.
        var others = hub.Collector.Spans.Where(s => s.Name == "issue" && s.Tags["cgihub.lead.id"] != hub.Lead).ToList();
        Assert.NotEmpty(others);
        Assert.DoesNotContain(others, o => o.Trace == first[0].Trace);
    }

    [Fact]
    public void Is_linked_to_the_uploads_own_trace_which_begins_with_the_request()
    {
        var upload = Assert.Single(hub.TraceOf(1), s => s.Name == "upload");
        var own = hub.Collector.Spans.Where(s => s.Trace == Assert.Single(upload.Links)).ToList();
        Assert.Equal(["POST /api/v1/feeds/{feed}", "feed nibin", "process links", "link"], Way(own, "link"));
        Assert.Equal(2, own.Where(s => s.Name == "link").Sum(s => int.Parse(s.Tags["cgihub.leads"], System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Contains(Assert.Single(hub.TraceOf(1), s => s.Name == "acknowledge").Links, l => hub.Collector.Spans.Any(s => s.Trace == l && s.Name == "POST /api/v1/packets/{id}/ack"));
    }

    [Fact]
    public void Is_no_callers_to_choose()
    {
        // The sender named a trace of theirs, and wished it not to be kept.
        Assert.DoesNotContain(hub.Collector.Spans, s => s.Trace == FollowedHub.Senders);
        Assert.Contains(hub.Collector.Spans, s => s.Name == "POST /api/v1/feeds/{feed}" && s.Links.SequenceEqual([FollowedHub.Senders]));
        Assert.Contains(hub.Collector.Spans, s => s.Trace == hub.Told && s.Tags.GetValueOrDefault("http.response.status_code") == "415");
    }

    [Fact]
    public void Is_named_in_what_the_agency_finds_in_its_queue()
    {
        Assert.Contains(hub.Carried, c => c.Split('-')[1] == hub.TraceOf(1)[0].Trace);
        Assert.Contains(hub.Carried, c => c.Split('-')[1] == hub.TraceOf(2)[0].Trace);
        Assert.All(hub.Carried, c => Assert.NotNull(TraceParent.Read(c)));
    }

    [Fact]
    public void Says_ids_numbers_and_what_is_of_a_closed_set()
    {
        Assert.All(hub.Collector.Spans, span =>
        {
            Assert.Equal(0, span.Events);
            Assert.All(span.Tags, tag => Assert.True(Sayable.TryGetValue(tag.Key, out var form) && form.IsMatch(tag.Value), $"{span.Name} says {tag.Key}={tag.Value}"));
        });
    }

    /// <summary>Names from the root down to a span.</summary>
    private static Stack<string> Way(IReadOnlyList<Span> trace, string to)
    {
        var names = new Stack<string>();
        for (var span = trace.First(s => s.Name == to); span is not null; span = trace.FirstOrDefault(s => s.Id == span.Parent))
        {
            names.Push(span.Name);
        }

        return names;
    }

    private static Regex OneOf(IEnumerable<string> values) => new($"^({string.Join('|', values.Select(Regex.Escape))})$", RegexOptions.CultureInvariant);

    [GeneratedRegex(@"^(ld|rt)-[a-z0-9]{16}$")]
    private static partial Regex OpaqueId();

    [GeneratedRegex(@"^\d+$")]
    private static partial Regex Number();

    [GeneratedRegex(@"^(lk|ld|pk)-[a-z0-9]{16}([-:|][a-z0-9-]+)*$|^[0-9a-f]{32}$")]
    private static partial Regex MessageId();

    [GeneratedRegex(@"^/?[a-z0-9/{}.*-]+$", RegexOptions.IgnoreCase)]
    private static partial Regex Route();
}
