using System.Reflection;
using CgiHub.Core;
using CgiHub.Embedded;
using CgiHub.Embedded.Queues;
using CgiHub.Functions.Http;
using CgiHub.Local.Dev;
using CgiHub.Local.Worker;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging.Console;

namespace CgiHub.Local.Hosting;

/// <summary>The hub on one machine: the functions that Azure runs, over embedded stores.</summary>
public sealed class LocalHost : IAsyncDisposable
{
    private const string DevNamespace = "CgiHub.Local.Dev";

    private readonly WebApplication _app;

    private LocalHost(WebApplication app) => _app = app;

    /// <summary>The services.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>Where it listens, once started.</summary>
    public Uri Address
    {
        get
        {
            var addresses = _app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses;
            return new Uri(addresses.First());
        }
    }

    /// <summary>Composes a host from the program's arguments.</summary>
    /// <exception cref="ArgumentException">An argument is not understood, or asks for what is not safe.</exception>
    public static LocalHost Build(params string[] args) =>
        CommandLine.TryParse(args, out var line, out var fault) ? Build(line) : throw new ArgumentException(fault, nameof(args));

    /// <summary>Composes a host.</summary>
    /// <param name="line">What the command line says.</param>
    /// <param name="configure">Changes to what was composed.</param>
    /// <param name="alsoFrom">Another assembly whose functions are served as well.</param>
    public static LocalHost Build(CommandLine line, Action<WebApplicationBuilder>? configure = null, Assembly? alsoFrom = null)
    {
        ArgumentNullException.ThrowIfNull(line);
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = ["--hostBuilder:reloadConfigOnChange=false"] });
        builder.Configuration.Sources.Insert(0, new Microsoft.Extensions.Configuration.Memory.MemoryConfigurationSource { InitialData = LocalDefaults.Settings });
        builder.Configuration.AddInMemoryCollection(line.Settings);
        var settings = builder.Configuration.GetSection("CgiHub:Local").Get<LocalOptions>() ?? new LocalOptions();
        if (settings.DevTokens && !line.ListensOnLoopbackOnly())
        {
            throw new ArgumentException("Anybody who reaches this host can make development tokens, so it listens on loopback only. Set CgiHub:Local:DevTokens=false and CgiHub:Identity:Authority to listen elsewhere.");
        }

        if (!settings.DevTokens && string.IsNullOrWhiteSpace(builder.Configuration["CgiHub:Identity:Authority"]))
        {
            throw new ArgumentException("Without development tokens the hub needs CgiHub:Identity:Authority, whose tokens count.");
        }

        builder.Configuration.AddInMemoryCollection([new("CgiHub:Board:ChooseRoles", settings.DevTokens ? "true" : "false")]);
        builder.WebHost.UseUrls(line.Urls.Split(';'));
        ConfigureKestrel(builder, settings);
        ConfigureLogs(builder, settings);
        var paths = new LocalPaths(Path.GetFullPath(line.Data));
        var functions = FunctionCatalog.Find(Assembly.GetExecutingAssembly()).Concat(alsoFrom is null ? [] : FunctionCatalog.Find(alsoFrom)).Where(f => settings.DevTokens || f.Class.Namespace != DevNamespace).ToList();
        AddServices(builder, paths, functions, settings);
        configure?.Invoke(builder);
        var app = builder.Build();
        Compose(app, functions, settings);
        return new LocalHost(app);
    }

    /// <summary>Starts listening and working.</summary>
    /// <exception cref="IOException">Another process holds the data directory, or the address is taken.</exception>
    public Task StartAsync(CancellationToken cancel = default)
    {
        // The directory is made private, and held, before anything else puts a file there.
        _ = Services.GetRequiredService<EmbeddedStores>();
        _ = Services.GetRequiredService<QueueMeter>();
        _ = Services.GetRequiredService<ITokenAuthority>();
        return _app.StartAsync(cancel);
    }

    /// <summary>Finishes requests and work in hand, and stops.</summary>
    public Task StopAsync(CancellationToken cancel = default) => _app.StopAsync(cancel);

    /// <summary>Waits until somebody stops it.</summary>
    public Task WaitForShutdownAsync(CancellationToken cancel = default) => _app.WaitForShutdownAsync(cancel);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static void ConfigureKestrel(WebApplicationBuilder builder, LocalOptions settings) => builder.WebHost.ConfigureKestrel(kestrel =>
    {
        kestrel.AddServerHeader = false;

        // Stages enforce their own limits while a body streams, and say what to do instead.
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.MaxRequestHeaderCount = 64;
        kestrel.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        kestrel.Limits.MaxConcurrentConnections = settings.MaxConnections;
    });

    private static void ConfigureLogs(WebApplicationBuilder builder, LocalOptions settings)
    {
        builder.Logging.ClearProviders();
        if (settings.JsonLogs)
        {
            builder.Logging.AddJsonConsole(o => o.UseUtcTimestamp = true);
        }
        else
        {
            builder.Logging.AddSimpleConsole(o => (o.SingleLine, o.UseUtcTimestamp, o.TimestampFormat, o.ColorBehavior) = (true, true, "HH:mm:ss.fff ", LoggerColorBehavior.Disabled));
        }

        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.Logging.AddFilter("System.Net.Http", LogLevel.Warning);
        builder.Logging.AddFilter("Polly", LogLevel.Error);
    }

    private static void AddServices(WebApplicationBuilder builder, LocalPaths paths, IReadOnlyList<FunctionMethod> functions, LocalOptions settings)
    {
        var services = builder.Services;
        services.AddOptions<LocalOptions>().BindConfiguration("CgiHub:Local").ValidateDataAnnotations().ValidateOnStart();
        services.Configure<HostOptions>(o => o.ShutdownTimeout = settings.DrainFor + TimeSpan.FromSeconds(20));
        services.AddHub(builder.Configuration);
        services.AddTelemetryExport(builder.Configuration);
        services.AddEmbedded(paths.Data);
        services.AddHubHttp();
        services.AddSingleton(paths);
        services.AddSingleton(functions);
        services.AddSingleton<PumpService>();
        services.AddHostedService(provider => provider.GetRequiredService<PumpService>());
        services.AddSingleton<IHealthProbe, PumpProbe>();
        if (settings.DevTokens)
        {
            services.AddSingleton<DevTokens>();
            services.AddSingleton<ITokenAuthority>(provider => provider.GetRequiredService<DevTokens>());
        }
        else
        {
            services.AddSingleton<ITokenAuthority, OidcAuthority>();
        }
    }

    private static void Compose(WebApplication app, IReadOnlyList<FunctionMethod> functions, LocalOptions settings)
    {
        app.Use(next => context => RequestTraces.TellAsync(context, next));
        app.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandler = context => new Problem(Errors.Unexpected()).ExecuteAsync(context), AllowStatusCode404Response = true });
        app.Use(async (context, next) =>
        {
            SecurityHeaders.Apply(context.Response);
            if (settings.DevTokens && !CommandLine.IsLoopback(context.Request.Host.Host))
            {
                // A page elsewhere that was pointed at this machine (DNS rebinding) must not reach development tokens.
                await new Problem(Errors.Malformed("The Host header names another machine.")).ExecuteAsync(context);
                return;
            }

            await next(context);
        });
        app.UseStatusCodePages(pages => Refusal(pages.HttpContext.Response.StatusCode) is { } refusal ? refusal.ExecuteAsync(pages.HttpContext) : Task.CompletedTask);
        app.UseRouting();
        app.MapFunctions(functions);
    }

    private static Problem? Refusal(int status) => status switch
    {
        StatusCodes.Status404NotFound => new Problem(Errors.NotFound("route")),
        StatusCodes.Status405MethodNotAllowed => new Problem(Errors.MethodNotAllowed()),
        StatusCodes.Status408RequestTimeout => new Problem(Errors.TooSlow()),
        StatusCodes.Status400BadRequest => new Problem(Errors.Malformed("The request could not be read.")),
        _ => null,
    };
}
