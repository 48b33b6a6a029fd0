using CgiHub.Core.Storage;

namespace CgiHub.Storage.Tests.Documents;

public abstract class Many_writers<TFixture> : DocumentContract<TFixture>
    where TFixture : DocumentFixture, new()
{
    [SkippableFact]
    public async Task Lose_no_step_of_a_counter_that_each_replaces_as_it_found_it()
    {
        const int Writers = 12;
        const int Steps = 15;
        await WriteAsync(DocumentWrite.Create("counter", Body(0)));
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Task.Run(async () =>
        {
            for (var steps = 0; steps < Steps;)
            {
                var found = await ReadAsync("counter");
                var outcome = await CommitAsync(DocumentWrite.Replace("counter", found!.ETag, Body(Number(found) + 1)));
                steps += outcome.Committed ? 1 : 0;
                Assert.True(outcome.Committed || outcome.Conflict == CommitConflict.ETagMismatch);
            }
        })));
        Assert.Equal(Writers * Steps, Number(await ReadAsync("counter")));
    }

    [SkippableFact]
    public async Task Create_one_document_once()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(async () => (Writer: i, Outcome: await CommitAsync(DocumentWrite.Create("one", Body(i)), DocumentWrite.Create($"mark{i}", Body(i), "mark"))))));
        var winner = Assert.Single(outcomes, o => o.Outcome.Committed).Writer;
        Assert.All(outcomes, o => Assert.True(o.Outcome.Committed || o.Outcome is { Conflict: CommitConflict.AlreadyExists, FailedIndex: 0 }));
        Assert.Equal(winner, Number(await ReadAsync("one")));
        Assert.Equal(winner, Number(Assert.Single(await ToEndAsync(Whole))));
    }

    [SkippableFact]
    public async Task Are_each_answered_for_their_own_commit()
    {
        const int Commits = 1000;
        var outcomes = await Task.WhenAll(Enumerable.Range(0, Commits).Select(i => CommitAsync(DocumentWrite.Create($"d{i}", Body(i), SortKey.Of(i))).AsTask()));
        var documents = await ToEndAsync(Whole with { Limit = 1000 });
        Assert.Equal(Enumerable.Range(0, Commits), documents.Select(Number));
        Assert.Equal(outcomes.Select(o => o.ETags[0]), documents.Select(d => d.ETag));
    }

    [SkippableFact]
    public async Task Are_not_hurt_by_a_neighbour_whose_commit_conflicts()
    {
        await WriteAsync(DocumentWrite.Create("taken", Body(0)));
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 300).Select(i => CommitAsync(i % 3 == 0
            ? [DocumentWrite.Create($"d{i}", Body(i), SortKey.Of(i)), DocumentWrite.Create("taken", Body(i))]
            : [DocumentWrite.Create($"d{i}", Body(i), SortKey.Of(i))]).AsTask()));
        var good = Enumerable.Range(0, 300).Where(i => i % 3 != 0).ToList();
        Assert.Equal(good, outcomes.Index().Where(o => o.Item.Committed).Select(o => o.Index));
        Assert.Equal(good, (await ToEndAsync(Whole)).Select(Number));
    }
}
