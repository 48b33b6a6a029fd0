using System.Text;
using CgiHub.Core.Feeds;

namespace CgiHub.Core.Tests.Feeds;

/// <summary>Whatever is wrong with a body, what came before it has landed, and the sender is told where it broke.</summary>
public sealed class A_damaged_body : IDisposedAfterTest
{
    private readonly FeedHouse _house = new();

    public ValueTask DisposeAsync() => _house.DisposeAsync();

    private static string Rows(int count) => string.Join('\n', Enumerable.Range(1, count).Select(i => FeedHouse.Incident(i)));

    [Theory]
    [InlineData("[{0},{1}", 2, 1)]
    [InlineData("[{0},{1},", 2, 1)]
    [InlineData("[{0} {1}]", 1, 1)]
    [InlineData("[{0},{1}][{0}]", 2, 1)]
    [InlineData("[{0},{1}]}", 2, 1)]
    [InlineData("[][{0}]", 0, 1)]
    [InlineData("[{0},]", 1, 1)]
    [InlineData("[,{0}]", 1, 1)]
    [InlineData("[{0},}},{1}]", 1, 2)]
    [InlineData("[{0},\"text, with ] and {{\",{1}]", 2, 1)]
    [InlineData("[null,{0},7]", 1, 2)]
    [InlineData("{0}\n{1}", 1, 1)]
    public async Task Of_json_lands_what_can_be_told_apart(string form, int accepted, int rejected)
    {
        var body = form.Replace("{0}", FeedHouse.Incident(1), StringComparison.Ordinal).Replace("{1}", FeedHouse.Incident(2), StringComparison.Ordinal).Replace("{{", "{", StringComparison.Ordinal).Replace("}}", "}", StringComparison.Ordinal);
        var receipt = await _house.SendIncidentsAsync(body, FeedHouse.Json);
        Assert.Equal((accepted, rejected), ((int)receipt.Accepted, (int)receipt.Rejected));
        Assert.Equal(rejected, receipt.Errors.Count);
    }

    [Fact]
    public async Task That_ends_inside_a_row_gives_the_rest_of_it_back()
    {
        var receipt = await _house.SendIncidentsAsync($"[{FeedHouse.Incident(1)},{{\"sourceId\":\"half", FeedHouse.Json);
        Assert.Equal((2, 1, 0, 1), FeedHouse.Counts(receipt));
        Assert.Equal((1, "malformed"), ((int)receipt.Errors[0].Index, receipt.Errors[0].Code));
        Assert.Contains("{\"sourceId\":\"half", await _house.RejectedAsync(receipt), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_lines_loses_only_the_bad_ones()
    {
        var receipt = await _house.SendIncidentsAsync($"\uFEFF{FeedHouse.Incident(1)}\r\n\r\n{{\r\n  {FeedHouse.Incident(2)}\t\r\n{FeedHouse.Incident(3)}{FeedHouse.Incident(4)}\n\"\\ud800\"\n{FeedHouse.Incident(5)}");
        Assert.Equal((6, 3, 0, 3), FeedHouse.Counts(receipt));
        Assert.Equal([1L, 3L, 4L], receipt.Errors.Select(e => e.Index));
    }

    [Theory]
    [InlineData("application/geo+json", """{"type":"FeatureCollection","fe\ud800":[],"features":[]}""")]
    [InlineData("application/ld+json", """{"\ud800":[]}""")]
    [InlineData("application/json", """{"\ud800":[]}""")]
    public async Task With_a_member_whose_name_is_no_text_is_rejected(string mediaType, string body)
    {
        var receipt = (await _house.TryAsync("firearms", Encoding.UTF8.GetBytes(body), mediaType)).Value;
        Assert.Equal((1, 0, 0, 1), FeedHouse.Counts(receipt));
    }

    [Fact]
    public async Task With_broken_letters_is_rejected_in_that_row_only()
    {
        byte[] body = [.. Encoding.UTF8.GetBytes(FeedHouse.Incident(1) + "\n"), .. Encoding.Latin1.GetBytes(FeedHouse.Incident(2, ",\"address\":\"é\"") + "\n"), .. Encoding.UTF8.GetBytes(FeedHouse.Incident(3, ",\"address\":\"\\ud800\""))];
        var receipt = (await _house.TryAsync("incidents", body, FeedHouse.Lines)).Value;
        Assert.Equal((3, 1, 0, 2), FeedHouse.Counts(receipt));
        Assert.Equal(["1 malformed", "2 malformed"], receipt.Errors.Select(e => $"{e.Index} {e.Code}"));
    }

    [Theory]
    [InlineData(new byte[] { 0xE1 })]
    [InlineData(new byte[] { (byte)'\\', (byte)'u', (byte)'d', (byte)'8', (byte)'0', (byte)'0' })]
    public async Task With_a_broken_name_in_a_row_that_lacks_something_is_rejected_in_that_row_only(byte[] broken)
    {
        byte[] body = [.. "[{\""u8, .. broken, .. "\":1},"u8, .. Encoding.UTF8.GetBytes(FeedHouse.Incident(2)), .. "]"u8];
        var receipt = (await _house.TryAsync("incidents", body, FeedHouse.Json)).Value;
        Assert.Equal((2, 1, 0, 1), FeedHouse.Counts(receipt));
        Assert.Contains(receipt.Errors, e => e is { Pointer: "", Code: "format" });
    }

    [Fact]
    public async Task Nested_beyond_measure_is_one_bad_row()
    {
        var deep = new string('[', 5000) + new string(']', 5000);
        var receipt = await _house.SendIncidentsAsync($"[{FeedHouse.Incident(1, $",\"x\":{deep}")},{FeedHouse.Incident(2)}]", FeedHouse.Json);
        Assert.Equal((1, 1), ((int)receipt.Accepted, (int)receipt.Rejected));
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(0.95)]
    public async Task Of_gzip_that_is_cut_off_is_refused(double part)
    {
        var whole = FeedHouse.Zip(Encoding.UTF8.GetBytes(Rows(2000)));
        var error = (await _house.TryAsync("incidents", whole[..(int)(whole.Length * part)], FeedHouse.Lines, "gzip")).Error!;
        Assert.Equal((1006, 400), (error.Number, error.Status));
    }

