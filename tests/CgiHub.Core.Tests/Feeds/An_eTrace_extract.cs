using System.Globalization;
using System.Text.Json;
using CgiHub.Core.Records;
using CgiHub.Core.Tests.House;
using CgiHub.Core.Triage;

namespace CgiHub.Core.Tests.Feeds;

/// <summary>An extract with the published columns, through the mapping that the hub brings for it.</summary>
public sealed class An_eTrace_extract : IAsyncLifetime
{
    private const string Header = "TRACE_NUMBER,SERIAL_NUMBER,MANUFACTURER,RECOVERY_DATE,PURCHASE_DATE,FFL_STATE_NAME,RECOVERY_COUNTY,WEAPON_TYPE,PURCHASER_POSSESSOR_SAME_DATE_OF_BIRTH,PURCHASER_POSSESSOR_SAME_LAST_FIRST_NAME,PURCHASER_POSSESSOR_SAME_STREET_ADDRESS";

    private readonly FeedHouse _house = new();

    public async Task InitializeAsync()
    {
        using var entry = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(SourceFiles.Root, "docs", "mappings", "etrace-extract.json")));
        Assert.True((await _house.MapAsync("traces", entry.RootElement.GetProperty("mappings").GetProperty("traces").GetRawText())).TryGet(out _, out _));
    }

    public async Task DisposeAsync() => await _house.DisposeAsync();

    /// <summary>The index as it is published: <c>(.80 × index of months + .10 × unrecorded + .10 × out of state) × 100</c>, months being days / 365 × 12.</summary>
    [Theory]
    [InlineData("T1", "7/1/2015", "7/1/2014", "VIRGINIA", "", "", "", 98.4)]
    [InlineData("T2", "7/1/2015", "7/1/2014", "Virginia", "1", "", "", 88.4)]
    [InlineData("T3", "7/1/2015", "7/1/2014", "NEW YORK", "", "1", "", 78.4)]
    [InlineData("T4", "7/1/2015", "7/1/2014", "UNKNOWN", "", "", "1", 78.4)]
    [InlineData("T5", "7/1/2015", "7/1/2014", "NEW YORK", "0", "0", "0", 88.4)]
    [InlineData("T6", "7/1/2015", "7/1/1960", "GEORGIA", "", "", "", 20.0)]
    [InlineData("T7", "2015-07-01", "2015-07-01", "GEORGIA", "", "", "", 100.0)]
    [InlineData("T8", "7/1/2014", "7/1/2015", "GEORGIA", "", "", "", null)]
    [InlineData("T9", "7/1/2014", "", "GEORGIA", "", "", "", null)]
    public async Task Yields_the_trafficking_index_as_published(string number, string recovered, string bought, string state, string dob, string name, string address, double? expected)
    {
        var receipt = await _house.SendAsync("traces", $"{Header}\n{number},AB123,,{recovered},{bought},{state},KINGS,PR,{dob},{name},{address}\n", FeedHouse.Csv);
        Assert.Equal((1, 1, 0, 0), FeedHouse.Counts(receipt));
        var index = TraffickingIndex.Of(await TraceAsync());
        Assert.Equal(expected, index is null ? null : Math.Round(index.Value, 9));
    }

    [Fact]
    public async Task Of_a_gun_without_a_serial_number_is_refused_for_it_could_find_none()
    {
        var receipt = await _house.SendAsync("traces", string.Create(CultureInfo.InvariantCulture, $"{Header.Replace("SERIAL_NUMBER", "X", StringComparison.Ordinal)}\nT1,A,M,7/1/2015,7/1/2014,OHIO,ERIE,P,,,\n"), FeedHouse.Csv);
        Assert.Equal("/serial", Assert.Single(receipt.Errors).Pointer);
    }

    [Fact]
    public async Task Names_the_published_weapon_types()
    {
        await _house.SendAsync("traces", $"{Header}\nT1,AB123,M,7/1/2015,7/1/2014,OHIO,ERIE,PD,,,\n", FeedHouse.Csv);
        Assert.Equal(("derringer", "OH", "NY"), (await TraceAsync()) is { } trace ? (trace.Type, trace.Ffl!.State, trace.RecoveryState) : default);
    }

    private async Task<Trace> TraceAsync()
    {
        await foreach (var record in new RecordReader(_house.Documents).MentioningAsync(EntityKey.Serial(SerialNumber.From("AB123")!.Value), null, 10, default))
        {
            return Assert.IsType<Trace>(record.Record);
        }

        throw new InvalidOperationException("There is no trace.");
    }
}
