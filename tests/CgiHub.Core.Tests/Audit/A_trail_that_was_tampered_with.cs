using System.Text.Json;
using CgiHub.Core.Audit;
using CgiHub.Core.Storage;
using CsCheck;

namespace CgiHub.Core.Tests.Audit;

public sealed class A_trail_that_was_tampered_with : IDisposedAfterTest
{
    private const int Entries = 8;
    private readonly AuditHouse _house = new();

    public ValueTask DisposeAsync() => _house.DisposeAsync();

    private static byte[] Body(AuditEntry entry) => JsonSerializer.SerializeToUtf8Bytes(entry, AuditJson.Default.AuditEntry);

    private static AuditEntry Parsed(StoredDocument document) => JsonSerializer.Deserialize(document.Body.Span, AuditJson.Default.AuditEntry)!;

    private static async Task<AuditBreak?> BreakAsync(AuditHouse house)
    {
        var verified = await house.VerifyAsync();
        Assert.Equal(verified.Break is null, verified.Intact);
        return verified.Break;
    }

    /// <summary>Tampers with a trail of a few entries at a place, and tells where the hub says it broke.</summary>
    private static async Task<long?> FoundAfterAsync(Func<AuditHouse, IReadOnlyList<StoredDocument>, Task> tamper)
    {
        await using var house = AuditHouse.InMemory();
        await house.RecordAsync(Entries);
        await tamper(house, await house.DocumentsAsync());
        return (await BreakAsync(house))?.Sequence;
    }

    private static readonly Gen<int> Place = Gen.Int[0, Entries - 1];

    [Fact]
    public async Task Names_the_entry_that_was_altered() =>
        await Place.SampleAsync(async at => Assert.Equal(at + 1, await FoundAfterAsync((house, documents) =>
        {
            var entry = Parsed(documents[at]);
            return house.TamperAsync(DocumentWrite.Upsert(documents[at].Id, Body(entry with { Attempt = entry.Attempt with { Status = 403 } }), documents[at].Sort));
        })), iter: 30);

    [Fact]
    public async Task Names_the_entry_after_one_that_was_altered_together_with_its_hash() =>
        await Place.SampleAsync(async at => Assert.Equal(Math.Min(at + 2, Entries), await FoundAfterAsync((house, documents) =>
            house.TamperAsync(DocumentWrite.Upsert(documents[at].Id, Body(AuditHouse.Forged(documents[at], e => e with { Attempt = e.Attempt with { Subject = "else" } })), documents[at].Sort)))), iter: 30);

    [Fact]
    public async Task Names_the_place_of_an_entry_that_was_removed() =>
        await Place.SampleAsync(async at => Assert.Equal(at + 1, await FoundAfterAsync((house, documents) => house.TamperAsync(DocumentWrite.Delete(documents[at].Id)))), iter: 30);

    [Fact]
    public async Task Names_the_place_from_which_several_were_removed() =>
        await Place.SampleAsync(async at => Assert.Equal(at + 1, await FoundAfterAsync((house, documents) => house.TamperAsync([.. documents.Skip(at).Select(d => DocumentWrite.Delete(d.Id))]))), iter: 30);

    [Fact]
    public async Task Names_the_place_of_an_entry_that_was_put_in() =>
        await Place.SampleAsync(async at => Assert.Equal(at + 2, await FoundAfterAsync((house, documents) =>
            house.TamperAsync(DocumentWrite.Create("x", Body(AuditHouse.Forged(documents[at], e => e with { Attempt = e.Attempt with { Subject = "else" } })), documents[at].Sort + "x")))), iter: 30);

    [Fact]
    public async Task Names_an_entry_that_was_added_at_the_end() =>
        Assert.Equal(Entries + 1, await FoundAfterAsync((house, documents) =>
        {
            var last = Parsed(documents[^1]);
            var added = AuditHouse.Forged(documents[^1], e => e with { Sequence = e.Sequence + 1, Previous = last.Hash });
            return house.TamperAsync(DocumentWrite.Create($"{added.Sequence:d12}", Body(added), $"{SortKey.Of(added.At)}|{added.Sequence:d12}"));
        }));

