using CgiHub.Core;
using CgiHub.Core.Agencies;
using CgiHub.Core.Packets;
using CgiHub.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CgiHub.Functions.Triggers;

/// <summary>Lead packets on paper.</summary>
public sealed class PacketPaperTriggers(Door door, PacketPrinter printer)
{
    /// <summary>A packet as this caller may see it on one to four pages of paper (PDF, tagged): the newest version that they got, or <c>?version=</c>.</summary>
    [Function("GetPacketPaper")]
    [Asks("version", "Which version; the newest without it.")]
    [Produces<Stream>(200)]
    [Fails(nameof(Errors.NotFound), nameof(Errors.BadFilter))]
    public Task<IResult> GetPacketPaper([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/packets/{id}.pdf")] HttpRequest request, string id, CancellationToken cancel) =>
        door.OpenAsync(request, Roles.AgencyReceive | Roles.Staff, async caller =>
            (await request.ReadVersion().Then(version => printer.PrintAsync(caller, id, version, cancel))).TryGet(out var printed, out var error)
                ? Results.Bytes(printed.Pdf, "application/pdf", printed.FileName)
                : new Problem(error));
}
