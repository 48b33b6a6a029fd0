using System.Text.Json;
using CgiHub.Core.Storage;

namespace CgiHub.Core.Tests.Storage;

public sealed class An_outbox : IAsyncLifetime
{
    private const string Partition = "ld-1";

    private readonly TestStores _stores = new();
    private readonly FickleQueue _queue = new();

    public Task InitializeAsync() => _stores.InitializeAsync();

    public Task DisposeAsync() => _stores.DisposeAsync();

    private async Task CommitAsync(params string[] ids) => await _stores.Documents.CommitAsync(Containers.Leads, Partition,
        [.. ids.Select(id => new OutboxEntry(Queues.Dispatch, id, "new", JsonSerializer.SerializeToElement(id)).ToWrite())], default);

    private async Task<IReadOnlyList<DocumentChange>> WaitingAsync() => (await _stores.Documents.ReadChangesAsync(Containers.Leads, null, 100, default)).Changes;

    private async Task ForwardAsync() => await new Outbox(_stores.Documents, _queue).ForwardAsync(Containers.Leads, await WaitingAsync(), default);

    [Fact]
    public async Task Sends_in_the_order_of_the_commits_and_is_empty_then()
    {
        await CommitAsync("a", "b");
        await CommitAsync("c");
        await ForwardAsync();

        Assert.Equal(["a", "b", "c"], _queue.Sent);
        Assert.Empty(await WaitingAsync());
    }

    [Fact]
    public async Task Sends_only_the_rest_when_the_queue_went_away_in_the_middle()
    {
        await CommitAsync("a", "b", "c");
        _queue.AwayAfter = 2;
        await Assert.ThrowsAsync<StoreUnavailableException>(ForwardAsync);
        _queue.AwayAfter = null;
        await ForwardAsync();

        Assert.Equal(["a", "b", "c"], _queue.Sent);
        Assert.Empty(await WaitingAsync());
    }

    [Fact]
    public async Task Loses_nothing_when_the_queue_took_nothing()
    {
        await CommitAsync("a", "b");
        _queue.AwayAfter = 0;
        await Assert.ThrowsAsync<StoreUnavailableException>(ForwardAsync);

        Assert.Equal(2, (await WaitingAsync()).Count);
    }

    /// <summary>A queue that goes away after some messages, and says after how many.</summary>
    private sealed class FickleQueue : IMessageQueue
    {
        public List<string> Sent { get; } = [];

        public int? AwayAfter { get; set; }

        public ValueTask SendAsync(string queue, IReadOnlyList<QueueMessage> messages, CancellationToken cancel)
        {
            var taken = Math.Min(AwayAfter ?? int.MaxValue, messages.Count);
            Sent.AddRange(messages.Take(taken).Select(m => m.Id));
            return taken == messages.Count ? ValueTask.CompletedTask : throw new StoreUnavailableException("Away.", null) { Sent = taken };
        }
    }
}
