using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CgiHub.Faults;

/// <summary>
/// What a hub says at the end, apart from when it learnt of it: every gun's way, every lead's case map, every person on one, and the newest packet of each lead.
/// </summary>
/// <remarks>Two hubs that were sent the same records have the same portrait, in whatever order they came and whatever happened in between.</remarks>
public sealed class HubPortrait
{
    /// <summary>Parts of a packet that are of substance: a version that differs in one of them is followed by another. What else it says is as of its issue.</summary>
    private static readonly string[] Substance = ["leadId", "lead", "events", "guns", "persons", "arrests", "traces", "supervision"];

    /// <summary>
    /// Of a trace and of supervision in a packet: whether a feed or a source told it last is no reason for a version, if both say the same.
    /// </summary>
    private static readonly string[] OfAnswered = ["record", "sourceId"];

    /// <summary>Of a person and of an incident in a packet that is more than their names.</summary>
    private static readonly string[] OfPersons = ["id", "roles"];
    private static readonly string[] OfIncidents = ["type", "occurredAt", "injured", "victims"];

    private readonly SortedDictionary<string, string> _parts = new(StringComparer.Ordinal);

    private HubPortrait()
    {
    }

    public static HubPortrait Empty { get; } = new();

    public int Guns { get; private set; }

    public int Persons { get; private set; }

    public static async Task<HubPortrait> OfAsync(HubProcess hub, SimulatedRegion region, PacketsOfRegion packets)
    {
        var portrait = new HubPortrait();
        using var staff = await hub.ClientAsync(null, "Cgic.Analyst", "Cgic.Supervisor");
        var persons = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var gun in (await ListAsync(staff, "/api/v1/guns?limit=200")).Select(g => g.GetProperty("id").GetString()!))
        {
            portrait._parts[gun] = Timeless(await staff.GetStringAsync($"/api/v1/guns/{gun}"));
            portrait.Guns++;
        }

        foreach (var lead in region.Truth.Leads.Select(l => l.LeadId))
        {
            var map = await staff.GetStringAsync($"/api/v1/leads/{lead}/case-map");
            portrait._parts[$"map of {lead}"] = Timeless(map);
            using var read = JsonDocument.Parse(map);
            persons.UnionWith(read.RootElement.GetProperty("nodes").EnumerateArray().Where(n => n.GetProperty("kind").GetString() == "person").Select(n => n.GetProperty("id").GetString()!));
        }

        foreach (var person in persons)
        {
            portrait._parts[person] = Timeless(await staff.GetStringAsync($"/api/v1/persons/{person}"));
            portrait.Persons++;
        }

        foreach (var lead in region.Truth.Leads)
        {
            // As an agency on one of its events sees it: those who once were see it, too, but not in every hub was there such a once.
            var owner = lead.Events.Select(e => e.Ori).MinBy(o => o.Value, StringComparer.Ordinal);
            var packet = packets.All.Where(p => p.LeadId == lead.LeadId && p.Recipient == owner).MaxBy(p => p.Version)!;
            var said = JsonNode.Parse(packet.Packet.GetRawText())!.AsObject();
            Keep(said, Substance);

            // A row that says again what is known is the newest row, and no reason for a version.
            said["lead"]!.AsObject().Remove("changedAt");
            foreach (var person in said["persons"]!.AsArray())
            {
                Keep(person!.AsObject(), OfPersons);
            }

            foreach (var happened in said["events"]!.AsArray())
            {
                if (happened!["incident"] is JsonObject incident)
                {
                    Keep(incident, OfIncidents);
                }
            }

            foreach (var (list, content) in new[] { ("traces", "trace"), ("supervision", "supervision") })
            {
                foreach (var told in said[list]!.AsArray())
                {
                    foreach (var name in OfAnswered)
                    {
                        told!.AsObject().Remove(name);
                        told[content]!.AsObject().Remove(name);
                    }
                }
            }

            portrait._parts[$"packet of {lead.LeadId} for {owner}"] = Timeless(said.ToJsonString());
        }

        return portrait;
    }

    /// <summary>Fails with the parts that are not the same; expected is what the other says.</summary>
    public void IsThatOf(HubPortrait other)
    {
        Assert.NotEmpty(_parts);
        Assert.NotEqual(0, Guns);
        Assert.NotEqual(0, Persons);
        Assert.Equal(other._parts.Keys, _parts.Keys);
        Assert.All(other._parts, part => Assert.Equal(part.Value, _parts[part.Key]));
    }

    private static void Keep(JsonObject members, string[] names)
    {
        foreach (var name in members.Select(m => m.Key).Except(names, StringComparer.Ordinal).ToList())
        {
            members.Remove(name);
        }
    }

    /// <summary>Without when the hub got a record, and which of its versions that was.</summary>
    private static string Timeless(string json)
    {
        var node = JsonNode.Parse(json)!;
        Strip(node);
        return node.ToJsonString();

        static void Strip(JsonNode? node)
        {
            if (node is JsonObject members)
            {
                members.Remove("receivedAt");
                members.Remove("version");
                foreach (var (_, member) in members)
                {
                    Strip(member);
                }
            }
            else if (node is JsonArray items)
            {
                foreach (var item in items)
                {
                    Strip(item);
                }
            }
        }
    }

    private static async Task<List<JsonElement>> ListAsync(HttpClient client, string path)
    {
        var items = new List<JsonElement>();
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await client.GetFromJsonAsync<JsonElement>(path + cursor);
            items.AddRange(page.GetProperty("items").EnumerateArray());
            cursor = page.TryGetProperty("next", out var next) ? "&cursor=" + Uri.EscapeDataString(next.GetString()!) : null;
        }

        return items;
    }
}
