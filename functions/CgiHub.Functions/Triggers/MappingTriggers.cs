using CgiHub.Core;
using CgiHub.Core.Agencies;
using CgiHub.Core.Feeds;
using CgiHub.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CgiHub.Functions.Triggers;

/// <summary>Column mappings are tried before the registry keeps them.</summary>
public sealed class MappingTriggers(Door door, MappingTrial trial)
{
    private const int MostBytes = 4 * 1024 * 1024;

    /// <summary>What a mapping would make of some rows. Nothing is stored.</summary>
    [Function("TryMapping")]
    [Reads<MappingSample>]
    [Produces<MappingTried>(200)]
    [Fails(nameof(Errors.NoSuchFeed), nameof(Errors.Malformed), nameof(Errors.Invalid), nameof(Errors.UnsupportedMediaType), nameof(Errors.TooLarge), nameof(Errors.UnreadableTable), nameof(Errors.TooMuchToGroup))]
    public Task<IResult> Try([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/admin/mappings/try")] HttpRequest request, CancellationToken cancel) =>
        door.OpenAsync(request, Roles.HubAdmin, async _ =>
            (await (await request.ReadJsonAsync(FeedsJson.Default.MappingSample, MostBytes, cancel)).Then(sample => trial.TryAsync(sample, cancel))).ToHttp(FeedsJson.Default.MappingTried));
}
