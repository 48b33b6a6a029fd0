using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace CgiHub.Local.Worker;

/// <summary>Calls a function: a fresh object of its class for every call, its constructor filled from the container.</summary>
/// <remarks>What calls it is made at its first call: most functions are not called for a while, and making all of them holds up the start.</remarks>
internal sealed class FunctionInvoker(FunctionMethod function)
{
    private readonly Lazy<ObjectFactory> _create = new(() => ActivatorUtilities.CreateFactory(function.Class, []));
    private readonly Lazy<MethodInvoker> _call = new(() => MethodInvoker.Create(function.Method));

    /// <summary>Calls it and waits; gives what it returned, or null.</summary>
    public async ValueTask<object?> CallAsync(IServiceProvider services, object?[] arguments)
    {
        var instance = _create.Value(services, null);
        var returned = _call.Value.Invoke(instance, arguments.AsSpan());
        switch (returned)
        {
            case Task<IResult> answer:
                return await answer;
            case Task task:
                await task;
                return null;
            case ValueTask<IResult> answer:
                return await answer;
            case ValueTask task:
                await task;
                return null;
            default:
                return returned;
        }
    }
}

/// <summary>Fills a parameter of a function from what a trigger brings.</summary>
internal static class Binding
{
    /// <summary>Reads text as a parameter's type; false where it is none.</summary>
    public static bool TryParse(Type type, string text, out object? value)
    {
        var invariant = System.Globalization.CultureInfo.InvariantCulture;
        (var read, value) = type switch
        {
            _ when type == typeof(string) => (true, text),
            _ when type == typeof(int) => (int.TryParse(text, System.Globalization.NumberStyles.AllowLeadingSign, invariant, out var number), number),
            _ when type == typeof(long) => (long.TryParse(text, System.Globalization.NumberStyles.AllowLeadingSign, invariant, out var number), number),
            _ when type == typeof(Guid) => (Guid.TryParse(text, out var id), (object?)id),
            _ => throw new InvalidOperationException($"A parameter of type {type.Name} cannot be bound from text."),
        };
        return read;
    }

    /// <summary>A setting's name between percent signs becomes its value, as in the worker.</summary>
    public static string Resolve(string text, IConfiguration configuration) =>
        text.Length > 2 && text[0] == '%' && text[^1] == '%'
            ? configuration[text[1..^1]] ?? throw new InvalidOperationException($"The setting {text[1..^1]} is missing; a trigger needs it.")
            : text;
}
