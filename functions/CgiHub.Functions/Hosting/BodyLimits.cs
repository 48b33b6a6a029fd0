using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace CgiHub.Functions.Hosting;

/// <summary>Leaves the limits of bodies to the stages, which enforce them while a body streams and say what to do instead.</summary>
internal static class BodyLimits
{
    /// <summary>Lifts the worker's own limit: above 30,000,000 bytes it would break the connection, which the Functions host tells as a bare 500.</summary>
    public static IServiceCollection AddBodyLimits(this IServiceCollection services) => services.Configure<KestrelServerOptions>(kestrel =>
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = null;
    });
}
