using System.Text.RegularExpressions;
using CgiHub.Core.Tests.House;

namespace CgiHub.Core.Tests.Hostile;

/// <summary>Tricks that are not a parser's to notice.</summary>
public sealed partial class A_trick
{
    /// <summary>What may be written into a log line: numbers, words of the code's own, and ids that are hashes. Nothing that somebody sent, and so no line that somebody made up.</summary>
    private static readonly string[] Loggable =
    [
        "Accepted", "Agency", "Attempt", "Attempts", "Band", "BreakFor", "Bytes", "Count", "Day", "Deliveries", "DueAt", "Duplicates", "Error", "ExhibitId", "Feed", "Format", "Function", "Keys", "LeadId", "Leads", "Message", "MessageId", "Number", "Probe", "Questions", "Queue",
        "Reason", "Receipt", "Received", "Recipients", "Record", "Rejected", "Rule", "Sequence", "Source", "Stage", "Subject", "TraceId", "Version", "Why", "Writer",
    ];

    [Fact]
    public void With_an_address_in_a_row_makes_the_hub_call_nobody()
    {
        // imageUrl of a plate read and url of an open-source item are kept, and shown; they are never fetched.
        var callers = SourceFiles.In("functions/CgiHub.Core").Concat(SourceFiles.In("functions/CgiHub.Functions")).Where(f => f.Text.Contains("HttpClient", StringComparison.Ordinal)).Select(f => Path.GetFileNameWithoutExtension(f.Path));
        Assert.Equal(["AccessTokens", "ETraceSource", "PartnerClient", "PartnerPipeline", "SupervisionSource", "WebhookClient"], callers.Order(StringComparer.Ordinal));
        Assert.All(
            SourceFiles.In("functions/CgiHub.Core").Where(f => f.Text.Contains("ImageUrl", StringComparison.Ordinal)),
            f => Assert.Contains(Path.GetFileNameWithoutExtension(f.Path), new[] { "LprFeed", "PlateRead" }));
    }

    [Fact]
    public void With_a_line_end_finds_no_log_line_that_takes_what_was_sent()
    {
        var named = new[] { "CgiHub.Core", "CgiHub.Functions", "CgiHub.Local", "CgiHub.Azure", "CgiHub.Embedded" }.SelectMany(p => SourceFiles.In($"functions/{p}"))
            .SelectMany(f => Message().Matches(f.Text)).SelectMany(m => Placeholder().Matches(m.Value)).Select(m => m.Groups[1].Value).Distinct();
        Assert.Empty(named.Except(Loggable));
    }

    [GeneratedRegex("""LoggerMessage\(\d+, LogLevel\.\w+, "(?:[^"\\]|\\.)*"\)""")]
    private static partial Regex Message();

    [GeneratedRegex("""\{(\w+)(?::[^}]*)?\}""")]
    private static partial Regex Placeholder();
}
