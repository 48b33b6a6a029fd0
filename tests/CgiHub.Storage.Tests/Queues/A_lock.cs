using static CgiHub.Storage.Tests.Queues.QueueHouse;

namespace CgiHub.Storage.Tests.Queues;

public sealed class A_lock : QueueTest
{
    private static readonly TimeSpan Most = Usual.LockDuration;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Ends_by_itself_and_the_message_comes_again()
    {
        await House.SendAsync(Message(1));
        await House.ReceiveAsync();
        House.Time.Advance(Most - Second);
        Assert.Empty(await House.TakeAsync());
        House.Time.Advance(Second);
        Assert.Equal(2, (await House.ReceiveAsync()).DeliveryCount);
    }

    [Fact]
    public async Task Wakes_who_waits_when_it_ends()
    {
        await House.SendAsync(Message(1));
        await House.ReceiveAsync();
        var waiting = House.ReceiveAsync();
        House.Time.Advance(Most);
        Assert.Equal("m1", (await waiting).Message.Id);
    }

    [Fact]
    public async Task Gives_who_lost_it_no_say_any_more()
    {
        await House.SendAsync(Message(1));
        var lost = await House.ReceiveAsync();
        House.Time.Advance(Most);
        var again = await House.ReceiveAsync();
        Assert.False(await Queue.CompleteAsync(lost));
        Assert.False(await Queue.AbandonAsync(lost, "late"));
        Assert.False(await Queue.DeadLetterAsync(lost, "late"));
        Assert.False(Queue.RenewLock(lost));
        Assert.True(await Queue.CompleteAsync(again));
    }

    [Fact]
    public async Task Lasts_while_it_is_renewed()
    {
        await House.SendAsync(Message(1));
        var held = await House.ReceiveAsync();
        for (var i = 0; i < 5; i++)
        {
            House.Time.Advance(Most - Second);
            Assert.True(Queue.RenewLock(held));
            Assert.Empty(await House.TakeAsync());
        }

        Assert.True(await Queue.CompleteAsync(held));
        Assert.False(Queue.RenewLock(held));
    }

    [Fact]
    public async Task That_ends_too_often_makes_the_message_a_dead_letter()
    {
        await House.SendAsync(Message(1));
        for (var delivery = 1; delivery <= Usual.MostDeliveries; delivery++)
        {
            Assert.Equal(delivery, (await House.ReceiveAsync()).DeliveryCount);
            House.Time.Advance(Most);
        }

        Assert.Empty(await House.TakeAsync());
        var dead = Assert.Single(await House.DeadAsync());
        Assert.Equal(("m1", Usual.MostDeliveries), (dead.MessageId, dead.Deliveries));
        Assert.Contains("lock", dead.Reason, StringComparison.Ordinal);
    }
}
