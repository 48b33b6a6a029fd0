using System.Reflection;
using CgiHub.Core;

namespace CgiHub.Local.OpenApi;

/// <summary>The errors of <see cref="Errors"/> as a list, each made once with arguments that stand for any.</summary>
public static class ErrorCatalogue
{
    /// <summary>All of them, by number.</summary>
    public static IReadOnlyList<(string Name, Error Error)> All { get; } =
        [.. typeof(Errors).GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)
            .Where(m => m.ReturnType == typeof(Error))
            .Select(m => (m.Name, Error: Make(m)))
            .OrderBy(e => e.Error.Number)];

    /// <summary>One of them, by the name of its member.</summary>
    /// <exception cref="InvalidOperationException">There is none of that name.</exception>
    public static Error Example(string name) =>
        All.Where(e => e.Name == name).Select(e => e.Error).FirstOrDefault() ?? throw new InvalidOperationException($"Errors has no {name}.");

    private static Error Make(MethodInfo method) => (Error)method.Invoke(null, [.. method.GetParameters().Select(p => Any(p.ParameterType, p.Name!))])!;

    private static object? Any(Type type, string name)
    {
        if (type == typeof(string))
        {
            return $"{{{name}}}";
        }

        var list = type.IsGenericType && type.GetGenericTypeDefinition() is var open && (open == typeof(IReadOnlyList<>) || open == typeof(IEnumerable<>) || open == typeof(IReadOnlyCollection<>));
        return list ? Array.CreateInstance(type.GenericTypeArguments[0], 0) : type.IsArray ? Array.CreateInstance(type.GetElementType()!, 0) : type.IsValueType ? Activator.CreateInstance(type) : null;
    }
}
