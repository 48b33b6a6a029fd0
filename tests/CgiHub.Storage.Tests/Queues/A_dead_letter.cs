using CgiHub.Core.Storage;
using static CgiHub.Storage.Tests.Queues.QueueHouse;

namespace CgiHub.Storage.Tests.Queues;

public sealed class A_dead_letter : QueueTest
{
    private async Task BuryAsync(QueueMessage message, string reason = "unreadable")
    {
        await House.SendAsync(message);
        Assert.True(await Queue.DeadLetterAsync(await House.ReceiveAsync(), reason));
    }

    [Fact]
    public async Task Says_what_it_was_and_why_it_was_given_up()
    {
        await House.SendAsync(Message(1, "a") with { Subject = "newEvent" });
        var received = await House.ReceiveAsync();
        House.Time.Advance(TimeSpan.FromSeconds(7));
        await Queue.DeadLetterAsync(received, "unreadable");
        var dead = Assert.Single(await House.DeadAsync());
        Assert.Equal((Name, "m1", "newEvent", "unreadable", 1, House.Time.GetUtcNow()), (dead.Queue, dead.MessageId, dead.Subject, dead.Reason, dead.Deliveries, dead.DeadAt));
    }

    [Fact]
    public async Task Is_not_delivered()
    {
        await BuryAsync(Message(1));
        Assert.Empty(await House.TakeAsync());
        await House.ReopenAsync();
        Assert.Empty(await House.TakeAsync());
    }

    [Fact]
    public async Task Is_listed_before_those_that_died_earlier()
    {
        for (var i = 1; i <= 5; i++)
        {
            await BuryAsync(Message(i));
        }

        var listed = new List<string>();
        string? next = null;
        do
        {
            var page = await Queue.ListAsync(2, next, default);
            listed.AddRange(page.Items.Select(d => d.MessageId));
            next = page.Continuation;
        }
        while (next is not null);
        Assert.Equal(["m5", "m4", "m3", "m2", "m1"], listed);
        await Assert.ThrowsAsync<BadContinuationException>(async () => await Queue.ListAsync(2, "garbled", default));
    }

    [Fact]
    public async Task Comes_again_whole_and_with_a_fresh_count_when_it_is_replayed()
    {
        var sent = Message(1, "a") with { Subject = "newEvent", ContentType = "text/plain", Properties = new Dictionary<string, string> { ["band"] = "high" } };
        await House.SendAsync(sent);
        await House.ReceiveAsync();
        House.Time.Advance(Usual.LockDuration);
        await Queue.DeadLetterAsync(await House.ReceiveAsync(), "unreadable");

        Assert.True(await Queue.ReplayAsync((await House.DeadAsync())[0].Id, default));
        var again = await House.ReceiveAsync();
        Assert.Equal(1, again.DeliveryCount);
        Assert.Equal((sent.Id, sent.SessionId, sent.Subject, sent.ContentType), (again.Message.Id, again.Message.SessionId, again.Message.Subject, again.Message.ContentType));
        Assert.Equal(sent.Properties, again.Message.Properties);
        Assert.Equal(sent.Body.ToArray(), again.Message.Body.ToArray());
        Assert.Empty(await House.DeadAsync());
    }

    [Fact]
    public async Task Is_replayed_once()
    {
        await BuryAsync(Message(1));
        var id = (await House.DeadAsync())[0].Id;
        var replayed = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Queue.ReplayAsync(id, default).AsTask()));
        Assert.Single(replayed, true);
        Assert.Equal([1], await House.DrainAsync());
    }

    [Fact]
    public async Task Is_replayed_for_who_waits()
    {
        await BuryAsync(Message(1));
        var waiting = House.ReceiveAsync();
        await Queue.ReplayAsync((await House.DeadAsync())[0].Id, default);
        Assert.Equal("m1", (await waiting).Message.Id);
    }

    [Fact]
    public async Task Is_gone_when_it_is_deleted()
    {
        await BuryAsync(Message(1));
        var id = (await House.DeadAsync())[0].Id;
        Assert.True(await Queue.DeleteAsync(id, default));
        Assert.False(await Queue.DeleteAsync(id, default));
        Assert.False(await Queue.ReplayAsync(id, default));
        Assert.Empty(await House.DeadAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("dl-")]
    [InlineData("dl--1")]
    [InlineData("dl-01")]
    [InlineData("dl-987654321")]
    [InlineData("m1")]
    public async Task Is_not_found_by_an_id_that_names_none(string id)
    {
        await BuryAsync(Message(1));
        Assert.False(await Queue.ReplayAsync(id, default));
        Assert.False(await Queue.DeleteAsync(id, default));
        Assert.Single(await House.DeadAsync());
    }

    [Fact]
    public async Task Is_kept_when_the_queue_is_opened_again()
    {
        await BuryAsync(Message(1), "unreadable");
        var before = await House.DeadAsync();
        await House.CrashAsync();
        Assert.Equal(before, await House.DeadAsync());
        Assert.True(await Queue.ReplayAsync(before[0].Id, default));
        Assert.Equal([1], await House.DrainAsync());
    }
}
