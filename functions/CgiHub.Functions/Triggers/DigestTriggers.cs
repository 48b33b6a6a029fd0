using CgiHub.Core;
using CgiHub.Core.Agencies;
using CgiHub.Core.Triage;
using CgiHub.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CgiHub.Functions.Triggers;

/// <summary>The daily digest for the morning meeting, as JSON and on paper.</summary>
public sealed class DigestTriggers(Door door, DigestDesk desk, DigestPaper paper)
{
    /// <summary>Makes the day's digest once, when the region's hour has come.</summary>
    [Function("MakeDigest")]
    public Task MakeDigest([TimerTrigger("%CgiHub:Triage:Digest:Schedule%", UseMonitor = false)] TimerInfo timer, CancellationToken cancel) => desk.MakeDueAsync(cancel);

    /// <summary>The digest of a day as it was made; of today, before it is made, what it would say now (<c>provisional</c>).</summary>
    [Function("GetDigest")]
    [Asks("date", "The day, yyyy-MM-dd, in the region's time; today without it.")]
    [Produces<Digest>(200), Fails(nameof(Errors.BadFilter), nameof(Errors.NotFound))]
    public Task<IResult> GetDigest([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/digest")] HttpRequest request, CancellationToken cancel) =>
        door.OpenAsync(request, Roles.Staff, async _ => (await desk.ReadAsync(request.ReadQuery("date"), cancel)).ToHttp(TriageJson.Default.Digest));

    /// <summary>The same on one page of paper (PDF).</summary>
    [Function("GetDigestPaper")]
    [Asks("date", "The day, yyyy-MM-dd, in the region's time; today without it.")]
    [Produces<Digest>(200), Fails(nameof(Errors.BadFilter), nameof(Errors.NotFound))]
    public Task<IResult> GetDigestPaper([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/digest.pdf")] HttpRequest request, CancellationToken cancel) =>
        door.OpenAsync(request, Roles.Staff, async _ =>
            (await desk.ReadAsync(request.ReadQuery("date"), cancel)).TryGet(out var digest, out var error) ? Results.Bytes(paper.Write(digest), "application/pdf", $"digest-{digest.Date}.pdf") : new Problem(error));
}
