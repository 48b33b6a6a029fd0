using CgiHub.Embedded.Queues;
using CsCheck;
using static CgiHub.Storage.Tests.Queues.QueueHouse;

namespace CgiHub.Storage.Tests.Queues;

public sealed class A_session : QueueTest
{
    [Fact]
    public async Task Gives_its_next_message_when_the_one_before_is_completed()
    {
        await House.SendAsync(Message(1, "a"), Message(2, "a"));
        var first = Assert.Single(await House.TakeAsync());
        Assert.Equal("m1", first.Message.Id);
        await Queue.CompleteAsync(first);
        Assert.Equal("m2", (await House.ReceiveAsync()).Message.Id);
    }

    [Fact]
    public async Task Does_not_wait_for_another_session_nor_for_messages_of_none()
    {
        await House.SendAsync(Message(1, "a"), Message(2, "a"), Message(3, "b"), Message(4), Message(5));
        Assert.Equal([1, 3, 4, 5], Numbers(await House.TakeAsync()).Order());
    }

    [Fact]
    public async Task Begins_again_with_a_message_that_failed()
    {
        await House.SendAsync(Message(1, "a"), Message(2, "a"));
        await Queue.AbandonAsync(await House.ReceiveAsync(), "partner away");
        Assert.Empty(await House.TakeAsync());
        House.Time.Advance(Usual.RetryDelay);
        var again = await House.ReceiveAsync();
        Assert.Equal(("m1", 2), (again.Message.Id, again.DeliveryCount));
    }

    [Fact]
    public async Task Holds_up_nobody_else_while_it_pauses()
    {
        await House.SendAsync(Message(1, "a"), Message(2, "b"), Message(3, "b"));
        var taken = await House.TakeAsync();
        await Queue.AbandonAsync(taken.Single(m => m.Message.SessionId == "a"), "partner away");
        await Queue.CompleteAsync(taken.Single(m => m.Message.SessionId == "b"));
        Assert.Equal([3], await House.DrainAsync());
    }

    [Fact]
    public async Task Begins_again_with_a_message_whose_lock_ended()
    {
        await House.SendAsync(Message(1, "a"), Message(2, "a"));
        var lost = await House.ReceiveAsync();
        House.Time.Advance(Usual.LockDuration);
        var again = Assert.Single(await House.TakeAsync());
        Assert.Equal(("m1", 2), (again.Message.Id, again.DeliveryCount));
        Assert.False(await Queue.CompleteAsync(lost));
        Assert.True(await Queue.CompleteAsync(again));
        Assert.Equal([2], await House.DrainAsync());
    }

    [Fact]
    public async Task Goes_on_behind_a_message_that_is_given_up()
    {
        await House.SendAsync(Message(1, "a"), Message(2, "a"));
        await Queue.DeadLetterAsync(await House.ReceiveAsync(), "unreadable");
        Assert.Equal([2], await House.DrainAsync());
    }

    [Fact]
    public async Task Keeps_its_order_when_most_of_it_waits_on_disk()
    {
        await using var cramped = new QueueHouse(Cramped);
        var numbers = Enumerable.Range(0, 600).ToList();
        foreach (var some in numbers.Chunk(100))
        {
            await cramped.SendAsync([.. some.Select(n => Message(n, $"session{n % 3}"))]);
        }

        var drained = await cramped.DrainAsync();
        Assert.Equal(numbers, drained.Order());
        Assert.All(Enumerable.Range(0, 3), s => Assert.Equal(numbers.Where(n => n % 3 == s), drained.Where(n => n % 3 == s)));
    }

    [Fact]
    public Task Comes_in_order_whatever_happens_to_its_messages() => Gen.Select(Gen.Int[0, 5], Gen.Int[0, 3], Gen.Int[1, 4]).Array[5, 60].SampleAsync(
        async steps =>
        {
            await using var house = new QueueHouse(Cramped);
            var (sent, done) = (new int[4], new int[4]);
            var inHand = new List<ReceivedMessage>();
            var total = 0;
            async Task ReceiveAsync(int most)
            {
                foreach (var message in await house.TakeAsync(most))
                {
                    var session = message.Message.SessionId![0] - '0';
                    Assert.DoesNotContain(inHand, m => m.Message.SessionId == message.Message.SessionId);
                    Assert.Equal($"{session}:{done[session]}", message.Message.Subject);
                    inHand.Add(message);
                }
            }

            foreach (var (step, session, count) in steps)
            {
                var held = inHand.FirstOrDefault();
                switch (step)
                {
                    case 0 or 1:
                        await house.SendAsync([.. Enumerable.Range(0, count * 9).Select(_ => Message(total++, $"{session}") with { Subject = $"{session}:{sent[session]++}" })]);
                        break;
                    case 2:
                        await ReceiveAsync(count);
                        break;
                    case 3 when held is not null:
                        inHand.Remove(held);
                        Assert.True(await house.Queue.CompleteAsync(held));
                        done[held.Message.SessionId![0] - '0']++;
                        break;
                    case 4 when held is { DeliveryCount: < 3 }:
                        inHand.Remove(held);
                        Assert.True(await house.Queue.AbandonAsync(held, "partner away"));
                        break;
                    case 5:
                        // Some pauses are over then, and no lock.
                        house.Time.Advance(TimeSpan.FromSeconds(2));
                        foreach (var message in inHand)
                        {
                            Assert.True(house.Queue.RenewLock(message));
                        }

                        break;
                }
            }

            house.Time.Advance(TimeSpan.FromSeconds(10));
            do
            {
                foreach (var message in inHand)
                {
                    Assert.True(await house.Queue.CompleteAsync(message));
                    done[message.Message.SessionId![0] - '0']++;
                }

                inHand.Clear();
                await ReceiveAsync(100);
            }
            while (inHand.Count > 0);

            Assert.Equal(sent, done);
        },
        iter: 8);
}
