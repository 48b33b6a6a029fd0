using Microsoft.Extensions.Logging;

namespace CgiHub.Local.Worker;

/// <summary>Brings what happens outside to one function, until it is stopped.</summary>
internal abstract partial class Pump(FunctionMethod function, IServiceProvider services, ILogger log)
{
    private readonly FunctionInvoker _invoker = new(function);

    /// <summary>The function.</summary>
    public string Name => function.Name;

    /// <summary>What went wrong at the last try, as an exception's type; null while all is well.</summary>
    public string? Trouble { get; protected set; }

    /// <summary>The function's parameters.</summary>
    protected IReadOnlyList<System.Reflection.ParameterInfo> Parameters { get; } = function.Method.GetParameters();

    /// <summary>The function's trigger.</summary>
    protected FunctionMethod Function => function;

    /// <summary>The log.</summary>
    protected ILogger Log => log;

    /// <summary>Works until <paramref name="stopping"/>; what was begun then may go on until <paramref name="giveUp"/>.</summary>
    public abstract Task RunAsync(CancellationToken stopping, CancellationToken giveUp);

    /// <summary>Calls the function, with each parameter found by the delegate.</summary>
    protected async Task CallAsync(Func<System.Reflection.ParameterInfo, object?> bind, CancellationToken cancel)
    {
        await using var scope = services.CreateAsyncScope();
        await _invoker.CallAsync(scope.ServiceProvider, [.. Parameters.Select(p => p.ParameterType == typeof(CancellationToken) ? cancel : bind(p))]);
    }

    [LoggerMessage(7001, LogLevel.Warning, "{Function} failed; it will be tried again")]
    protected partial void LogFailed(Exception failure, string function);
}
