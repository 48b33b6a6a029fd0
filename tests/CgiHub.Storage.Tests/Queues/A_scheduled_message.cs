using static CgiHub.Storage.Tests.Queues.QueueHouse;

namespace CgiHub.Storage.Tests.Queues;

public sealed class A_scheduled_message : QueueTest
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Comes_when_its_time_has_come_and_not_before()
    {
        await House.SendAsync(Message(1, delay: Minute), Message(2));
        Assert.Equal([2], await House.DrainAsync());
        House.Time.Advance(Minute - TimeSpan.FromMilliseconds(1));
        Assert.Empty(await House.TakeAsync());
        House.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal("m1", (await House.ReceiveAsync()).Message.Id);
    }

    [Fact]
    public async Task Wakes_who_waits_for_it()
    {
        var waiting = House.ReceiveAsync();
        await House.SendAsync(Message(1, delay: Minute));
        House.Time.Advance(Minute);
        Assert.Equal("m1", (await waiting).Message.Id);
    }

    [Fact]
    public async Task Comes_in_the_order_of_times_however_they_were_sent()
    {
        await House.SendAsync(Message(3, delay: Minute * 3), Message(1, delay: Minute), Message(2, delay: Minute * 2));
        await House.TakeAsync();
        House.Time.Advance(Minute * 5);
        Assert.Equal([1, 2, 3], await House.DrainAsync());
    }

    [Fact]
    public async Task Comes_also_when_more_are_due_than_are_made_ready_at_once()
    {
        var numbers = Enumerable.Range(0, 2500).ToList();
        await House.TakeAsync();
        await House.SendAsync([.. numbers.Select(n => Message(n, delay: Minute))]);
        House.Time.Advance(Minute);
        var received = new List<int>();
        while (received.Count < numbers.Count)
        {
            foreach (var message in await House.ReceiveAsync(500))
            {
                received.Add(Number(message.Message));
            }

            // What is still due is asked for a moment later.
            House.Time.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.Equal(numbers, received);
    }

    [Fact]
    public async Task Comes_at_its_time_when_the_process_was_killed_before()
    {
        await House.SendAsync(Message(1, delay: Minute), Message(2, delay: Minute * 3));
        await House.CrashAsync();
        Assert.Empty(await House.TakeAsync());
        House.Time.Advance(Minute * 2);
        Assert.Equal([1], await House.DrainAsync());
        await House.CrashAsync();
        Assert.Empty(await House.TakeAsync());
        House.Time.Advance(Minute);
        Assert.Equal([2], await House.DrainAsync());
    }

    [Fact]
    public async Task Comes_at_once_when_its_time_came_while_nobody_received()
    {
        await House.SendAsync(Message(1, delay: Minute));
        await Queue.DisposeAsync();
        House.Time.Advance(Minute * 2);
        await House.ReopenAsync();
        var waiting = House.ReceiveAsync();
        House.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal("m1", (await waiting).Message.Id);
    }
}
