using System.Text;
using Azure.Messaging.ServiceBus;
using CgiHub.Core.Storage;
using CgiHub.Functions.ServiceBus;
using Microsoft.Extensions.Time.Testing;
using Moq;

namespace CgiHub.Functions.Tests;

public sealed class Sending_to_a_queue
{
    private const int RoomInABatch = 3;

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly Mock<ServiceBusClient> _client = new();
    private readonly Mock<ServiceBusSender> _sender = new();
    private readonly List<string> _calls = [];
    private readonly List<ServiceBusMessage> _sent = [];

    public Sending_to_a_queue()
    {
        _client.Setup(c => c.CreateSender("leads")).Returns(_sender.Object);
        _sender.Setup(s => s.CreateMessageBatchAsync(It.IsAny<CancellationToken>())).ReturnsAsync(() =>
        {
            if (_racing-- > 0)
            {
                throw new ArgumentOutOfRangeException("MaxSizeInBytes");
            }

            var held = new List<ServiceBusMessage>();
            var batch = ServiceBusModelFactory.ServiceBusMessageBatch(0, held, tryAddCallback: m => held.Count < RoomInABatch && m.Body.ToMemory().Length < 1000);
            _waiting = held;
            return batch;
        });
        _sender.Setup(s => s.SendMessagesAsync(It.IsAny<ServiceBusMessageBatch>(), It.IsAny<CancellationToken>())).Returns(() => SendAsync("batch", [.. _waiting]));
        _sender.Setup(s => s.SendMessageAsync(It.IsAny<ServiceBusMessage>(), It.IsAny<CancellationToken>())).Returns((ServiceBusMessage m, CancellationToken _) => SendAsync("alone", [m]));
    }

    private List<ServiceBusMessage> _waiting = [];

    /// <summary>How often the client does not know yet how large a batch may be.</summary>
    private int _racing;

    /// <summary>What the queue answers to each call, in order; then it takes everything.</summary>
    private Queue<Exception?> Answers { get; } = new();

    private Task SendAsync(string how, IReadOnlyList<ServiceBusMessage> messages)
    {
        _calls.Add($"{how}:{string.Join(",", messages.Select(m => m.MessageId))}");
        if (Answers.TryDequeue(out var failure) && failure is not null)
        {
            return Task.FromException(failure);
        }

        _sent.AddRange(messages);
        return Task.CompletedTask;
    }

    private ServiceBusQueue Queue => new(_client.Object, _time);

    private static QueueMessage Message(string id, int bytes = 2) => new(id, Encoding.UTF8.GetBytes(new string('x', bytes)));

    private static ServiceBusException Busy() => new("Busy.", ServiceBusFailureReason.ServiceBusy);

    [Fact]
    public async Task Splits_what_is_more_than_one_batch_and_keeps_the_order()
    {
        await Queue.SendAsync("leads", [.. Enumerable.Range(1, 7).Select(i => Message($"m{i}"))], default);

        Assert.Equal(["batch:m1,m2,m3", "batch:m4,m5,m6", "batch:m7"], _calls);
    }

    [Fact]
    public async Task Says_how_many_were_sent_before_the_queue_was_away_so_that_the_rest_alone_is_sent_again()
    {
        List<QueueMessage> messages = [.. Enumerable.Range(1, 7).Select(i => Message($"m{i}"))];
        Answers.Enqueue(null);
        Answers.Enqueue(Busy());

        var away = await Assert.ThrowsAsync<StoreUnavailableException>(async () => await Queue.SendAsync("leads", messages, default));
        await Queue.SendAsync("leads", messages[away.Sent..], default);

        Assert.Equal(3, away.Sent);
        Assert.Equal(["m1", "m2", "m3", "m4", "m5", "m6", "m7"], _sent.Select(m => m.MessageId));
    }

    [Fact]
    public async Task Outlives_the_client_not_knowing_at_first_how_large_a_batch_may_be()
    {
        _racing = 1;
        await Queue.SendAsync("leads", [Message("m1")], default);

        Assert.Equal(["batch:m1"], _calls);
    }

    [Fact]
    public async Task Sends_a_message_that_no_batch_holds_alone_and_in_its_place()
    {
        await Queue.SendAsync("leads", [Message("m1"), Message("large", 5000), Message("m2")], default);

        Assert.Equal(["batch:m1", "alone:large", "batch:m2"], _calls);
    }

    [Fact]
    public async Task Lets_a_message_that_is_too_large_for_the_queue_fail_as_what_it_is()
    {
        Answers.Enqueue(new ServiceBusException("Too large.", ServiceBusFailureReason.MessageSizeExceeded));

        var refused = await Assert.ThrowsAsync<ServiceBusException>(async () => await Queue.SendAsync("leads", [Message("large", 5000)], default));
        Assert.Equal(ServiceBusFailureReason.MessageSizeExceeded, refused.Reason);
    }

    [Fact]
    public async Task Carries_ids_session_subject_type_and_properties()
    {
        await Queue.SendAsync("leads", [Message("m1") with { SessionId = "ld-1", Subject = "look", ContentType = "application/json", Properties = new Dictionary<string, string> { ["band"] = "high" } }], default);

        var message = Assert.Single(_sent);
        Assert.Equal(("m1", "ld-1", "look", "application/json", "high"), (message.MessageId, message.SessionId, message.Subject, message.ContentType, (string)message.ApplicationProperties["band"]));
        Assert.Equal("xx", message.Body.ToString());
    }

    [Fact]
    public async Task Leaves_a_delay_to_the_queue()
    {
        await Queue.SendAsync("leads", [Message("m1") with { Delay = TimeSpan.FromMinutes(2) }], default);

        Assert.Equal(_time.GetUtcNow().AddMinutes(2), Assert.Single(_sent).ScheduledEnqueueTime);
    }

    [Fact]
    public async Task Shortens_an_id_that_is_longer_than_the_queue_takes_to_the_same_each_time()
    {
        var id = new string('a', 500);
        await Queue.SendAsync("leads", [Message(id)], default);
        await Queue.SendAsync("leads", [Message(id)], default);

        Assert.True(_sent[0].MessageId.Length <= 128);
        Assert.Equal(_sent[0].MessageId, _sent[1].MessageId);
    }

    [Fact]
    public async Task Tells_a_caller_that_went_away_from_a_queue_that_did()
    {
        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();
        Answers.Enqueue(new OperationCanceledException());
        await Assert.ThrowsAsync<OperationCanceledException>(async () => await Queue.SendAsync("leads", [Message("m1")], gone.Token));

        Answers.Enqueue(new OperationCanceledException());
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await Queue.SendAsync("leads", [Message("m1")], default));
    }
}
