using System.Net;
using CgiHub.Core.Agencies;
using Microsoft.Extensions.DependencyInjection;

namespace CgiHub.Core.Packets.Webhooks;

/// <summary>Adds the pushing of packets.</summary>
internal static class WebhooksModule
{
    /// <summary>Adds <see cref="WebhookSender"/>.</summary>
    public static IServiceCollection AddWebhooks(this IServiceCollection services)
    {
        services.AddOptions<WebhookOptions>().BindConfiguration("CgiHub:Webhooks").ValidateDataAnnotations()
            .Validate(o => o.RetryMax >= o.RetryBase, "CgiHub:Webhooks:RetryMax must be at least RetryBase.")
            .Validate(o => o.AllowedNetworks.All(n => IPNetwork.TryParse(n, out _)), "CgiHub:Webhooks:AllowedNetworks are networks, such as 10.20.0.0/16.")
            .Validate(o => o.Secrets.All(s => AgencyWebhook.IsName(s.Key) && WebhookSecret.Parse(s.Value) is not null), "CgiHub:Webhooks:Secrets are named with letters and digits, and written as whsec_ and 24 to 64 bytes in base64.")
            .ValidateOnStart();
        services.AddSingleton<WebhookClient>();
        services.AddSingleton<WebhookSender>();
        return services;
    }
}