    [Fact]
    public async Task That_is_called_gzip_and_is_none_is_refused()
    {
        Assert.Equal(1006, (await _house.TryAsync("incidents", Encoding.UTF8.GetBytes(Rows(3)), FeedHouse.Lines, "gzip")).Error!.Number);
    }

    [Fact]
    public async Task That_is_sent_again_whole_lands_whole()
    {
        var whole = FeedHouse.Zip(Encoding.UTF8.GetBytes(Rows(3000)));
        Assert.NotNull((await _house.TryAsync("incidents", whole[..(whole.Length / 2)], FeedHouse.Lines, "gzip")).Error);
        var receipt = (await _house.TryAsync("incidents", whole, FeedHouse.Lines, "gzip")).Value;
        Assert.Equal(3000, receipt.Accepted + receipt.Duplicates);
    }

    [Fact]
    public async Task Whose_sender_hangs_up_tells_nobody_and_can_be_sent_again()
    {
        using var hangUp = new CancellationTokenSource();
        await using var body = new BreakingStream(Encoding.UTF8.GetBytes(Rows(5000)), 200_000, hangUp);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _house.Intake.TakeAsync(FeedHouse.Sender, "incidents", body, FeedHouse.Lines, null, hangUp.Token));
        var receipt = await _house.SendIncidentsAsync(Rows(5000));
        Assert.Equal(5000, receipt.Accepted + receipt.Duplicates);
    }

    [Theory]
    [InlineData(FeedHouse.Lines, int.MaxValue, 64 * 1024)]
    [InlineData(FeedHouse.Lines, 5000, 64 * 1024)]
    [InlineData(FeedHouse.Lines, int.MaxValue, 512 * 1024)]
    [InlineData(FeedHouse.Lines, 5000, 512 * 1024)]
    [InlineData(FeedHouse.Json, int.MaxValue, 64 * 1024)]
    [InlineData(FeedHouse.Json, 5000, 64 * 1024)]
    [InlineData(FeedHouse.Json, 5000, 512 * 1024)]
    [InlineData(FeedHouse.Csv, int.MaxValue, 64 * 1024)]
    [InlineData(FeedHouse.Csv, 5000, 64 * 1024)]
    public async Task With_a_row_that_is_too_long_lands_the_rows_around_it_however_it_arrives(string type, int pieces, int block)
    {
        await using var house = new FeedHouse(new FeedOptions { MaxRowBytes = 40_000, BlockBytes = block });
        foreach (var length in new[] { 39_000, 41_000, 70_000, 150_000, 1_000_000 })
        {
            var text = new string('x', length);
            await using var body = new PiecesStream(Encoding.UTF8.GetBytes(Body(type, text)), pieces);
            var receipt = (await house.Intake.TakeAsync(FeedHouse.Sender, "incidents", body, type, null, default)).Value;
            var fits = length < 40_000;
            Assert.Equal((fits ? 0 : 1, 401), ((int)receipt.Rejected, (int)receipt.Received));
            Assert.Equal(401, receipt.Accepted + receipt.Duplicates + receipt.Rejected);
            if (!fits)
            {
                Assert.Equal((200, "tooLong"), ((int)receipt.Errors[0].Index, receipt.Errors[0].Code));
                Assert.Null(receipt.RejectedType);
                Assert.True(receipt.RejectedIncomplete);
            }
        }
    }

    private static string Body(string type, string text)
    {
        if (type == FeedHouse.Csv)
        {
            var rows = Enumerable.Range(1, 401).Select(i => $"i{i},26-{i},2026-01-05T10:00:00Z,shotsFired,41.5,-99.5,{(i == 201 ? text : "short")}");
            return "sourceId,caseNumber,occurredAt,type,lat,lon,narrative\n" + string.Join('\n', rows);
        }

        var lines = Enumerable.Range(1, 401).Select(i => FeedHouse.Incident(i, i == 201 ? $",\"narrative\":\"{text}\"" : ""));
        return type == FeedHouse.Json ? $"[{string.Join(",\n", lines)}]" : string.Join('\n', lines);
    }

    /// <summary>Gives its bytes a few at a time, as a network does.</summary>
    private class PiecesStream(byte[] bytes, int most) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => base.ReadAsync(buffer[..Math.Min(buffer.Length, most)], cancellationToken);
    }

    /// <summary>Gives some bytes; then the caller is gone.</summary>
    private sealed class BreakingStream(byte[] bytes, int after, CancellationTokenSource hangUp) : PiecesStream(bytes, 16_384)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Position >= after)
            {
                await hangUp.CancelAsync();
                hangUp.Token.ThrowIfCancellationRequested();
            }

            return await base.ReadAsync(buffer, cancellationToken);
        }
    }
}
