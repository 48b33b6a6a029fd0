using CgiHub.Core.Records;

namespace CgiHub.Core.Tests.Records;

public sealed class A_landing_that_is_killed
{
    private static readonly Person Suspect = Made.Person("Testa Sample", 1990, "12345AB6", "North Side");

    private static readonly FeedRecord[] First =
    [
        Made.Incident("N1", persons: Suspect.As(IncidentRole.Suspect)) with { SourceId = "1" },
        Made.Firearm("N1", serial: "369J257", possessor: Suspect),
        Made.Notice("n1", "26-0001", NibinKind.Lead, 0, Made.Casing(Made.North, "N1", "T1"), Made.Casing(Made.South, "S1")),
        Made.Gunshot("A1", Made.Noon, 40.7, -74),
    ];

    /// <summary>The incident and the alert have moved, the firearm has lost its serial number, the notice an exhibit; and one row is new.</summary>
    private static readonly FeedRecord[] Second =
    [
        Made.Incident("N2") with { SourceId = "1" },
        Made.Firearm("N1", possessor: Suspect),
        Made.Notice("n1", "26-0001", NibinKind.Lead, 0, Made.Casing(Made.North, "N1", "T1"), Made.Casing(Made.South, "S2")),
        Made.Gunshot("A1", Made.Noon, 40.9, -74),
        Made.Incident("N3"),
    ];

    private static Task<IReadOnlyList<Landing>> LandAsync(KillableDocuments documents, TestStores stores, IReadOnlyList<FeedRecord> rows) =>
        new RecordStore(documents, stores.Time).LandAsync(Made.North, rows, default);

    /// <summary>What is kept after landing all batches, the last of which is killed once after so many commits; null where it ended before that.</summary>
    private static async Task<string?> KilledAsync(int commits, params FeedRecord[][] batches)
    {
        var stores = new TestStores();
        var documents = new KillableDocuments(new MemoryDocuments());
        foreach (var batch in batches[..^1])
        {
            await LandAsync(documents, stores, batch);
        }

        documents.KillAfter(commits);
        var killed = await Record.ExceptionAsync(() => LandAsync(documents, stores, batches[^1])) is ProcessKilledException;
        documents.Restart();
        await LandAsync(documents, stores, batches[^1]);
        var content = await documents.ContentAsync();
        await stores.DisposeAsync();
        return killed ? content : null;
    }

    private static async Task<string> WholeAsync(params FeedRecord[][] batches)
    {
        var stores = new TestStores();
        var documents = new KillableDocuments(new MemoryDocuments());
        foreach (var batch in batches)
        {
            await LandAsync(documents, stores, batch);
        }

        var content = await documents.ContentAsync();
        await stores.DisposeAsync();
        return content;
    }

    /// <summary>Outbox entries name what landed together, and a second try may group it otherwise; all else is the same.</summary>
    private static string[] Kept(string content) => [.. content.Split('\n').Where(l => !l.Contains(" outbox|", StringComparison.Ordinal))];

    private static HashSet<string> Asked(string content) =>
        [.. content.Split('\n').Where(l => l.Contains(" outbox|", StringComparison.Ordinal)).SelectMany(l => System.Text.RegularExpressions.Regex.Matches(l[l.IndexOf('{', StringComparison.Ordinal)..], "\"(?:cs|ex|ld|sn|pi|pn|gr)-[a-z2-7]{16}\"").Select(m => m.Value))];

    [Fact]
    public async Task Leaves_the_same_records_as_one_that_was_not_whichever_write_was_the_last()
    {
        var whole = await WholeAsync(First);
        var commits = 0;
        for (; await KilledAsync(commits, First) is { } content; commits++)
        {
            Assert.Equal(Kept(whole), Kept(content));
            Assert.Equal(Asked(whole), Asked(content));
        }

        Assert.True(commits > 10, $"Only {commits} writes.");
    }

    [Fact]
    public async Task Leaves_the_same_new_versions_as_one_that_was_not_whichever_write_was_the_last()
    {
        var whole = await WholeAsync(First, Second);
        var commits = 0;
        for (; await KilledAsync(commits, First, Second) is { } content; commits++)
        {
            Assert.Equal(Kept(whole), Kept(content));
            Assert.Equal(Asked(whole), Asked(content));
        }

        Assert.True(commits > 20, $"Only {commits} writes.");
    }

    [Fact]
    public async Task Tells_no_sender_that_it_is_done()
    {
        var stores = new TestStores();
        var documents = new KillableDocuments(new MemoryDocuments());
        documents.KillAfter(3);
        await Assert.ThrowsAsync<ProcessKilledException>(() => LandAsync(documents, stores, First));
        await stores.DisposeAsync();
    }

    [Fact]
    public async Task Once_repeated_changes_nothing_when_it_is_repeated_again()
    {
        var stores = new TestStores();
        var documents = new KillableDocuments(new MemoryDocuments());
        await LandAsync(documents, stores, First);
        var before = await documents.ContentAsync();
        var commits = documents.Commits;
        await LandAsync(documents, stores, First);
        Assert.Equal(before, await documents.ContentAsync());
        Assert.True(documents.Commits > commits);
        await stores.DisposeAsync();
    }
}
