using CgiHub.Board.Serving;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CgiHub.Functions.Http;

/// <summary>Composes what triggers need to speak HTTP. The host adds the <see cref="ITokenAuthority"/>.</summary>
public static class HttpModule
{
    /// <summary>Adds <see cref="Door"/>, <see cref="CallerReader"/>, the limits, <see cref="Idempotency"/>, the board's files and the health probes.</summary>
    public static IServiceCollection AddHubHttp(this IServiceCollection services)
    {
        services.AddOptions<IdentityOptions>().BindConfiguration("CgiHub:Identity").ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<DoorOptions>().BindConfiguration("CgiHub:Door").ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<BoardOptions>().BindConfiguration("CgiHub:Board").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IValidateOptions<BoardOptions>, BoardOptionsValidation>();
        services.AddSingleton<IValidateOptions<DoorOptions>, DoorOptionsValidation>();
        services.AddSingleton(new BoardFiles(Path.Combine(AppContext.BaseDirectory, "board")));
        services.AddSingleton<CallerReader>();
        services.AddSingleton<CallerLimits>();
        services.AddSingleton<CallerAddresses>();
        services.AddSingleton<AddressLimits>();
        services.AddSingleton<Idempotency>();
        services.AddSingleton<Door>();
        services.AddSingleton<IHealthProbe, StoreProbe>();
        services.AddSingleton<IHealthProbe, BlobProbe>();
        services.AddSingleton<IHealthProbe, AuditProbe>();
        services.AddSingleton<IHealthProbe, DeadLetterProbe>();
        return services;
    }
}
