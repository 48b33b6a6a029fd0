using System.Text.Json;

namespace CgiHub.Board.Tests;

/// <summary>The board's pages with something to show on each, as the played region has it.</summary>
internal static class Pages
{
    /// <summary>When the played region's leads were made.</summary>
    public const string Month = "2026-03";

    public static async Task<IReadOnlyList<(string Name, string Path)>> OfAsync(HttpClient staff)
    {
        var leads = await ItemsAsync(staff, "/api/v1/leads?limit=100");
        var guns = await ItemsAsync(staff, "/api/v1/guns?limit=100");
        var lead = leads[0].GetProperty("leadId").GetString()!;
        var gun = guns.MaxBy(g => g.GetProperty("cases").GetInt32()).GetProperty("id").GetString();
        return
        [
            ("triage", "/"),
            ("lead", $"/leads/{lead}"),
            ("guns", "/guns"),
            ("gun", $"/guns/{gun}"),
            ("crews", "/crews"),
            ("alerts", "/alerts"),
            ("person", $"/persons/{await PersonAsync(staff, leads)}"),
            ("search", $"/search?q={leads[0].GetProperty("leadNumber").GetString()}"),
            ("digest", "/digest"),
            ("agencies", $"/agencies?month={Month}"),
            ("inbox", $"/agencies/{leads.SelectMany(l => l.GetProperty("owners").EnumerateArray()).First().GetString()}?state=all&month={Month}"),
            ("review", "/review"),
            ("sources", "/sources"),
            ("dead-letters", "/dead-letters"),
            ("audit", "/audit"),
        ];
    }

    public static async Task<IReadOnlyList<JsonElement>> ItemsAsync(HttpClient client, string path)
    {
        using var page = JsonDocument.Parse(await client.GetStringAsync(path));
        return [.. page.RootElement.GetProperty("items").EnumerateArray().Select(i => i.Clone())];
    }

    private static async Task<string> PersonAsync(HttpClient staff, IReadOnlyList<JsonElement> leads)
    {
        foreach (var lead in leads)
        {
            using var packet = JsonDocument.Parse(await staff.GetStringAsync($"/api/v1/packets/{lead.GetProperty("leadId").GetString()!.Replace("ld-", "pk-", StringComparison.Ordinal)}"));
            if (packet.RootElement.GetProperty("persons").EnumerateArray().FirstOrDefault() is { ValueKind: JsonValueKind.Object } person)
            {
                return person.GetProperty("id").GetString()!;
            }
        }

        throw new InvalidOperationException("The played region names nobody.");
    }
}
