using Microsoft.AspNetCore.Http;

namespace CgiHub.Functions.Http;

/// <summary>Which function serves a request; each host says it, the audit record tells it.</summary>
public static class FunctionName
{
    private static readonly object Key = new();

    /// <summary>Says it.</summary>
    public static void Set(HttpContext context, string name)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Items[Key] = name;
    }

    /// <summary>The function's name; the route's display name where no host said it.</summary>
    public static string Of(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Items[Key] as string ?? context.GetEndpoint()?.DisplayName ?? "unknown";
    }
}
