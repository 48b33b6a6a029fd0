using CgiHub.Core.Storage;
using CgiHub.Embedded;
using CgiHub.Storage.Tests.Embedded;

namespace CgiHub.Storage.Tests.Durability;

/// <summary>
/// What a killed process leaves is what it handed to the kernel; its own memory is lost, as in a loss of power.
/// That the kernel was made to put it on disk as well cannot be seen from here.
/// </summary>
public sealed class A_writing_process : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    private readonly StoreDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Loses_nothing_acknowledged_when_it_is_killed()
    {
        using var process = WriterProcess.Start(_directory.Root, bytes: 500);
        var told = new List<string>();
        foreach (var kind in new[] { "document", "message", "blob" })
        {
            // Every store is in full swing.
            while (told.Count(t => t.StartsWith(kind, StringComparison.Ordinal)) < 15)
            {
                told.Add(await process.HearAsync().WaitAsync(Patience) ?? throw new InvalidOperationException("The writer ended."));
            }
        }

        process.Kill();
        told.AddRange(await process.RestAsync());
        await using var stores = new EmbeddedStores(_directory.Root, _directory.Time, StoreDirectory.Small);
        await HoldsAsync(stores, told);
    }

    [SkippableFact]
    public async Task Is_told_that_its_stores_are_away_when_the_disk_is_full_and_loses_nothing_acknowledged()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no limit of a process's files.");
        using var process = WriterProcess.Start(_directory.Root, bytes: 40_000, mostFileBlocks: 24_000);
        var told = await process.RestAsync().WaitAsync(Patience);
        Assert.Equal(0, process.ExitCode);
        Assert.Equal(12, told.Count(t => t.StartsWith(Writer.Away, StringComparison.Ordinal)));
        await using var stores = new EmbeddedStores(_directory.Root, _directory.Time, StoreDirectory.Small);
        Assert.DoesNotContain(_directory.Files(), f => f.StartsWith("staging/", StringComparison.Ordinal));
        await HoldsAsync(stores, [.. told.Where(t => !t.StartsWith(Writer.Away, StringComparison.Ordinal))]);
    }

    private static async Task HoldsAsync(EmbeddedStores stores, List<string> told)
    {
        var documents = new List<StoredDocument>();
        string? next = null;
        do
        {
            var page = await stores.Documents.QueryAsync(new DocumentQuery(Writer.Container, Writer.Partition) { Limit = 1000, Continuation = next }, default);
            documents.AddRange(page.Documents);
            next = page.Continuation;
        }
        while (next is not null);
        Assert.Empty(Told("document").Except(documents.Select(d => d.Id)));

        var messages = new List<string>();
        next = null;
        do
        {
            var page = await stores.Queue.PeekAsync(Writer.Queue, 1000, next, default);
            messages.AddRange(page.Items.Select(m => m.Message.Id));
            next = page.Continuation;
        }
        while (next is not null);
        Assert.Empty(Told("message").Except(messages));

        // Half a commit would show here: each commit wrote the newest of its lane as well.
        foreach (var lane in documents.GroupBy(d => d.Id.Split('-')[0]))
        {
            var last = await stores.Documents.ReadAsync(Writer.Container, Writer.Partition, "last of " + lane.Key, default);
            Assert.Contains(lane.Max(d => d.Id)!, System.Text.Encoding.UTF8.GetString(last!.Body.Span), StringComparison.Ordinal);
        }

        foreach (var blob in Told("blob"))
        {
            Assert.NotNull(await stores.Blobs.FindAsync($"{blob.Split('-')[0]}/{blob}", default));
        }

        IEnumerable<string> Told(string kind) => told.Where(t => t.StartsWith(kind, StringComparison.Ordinal)).Select(t => t.Split(' ')[1]);
    }
}
