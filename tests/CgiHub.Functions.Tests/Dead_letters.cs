using Azure.Messaging.ServiceBus;
using CgiHub.Core.Agencies;
using CgiHub.Core.Storage;
using CgiHub.Embedded;
using CgiHub.Functions.ServiceBus;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Moq;

namespace CgiHub.Functions.Tests;

public sealed class Dead_letters : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly string _directory = Path.Combine(Path.GetTempPath(), "cgihub-tests", Guid.NewGuid().ToString("n"));
    private readonly FakeTimeProvider _time = new(Noon);
    private readonly EmbeddedStores _stores;
    private readonly Mock<ServiceBusClient> _client = new();
    private readonly Dictionary<string, DeadQueue> _queues = [];
    private readonly List<(string Queue, ServiceBusMessage Message)> _sent = [];

    public Dead_letters()
    {
        _stores = new EmbeddedStores(_directory, _time, new EmbeddedOptions { DocumentCacheBytes = 4 << 20, QueueCacheBytes = 2 << 20, ReaderCacheBytes = 1 << 20, MapBytes = 16 << 20 });
        _client.Setup(c => c.CreateReceiver(It.IsAny<string>(), It.IsAny<ServiceBusReceiverOptions>())).Returns((string name, ServiceBusReceiverOptions _) => QueueOf(name).Receiver.Object);
        _client.Setup(c => c.CreateSender(It.IsAny<string>())).Returns((string name) =>
        {
            var sender = new Mock<ServiceBusSender>();
            sender.Setup(s => s.SendMessageAsync(It.IsAny<ServiceBusMessage>(), It.IsAny<CancellationToken>())).Callback((ServiceBusMessage m, CancellationToken _) => _sent.Add((name, m))).Returns(Task.CompletedTask);
            return sender.Object;
        });
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _stores.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private ServiceBusDeadLetters Letters => new(_client.Object, new AgencyRegistry(_stores.Documents, Options.Create(new AgencyOptions()), _time), Options.Create(new ServiceBusOptions()), _time);

    private DeadQueue QueueOf(string name) => _queues.TryGetValue(name, out var queue) ? queue : _queues[name] = new DeadQueue();

    private async Task<List<DeadLetter>> ListAsync(int limit)
    {
        var all = new List<DeadLetter>();
        string? continuation = null;
        do
        {
            var page = await Letters.ListAsync(limit, continuation, default);
            Assert.True(page.Items.Count <= limit);
            all.AddRange(page.Items);
            continuation = page.Continuation;
        }
        while (continuation is not null);
        return all;
    }

    [Fact]
    public async Task Are_listed_over_all_queues_newest_first_page_by_page()
    {
        QueueOf(Queues.Links).Add(1, "a", Noon.AddMinutes(-3));
        QueueOf(Queues.Leads).Add(1, "b", Noon.AddMinutes(-2));
        QueueOf(Queues.Leads).Add(7, "c", Noon.AddMinutes(-9));
        QueueOf(Queues.Lists).Add(3, "d", Noon.AddMinutes(-2));

        Assert.Equal(["b", "d", "a", "c"], (await ListAsync(2)).Select(l => l.MessageId));
        Assert.Equal(["b", "d", "a", "c"], (await ListAsync(50)).Select(l => l.MessageId));
    }

    [Fact]
    public async Task Tell_their_queue_reason_and_deliveries()
    {
        QueueOf(Queues.Dispatch).Add(5, "a", Noon);

        var letter = Assert.Single(await ListAsync(10));
        Assert.Equal(("5.dispatch", "dispatch", "MaxDeliveryCountExceeded: Ten times.", 10), (letter.Id, letter.Queue, letter.Reason, letter.Deliveries));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Go_back_to_their_queue_under_an_id_that_it_does_not_know(bool noted)
    {
        QueueOf(Queues.Leads).Add(4, "m4", Noon, noted);
        QueueOf(Queues.Leads).Add(5, "m5", Noon);

        Assert.True(await Letters.ReplayAsync("4.leads", default));

        var (queue, message) = Assert.Single(_sent);
        Assert.Equal(("leads", "m4:again:4", "session", "body"), (queue, message.MessageId, message.SessionId, message.Body.ToString()));
        Assert.DoesNotContain(ServiceBusDeadLetters.NotedAt, message.ApplicationProperties.Keys);
        Assert.Equal(["m5"], (await ListAsync(10)).Select(l => l.MessageId));
    }

    [Fact]
    public async Task Are_removed_for_good_without_being_sent()
    {
        QueueOf(Queues.Leads).Add(4, "m4", Noon);

        Assert.True(await Letters.DeleteAsync("4.leads", default));

        Assert.Empty(_sent);
        Assert.Empty(await ListAsync(10));
    }

    [Theory]
    [InlineData("9.leads")]
    [InlineData("4.someone-elses")]
    [InlineData("4.packets-")]
    [InlineData("leads")]
    [InlineData("-1.leads")]
    public async Task That_are_not_there_are_not_found(string id)
    {
        QueueOf(Queues.Leads).Add(4, "m4", Noon);

        Assert.False(await Letters.ReplayAsync(id, default));
        Assert.False(await Letters.DeleteAsync(id, default));
    }

    [Fact]
    public async Task That_another_holds_are_neither_lost_nor_sent_twice()
    {
        QueueOf(Queues.Leads).Add(4, "m4", Noon).Held = true;

        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await Letters.ReplayAsync("4.leads", default));
        Assert.Empty(_sent);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("MTIz")]
    public async Task Refuse_a_continuation_that_is_none(string continuation) =>
        await Assert.ThrowsAsync<BadContinuationException>(async () => await Letters.ListAsync(10, continuation, default));

    /// <summary>A dead-letter queue as Service Bus keeps one: taken by number only what was set aside, by turn only what was not.</summary>
    private sealed class DeadQueue
    {
        private readonly List<Entry> _entries = [];

        public DeadQueue()
        {
            Receiver.Setup(r => r.PeekMessagesAsync(It.IsAny<int>(), It.IsAny<long?>(), It.IsAny<CancellationToken>()))
                .ReturnsAsync((int most, long? from, CancellationToken _) => [.. _entries.Where(e => e.Message.SequenceNumber >= from).Take(Math.Min(most, 2)).Select(e => e.Message)]);
            Receiver.Setup(r => r.PeekMessageAsync(It.IsAny<long?>(), It.IsAny<CancellationToken>()))
                .ReturnsAsync((long? from, CancellationToken _) => _entries.FirstOrDefault(e => e.Message.SequenceNumber >= from)?.Message!);
            Receiver.Setup(r => r.ReceiveDeferredMessageAsync(It.IsAny<long>(), It.IsAny<CancellationToken>()))
                .ReturnsAsync((long sequence, CancellationToken _) => _entries.FirstOrDefault(e => e.Message.SequenceNumber == sequence && e.SetAside && !e.Held)?.Message
                    ?? throw new ServiceBusException("Not there.", ServiceBusFailureReason.MessageNotFound));
            Receiver.Setup(r => r.ReceiveMessagesAsync(It.IsAny<int>(), It.IsAny<TimeSpan?>(), It.IsAny<CancellationToken>()))
                .ReturnsAsync((int most, TimeSpan? _, CancellationToken _) => [.. _entries.Where(e => !e.SetAside && !e.Held).Take(Math.Min(most, 1)).Select(e => e.Message)]);
            Receiver.Setup(r => r.DeferMessageAsync(It.IsAny<ServiceBusReceivedMessage>(), It.IsAny<IDictionary<string, object>>(), It.IsAny<CancellationToken>()))
                .Returns((ServiceBusReceivedMessage m, IDictionary<string, object> _, CancellationToken _) =>
                {
                    _entries.Single(e => e.Message == m).SetAside = true;
                    return Task.CompletedTask;
                });
            Receiver.Setup(r => r.CompleteMessageAsync(It.IsAny<ServiceBusReceivedMessage>(), It.IsAny<CancellationToken>()))
                .Returns((ServiceBusReceivedMessage m, CancellationToken _) =>
                {
                    _entries.RemoveAll(e => e.Message == m);
                    return Task.CompletedTask;
                });
        }

        public Mock<ServiceBusReceiver> Receiver { get; } = new();

        public Entry Add(long sequence, string id, DateTimeOffset at, bool noted = false)
        {
            var properties = new Dictionary<string, object> { ["DeadLetterReason"] = "MaxDeliveryCountExceeded", ["DeadLetterErrorDescription"] = "Ten times." };
            if (noted)
            {
                properties[ServiceBusDeadLetters.NotedAt] = at.ToString("O");
            }

            var entry = new Entry(ServiceBusModelFactory.ServiceBusReceivedMessage(BinaryData.FromString("body"), messageId: id, sessionId: "session", properties: properties, sequenceNumber: sequence, enqueuedTime: at, deliveryCount: 10)) { SetAside = noted };
            _entries.Add(entry);
            return entry;
        }
    }

    private sealed class Entry(ServiceBusReceivedMessage message)
    {
        public ServiceBusReceivedMessage Message { get; } = message;

        public bool SetAside { get; set; }

        public bool Held { get; set; }
    }
}
