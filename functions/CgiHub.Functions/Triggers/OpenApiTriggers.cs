using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CgiHub.Functions.Triggers;

/// <summary>The contract as OpenAPI 3.1, made from these functions when the hub is built. Needs no token, and is not audited.</summary>
public sealed class OpenApiTriggers
{
    private const string Resource = "openapi.v1.json";

    /// <summary>The document.</summary>
    [Function("OpenApi")]
    public IResult Get([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "openapi/v1.json")] HttpRequest request) =>
        Results.Stream(Assembly.GetExecutingAssembly().GetManifestResourceStream(Resource) ?? throw new InvalidOperationException("The OpenAPI document was not built in."), "application/json");
}