    [Fact]
    public async Task Names_the_first_of_two_entries_that_changed_places() =>
        await Gen.Select(Place, Place).Where((a, b) => a < b).SampleAsync(async (a, b) => Assert.Equal(a + 1, await FoundAfterAsync((house, documents) => house.TamperAsync(
            DocumentWrite.Upsert(documents[a].Id, documents[b].Body, documents[a].Sort), DocumentWrite.Upsert(documents[b].Id, documents[a].Body, documents[b].Sort)))), iter: 30);

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"x\"")]
    public async Task Names_the_place_of_what_is_no_entry_at_all_and_still_lists_the_others(string body)
    {
        await _house.RecordAsync(Entries);
        var third = (await _house.DocumentsAsync())[2];
        await _house.TamperAsync(DocumentWrite.Upsert(third.Id, System.Text.Encoding.UTF8.GetBytes(body), third.Sort));
        Assert.Equal(3, (await BreakAsync(_house))!.Sequence);
        Assert.Equal([1, 2, 4, 5, 6, 7, 8], (await _house.EntriesAsync()).Select(e => e.Sequence));
    }

    [Fact]
    public async Task Names_an_entry_to_which_a_member_was_added() =>
        Assert.Equal(4, await FoundAfterAsync((house, documents) =>
        {
            var node = System.Text.Json.Nodes.JsonNode.Parse(documents[3].Body.Span)!.AsObject();
            node["note"] = "innocent";
            return house.TamperAsync(DocumentWrite.Upsert(documents[3].Id, JsonSerializer.SerializeToUtf8Bytes(node), documents[3].Sort));
        }));

    [Fact]
    public async Task Names_the_end_where_the_head_was_altered_or_removed()
    {
        Assert.Equal(Entries, await FoundAfterAsync((house, _) => house.TamperAsync(DocumentWrite.Upsert("head", JsonSerializer.SerializeToUtf8Bytes(new AuditHead(Entries - 1, new string('a', 64), AuditHouse.Began), AuditJson.Default.AuditHead)))));
        Assert.NotNull(await FoundAfterAsync((house, _) => house.TamperAsync(DocumentWrite.Delete("head"))));
    }

    [Fact]
    public async Task Names_the_day_that_is_missing()
    {
        await _house.RecordAsync(3);
        _house.Time.Advance(TimeSpan.FromDays(1));
        await _house.RecordAsync(3);
        _house.Time.Advance(TimeSpan.FromDays(1));
        await _house.RecordAsync(3);

        await _house.TamperAsync($"days|{AuditHouse.Writer}", DocumentWrite.Delete("20260302"));
        Assert.Equal(("20260303", 4L), (await BreakAsync(_house)) is { } found ? (found.Day, found.Sequence) : default);
    }

    [Fact]
    public async Task Names_the_first_day_where_its_entries_are_gone()
    {
        await _house.RecordAsync(3);
        _house.Time.Advance(TimeSpan.FromDays(1));
        await _house.RecordAsync(3);
        await _house.TamperAsync([.. (await _house.DocumentsAsync()).Select(d => DocumentWrite.Delete(d.Id)), DocumentWrite.Delete("head")]);
        Assert.Equal(("20260302", 1L), (await BreakAsync(_house)) is { } found ? (found.Day, found.Sequence) : default);
    }

    [Fact]
    public async Task Names_the_newest_day_where_it_is_missing_as_a_whole()
    {
        await _house.RecordAsync(3);
        await _house.TamperAsync([.. (await _house.DocumentsAsync()).Select(d => DocumentWrite.Delete(d.Id)), DocumentWrite.Delete("head")]);
        await _house.TamperAsync($"days|{AuditHouse.Writer}", DocumentWrite.Delete(AuditHouse.Day));
        Assert.Equal(AuditHouse.Day, (await BreakAsync(_house))!.Day);
    }

    [Fact]
    public async Task Does_not_look_whole_again_when_the_host_goes_on()
    {
        await _house.RecordAsync(3);
        await _house.TamperAsync([.. (await _house.DocumentsAsync()).Select(d => DocumentWrite.Delete(d.Id)), DocumentWrite.Delete("head")]);
        await _house.RestartAsync();
        await _house.RecordAsync(2);
        Assert.Equal(1, (await BreakAsync(_house))!.Sequence);
    }

    [Fact]
    public async Task Is_found_out_where_its_writer_is_no_longer_listed()
    {
        await _house.RecordAsync(3);
        await _house.TamperAsync("writers", DocumentWrite.Delete(AuditHouse.Writer));
        Assert.Equal(1, (await BreakAsync(_house))!.Sequence);
    }

    [Fact]
    public async Task Tells_whose_chain_it_was()
    {
        await using var other = _house.Another("other");
        await other.RecordAsync(AuditHouse.Attempt(1), default);
        await _house.RecordAsync(2);
        await _house.TamperAsync($"other|{AuditHouse.Day}", DocumentWrite.Delete("000000000001"));
        Assert.Equal("other", (await BreakAsync(_house))!.Writer);
    }
}
