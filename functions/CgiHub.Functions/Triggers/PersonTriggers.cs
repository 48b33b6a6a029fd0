using CgiHub.Core;
using CgiHub.Core.Agencies;
using CgiHub.Core.CaseMaps;
using CgiHub.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CgiHub.Functions.Triggers;

/// <summary>The center's staff decide who is who.</summary>
public sealed class PersonTriggers(PersonDesk desk, Door door)
{
    private const int MostBytes = 64 * 1024;

    /// <summary>Enters that two persons are one. It wins over the rules, and outlives new versions of the records; leads that show them are looked at again.</summary>
    [Function("JoinPersons")]
    [Reads<JoinPersons>]
    [Produces<PersonFile>(200)]
    [Fails(nameof(Errors.NotFound), nameof(Errors.OnePersonAlready), nameof(Errors.Malformed), nameof(Errors.Invalid), nameof(Errors.UnsupportedMediaType), nameof(Errors.TooLarge))]
    public Task<IResult> JoinPersons([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/persons/{id}/join")] HttpRequest request, string id, CancellationToken cancel) =>
        door.OpenAsync(request, Roles.CgicSupervisor, async caller =>
            (await (await request.ReadJsonAsync(CaseMapsJson.Default.JoinPersons, MostBytes, cancel)).Then(body => desk.JoinAsync(caller, id, body, cancel))).ToHttp(CaseMapsJson.Default.PersonFile));

    /// <summary>Enters that some records of a person are somebody else's.</summary>
    [Function("SplitPerson")]
    [Reads<SplitPerson>]
    [Produces<PersonFile>(200)]
    [Fails(nameof(Errors.NotFound), nameof(Errors.NotTheirRecord), nameof(Errors.NothingLeftOfPerson), nameof(Errors.Malformed), nameof(Errors.Invalid), nameof(Errors.UnsupportedMediaType), nameof(Errors.TooLarge))]
    public Task<IResult> SplitPerson([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/persons/{id}/split")] HttpRequest request, string id, CancellationToken cancel) =>
        door.OpenAsync(request, Roles.CgicSupervisor, async caller =>
            (await (await request.ReadJsonAsync(CaseMapsJson.Default.SplitPerson, MostBytes, cancel)).Then(body => desk.SplitAsync(caller, id, body, cancel))).ToHttp(CaseMapsJson.Default.PersonFile));
}
