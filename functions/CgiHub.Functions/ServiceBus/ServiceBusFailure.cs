using Azure.Identity;
using Azure.Messaging.ServiceBus;

namespace CgiHub.Functions.ServiceBus;

/// <summary>Tells a Service Bus that is away from a fault of ours.</summary>
internal static class ServiceBusFailure
{
    /// <summary>Whether the same call may succeed later. A namespace that does not let the hub's identity in counts as away: no caller can mend it.</summary>
    public static bool IsAway(Exception failure, CancellationToken cancel) => failure switch
    {
        ServiceBusException { Reason: ServiceBusFailureReason.QuotaExceeded or ServiceBusFailureReason.MessagingEntityDisabled } => true,
        ServiceBusException refused => refused.IsTransient,
        UnauthorizedAccessException or AuthenticationFailedException => true,
        OperationCanceledException => !cancel.IsCancellationRequested,
        TimeoutException or System.Net.Sockets.SocketException => true,
        _ => false,
    };
}
