using CgiHub.Core;
using CgiHub.Core.Agencies;
using CgiHub.Core.Storage;
using CgiHub.Core.Triage;
using CgiHub.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CgiHub.Functions.Triggers;

/// <summary>How long leads take: the monthly table, and alerts when a clock runs out.</summary>
public sealed class ClockTriggers(Door door, ClockTables tables, BreachWatch watch, OpenLeadRefresh refresh)
{
    private const string Csv = "text/csv";

    /// <summary>Raises an alert for each clock that ran out.</summary>
    [Function("WatchBreaches")]
    public Task WatchBreaches([TimerTrigger("%CgiHub:Triage:Breaches:Schedule%", UseMonitor = false)] TimerInfo timer, CancellationToken cancel) => watch.RunAsync(cancel);

    /// <summary>Has the highest open leads looked at again, so that old answers of sources are asked for anew.</summary>
    [Function("RefreshLeads")]
    public Task RefreshLeads([TimerTrigger("%CgiHub:Triage:Refresh:Schedule%", UseMonitor = false)] TimerInfo timer, CancellationToken cancel) => refresh.RunAsync(cancel);

    /// <summary>The month's clocks by agency and stage, as JSON or (with <c>Accept: text/csv</c>) as CSV. An agency sees its own figures.</summary>
    [Function("GetClocks")]
    [Asks("month", "The month, yyyy-MM, in the region's time; the present one without it.")]
    [Asks("agency", "Only this agency's.")]
    [Produces<ClockTable>(200), Fails(nameof(Errors.BadFilter), nameof(Errors.NotFound))]
    public Task<IResult> GetClocks([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/clocks")] HttpRequest request, CancellationToken cancel) =>
        door.OpenAsync(request, Roles.Staff | Roles.AgencyReceive, async caller =>
            Table(await tables.OfMonthAsync(caller, request.ReadQuery("month"), request.ReadQuery("agency"), cancel), request.Headers.Accept.ToString().Contains(Csv, StringComparison.OrdinalIgnoreCase)));

    /// <summary>The same as CSV, for who can send no header.</summary>
    [Function("GetClocksAsCsv")]
    [Asks("month", "The month, yyyy-MM, in the region's time; the present one without it.")]
    [Asks("agency", "Only this agency's.")]
    [Produces<ClockTable>(200), Fails(nameof(Errors.BadFilter), nameof(Errors.NotFound))]
    public Task<IResult> GetClocksAsCsv([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/clocks.csv")] HttpRequest request, CancellationToken cancel) =>
        door.OpenAsync(request, Roles.Staff | Roles.AgencyReceive, async caller => Table(await tables.OfMonthAsync(caller, request.ReadQuery("month"), request.ReadQuery("agency"), cancel), csv: true));

    /// <summary>Clocks that ran out, newest first; those whose stage was reached since say when.</summary>
    [Function("ListAlerts")]
    [Produces<Page<BreachAlert>>(200), Fails(nameof(Errors.Invalid), nameof(Errors.BadCursor))]
    public Task<IResult> ListAlerts([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/alerts")] HttpRequest request, CancellationToken cancel) =>
        door.OpenAsync(request, Roles.Staff, async _ =>
            (await request.ReadPage().Then(async page => (Result<Page<BreachAlert>>)await watch.ListAsync(page, cancel))).ToHttp(TriageJson.Default.PageBreachAlert));

    private static IResult Table(Result<ClockTable> table, bool csv) =>
        csv && table.Error is null ? Results.Text(ClockCsv.Write(table.Value), Csv, System.Text.Encoding.UTF8) : table.ToHttp(TriageJson.Default.ClockTable);
}
