using System.Text.Json;
using CgiHub.Core.Feeds;
using CgiHub.Core.Storage;

namespace CgiHub.Core.Tests.Feeds;

/// <summary>Is taken for an agency's history: it is linked behind what is new. How many rows have come decides, not what their sender says.</summary>
public sealed class An_upload_of_many_rows
{
    private static async Task<IEnumerable<string>> AskedAsync(FeedOptions options, params int[] uploads)
    {
        await using var house = new FeedHouse(options);
        var number = 0;
        foreach (var rows in uploads)
        {
            var receipt = await house.SendIncidentsAsync(string.Join('\n', Enumerable.Range(0, rows).Select(_ => FeedHouse.Incident(++number))));
            Assert.Equal(rows, receipt.Accepted);
        }

        var page = await house.Documents.ReadChangesAsync(Containers.Records, null, 1000, default);
        return page.Changes.Where(c => c.Document.Id.StartsWith(OutboxEntry.IdPrefix, StringComparison.Ordinal))
            .Select(c => JsonSerializer.Deserialize(c.Document.Body.Span, StorageJson.Default.OutboxEntry)!.Queue).Distinct().Order(StringComparer.Ordinal);
    }

    [Fact]
    public async Task Goes_by_the_queue_of_its_own_from_its_first_row() =>
        Assert.Equal([Queues.BulkLinks], await AskedAsync(new FeedOptions { BulkAfterRows = 20 }, 21));

    [Fact]
    public async Task Is_none_at_the_limit_however_often_it_comes() =>
        Assert.Equal([Queues.Links], await AskedAsync(new FeedOptions { BulkAfterRows = 20 }, 20, 20, 20));

    [Fact]
    public async Task Ends_with_few_and_they_go_the_same_way() =>
        Assert.Equal([Queues.BulkLinks, Queues.Links], await AskedAsync(new FeedOptions { BulkAfterRows = 140, BlockBytes = 16 * 1024 }, 150));
}
