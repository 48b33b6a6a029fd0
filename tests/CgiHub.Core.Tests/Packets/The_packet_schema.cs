using System.Text.Json;
using System.Text.Json.Nodes;
using CgiHub.Core.Agencies;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Packets;
using CgiHub.Core.Records;
using NJsonSchema;

namespace CgiHub.Core.Tests.Packets;

public sealed class The_packet_schema : IDisposedAfterTest
{
    private readonly PacketHouse _house = new();

    public ValueTask DisposeAsync() => _house.DisposeAsync();

    private static async Task<IReadOnlyList<string>> FaultsAsync(string packet) =>
        [.. (await JsonSchema.FromFileAsync(Path.Combine(Root(), "docs", "schemas", "lead-packet.v1.schema.json"))).Validate(packet).Select(e => e.ToString())];

    private static string Root()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "CgiHub.sln")))
        {
            directory = directory.Parent ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        }

        return directory.FullName;
    }

    private async Task<IssuedPacket> IssuedAsync()
    {
        var picture = A_recipients_view.Marked();
        _house.Exhibits[picture.Lead.Exhibits[0].Key.Value] = new ExhibitFacts(Lead.Noon.AddDays(-3), Lead.Noon.AddDays(-2), [new ExhibitImage("breechFace", Lead.Noon)]);
        await _house.SeeAsync(picture with
        {
            Vehicles = [new VehicleNearEvents("pl-1", "ABC123", "NY", [.. picture.Events.Select(e => new Sighting(e.CaseKey, Lead.Noon, 40.7, -74, 5, 3, "D1", "stolen", "lpr/x/1"))], 2)],
            Gunshots = [new GunshotNearEvent("gs-1", picture.Events[0].CaseKey, ["a"], Lead.Noon, GunshotKind.Multiple, 3, 40.7, -74, 10, 5, ["gunshots/x/1"])],
        }, A_recipients_view.Answered());
        return await _house.IssuedAsync(1);
    }

    [Fact]
    public async Task Describes_the_full_packet_and_every_view()
    {
        var issued = await IssuedAsync();
        Assert.Empty(await FaultsAsync(JsonSerializer.Serialize(issued.Packet, PacketsJson.Default.LeadPacket)));
        foreach (var rules in new[] { new DisseminationRules(), new DisseminationRules { TraceData = false }, new DisseminationRules { TraceData = false, CriminalIntelligence = false, Supervision = false } })
        {
            Assert.Empty(await FaultsAsync(JsonSerializer.Serialize(PacketView.For(issued, Lead.North, rules), PacketsJson.Default.LeadPacket)));
        }
    }

    [Fact]
    public async Task Refuses_a_packet_without_any_one_of_its_parts()
    {
        var whole = JsonSerializer.Serialize((await IssuedAsync()).Packet, PacketsJson.Default.LeadPacket);
        foreach (var part in JsonNode.Parse(whole)!.AsObject().Select(p => p.Key).ToList())
        {
            var without = JsonNode.Parse(whole)!.AsObject();
            without.Remove(part);
            Assert.NotEmpty(await FaultsAsync(without.ToJsonString()));
        }
    }

    [Fact]
    public async Task Refuses_what_it_does_not_know()
    {
        var packet = JsonNode.Parse(JsonSerializer.Serialize((await IssuedAsync()).Packet, PacketsJson.Default.LeadPacket))!.AsObject();
        packet["surprise"] = 1;
        Assert.NotEmpty(await FaultsAsync(packet.ToJsonString()));
    }
}
