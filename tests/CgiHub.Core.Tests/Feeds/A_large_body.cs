using System.IO.Compression;
using System.Text;
using CgiHub.Core.Feeds;

namespace CgiHub.Core.Tests.Feeds;

/// <summary>Memory is a few blocks, whatever the body's size.</summary>
[Collection(Alone.Name)]
public sealed class A_large_body : IDisposedAfterTest
{
    private readonly FeedHouse _house = new();

    public ValueTask DisposeAsync() => _house.DisposeAsync();

    [Theory]
    [InlineData(FeedHouse.Lines, 200_000, 500)]
    [InlineData(FeedHouse.Json, 60_000, 1800)]
    [InlineData(FeedHouse.Csv, 60_000, 1800)]
    public async Task Is_never_whole_in_memory(string type, int rows, int letters)
    {
        // Every row is refused, so that what is measured is the reading and not the store.
        await using var house = new FeedHouse(new FeedOptions { MaxListedErrors = 10, MaxRejectedBytes = 0 });
        await using var body = new MadeUpStream(type, rows, letters);
        var receipt = (await house.Intake.TakeAsync(FeedHouse.Sender, "gunshots", body, type, null, default)).Value;
        Assert.Equal((rows, 0, 0, rows), FeedHouse.Counts(receipt));
        Assert.Equal(10, receipt.Errors.Count);
        Assert.True(receipt.MoreErrors);

        // The body is over 100 MB, and the reader was never far behind the writer: it held what it had read and not yet let go.
        Assert.True(body.Made > 100_000_000, $"{body.Made} bytes");
        Assert.True(body.MostAlive < 60_000_000, $"{body.MostAlive} bytes were alive while {body.Made} were read.");
    }

    [Fact]
    public async Task That_compresses_beyond_all_measure_is_refused_in_time()
    {
        using var bomb = new MemoryStream();
        await using (var gzip = new GZipStream(bomb, CompressionLevel.Optimal, leaveOpen: true))
        {
            var blanks = new byte[1 << 20];
            for (var i = 0; i < 80; i++)
            {
                await gzip.WriteAsync(blanks);
            }
        }

        var error = (await _house.TryAsync("incidents", bomb.ToArray(), FeedHouse.Lines, "gzip")).Error!;
        Assert.Equal((3104, 413), (error.Number, error.Status));
    }

    [Theory]
    [InlineData(false, 1008)]
    [InlineData(true, 3104)]
    public async Task Over_the_limit_is_refused_and_told_which(bool zipped, int number)
    {
        await using var house = new FeedHouse(new FeedOptions { MaxBodyBytes = 10_000 });
        var body = Encoding.UTF8.GetBytes(string.Join('\n', Enumerable.Range(1, 100).Select(i => FeedHouse.Incident(i))));
        var error = (await house.TryAsync("incidents", zipped ? FeedHouse.Zip(body) : body, FeedHouse.Lines, zipped ? "gzip" : null)).Error!;
        Assert.Equal((number, 413), (error.Number, error.Status));
    }

    /// <summary>Rows that are made when they are read, and a look at the memory now and then.</summary>
    private sealed class MadeUpStream(string type, int rows, int letters) : MemoryStream
    {
        private readonly string _note = new('n', letters);
        private readonly long _before = GC.GetTotalMemory(forceFullCollection: true);
        private byte[] _chunk = [];
        private int _given;
        private int _next;

        public long Made { get; private set; }

        public long MostAlive { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_given == _chunk.Length)
            {
                _chunk = Next();
                _given = 0;
            }

            var count = Math.Min(buffer.Length, _chunk.Length - _given);
            _chunk.AsSpan(_given, count).CopyTo(buffer.Span);
            _given += count;
            return ValueTask.FromResult(count);
        }

        private byte[] Next()
        {
            if (_next > rows)
            {
                return [];
            }

            var text = new StringBuilder();
            if (_next == 0)
            {
                text.Append(type switch { FeedHouse.Json => "[", FeedHouse.Csv => "sourceId,alertId\n", _ => "" });
            }

            for (var i = 0; i < 100 && _next < rows; i++, _next++)
            {
                text.Append(type == FeedHouse.Csv ? $"s{_next},{_note}" : $"{{\"sourceId\":\"s{_next}\",\"alertId\":\"{_note}\"}}");
                text.Append(type == FeedHouse.Json ? _next == rows - 1 ? "]" : "," : "\n");
            }

            if (_next == rows)
            {
                _next++;
            }

            if (_next % 20_000 is 0 or 1)
            {
                MostAlive = Math.Max(MostAlive, GC.GetTotalMemory(forceFullCollection: true) - _before);
            }

            var chunk = Encoding.UTF8.GetBytes(text.ToString());
            Made += chunk.Length;
            return chunk;
        }
    }
}
