using System.Text.Json;

namespace CgiHub.Cli.Hub;

/// <summary>One page of a list; its items stay as the hub sent them, so that nothing it adds is lost on the way to <c>--json</c>.</summary>
internal sealed record HubPage
{
    /// <summary>The items.</summary>
    public IReadOnlyList<JsonElement> Items { get; set; } = [];

    /// <summary>Where to go on; null at the end.</summary>
    public string? Next { get; init; }
}

/// <summary>Reads whole lists page by page.</summary>
internal static class HubPages
{
    private const int PageSize = 200;

    /// <summary>The items of a list in order, at most so many.</summary>
    public static async IAsyncEnumerable<JsonElement> ListAsync(this HubClient hub, string path, long most, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        string? cursor = null;
        var given = 0L;
        do
        {
            var limit = Math.Min(PageSize, most - given);
            var query = $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}limit={limit}{(cursor is null ? "" : "&cursor=" + Uri.EscapeDataString(cursor))}";
            using var answer = (await hub.SendAsync(new HubRequest(HttpMethod.Get, query), cancel)).OrFail();
            var page = await answer.ReadAsync(CliJson.Default.HubPage, cancel);
            foreach (var item in page.Items)
            {
                given++;
                yield return item;
            }

            cursor = page.Next;
        }
        while (cursor is not null && given < most);
    }

    /// <summary>A member's text, or an empty one.</summary>
    public static string Text(this JsonElement item, string name) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value.ToString() : "";
}
