using CgiHub.Core;
using CgiHub.Core.Agencies;
using CgiHub.Core.CaseMaps;
using CgiHub.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CgiHub.Functions.Triggers;

/// <summary>Gunshots that were heard, and places with several shootings, for the center's staff.</summary>
public sealed class GunshotTriggers(GunshotList gunshots, PlaceList places, Door door)
{
    /// <summary>Gunshots that were heard, newest first, each with the call about it: <c>call=none</c> for shootings that nobody reported, <c>call=any</c> for the others; <c>from</c> and <c>to</c>.</summary>
    [Function("ListGunshots")]
    [Produces<GunshotPage>(200), Fails(nameof(Errors.BadGunshotFilter), nameof(Errors.Invalid), nameof(Errors.BadCursor))]
    public Task<IResult> ListGunshots([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/gunshots")] HttpRequest request, CancellationToken cancel) =>
        door.OpenAsync(request, Roles.Staff, async _ =>
            (await request.ReadPage().Then(page => request.ReadInstant("from").Then(from => request.ReadInstant("to").Then(to =>
                GunshotFilter.Read(request.ReadQuery("call"), from, to).Then(filter => gunshots.ListAsync(filter, page, request.HttpContext.RequestAborted)))))).ToHttp(CaseMapsJson.Default.GunshotPage));

    /// <summary>Places with several shootings in the last <c>days</c> within some <c>metres</c>, most first: cases, and gunshots that nobody reported counted apart.</summary>
    [Function("ListPlaces")]
    [Produces<PlacePage>(200), Fails(nameof(Errors.BadPlaceFilter), nameof(Errors.Invalid), nameof(Errors.BadCursor))]
    public Task<IResult> ListPlaces([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/places")] HttpRequest request, CancellationToken cancel) =>
        door.OpenAsync(request, Roles.Staff, async _ =>
            (await request.ReadPage().Then(page => PlaceFilter.Read(request.ReadQuery("days"), request.ReadQuery("metres")).Then(filter => places.ListAsync(filter, page, request.HttpContext.RequestAborted)))).ToHttp(CaseMapsJson.Default.PlacePage));
}
