using System.Text;
using CgiHub.Core.Storage;
using CgiHub.Embedded.Queues;
using Microsoft.Extensions.DependencyInjection;

namespace CgiHub.EndToEnd.Tests.Host;

/// <summary>What the host brings to a function, and what becomes of what the function cannot take.</summary>
public sealed class A_trigger(InProcessHub hub) : IClassFixture<InProcessHub>
{
    private T Service<T>()
        where T : notnull => hub.Services.GetRequiredService<T>();

    private async Task SendAsync(string id, string body, string? session = null) =>
        await Service<IMessageQueue>().SendAsync("test-work", [new QueueMessage(id, Encoding.UTF8.GetBytes(body)) { SessionId = session }], default);

    private async Task DropAsync(string name, string text)
    {
        await using var staged = await Service<IBlobStore>().StageAsync(new MemoryStream(Encoding.UTF8.GetBytes(text)), new BlobStaging(long.MaxValue), default);
        Assert.True(await staged.CommitAsync(name, default));
    }

    private Task SeesAsync(string call) => Eventually.HoldsAsync(() => hub.Calls.Seen.Contains(call));

    [Fact]
    public async Task Of_a_queue_brings_a_message_with_what_the_queue_knows_of_it()
    {
        await SendAsync("w1", "well", "s1");
        await SeesAsync("work w1 1 s1 well");
    }

    [Fact]
    public async Task Of_a_queue_tries_again_gives_up_and_begins_anew_when_it_is_replayed()
    {
        await SendAsync("w2", "poison", "s2");
        var letters = Service<IDeadLetters>();
        var dead = await Eventually.FindsAsync(async () => (await letters.ListAsync(100, null, default)).Items.SingleOrDefault(l => l.MessageId == "w2"));
        Assert.Equal(("test-work", 3), (dead.Queue, dead.Deliveries));
        Assert.Equal(["work w2 1 s2 poison", "work w2 2 s2 poison", "work w2 3 s2 poison"], hub.Calls.Seen.Where(s => s.StartsWith("work w2 ", StringComparison.Ordinal)));

        hub.Calls.Cured["w2"] = true;
        Assert.True(await letters.ReplayAsync(dead.Id, default));
        await Eventually.HoldsAsync(() => hub.Calls.Count("work w2 1 ") == 2);
    }

    [Fact]
    public async Task Of_a_queue_goes_on_trying_while_a_store_is_away_and_tells_the_function_how_often()
    {
        await SendAsync("w3", "away", "s3");
        await SeesAsync("work w3 7 s3 away");
        hub.Calls.Cured["w3"] = true;

        Assert.DoesNotContain((await Service<IDeadLetters>().ListAsync(100, null, default)).Items, l => l.MessageId == "w3");
    }

    [Fact]
    public Task Of_a_clock_ticks() => Eventually.HoldsAsync(() => hub.Calls.Count("tick") > 1);

    [Theory]
    [InlineData("inbound/NY0303000/b1.txt", "blob NY0303000 b1.txt 4")]
    [InlineData("inbound/NY0303000/2026/b2.txt", "blob NY0303000/2026 b2.txt 4")]
    public async Task Of_a_folder_brings_a_file_with_its_path_in_parts_the_first_as_long_as_it_can_be(string name, string call)
    {
        await DropAsync(name, "well");
        await SeesAsync(call);
    }

    [Fact]
    public async Task Of_a_folder_tells_of_a_file_that_fails_five_times()
    {
        await DropAsync("inbound/NY0303000/b3.txt", "poison");
        var told = await Eventually.FindsAsync(async () => (await Service<SqliteMessageQueue>().ReceiveAsync("webjobs-blobtrigger-poison", 1, default)).SingleOrDefault());
        Assert.Equal("""{"functionId":"TestBlob","blobName":"inbound/NY0303000/b3.txt"}""", Encoding.UTF8.GetString(told.Message.Body.Span));
        Assert.Equal(5, hub.Calls.Count("blob NY0303000 b3.txt "));
    }
}
