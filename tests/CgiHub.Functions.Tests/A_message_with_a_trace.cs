using System.Collections.Immutable;
using System.Diagnostics;
using System.Reflection;
using CgiHub.Core;
using CgiHub.Functions.Hosting;
using CgiHub.Functions.Triggers;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Moq;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace CgiHub.Functions.Tests;

public sealed class A_message_with_a_trace : IDisposable
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";

    private readonly ServiceProvider _provider = new ServiceCollection().AddMetrics().AddSingleton(TimeProvider.System).AddSingleton<HubSteps>().BuildServiceProvider();
    private readonly List<Activity> _seen = [];
    private readonly ActivityListener _listener;

    public A_message_with_a_trace()
    {
        var source = _provider.GetRequiredService<HubSteps>().Source;
        _listener = new ActivityListener { ShouldListenTo = s => ReferenceEquals(s, source), Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded, ActivityStopped = _seen.Add };
        ActivitySource.AddActivityListener(_listener);
    }

    public void Dispose()
    {
        _listener.Dispose();
        _provider.Dispose();
    }

    [Fact]
    public async Task Is_handled_in_that_trace()
    {
        await HandleAsync("EvaluateLead", $$"""{"traceparent":"00-{{Trace}}-b7ad6b7169203331-01","other":7}""", Task.CompletedTask);
        var seen = Assert.Single(_seen);
        Assert.Equal((Trace, "process leads", "servicebus", 3), (seen.TraceId.ToHexString(), seen.DisplayName, seen.GetTagItem("messaging.system"), seen.GetTagItem("cgihub.deliveries")));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("[]")]
    [InlineData("""{"traceparent":7}""")]
    [InlineData("""{"traceparent":"00-nonsense"}""")]
    public async Task That_is_none_is_handled_in_a_trace_of_its_own(string properties)
    {
        await HandleAsync("LinkRecords", properties, Task.CompletedTask);
        Assert.Equal(default, Assert.Single(_seen).ParentSpanId);
    }

    [Fact]
    public async Task That_fails_says_of_what_kind_the_fault_was_and_no_more()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => HandleAsync("PushPacket", "{}", Task.FromException(new InvalidOperationException("Ann Example"))));
        var seen = Assert.Single(_seen);
        Assert.Equal(("InvalidOperationException", ActivityStatusCode.Error), (seen.GetTagItem("error.type"), seen.Status));
        Assert.DoesNotContain(seen.TagObjects, t => t.Value is "Ann Example");
    }

    [Fact]
    public async Task Is_no_matter_of_other_functions()
    {
        await HandleAsync("PostFeed", "{}", Task.CompletedTask);
        Assert.Empty(_seen);
    }

    [Fact]
    public void Is_known_by_the_queue_of_every_function_that_a_message_triggers()
    {
        var triggered = typeof(WorkTriggers).Assembly.GetTypes().SelectMany(t => t.GetMethods())
            .Select(m => (Function: m.GetCustomAttribute<FunctionAttribute>()?.Name, Queue: m.GetParameters().Select(p => p.GetCustomAttribute<ServiceBusTriggerAttribute>()?.QueueName).FirstOrDefault(q => q is not null)))
            .Where(f => f.Function is not null && f.Queue is not null && !f.Queue.Contains('/', StringComparison.Ordinal));
        Assert.Equal(triggered.OrderBy(f => f.Function, StringComparer.Ordinal).Select(f => $"{f.Function} {f.Queue}"), MessageSteps.Queue.OrderBy(q => q.Key, StringComparer.Ordinal).Select(q => $"{q.Key} {q.Value}"));
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("Authorization=AAD;ClientId=11111111-2222-3333-4444-555555555555", true)]
    [InlineData("Authorization=AAD", true)]
    [InlineData("ClientId=11111111-2222-3333-4444-555555555555", false)]
    public void Is_told_to_Application_Insights_as_the_apps_identity(string? setting, bool known) => Assert.Equal(known, HubTelemetry.CredentialOf(setting) is not null);

    [Fact]
    public async Task Is_told_to_nobody_without_an_address_and_to_Application_Insights_with_one()
    {
        await using var silent = Telling(null);
        Assert.Empty(silent.GetServices<TracerProvider>());
        Environment.SetEnvironmentVariable("APPLICATIONINSIGHTS_STATSBEAT_DISABLED", "true");
        await using var telling = Telling("InstrumentationKey=00000000-0000-0000-0000-000000000001;IngestionEndpoint=https://ingestion.invalid/");
        Assert.NotNull(telling.GetRequiredService<TracerProvider>());
        Assert.NotNull(telling.GetRequiredService<MeterProvider>());
        Assert.True(telling.GetRequiredService<HubSteps>().Source.HasListeners());
    }

    private static ServiceProvider Telling(string? connection)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("APPLICATIONINSIGHTS_CONNECTION_STRING", connection)]).Build();
        return new ServiceCollection().AddSingleton<IConfiguration>(configuration).AddLogging(l => l.AddHubTelemetry(configuration)).AddMetrics().AddSingleton(TimeProvider.System).AddSingleton<HubSteps>().BuildServiceProvider();
    }

    private Task HandleAsync(string function, string properties, Task handled)
    {
        var definition = new Mock<FunctionDefinition>();
        definition.SetupGet(d => d.Name).Returns(function);
        var binding = new Mock<BindingContext>();
        binding.SetupGet(b => b.BindingData).Returns(ImmutableDictionary<string, object?>.Empty.Add("MessageId", "ld-aaaaaaaaaaaaaaaa|7").Add("DeliveryCount", "3").Add("ApplicationProperties", properties));
        var context = new Mock<FunctionContext>();
        context.SetupGet(c => c.FunctionDefinition).Returns(definition.Object);
        context.SetupGet(c => c.BindingContext).Returns(binding.Object);
        return new MessageSteps(_provider.GetRequiredService<HubSteps>()).Invoke(context.Object, _ => handled);
    }
}
