using System.Text.Json;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Records;
using CgiHub.Core.Storage;
using CgiHub.Core.Tests.Records;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace CgiHub.Core.Tests.CaseMaps;

/// <summary>Asks for another look at the leads that records touched.</summary>
public sealed class The_link_desk : IDisposedAfterTest
{
    private readonly TestMeters _meters = new();
    private readonly MapHouse _house = new();
    private readonly List<QueueMessage> _sent = [];
    private string _looks = Queues.Leads;
    private Action _whileSending = () => { };

    public ValueTask DisposeAsync()
    {
        _meters.Dispose();
        return _house.DisposeAsync();
    }

    private LinkDesk Desk(CaseMapOptions? options = null) => new(_house.Linker, _house.Guns, new RetentionBook(_house.Documents, Options.Create(new HubOptions()), Options.Create(new RetentionOptions())), new Recorded(this), new HubSteps(_meters, _house.Stores.Time), _house.Stores.Time, Options.Create(options ?? new CaseMapOptions()), NullLogger<LinkDesk>.Instance);

    private async Task TwoLeadsAsync() => await _house.LandAsync(Made.Lab,
        Made.Notice("n1", "1", NibinKind.Lead, 0, Made.Casing(Made.North, "N1"), Made.Casing(Made.South, "S1")),
        Made.Notice("n2", "2", NibinKind.Lead, 1, Made.Casing(Made.South, "S1"), Made.Casing(Made.East, "E1")));

    private static LinkRequest Of(string feed) => new([EntityKey.Case(Made.South, "S1").Value, EntityKey.Exhibit(Made.South, "S1", "1").Value], feed);

    [Fact]
    public async Task Sends_one_message_a_lead_with_the_lead_as_its_session()
    {
        await TwoLeadsAsync();
        await Desk().HandleAsync(Of("nibin"), default);
        Assert.Equal(new[] { "1", "2" }.Select(MapHouse.LeadId).Order(StringComparer.Ordinal), _sent.Select(m => m.SessionId).Order(StringComparer.Ordinal));
        Assert.All(_sent, m => Assert.Equal(m.SessionId, JsonSerializer.Deserialize(m.Body.Span, CaseMapsJson.Default.LeadRequest)!.LeadId));
    }

    [Fact]
    public async Task Lets_no_nibin_row_wait()
    {
        await TwoLeadsAsync();
        await Desk().HandleAsync(Of("nibin"), default);
        await Desk().HandleAsync(Of("nibin"), default);
        Assert.All(_sent, m => Assert.Equal(TimeSpan.Zero, m.Delay));
        Assert.Equal(4, _sent.Select(m => m.Id).Distinct().Count());
    }

    [Theory]
    [InlineData("nibin")]
    [InlineData("incidents")]
    public async Task Has_the_leads_of_a_history_looked_at_behind_the_others_and_once_for_all_that_names_them(string feed)
    {
        await TwoLeadsAsync();
        _looks = Queues.BulkLeads;
        await Desk().HandleBulkAsync(Of(feed), default);
        await Desk().HandleBulkAsync(Of(feed), default);
        Assert.Equal(2, _sent.Select(m => m.Id).Distinct().Count());
    }

    [Fact]
    public async Task Has_what_fills_a_lead_in_share_one_look_within_a_span_of_time()
    {
        await TwoLeadsAsync();
        await Desk().HandleAsync(Of("incidents"), default);
        await Desk().HandleAsync(Of("firearms"), default);
        Assert.Equal(2, _sent.Select(m => m.Id).Distinct().Count());
        Assert.All(_sent, m => Assert.InRange(m.Delay, TimeSpan.FromMilliseconds(250), TimeSpan.FromMilliseconds(2250)));
        _house.Stores.Time.Advance(TimeSpan.FromSeconds(2));
        await Desk().HandleAsync(Of("incidents"), default);
        Assert.Equal(4, _sent.Select(m => m.Id).Distinct().Count());
    }

    [Fact]
    public async Task Sends_again_for_the_next_span_where_it_was_too_slow_for_this_one()
    {
        await TwoLeadsAsync();
        var slow = 1;
        _whileSending = () => _house.Stores.Time.Advance(slow-- > 0 ? TimeSpan.FromSeconds(3) : TimeSpan.Zero);
        await Desk().HandleAsync(Of("incidents"), default);
        Assert.Equal(4, _sent.Select(m => m.Id).Distinct().Count());
    }

    [Fact]
    public async Task Lets_nothing_wait_where_no_delay_is_set()
    {
        await TwoLeadsAsync();
        await Desk(new CaseMapOptions { FillInDelay = TimeSpan.Zero }).HandleAsync(Of("incidents"), default);
        Assert.All(_sent, m => Assert.Equal(TimeSpan.Zero, m.Delay));
    }

    [Fact]
    public async Task Sends_nothing_where_no_lead_is_touched()
    {
        await Desk().HandleAsync(Of("incidents"), default);
        Assert.Empty(_sent);
    }

    [Fact]
    public async Task Forgets_a_gun_that_a_corrected_row_no_longer_names()
    {
        NibinExhibit[] exhibits = [Made.Casing(Made.North, "N1"), Made.Casing(Made.South, "S1"), Made.Casing(Made.East, "E1")];
        var byKey = exhibits.OrderBy(e => EntityKey.Exhibit(e.Ori, e.CaseNumber, e.ExhibitNumber).Value, StringComparer.Ordinal).ToList();
        await _house.LandAsync(Made.Lab, Made.Notice("n1", "1", NibinKind.Lead, 0, byKey[0], byKey[1]));
        await _house.KeepAsync("1");

        // The gun was called by the exhibit that the row no longer names.
        await _house.LandAsync(Made.Lab, Made.Notice("n1", "1", NibinKind.Lead, 0, byKey[1], byKey[2]));
        await Desk().HandleAsync(new LinkRequest([.. byKey.Select(e => EntityKey.Exhibit(e.Ori, e.CaseNumber, e.ExhibitNumber).Value)], "nibin"), default);
        await _house.KeepAsync("1");
        Assert.Equal((await _house.DrawAsync()).Gun.Id, Assert.Single(await _house.CardsAsync()).Id);
    }

    private sealed class Recorded(The_link_desk desk) : IMessageQueue
    {
        public ValueTask SendAsync(string queue, IReadOnlyList<QueueMessage> messages, CancellationToken cancel)
        {
            Assert.Equal(desk._looks, queue);
            desk._sent.AddRange(messages);
            desk._whileSending();
            return ValueTask.CompletedTask;
        }
    }
}
