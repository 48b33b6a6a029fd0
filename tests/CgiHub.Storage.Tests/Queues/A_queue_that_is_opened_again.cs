using CgiHub.Core.Storage;
using CgiHub.Embedded.Queues;
using static CgiHub.Storage.Tests.Queues.QueueHouse;

namespace CgiHub.Storage.Tests.Queues;

public sealed class A_queue_that_is_opened_again : QueueTest
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Holds_what_was_not_completed_in_its_order(bool killed)
    {
        await House.SendAsync([.. Enumerable.Range(0, 40).Select(n => Message(n, n % 2 == 0 ? "even" : null))]);
        var completed = (await House.TakeAsync(8)).ToList();
        foreach (var message in completed)
        {
            Assert.True(await Queue.CompleteAsync(message));
        }

        // In hand when it ends: nobody answered for these.
        await House.TakeAsync(5);
        await (killed ? House.CrashAsync() : House.ReopenAsync());
        House.Time.Advance(Usual.RetryDelay);

        var drained = await House.DrainAsync();
        var expected = Enumerable.Range(0, 40).Except(Numbers(completed)).ToList();
        Assert.Equal(expected, drained.Order());
        Assert.Equal(expected.Where(n => n % 2 == 0), drained.Where(n => n % 2 == 0));
        Assert.Equal(expected.Where(n => n % 2 == 1), drained.Where(n => n % 2 == 1));
    }

    [Fact]
    public async Task Counts_the_delivery_that_was_in_hand_when_it_was_killed()
    {
        await House.SendAsync(Message(1));
        await House.ReceiveAsync();
        await House.CrashAsync();
        Assert.Empty(await House.TakeAsync());
        House.Time.Advance(Usual.RetryDelay);
        Assert.Equal(2, (await House.ReceiveAsync()).DeliveryCount);
    }

    [Fact]
    public async Task Sent_away_those_who_waited_and_takes_nothing_while_it_is_closed()
    {
        var waiting = Queue.ReceiveAsync(Name, 1, default).AsTask();
        await House.SendAsync(Message(1, delay: TimeSpan.FromHours(1)));
        await Queue.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting);
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await House.SendAsync(Message(2)));
        await House.ReopenAsync();
        Assert.Equal(new QueueCounts(0, 1, 0), await House.CountsAsync());
    }
}
