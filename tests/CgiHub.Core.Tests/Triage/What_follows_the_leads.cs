using System.Collections.Concurrent;
using System.Text.Json;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Storage;
using CgiHub.Core.Tests.Packets;
using CgiHub.Core.Triage;

namespace CgiHub.Core.Tests.Triage;

public sealed class What_follows_the_leads : IDisposedAfterTest
{
    private readonly PacketHouse _house = new();
    private readonly Table _table = new();

    public ValueTask DisposeAsync() => _house.DisposeAsync();

    private LeadFollowing Following => new(_house.Documents, [_table], _house.Steps);

    private static LeadPicture Picture(params string[] cases) => Lead.Over([.. cases.Select(c => (Lead.North, c))]);

    [Fact]
    public async Task Is_told_a_lead_as_it_stands()
    {
        await _house.SeeAsync(Picture("N1", "N2"));
        await _house.SeeAsync(Picture("N1", "N2", "N3"));
        await Following.FollowAsync(new(Lead.Id), again: false, default);

        Assert.Equal([2], _table.Told);
    }

    [Fact]
    public async Task Has_the_newest_in_the_end_though_one_that_was_slow_wrote_last()
    {
        await _house.SeeAsync(Picture("N1", "N2"));
        _table.BeforeFirst = async () =>
        {
            // Meanwhile the lead changes, and another worker has done with that.
            await _house.SeeAsync(Picture("N1", "N2", "N3"));
            await new LeadFollowing(_house.Documents, [_table], _house.Steps).FollowAsync(new(Lead.Id), again: false, default);
        };
        await Following.FollowAsync(new(Lead.Id), again: false, default);

        Assert.Equal([2, 1, 2], _table.Told);
    }

    [Fact]
    public async Task Is_told_nothing_of_a_lead_that_is_not_there()
    {
        await Following.FollowAsync(new(Lead.Id), again: false, default);

        Assert.Empty(_table.Told);
    }

    [Fact]
    public async Task Is_told_of_every_change_by_a_message_of_its_own()
    {
        await _house.SeeAsync(Picture("N1", "N2"));
        await _house.Desk.AssignAsync(PacketHouse.Supervisor, Lead.Id, new() { To = "somebody" }, null, default);
        await _house.Desk.AssignAsync(PacketHouse.Supervisor, Lead.Id, new() { To = null }, null, default);

        Assert.Equal(3, (await OutboxAsync()).Select(e => e.MessageId).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task Is_told_once_of_changes_that_were_all_made_before_anybody_told_of_them()
    {
        await _house.SeeAsync(Picture("N1", "N2"));
        await _house.Desk.AssignAsync(PacketHouse.Supervisor, Lead.Id, new() { To = "somebody" }, null, default);
        await _house.Desk.AssignAsync(PacketHouse.Supervisor, Lead.Id, new() { To = null }, null, default);
        foreach (var entry in await OutboxAsync())
        {
            await Following.FollowAsync(entry.Body.Deserialize(TriageJson.Default.FollowRequest)!, again: false, default);
        }

        Assert.Single(_table.Told);
    }

    [Fact]
    public async Task Has_the_newest_though_one_that_wrote_last_was_killed_before_it_looked_again()
    {
        await _house.SeeAsync(Picture("N1", "N2"));
        var first = Assert.Single(await OutboxAsync()).Body.Deserialize(TriageJson.Default.FollowRequest)!;
        var stored = await _house.Documents.ReadAsync(Containers.Leads, Lead.Id, LeadDocument.DocumentId, default);
        await _house.SeeAsync(Picture("N1", "N2", "N3"));
        await Following.FollowAsync((await OutboxAsync())[1].Body.Deserialize(TriageJson.Default.FollowRequest)!, again: false, default);
        await _table.FollowAsync(JsonSerializer.Deserialize(stored!.Body.Span, TriageJson.Default.LeadDocument)!, default);
        await Following.FollowAsync(first, again: true, default);

        Assert.Equal([2, 1, 2], _table.Told);
    }

    [Fact]
    public async Task Waits_a_moment_for_the_first_packet_to_be_sent_and_for_nothing_after()
    {
        await _house.SeeAsync(Picture("N1", "N2"));
        Assert.Equal([TimeSpan.FromSeconds(2)], (await OutboxAsync()).Select(e => e.Delay));

        await _house.DispatchAsync();
        await _house.SeeAsync(Picture("N1", "N2", "N3"));
        Assert.Equal([TimeSpan.FromSeconds(2), TimeSpan.Zero, TimeSpan.Zero], (await OutboxAsync()).Select(e => e.Delay));
    }

    [Fact]
    public async Task Hears_of_a_comment_which_says_that_somebody_touched_the_lead()
    {
        await _house.SeeAsync(Picture("N1", "N2"));
        var before = await EntriesAsync();
        await _house.Desk.CommentAsync(PacketHouse.Supervisor, Lead.Id, new() { Text = "Seen." }, default);

        Assert.Equal(before + 1, await EntriesAsync());
    }

    /// <summary>What waits to be told to the followers, in the order in which it was committed.</summary>
    private async Task<IReadOnlyList<OutboxEntry>> OutboxAsync() =>
    [
        .. (await _house.Documents.ReadChangesAsync(Containers.Leads, null, 100, default)).Changes
            .Where(c => c.Document.Id.StartsWith(OutboxEntry.IdPrefix + Lead.Id, StringComparison.Ordinal))
            .Select(c => JsonSerializer.Deserialize<OutboxEntry>(c.Document.Body.Span, JsonSerializerOptions.Web)!),
    ];

    private async Task<int> EntriesAsync() =>
        (await _house.Documents.ReadChangesAsync(Containers.Leads, null, 100, default)).Changes.Count(c => c.Document.Id.StartsWith(OutboxEntry.IdPrefix, StringComparison.Ordinal));

    /// <summary>Keeps the versions that it was told, as they come in.</summary>
    private sealed class Table : ILeadFollower
    {
        private int _calls;

        public ConcurrentQueue<int> Told { get; } = new();

        public Func<Task> BeforeFirst { get; set; } = () => Task.CompletedTask;

        public async Task FollowAsync(LeadDocument lead, CancellationToken cancel)
        {
            if (Interlocked.Increment(ref _calls) == 1)
            {
                await BeforeFirst();
            }

            Told.Enqueue(lead.Version);
        }
    }
}
