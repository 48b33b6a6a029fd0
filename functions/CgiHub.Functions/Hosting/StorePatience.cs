using CgiHub.Core.Storage;
using CgiHub.Functions.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Options;

namespace CgiHub.Functions.Hosting;

/// <summary>
/// While a store is away, messages are given back slowly. Service Bus delivers what failed again at once, so without a pause all
/// deliveries of every waiting message would be used up within seconds, and a short outage would leave nothing but dead letters.
/// </summary>
/// <remarks>The host renews the lock meanwhile (<c>maxAutoLockRenewalDuration</c> in host.json is longer than the pause can be).</remarks>
internal sealed class StorePatience(IOptions<ServiceBusOptions> options, TimeProvider time) : IFunctionsWorkerMiddleware
{
    private const string MessageTrigger = "serviceBusTrigger";

    /// <inheritdoc/>
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (StoreUnavailableException) when (context.FunctionDefinition.InputBindings.Values.Any(b => string.Equals(b.Type, MessageTrigger, StringComparison.OrdinalIgnoreCase)))
        {
            await Task.Delay(options.Value.PauseWhileStoreIsAway, time, context.CancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }
}
