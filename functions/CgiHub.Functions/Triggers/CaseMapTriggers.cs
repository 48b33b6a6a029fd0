using CgiHub.Core;
using CgiHub.Core.Agencies;
using CgiHub.Core.CaseMaps;
using CgiHub.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CgiHub.Functions.Triggers;

/// <summary>Case maps, guns, groups, persons and the search, for the center's staff.</summary>
public sealed class CaseMapTriggers(CaseFinder finder, GunList guns, CaseSearch search, Door door)
{
    /// <summary>Entities and links around a lead; <c>depth</c> and <c>kinds</c> narrow it.</summary>
    [Function("GetCaseMap")]
    [Produces<CaseMap>(200), Fails(nameof(Errors.NotFound), nameof(Errors.BadMapFilter))]
    public Task<IResult> GetCaseMap([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/leads/{id}/case-map")] HttpRequest request, string id, CancellationToken cancel) =>
        door.OpenAsync(request, Roles.Staff, async _ =>
            (await CaseMapFilter.Read(request.ReadQuery("depth"), request.ReadQuery("kinds")).Then(filter => finder.CaseMapAsync(id, filter, request.HttpContext.RequestAborted))).ToHttp(CaseMapsJson.Default.CaseMap));

    /// <summary>Presumed guns, newest event first.</summary>
    [Function("ListGuns")]
    [Produces<Page<GunCard>>(200), Fails(nameof(Errors.BadCursor))]
    public Task<IResult> ListGuns([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/guns")] HttpRequest request, CancellationToken cancel) =>
        door.OpenAsync(request, Roles.Staff, async _ =>
            (await request.ReadPage().Then(async page => (Result<Page<GunCard>>)await guns.ListAsync(page, request.HttpContext.RequestAborted))).ToHttp(CaseMapsJson.Default.PageOfGuns));

    /// <summary>A presumed gun by the id of any of its exhibits: its cases in order, who had it, between whom it changed hands.</summary>
    [Function("GetGun")]
    [Produces<GunPath>(200), Fails(nameof(Errors.NotFound))]
    public Task<IResult> GetGun([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/guns/{id}")] HttpRequest request, string id, CancellationToken cancel) =>
        door.OpenAsync(request, Roles.Staff, async _ => (await finder.GunAsync(id, request.HttpContext.RequestAborted)).ToHttp(CaseMapsJson.Default.GunPath));

    /// <summary>Groups and their guns, by name; <c>name</c> asks for one.</summary>
    [Function("ListGroups")]
    [Produces<Page<Crew>>(200), Fails(nameof(Errors.BadCursor))]
    public Task<IResult> ListGroups([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/groups")] HttpRequest request, CancellationToken cancel) =>
        door.OpenAsync(request, Roles.Staff, async _ =>
            (await request.ReadPage().Then(page => guns.CrewsAsync(request.ReadQuery("name"), page, request.HttpContext.RequestAborted))).ToHttp(CaseMapsJson.Default.PageOfCrews));

    /// <summary>One person with all records, and why they were joined.</summary>
    [Function("GetPerson")]
    [Produces<PersonFile>(200), Fails(nameof(Errors.NotFound))]
    public Task<IResult> GetPerson([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/persons/{id}")] HttpRequest request, string id, CancellationToken cancel) =>
        door.OpenAsync(request, Roles.Staff, async _ => (await finder.PersonAsync(id, request.HttpContext.RequestAborted)).ToHttp(CaseMapsJson.Default.PersonFile));

    /// <summary>Search by case, lead or serial number, group, FBI number, or name with date of birth.</summary>
    [Function("Search")]
    [Produces<SearchResult>(200), Fails(nameof(Errors.BadSearch))]
    public Task<IResult> Search([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/search")] HttpRequest request, CancellationToken cancel) =>
        door.OpenAsync(request, Roles.Staff, async _ => (await search.FindAsync(request.ReadQuery("q"), request.HttpContext.RequestAborted)).ToHttp(CaseMapsJson.Default.SearchResult));
}
