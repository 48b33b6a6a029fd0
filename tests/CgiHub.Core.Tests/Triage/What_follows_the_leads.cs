using System.Collections.Concurrent;
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
        await Following.FollowAsync(Lead.Id, default);

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
            await new LeadFollowing(_house.Documents, [_table], _house.Steps).FollowAsync(Lead.Id, default);
        };
        await Following.FollowAsync(Lead.Id, default);

        Assert.Equal([2, 1, 2], _table.Told);
    }

    [Fact]
    public async Task Is_told_nothing_of_a_lead_that_is_not_there()
    {
        await Following.FollowAsync(Lead.Id, default);

        Assert.Empty(_table.Told);
    }

    [Fact]
    public async Task Is_told_of_every_change_by_a_message_of_its_own()
    {
        await _house.SeeAsync(Picture("N1", "N2"));
        await _house.Desk.AssignAsync(PacketHouse.Supervisor, Lead.Id, new() { To = "somebody" }, null, default);
        await _house.Desk.AssignAsync(PacketHouse.Supervisor, Lead.Id, new() { To = null }, null, default);

        var outbox = (await _house.Documents.ReadChangesAsync(Containers.Leads, null, 100, default)).Changes
            .Where(c => c.Document.Id.StartsWith(OutboxEntry.IdPrefix + Lead.Id, StringComparison.Ordinal));
        Assert.Equal(3, outbox.Count());
    }

    [Fact]
    public async Task Hears_of_a_comment_which_says_that_somebody_touched_the_lead()
    {
        await _house.SeeAsync(Picture("N1", "N2"));
        var before = await EntriesAsync();
        await _house.Desk.CommentAsync(PacketHouse.Supervisor, Lead.Id, new() { Text = "Seen." }, default);

        Assert.Equal(before + 1, await EntriesAsync());
    }

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
