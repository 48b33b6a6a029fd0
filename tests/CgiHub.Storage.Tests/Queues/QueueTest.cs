using CgiHub.Embedded.Queues;

namespace CgiHub.Storage.Tests.Queues;

/// <summary>A test with queues of its own.</summary>
public abstract class QueueTest : IAsyncLifetime
{
    protected QueueHouse House { get; } = new();

    protected SqliteMessageQueue Queue => House.Queue;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await House.DisposeAsync();

    protected static IEnumerable<int> Numbers(IEnumerable<ReceivedMessage> messages) => messages.Select(m => QueueHouse.Number(m.Message));
}
