using System.Collections.Immutable;
using CgiHub.Core.Storage;
using CgiHub.Functions.Hosting;
using CgiHub.Functions.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Moq;

namespace CgiHub.Functions.Tests;

public sealed class A_message_while_a_store_is_away
{
    private readonly FakeTimeProvider _time = new();
    private readonly ServiceBusOptions _options = new();

    [Fact]
    public async Task Is_given_back_after_the_pause()
    {
        var handling = Handle("serviceBusTrigger", new StoreUnavailableException("away", null), CancellationToken.None);
        _time.Advance(_options.PauseWhileStoreIsAway - TimeSpan.FromMilliseconds(1));
        Assert.False(handling.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => handling);
    }

    [Fact]
    public async Task Is_given_back_at_once_when_the_host_stops()
    {
        using var stopping = new CancellationTokenSource();
        var handling = Handle("serviceBusTrigger", new StoreUnavailableException("away", null), stopping.Token);
        await stopping.CancelAsync();
        await Assert.ThrowsAsync<StoreUnavailableException>(() => handling);
    }

    [Fact]
    public async Task Alone_is_held_up() =>
        await Assert.ThrowsAsync<StoreUnavailableException>(() => Handle("httpTrigger", new StoreUnavailableException("away", null), CancellationToken.None));

    [Fact]
    public async Task Is_held_up_for_nothing_else() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => Handle("serviceBusTrigger", new InvalidOperationException("a fault of ours"), CancellationToken.None));

    private Task Handle(string trigger, Exception failure, CancellationToken cancel)
    {
        var binding = new Mock<BindingMetadata>();
        binding.SetupGet(b => b.Type).Returns(trigger);
        var definition = new Mock<FunctionDefinition>();
        definition.SetupGet(d => d.InputBindings).Returns(ImmutableDictionary<string, BindingMetadata>.Empty.Add("message", binding.Object));
        var context = new Mock<FunctionContext>();
        context.SetupGet(c => c.FunctionDefinition).Returns(definition.Object);
        context.SetupGet(c => c.CancellationToken).Returns(cancel);
        return new StorePatience(Options.Create(_options), _time).Invoke(context.Object, _ => Task.FromException(failure));
    }
}
