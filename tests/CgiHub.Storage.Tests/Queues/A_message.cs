using CgiHub.Core.Storage;
using CgiHub.Embedded;
using CgiHub.Embedded.Queues;
using static CgiHub.Storage.Tests.Queues.QueueHouse;

namespace CgiHub.Storage.Tests.Queues;

public sealed class A_message : QueueTest
{
    [Fact]
    public async Task Comes_as_it_was_sent()
    {
        var sent = new QueueMessage("pk-1:2:ZZ0000001", new byte[] { 0, 1, 255 })
        {
            SessionId = "ld-é",
            Subject = "newEvent",
            ContentType = "application/cloudevents+json",
            Properties = new Dictionary<string, string> { ["band"] = "immediate", ["quoted"] = "\"\\\u0000ü\ud83d\udd2b", [""] = "" },
        };
        await House.SendAsync(sent);
        await House.ReopenAsync();
        var received = await House.ReceiveAsync();
        Assert.Equal((Name, 1, House.Time.GetUtcNow()), (received.Queue, received.DeliveryCount, received.EnqueuedAt));
        Assert.Equal((sent.Id, sent.SessionId, sent.Subject, sent.ContentType), (received.Message.Id, received.Message.SessionId, received.Message.Subject, received.Message.ContentType));
        Assert.Equal(sent.Properties, received.Message.Properties);
        Assert.Equal(sent.Body.ToArray(), received.Message.Body.ToArray());
    }

    [Fact]
    public async Task May_have_nothing_but_its_id()
    {
        await House.SendAsync(new QueueMessage("m", ReadOnlyMemory<byte>.Empty));
        await House.ReopenAsync();
        var message = (await House.ReceiveAsync()).Message;
        Assert.Equal((null, null, "application/json", 0, 0), (message.SessionId, message.Subject, message.ContentType, message.Properties.Count, message.Body.Length));
    }

    [Fact]
    public async Task Comes_after_those_that_were_sent_before_it()
    {
        await House.SendAsync(Message(1), Message(2));
        await House.SendAsync(Message(3));
        Assert.Equal([1, 2, 3], await House.DrainAsync());
    }

    [Fact]
    public async Task Comes_to_one_receiver_while_it_is_in_hand()
    {
        await House.SendAsync(Message(1));
        await House.ReceiveAsync();
        Assert.Empty(await House.TakeAsync());
    }

    [Fact]
    public async Task Comes_to_who_waits_for_it()
    {
        var waiting = House.ReceiveAsync();
        Assert.False(waiting.IsCompleted);
        await House.SendAsync(Message(1));
        Assert.Equal("m1", (await waiting).Message.Id);
    }

    [Fact]
    public async Task Comes_to_nobody_who_waits_at_another_queue()
    {
        await Queue.SendAsync("packets-ZZ0000002", [Message(1)], default);
        Assert.Empty(await House.TakeAsync());
    }

    [Fact]
    public async Task Is_gone_when_it_is_completed()
    {
        await House.SendAsync(Message(1));
        var received = await House.ReceiveAsync();
        Assert.True(await Queue.CompleteAsync(received));
        Assert.False(await Queue.CompleteAsync(received));
        Assert.Equal(new QueueCounts(0, 0, 0), await House.CountsAsync());
        await House.ReopenAsync();
        Assert.Empty(await House.TakeAsync());
    }

    [Fact]
    public async Task Is_not_lost_to_a_receiver_that_goes_away()
    {
        using var cancel = new CancellationTokenSource();
        var waiting = Queue.ReceiveAsync(Name, 1, cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await House.SendAsync(Message(1));
        Assert.Equal([1], await House.DrainAsync());
    }

    [Fact]
    public async Task Comes_once_however_many_receive_and_send()
    {
        const int Senders = 6;
        const int Each = 100;
        var received = new System.Collections.Concurrent.ConcurrentBag<int>();
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var enough = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var receivers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!enough.IsCancellationRequested)
            {
                foreach (var message in await Queue.ReceiveAsync(Name, 10, enough.Token))
                {
                    Assert.True(await Queue.CompleteAsync(message));
                    received.Add(Number(message.Message));
                    if (received.Count == Senders * Each)
                    {
                        all.TrySetResult();
                    }
                }
            }
        })).ToList();
        await Task.WhenAll(Enumerable.Range(0, Senders).Select(s => Task.Run(async () =>
        {
            for (var i = 0; i < Each; i++)
            {
                await House.SendAsync(Message((s * Each) + i, i % 2 == 0 ? $"session{i % 7}" : null));
            }
        })));
        await all.Task.WaitAsync(enough.Token);
        await enough.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(receivers));
        Assert.Equal(Enumerable.Range(0, Senders * Each), received.Order());
        Assert.Equal(new QueueCounts(0, 0, 0), await House.CountsAsync());
    }

    [Theory]
    [InlineData(10)]
    [InlineData(60_000)]
    public async Task Waits_on_disk_in_its_order_when_memory_has_no_room(int bytes)
    {
        await using var cramped = new QueueHouse(new EmbeddedOptions { MessagesInMemory = 16, MessageBytesInMemory = 1 << 17, QueueCacheBytes = 1 << 20, ReaderCacheBytes = 1 << 16 });
        var numbers = Enumerable.Range(0, 90).ToList();
        foreach (var some in numbers.Chunk(30))
        {
            await cramped.SendAsync([.. some.Select(n => Message(n) with { Body = new byte[bytes] })]);
        }

        Assert.InRange((await cramped.TakeAsync(1000)).Count, 1, 16);
        await cramped.ReopenAsync();
        cramped.Time.Advance(Usual.RetryDelay);
        Assert.Equal(numbers, await cramped.DrainAsync());
    }

    [Fact]
    public async Task Can_be_looked_at_without_taking_it()
    {
        await House.SendAsync(Message(1), Message(2, delay: TimeSpan.FromMinutes(1)), Message(3));
        var first = await Queue.PeekAsync(Name, 2, null, default);
        var rest = await Queue.PeekAsync(Name, 2, first.Continuation, default);
        Assert.Equal(["m1", "m2", "m3"], first.Items.Concat(rest.Items).Select(i => i.Message.Id));
        Assert.Equal(House.Time.GetUtcNow() + TimeSpan.FromMinutes(1), first.Items[1].DueAt);
        Assert.Null(rest.Continuation);
        Assert.Equal([1, 3], await House.DrainAsync());
        await Assert.ThrowsAsync<BadContinuationException>(async () => await Queue.PeekAsync(Name, 2, "garbled", default));
    }

    [Fact]
    public async Task Is_counted_where_it_stands()
    {
        await House.SendAsync(Message(1), Message(2), Message(3), Message(4, delay: TimeSpan.FromMinutes(1)));
        await Queue.DeadLetterAsync(await House.ReceiveAsync(), "unreadable");
        await House.ReceiveAsync();
        Assert.Equal(new QueueCounts(2, 1, 1), await House.CountsAsync());
    }
}
