using System.Collections.Concurrent;
using System.Text.Json;
using CgiHub.Core.Enrichment;
using CgiHub.Core.Records;

namespace CgiHub.Partners.Servers;

/// <summary>eTrace's desk: takes trace requests, and has their results later.</summary>
internal sealed class TraceDesk(IPartnerData data, TimeProvider time, PartnerServer server)
{
    private readonly ConcurrentDictionary<string, (TraceRequest Request, DateTimeOffset TakenAt)> _requests = new(StringComparer.Ordinal);

    public void Map(WebApplication app)
    {
        app.MapPost("/traces", (Delegate)SubmitAsync);
        app.MapGet("/traces/{reference}", Look);
    }

    private async Task<IResult> SubmitAsync(HttpContext context)
    {
        if (await Bodies.ReadAsync(context, PartnerJson.Default.TraceRequest) is not { } request || string.IsNullOrWhiteSpace(request.Reference) || SerialNumber.From(request.Firearm?.Serial) is null)
        {
            return Results.StatusCode(422);
        }

        _requests.TryAdd(request.Reference, (request, time.GetUtcNow()));
        server.Holds(_requests.Count);
        var state = StateOf(request.Reference)!;
        context.Response.Headers.Location = $"/traces/{request.Reference}";
        return Results.Json(state, PartnerJson.Default.TraceState, statusCode: state.Status == TraceProgress.Pending ? 202 : 200);
    }

    private IResult Look(string reference) => StateOf(reference) is { } state ? Results.Json(state, PartnerJson.Default.TraceState) : Results.NotFound();

    private TraceState? StateOf(string reference)
    {
        if (!_requests.TryGetValue(reference, out var held))
        {
            return null;
        }

        if (time.GetUtcNow() < held.TakenAt + TimeSpan.FromMilliseconds(server.Switches.TraceDelayMs))
        {
            return new TraceState { Reference = reference, Status = TraceProgress.Pending };
        }

        return data.TraceOf(held.Request.Firearm.Serial) is not { } trace
            ? new TraceState { Reference = reference, Status = TraceProgress.NoResult }
            : new TraceState { Reference = reference, Status = TraceProgress.Complete, Result = ResultOf(trace) };
    }

    private TraceResult ResultOf(Trace trace) => new()
    {
        TraceNumber = trace.TraceNumber,
        Serial = server.Switches.Misbehaviour == Misbehaviour.SomebodyElse ? "ZZ0000001" : trace.Serial,
        Make = trace.Make,
        Model = trace.Model,
        Type = trace.Type,
        Caliber = trace.Caliber,
        PurchasedAt = trace.PurchasedAt,
        RecoveredAt = trace.RecoveredAt,
        Purchaser = trace.Purchaser,
        Possessor = trace.Possessor,
        Ffl = trace.Ffl,
        RecoveryState = trace.RecoveryState,
        MultipleSale = trace.MultipleSale,
    };
}

/// <summary>The desk of a supervising agency: one person at a time.</summary>
internal sealed class SupervisionDesk(SupervisionKind kind, IPartnerData data, PartnerServer server)
{
    public void Map(WebApplication app) => app.MapPost("/supervision/query", (Delegate)QueryAsync);

    private async Task<IResult> QueryAsync(HttpContext context)
    {
        if (await Bodies.ReadAsync(context, PartnerJson.Default.SupervisionQuery) is not { Person: { } person })
        {
            return Results.StatusCode(422);
        }

        var found = data.Find(kind, person).Select(r => new SupervisionRecord
        {
            RecordId = r.RecordId,
            Person = server.Switches.Misbehaviour == Misbehaviour.SomebodyElse ? Somebody : r.Person,
            Status = r.Status,
            Level = r.Level,
            StartedAt = r.StartedAt,
            EndsAt = r.EndsAt,
            Officer = r.Officer,
            Conditions = r.Conditions,
            County = r.County,
        });
        return Results.Json(new SupervisionAnswer { Records = [.. found] }, PartnerJson.Default.SupervisionAnswer);
    }

    private static Person Somebody { get; } = new() { FullName = "ELSE, SOMEBODY", Dob = new DateOnly(1970, 1, 1) };
}

/// <summary>Reads questions.</summary>
internal static class Bodies
{
    public static async Task<T?> ReadAsync<T>(HttpContext context, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return await context.Request.ReadFromJsonAsync(type, context.RequestAborted);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // No JSON, or not called so: the caller hears 422.
            return null;
        }
    }
}
