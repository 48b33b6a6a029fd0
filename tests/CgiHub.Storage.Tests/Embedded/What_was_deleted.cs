using System.Text;
using CgiHub.Core.Storage;
using CgiHub.Embedded.Documents;
using CgiHub.Embedded.Queues;

namespace CgiHub.Storage.Tests.Embedded;

/// <summary>A person who was purged is in no file of the one machine any more, not only in no answer.</summary>
public sealed class What_was_deleted : IDisposable
{
    private const string Mark = "Zebulon Quagmire";

    private readonly StoreDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    private static byte[] Body(int bytes) => Encoding.UTF8.GetBytes($"{{\"name\":\"{Mark}\",\"more\":\"{new string('x', bytes)}\"}}");

    /// <summary>Files that hold the name.</summary>
    private List<string> Holding()
    {
        var found = new List<string>();
        foreach (var file in _directory.Files())
        {
            using var stream = new FileStream(Path.Combine(_directory.Root, file), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            if (copy.GetBuffer().AsSpan(0, (int)copy.Length).IndexOf(Encoding.UTF8.GetBytes(Mark)) >= 0)
            {
                found.Add(file);
            }
        }

        return found;
    }

    /// <summary>Lets the timer run until no file holds the name; what one run removes is in the log until the next.</summary>
    private async Task GoneAsync()
    {
        for (var attempt = 0; attempt < 300 && Holding().Count > 0; attempt++)
        {
            _directory.Time.Advance(StoreDirectory.Small.PurgeEvery);
            await Task.Delay(20);
        }

        Assert.Empty(Holding());
    }

    [Theory]
    [InlineData(10)]
    [InlineData(40_000)]
    public async Task Of_documents_is_in_no_file_when_the_log_was_emptied(int bytes)
    {
        await using var store = new SqliteDocumentStore(_directory.Root, _directory.Time, StoreDirectory.Small);
        for (var other = 0; other < 30; other++)
        {
            await store.CommitAsync(Containers.Mentions, $"ex-{other % 3}", [DocumentWrite.Create($"rc-{other}", other == 7 ? Body(bytes) : Encoding.UTF8.GetBytes("{}"), "a")], default);
        }

        Assert.NotEmpty(Holding());
        await store.CommitAsync(Containers.Mentions, "ex-1", [DocumentWrite.Delete("rc-7")], default);
        await GoneAsync();
    }

    [Fact]
    public async Task By_writing_over_it_is_in_no_file_either()
    {
        await using var store = new SqliteDocumentStore(_directory.Root, _directory.Time, StoreDirectory.Small);
        await store.CommitAsync(Containers.Leads, "ld-1", [DocumentWrite.Create("lead", Body(40_000))], default);
        await store.CommitAsync(Containers.Leads, "ld-1", [DocumentWrite.Upsert("lead", Encoding.UTF8.GetBytes("{}"))], default);
        await GoneAsync();
    }

    [Fact]
    public async Task By_running_out_of_time_is_in_no_file_either()
    {
        await using var store = new SqliteDocumentStore(_directory.Root, _directory.Time, StoreDirectory.Small);
        await store.CommitAsync(Containers.Idempotency, "caller", [DocumentWrite.Create("first", Body(9_000), timeToLive: TimeSpan.FromSeconds(30))], default);
        await GoneAsync();
    }

    [Theory]
    [InlineData(10)]
    [InlineData(40_000)]
    public async Task Of_messages_is_in_no_file_when_the_log_was_emptied(int bytes)
    {
        await using var queue = new SqliteMessageQueue(_directory.Root, _directory.Time, StoreDirectory.Small);
        await queue.SendAsync("packets-ZZ0000001", [new QueueMessage("m1", Body(bytes))], default);
        Assert.NotEmpty(Holding());
        Assert.True(await queue.CompleteAsync((await queue.ReceiveAsync("packets-ZZ0000001", 1, default))[0]));
        await GoneAsync();
    }
}
