using System.Text.Json;

namespace CgiHub.EndToEnd.Tests.Real_data;

[Collection(RealDataCollection.Name)]
public sealed class A_public_export(RealDataHub real)
{
    private const int MostListedErrors = 1000;

    public static TheoryData<string> Files => new(Shipment.All.Select(s => s.File));

    [SkippableTheory]
    [MemberData(nameof(Files))]
    public void Lands_as_its_rows_add_up(string file)
    {
        PublicData.Require();
        var counts = Of(file).Counts;
        if (file == Shipment.Traces)
        {
            // Recoveries that were computed into the future: how many depends on today.
            var ahead = PublicData.Rows(file).Count(r => r["firearm_serial"].Length > 0 && string.CompareOrdinal(r["crime_date"], Tomorrow()) > 0);
            counts = counts with { Accepted = counts.Accepted - ahead, Rejected = counts.Rejected + ahead };
        }

        Assert.Equal(counts, CountsOf(real.ReceiptOf(file)));
    }

    [SkippableTheory]
    [MemberData(nameof(Files))]
    public void Is_told_why_rows_were_rejected(string file)
    {
        PublicData.Require();
        var shipment = Of(file);
        var receipt = real.ReceiptOf(file);
        var told = receipt.GetProperty("errors").EnumerateArray().Select(e => (Index: e.GetProperty("index").GetInt64(), What: $"{e.GetProperty("pointer").GetString()} {e.GetProperty("code").GetString()}"))
            .Where(e => e.What != "/recoveredAt time.range").ToList();
        Assert.Equal(shipment.Faults.Order(), told.Select(e => e.What).Distinct().Order());
        Assert.Equal(Math.Min(MostListedErrors, shipment.Counts.Rejected * shipment.Faults.Count), told.Count);
        Assert.Equal(shipment.Counts.Rejected * shipment.Faults.Count > MostListedErrors, receipt.TryGetProperty("moreErrors", out var more) && more.GetBoolean());
    }

    [SkippableTheory]
    [InlineData(Shipment.PlateReads, '|')]
    [InlineData(Shipment.Traces, ',')]
    [InlineData(Shipment.OldAlerts, ',')]
    public async Task Gets_its_rejected_rows_back(string file, char separator)
    {
        PublicData.Require();
        var receipt = real.ReceiptOf(file);
        var rejected = await RejectedOfAsync(file, separator);
        Assert.Equal(receipt.GetProperty("rejected").GetInt32(), rejected.Count);
        Assert.Empty(rejected.Select(Line).Except(PublicData.Rows(file, separator).Select(Line)));

        static string Line(Dictionary<string, string> row) => string.Join('|', row.Values);
    }

    [SkippableFact]
    public async Task Gets_the_rejected_row_of_its_workbook_back_as_text()
    {
        PublicData.Require();
        var rejected = Assert.Single(await RejectedOfAsync("dc-shotspotter/ShotSpotter2016.xlsx", ','));
        var sent = PublicData.Rows("dc-shotspotter/ShotSpotter2016.csv").Single(r => r["ID"] == "#REF!");

        // The cell with the error is empty; the others say what they said.
        Assert.Equal(("", sent["Type"], sent["Time"], sent["Source"]), (rejected["ID"], rejected["Type"], rejected["Time"], rejected["Source"]));
    }

    [SkippableFact]
    public async Task Changes_nothing_when_it_comes_again()
    {
        PublicData.Require();
        using var client = await real.Hub.ClientAsync(RealCases.Washington, "Agency.Submit");
        await using var file = File.OpenRead(PublicData.PathOf(Shipment.Arrests));
        using var content = new StreamContent(file) { Headers = { ContentType = new("text/csv") } };
        using var answer = await client.PostAsync("/api/v1/feeds/arrests", content);
        var again = JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync());
        var first = Of(Shipment.Arrests).Counts;
        Assert.Equal(first with { Accepted = 0, Duplicates = first.Accepted, Merged = first.Merged }, CountsOf(again));
    }

    private async Task<List<Dictionary<string, string>>> RejectedOfAsync(string file, char separator)
    {
        using var client = await real.Hub.ClientAsync(RealDataHub.OriOf(Of(file).Mapping), "Agency.Submit");
        return PublicData.RowsOf(await client.GetStringAsync($"/api/v1/receipts/{real.ReceiptOf(file).GetProperty("id").GetString()}/rejected"), separator);
    }

    private static Shipment Of(string file) => Shipment.All.Single(s => s.File == file);

    private static string Tomorrow() => DateTime.UtcNow.AddDays(1).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private static Counts CountsOf(JsonElement receipt)
    {
        return new Counts(Count("received"), Count("accepted")) { Duplicates = Count("duplicates"), Rejected = Count("rejected"), Skipped = Count("skipped"), Merged = Count("merged") };

        int Count(string name) => receipt.GetProperty(name).GetInt32();
    }
}
