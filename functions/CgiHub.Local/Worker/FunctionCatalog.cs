using System.Reflection;
using Microsoft.Azure.Functions.Worker;

namespace CgiHub.Local.Worker;

/// <summary>A method with <c>[Function]</c> and the parameter that triggers it.</summary>
/// <param name="Name">The function's name.</param>
/// <param name="Method">The method.</param>
/// <param name="Trigger">The attribute of the triggering parameter.</param>
/// <param name="Parameter">The triggering parameter.</param>
public sealed record FunctionMethod(string Name, MethodInfo Method, Attribute Trigger, ParameterInfo Parameter)
{
    /// <summary>The class that it stands in.</summary>
    public Type Class => Method.DeclaringType!;
}

/// <summary>Finds the functions of an assembly, as the worker's build does for Azure.</summary>
public static class FunctionCatalog
{
    /// <summary>The namespace of the functions that every host has.</summary>
    public const string SharedNamespace = "CgiHub.Functions.Triggers";

    /// <summary>All functions, by name.</summary>
    /// <exception cref="InvalidOperationException">A name stands twice, or a function has not exactly one trigger.</exception>
    public static IReadOnlyList<FunctionMethod> Find(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        var functions = assembly.GetTypes()
            .Where(t => t is { IsClass: true, IsAbstract: false })
            .SelectMany(t => t.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly))
            .Where(m => m.IsDefined(typeof(FunctionAttribute)))
            .Select(Read)
            .OrderBy(f => f.Name, StringComparer.Ordinal)
            .ToList();
        var twice = functions.GroupBy(f => f.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1);
        return twice is null ? functions : throw new InvalidOperationException($"The function name {twice.Key} stands twice.");
    }

    private static FunctionMethod Read(MethodInfo method)
    {
        var name = method.GetCustomAttribute<FunctionAttribute>()!.Name;
        var triggers = method.GetParameters()
            .SelectMany(p => p.GetCustomAttributes().Where(IsTrigger).Select(a => new FunctionMethod(name, method, a, p)))
            .ToList();
        return triggers.Count == 1 ? triggers[0] : throw new InvalidOperationException($"The function {name} has {triggers.Count} triggers.");
    }

    private static bool IsTrigger(Attribute attribute) =>
        attribute is HttpTriggerAttribute or TimerTriggerAttribute or BlobTriggerAttribute or ServiceBusTriggerAttribute or CosmosDBTriggerAttribute;
}
