using static CgiHub.Storage.Tests.Queues.QueueHouse;

namespace CgiHub.Storage.Tests.Queues;

public sealed class A_message_in_hand_when_the_process_ended : QueueTest
{
    [Theory]
    [InlineData(null)]
    [InlineData("session")]
    public async Task Comes_again_after_pauses_that_double_up_to_a_limit(string? session)
    {
        await House.SendAsync(Message(1, session));
        await House.ReceiveAsync();
        foreach (var pause in new[] { 1, 2, 3 })
        {
            await House.CrashAsync();
            Assert.Empty(await House.TakeAsync());
            House.Time.Advance(TimeSpan.FromSeconds(pause) - TimeSpan.FromMilliseconds(1));
            Assert.Empty(await House.TakeAsync());
            House.Time.Advance(TimeSpan.FromMilliseconds(1));
            await House.ReceiveAsync();
        }
    }

    [Fact]
    public async Task Lets_the_others_go_first()
    {
        await SendAsync(3);
        await House.ReceiveAsync(1);
        await House.CrashAsync();
        Assert.Equal([2, 3], await House.DrainAsync());
    }

    [Fact]
    public async Task Comes_alone_and_the_next_when_it_is_done()
    {
        await SendAsync(4);
        await House.ReceiveAsync(3);
        await RestartAsync();
        foreach (var number in new[] { 1, 2, 3 })
        {
            var alone = await House.ReceiveAsync();
            Assert.Equal((number, 2), (Number(alone.Message), alone.DeliveryCount));
            Assert.Empty(await House.TakeAsync());
            Assert.True(await Queue.CompleteAsync(alone));
        }

        await House.SendAsync(Message(5));
        Assert.Equal([4, 5], Numbers(await House.TakeAsync()));
    }

    [Fact]
    public async Task Keeps_the_others_waiting_for_a_while_only()
    {
        await SendAsync(3);
        await House.ReceiveAsync(1);
        await RestartAsync();
        var alone = await House.ReceiveAsync();
        House.Time.Advance(Usual.AloneFor - TimeSpan.FromMilliseconds(1));
        Assert.Empty(await House.TakeAsync());
        House.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal([2, 3], Numbers(await House.TakeAsync()));
        Assert.True(await Queue.CompleteAsync(alone));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("session")]
    public async Task Keeps_nobody_waiting_once_it_failed(string? session)
    {
        await House.SendAsync(Message(1, session), Message(2));
        await House.ReceiveAsync();
        await RestartAsync();
        await Queue.AbandonAsync(await House.ReceiveAsync(), "partner away");
        Assert.Equal(2, Number((await House.ReceiveAsync()).Message));
        House.Time.Advance(Usual.MostRetryDelay);

        // It was answered for: it comes like any other.
        await House.SendAsync(Message(3));
        Assert.Equal([1, 3], Numbers(await House.TakeAsync()).Order());
    }

    [Fact]
    public async Task Is_not_blamed_for_another_that_ends_every_process()
    {
        await SendAsync(8);
        await House.ReceiveAsync(8);
        for (var life = 0; life < 2 * Usual.MostDeliveries; life++)
        {
            await RestartAsync();

            // The fifth ends the process as soon as it is in hand; whatever else is in hand then is lost with it.
            for (var taken = await House.TakeAsync(); taken.Count > 0 && !Numbers(taken).Contains(5); taken = await House.TakeAsync())
            {
                await Task.WhenAll(taken.Select(m => Queue.CompleteAsync(m).AsTask()));
            }
        }

        Assert.Equal(["m5"], (await House.DeadAsync()).Select(d => d.MessageId));
        Assert.Equal(new(0, 0, 1), await House.CountsAsync());
    }

    [Fact]
    public async Task Is_not_blamed_for_processes_that_live_too_short()
    {
        await SendAsync(8);
        await House.ReceiveAsync(8);
        for (var life = 0; life < 3 * Usual.MostDeliveries; life++)
        {
            await House.CrashAsync();
            House.Time.Advance(Usual.RetryDelay);
            await House.TakeAsync();
        }

        Assert.Empty(await House.DeadAsync());
        await RestartAsync();
        Assert.Equal(Enumerable.Range(1, 8), (await House.DrainAsync()).Order());
    }

    [Fact]
    public async Task Comes_with_the_others_where_nobody_is_to_wait()
    {
        await using var house = new QueueHouse(AllTogether);
        await house.SendAsync(Message(1), Message(2));
        await house.ReceiveAsync(1);
        await house.CrashAsync();
        house.Time.Advance(Usual.RetryDelay);
        Assert.Equal([1, 2], Numbers(await house.TakeAsync()));
    }

    private ValueTask SendAsync(int messages) => House.SendAsync([.. Enumerable.Range(1, messages).Select(n => Message(n))]);

    /// <summary>Killed, started again, and waited until every pause is over.</summary>
    private async Task RestartAsync()
    {
        await House.CrashAsync();
        House.Time.Advance(Usual.MostRetryDelay);
    }
}
