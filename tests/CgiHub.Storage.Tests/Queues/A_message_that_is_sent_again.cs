using static CgiHub.Storage.Tests.Queues.QueueHouse;

namespace CgiHub.Storage.Tests.Queues;

public sealed class A_message_that_is_sent_again : QueueTest
{
    private static readonly TimeSpan Window = Usual.PacketDuplicateWindow;

    [Fact]
    public async Task Is_dropped_within_the_window()
    {
        await House.SendAsync(Message(1));
        House.Time.Advance(Window - TimeSpan.FromSeconds(1));
        await House.SendAsync(Message(1), Message(2), Message(2));
        Assert.Equal([1, 2], await House.DrainAsync());
    }

    [Fact]
    public async Task Is_dropped_also_when_the_first_was_completed()
    {
        await House.SendAsync(Message(1));
        await House.DrainAsync();
        await House.SendAsync(Message(1));
        Assert.Empty(await House.TakeAsync());
    }

    [Fact]
    public async Task Is_dropped_by_a_queue_that_was_opened_again()
    {
        await House.SendAsync(Message(1));
        await House.DrainAsync();
        await House.CrashAsync();
        await House.SendAsync(Message(1));
        Assert.Empty(await House.TakeAsync());
    }

    [Fact]
    public async Task Is_taken_when_the_window_has_passed()
    {
        await House.SendAsync(Message(1));
        House.Time.Advance(Window);
        await House.SendAsync(Message(1));
        Assert.Equal([1, 1], await House.DrainAsync());
    }

    [Fact]
    public async Task Is_remembered_for_a_shorter_time_by_the_hubs_own_queues()
    {
        await SendToLinksAsync();
        House.Time.Advance(Usual.DuplicateWindow - TimeSpan.FromSeconds(1));
        await SendToLinksAsync();
        Assert.Single((await Queue.PeekAsync(Core.Storage.Queues.Links, 10, null, default)).Items);

        House.Time.Advance(TimeSpan.FromSeconds(1));
        await SendToLinksAsync();
        Assert.Equal(2, (await Queue.PeekAsync(Core.Storage.Queues.Links, 10, null, default)).Items.Count);

        ValueTask SendToLinksAsync() => Queue.SendAsync(Core.Storage.Queues.Links, [Message(1)], default);
    }

    [Fact]
    public async Task Is_taken_by_another_queue()
    {
        await Queue.SendAsync("packets-ZZ0000002", [Message(1)], default);
        await House.SendAsync(Message(1));
        Assert.Equal([1], await House.DrainAsync());
    }

    [Fact]
    public async Task Comes_once_when_many_send_it_at_the_same_moment()
    {
        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => House.SendAsync(Message(1), Message(100 + i)).AsTask()));
        Assert.Single(await House.DrainAsync(), 1);
    }
}
