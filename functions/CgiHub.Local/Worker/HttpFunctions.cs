using CgiHub.Core;
using CgiHub.Functions.Http;
using Microsoft.Azure.Functions.Worker;

namespace CgiHub.Local.Worker;

/// <summary>Serves HTTP functions as endpoints: more specific routes win, as in the worker.</summary>
internal static class HttpFunctions
{
    /// <summary>Maps every HTTP function among these.</summary>
    public static void MapFunctions(this IEndpointRouteBuilder routes, IEnumerable<FunctionMethod> functions)
    {
        foreach (var function in functions)
        {
            if (function.Trigger is not HttpTriggerAttribute trigger)
            {
                continue;
            }

            var route = trigger.Route ?? throw new InvalidOperationException($"The function {function.Name} has no route.");
            var endpoint = Endpoint(function);
            var mapped = trigger.Methods.Count == 0
                ? routes.Map("/" + route, endpoint)
                : routes.MapMethods("/" + route, trigger.Methods.Select(m => m.ToUpperInvariant()), endpoint);
            mapped.WithDisplayName(function.Name);
        }
    }

    private static RequestDelegate Endpoint(FunctionMethod function)
    {
        var invoker = new FunctionInvoker(function);
        var parameters = function.Method.GetParameters();
        return async context =>
        {
            FunctionName.Set(context, function.Name);
            var arguments = new object?[parameters.Length];
            for (var i = 0; i < parameters.Length; i++)
            {
                var type = parameters[i].ParameterType;
                if (type == typeof(HttpRequest))
                {
                    arguments[i] = context.Request;
                }
                else if (type == typeof(CancellationToken))
                {
                    arguments[i] = context.RequestAborted;
                }
                else if (context.Request.RouteValues.TryGetValue(parameters[i].Name!, out var text) && text is not null)
                {
                    if (!Binding.TryParse(type, (string)text, out arguments[i]))
                    {
                        await new Problem(Errors.NotFound("resource")).ExecuteAsync(context);
                        return;
                    }
                }
                else
                {
                    arguments[i] = parameters[i].HasDefaultValue ? parameters[i].DefaultValue : null;
                }
            }

            if (await invoker.CallAsync(context.RequestServices, arguments) is IResult answer)
            {
                await answer.ExecuteAsync(context);
            }
        };
    }
}
