using System.Globalization;
using System.Text;
using CgiHub.Core.Storage;
using CgiHub.Embedded;
using CgiHub.Embedded.Queues;
using CgiHub.Storage.Tests.Embedded;
using Microsoft.Extensions.Time.Testing;

namespace CgiHub.Storage.Tests.Queues;

/// <summary>Queues in a directory of their own, which can be closed, opened again, or left as a killed process leaves them.</summary>
public sealed class QueueHouse : IAsyncDisposable
{
    public const string Name = "packets-ZZ0000001";

    /// <summary>Longer than anything takes here: a message that does not come fails its test instead of holding it up.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly EmbeddedOptions _options;
    private readonly List<StoreDirectory> _directories = [new()];
    private readonly List<SqliteMessageQueue> _left = [];

    public QueueHouse(EmbeddedOptions? options = null)
    {
        _options = options ?? Usual;
        Queue = Open();
    }

    public static EmbeddedOptions Usual { get; } = Options(4096);

    /// <summary>Room for so few messages in memory that most wait on disk.</summary>
    public static EmbeddedOptions Cramped { get; } = Options(16);

    /// <summary>Nobody waits for a message that was in hand when the process ended.</summary>
    public static EmbeddedOptions AllTogether { get; } = Options(4096, TimeSpan.Zero);

    public SqliteMessageQueue Queue { get; private set; }

    public FakeTimeProvider Time => _directories[^1].Time;

    public static QueueMessage Message(int number, string? session = null, TimeSpan delay = default) =>
        new($"m{number}", Encoding.UTF8.GetBytes($"{{\"n\":{number}}}")) { SessionId = session, Delay = delay };

    public static int Number(QueueMessage message) => int.Parse(message.Id.AsSpan(1), CultureInfo.InvariantCulture);

    public ValueTask SendAsync(params QueueMessage[] messages) => Queue.SendAsync(Name, messages, default);

    /// <summary>Waits for messages.</summary>
    public Task<IReadOnlyList<ReceivedMessage>> ReceiveAsync(int most) => Queue.ReceiveAsync(Name, most, default).AsTask().WaitAsync(Patience);

    /// <summary>Waits for one message.</summary>
    public async Task<ReceivedMessage> ReceiveAsync() => Assert.Single(await ReceiveAsync(1));

    /// <summary>What can be had at this moment or, if that is nothing, when the writer is calm.</summary>
    public async Task<IReadOnlyList<ReceivedMessage>> TakeAsync(int most = 100)
    {
        if (await TakeNowAsync(most) is { Count: > 0 } taken)
        {
            return taken;
        }

        await CalmAsync();
        return await TakeNowAsync(most);
    }

    private async Task<IReadOnlyList<ReceivedMessage>> TakeNowAsync(int most)
    {
        using var cancel = new CancellationTokenSource();
        var receiving = Queue.ReceiveAsync(Name, most, cancel.Token);
        if (!receiving.IsCompleted)
        {
            await cancel.CancelAsync();
        }

        try
        {
            return await receiving;
        }
        catch (OperationCanceledException)
        {
            return [];
        }
    }

    /// <summary>The numbers of what can be had at this moment, each completed at once, to the end.</summary>
    public async Task<List<int>> DrainAsync()
    {
        var numbers = new List<int>();
        while (await TakeAsync() is { Count: > 0 } taken)
        {
            numbers.AddRange(taken.Select(m => Number(m.Message)));
            Assert.All(await Task.WhenAll(taken.Select(m => Queue.CompleteAsync(m).AsTask())), Assert.True);
        }

        return numbers;
    }

    /// <summary>Ends when the writer has done all that was asked of it before, also by timers: it works in order.</summary>
    public async Task CalmAsync()
    {
        for (var turn = 0; turn < 2; turn++)
        {
            await Queue.SendAsync("elsewhere", [new QueueMessage(Guid.NewGuid().ToString("n"), ReadOnlyMemory<byte>.Empty)], default);
        }
    }

    public async Task<IReadOnlyList<DeadLetter>> DeadAsync()
    {
        await CalmAsync();
        return (await Queue.ListAsync(100, null, default)).Items;
    }

    public async Task<QueueCounts> CountsAsync() => (await Queue.CountsAsync(default)).GetValueOrDefault(Name) ?? new QueueCounts(0, 0, 0);

    public async Task ReopenAsync()
    {
        await Queue.DisposeAsync();
        Queue = Open();
    }

    /// <summary>Opens what a process would have left that is killed now (<see cref="StoreDirectory.Copy"/>).</summary>
    public async Task CrashAsync()
    {
        await CalmAsync();
        _left.Add(Queue);
        _directories.Add(_directories[^1].Copy());
        Queue = Open();
    }

    public async ValueTask DisposeAsync()
    {
        await Queue.DisposeAsync();
        foreach (var queue in _left)
        {
            await queue.DisposeAsync();
        }

        _directories.ForEach(d => d.Dispose());
    }

    private SqliteMessageQueue Open() => new(_directories[^1].Root, Time, _options);

    private static EmbeddedOptions Options(int inMemory, TimeSpan? aloneFor = null) => new()
    {
        QueueCacheBytes = StoreDirectory.Small.QueueCacheBytes,
        ReaderCacheBytes = StoreDirectory.Small.ReaderCacheBytes,
        MapBytes = StoreDirectory.Small.MapBytes,
        LockDuration = TimeSpan.FromMinutes(1),
        DuplicateWindow = TimeSpan.FromMinutes(10),
        MostDeliveries = 4,
        RetryDelay = TimeSpan.FromSeconds(1),
        MostRetryDelay = TimeSpan.FromSeconds(3),
        MessagesInMemory = inMemory,
        AloneFor = aloneFor ?? TimeSpan.FromSeconds(2),
    };
}
