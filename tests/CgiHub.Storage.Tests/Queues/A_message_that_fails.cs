using static CgiHub.Storage.Tests.Queues.QueueHouse;

namespace CgiHub.Storage.Tests.Queues;

public sealed class A_message_that_fails : QueueTest
{
    [Theory]
    [InlineData(null)]
    [InlineData("session")]
    public async Task Comes_again_after_pauses_that_double_up_to_a_limit(string? session)
    {
        await House.SendAsync(Message(1, session));
        foreach (var pause in new[] { 1, 2, 3 })
        {
            Assert.True(await Queue.AbandonAsync(await House.ReceiveAsync(), "partner away"));
            House.Time.Advance(TimeSpan.FromSeconds(pause) - TimeSpan.FromMilliseconds(1));
            Assert.Empty(await House.TakeAsync());
            House.Time.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.Equal(4, (await House.ReceiveAsync()).DeliveryCount);
    }

    [Fact]
    public async Task Holds_up_no_other()
    {
        await House.SendAsync(Message(1), Message(2));
        await Queue.AbandonAsync(await House.ReceiveAsync(), "partner away");
        Assert.Equal([2], await House.DrainAsync());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("session")]
    public async Task Is_a_dead_letter_after_the_last_delivery_with_the_last_reason(string? session)
    {
        await House.SendAsync(Message(1, session));
        for (var delivery = 1; delivery <= Usual.MostDeliveries; delivery++)
        {
            Assert.Empty(await House.DeadAsync());
            await Queue.AbandonAsync(await House.ReceiveAsync(), $"reason {delivery}");
            House.Time.Advance(Usual.MostRetryDelay);
        }

        Assert.Empty(await House.TakeAsync());
        var dead = Assert.Single(await House.DeadAsync());
        Assert.Equal(("reason 4", 4), (dead.Reason, dead.Deliveries));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("session")]
    public async Task Because_a_store_is_away_comes_again_after_the_first_pause_however_often(string? session)
    {
        await House.SendAsync(Message(1, session));
        for (var delivery = 1; delivery <= 3 * Usual.MostDeliveries; delivery++)
        {
            var received = await House.ReceiveAsync();
            Assert.Equal(("m1", 1, delivery - 1), (received.Message.Id, received.DeliveryCount, received.Postponements));
            Assert.True(Queue.Postpone(received));
            Assert.False(Queue.Postpone(received));
            Assert.False(await Queue.CompleteAsync(received));
            House.Time.Advance(Usual.RetryDelay - TimeSpan.FromMilliseconds(1));
            Assert.Empty(await House.TakeAsync());
            House.Time.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.Empty(await House.DeadAsync());
    }

    [Fact]
    public async Task Is_counted_on_when_the_queue_is_opened_again()
    {
        await House.SendAsync(Message(1));
        await Queue.AbandonAsync(await House.ReceiveAsync(), "partner away");
        await House.ReopenAsync();
        Assert.Empty(await House.TakeAsync());
        House.Time.Advance(Usual.RetryDelay);
        Assert.Equal(2, (await House.ReceiveAsync()).DeliveryCount);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("session")]
    public async Task Is_a_dead_letter_also_when_it_stops_the_process_every_time(string? session)
    {
        await House.SendAsync(Message(1, session), Message(2, session));
        for (var delivery = 1; delivery <= Usual.MostDeliveries; delivery++)
        {
            var received = await House.ReceiveAsync();
            Assert.Equal(("m1", delivery), (received.Message.Id, received.DeliveryCount));
            await House.CrashAsync();
            House.Time.Advance(Usual.MostRetryDelay);
        }

        Assert.Equal("m2", (await House.ReceiveAsync()).Message.Id);
        Assert.Equal(("m1", Usual.MostDeliveries), (Assert.Single(await House.DeadAsync()).MessageId, Assert.Single(await House.DeadAsync()).Deliveries));
    }
}
