using CgiHub.Core;
using CgiHub.Core.Agencies;
using CgiHub.Core.Triage;
using CgiHub.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CgiHub.Functions.Triggers;

/// <summary>How leads are ranked: weights are tried before they are configured.</summary>
public sealed class TriageTriggers(Door door, WeightsPreview preview)
{
    private const int MostBytes = 64 * 1024;

    /// <summary>What other weights would make of the list as it stands, and would have made of the past. Nothing is changed.</summary>
    [Function("PreviewTriage")]
    [Reads<WeightsTrial>]
    [Produces<WeightsPreviewed>(200)]
    [Fails(nameof(Errors.Malformed), nameof(Errors.Invalid), nameof(Errors.UnsupportedMediaType), nameof(Errors.TooLarge))]
    public Task<IResult> Preview([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/admin/triage/preview")] HttpRequest request, CancellationToken cancel) =>
        door.OpenAsync(request, Roles.HubAdmin | Roles.CgicSupervisor, async _ =>
            (await (await request.ReadJsonAsync(TriageJson.Default.WeightsTrial, MostBytes, cancel)).Then(trial => preview.TryAsync(trial, cancel))).ToHttp(TriageJson.Default.WeightsPreviewed));
}
