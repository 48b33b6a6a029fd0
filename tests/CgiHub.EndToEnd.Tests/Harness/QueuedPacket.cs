using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using CgiHub.Core.Agencies;
using CgiHub.Partners.Simulation;

namespace CgiHub.EndToEnd.Tests.Harness;

/// <summary>A lead packet as it lies in an agency's queue.</summary>
public sealed record QueuedPacket(string MessageId, string? SessionId, string? Subject, Ori Recipient, JsonElement Packet)
{
    public string Id => Text("id");

    public string LeadId => Text("leadId");

    public int Version => Packet.GetProperty("version").GetInt32();

    public string Reason => Text("reason");

    public string Status => Packet.GetProperty("lead").GetProperty("status").GetString()!;

    public IReadOnlySet<CaseName> Events => Packet.GetProperty("events").EnumerateArray()
        .Select(e => new CaseName(Ori.Parse(e.GetProperty("ori").GetString()!), e.GetProperty("caseNumber").GetString()!)).ToHashSet();

    public string ExpectedMessageId => string.Create(CultureInfo.InvariantCulture, $"{Id}:{Version}:{Recipient}");

    /// <summary>Everything in an agency's queue, in order, without taking it out.</summary>
    public static async Task<IReadOnlyList<QueuedPacket>> PeekAsync(HubProcess hub, Ori agency)
    {
        using var client = await hub.ClientAsync(agency.Value, "Agency.Receive");
        var packets = new List<QueuedPacket>();
        string? cursor = null;
        do
        {
            var page = await client.GetFromJsonAsync<JsonElement>($"/dev/queues/packets-{agency}?limit=200{(cursor is null ? "" : "&cursor=" + Uri.EscapeDataString(cursor))}");
            foreach (var item in page.GetProperty("items").EnumerateArray())
            {
                var body = item.GetProperty("body");
                if (body.TryGetProperty("dataref", out var reference))
                {
                    // A claim check: the packet was too large for the queue and lies at this address.
                    body = await client.GetFromJsonAsync<JsonElement>(reference.GetString());
                }

                packets.Add(new QueuedPacket(
                    item.GetProperty("id").GetString()!,
                    item.TryGetProperty("sessionId", out var session) ? session.GetString() : null,
                    item.TryGetProperty("subject", out var subject) ? subject.GetString() : null,
                    agency,
                    body.Clone()));
            }

            cursor = page.TryGetProperty("next", out var next) ? next.GetString() : null;
        }
        while (cursor is not null);

        return packets;
    }

    private string Text(string name) => Packet.GetProperty(name).GetString()!;
}
