using CgiHub.Core.Storage;
using CsCheck;

namespace CgiHub.Storage.Tests.Documents;

public abstract class Any_sequence_of_commits<TFixture> : DocumentContract<TFixture>
    where TFixture : DocumentFixture, new()
{
    private static readonly string[] Ids = ["a", "b", "c", "d", "e"];

    /// <summary>A write to be: its kind, which document, which of the ETags seen so far it names, and its sort key.</summary>
    private static readonly Gen<(int Kind, string Id, int Back, string? Sort)> Intent =
        Gen.Select(Gen.Int[0, 4], Gen.OneOfConst(Ids), Gen.Int[0, 2], Gen.OneOfConst<string?>(null, "1", "2", "3"));

    [SkippableFact]
    public Task Leaves_what_a_plain_model_holds() => Intent.Array[1, 4].Array[1, 14].SampleAsync(
        async commits =>
        {
            var partition = NewPartition();
            var model = new DocumentModel();
            var etags = Ids.ToDictionary(id => id, _ => new List<string> { "none" });
            var number = 0;
            foreach (var intents in commits)
            {
                DocumentWrite[] writes = [.. intents.DistinctBy(i => i.Id).Select(i => Write(i, etags[i.Id], number))];
                var outcome = await Store.CommitAsync(Container, partition, writes, default);
                var expected = model.Conflict(writes);
                Assert.Equal(expected, outcome.Conflict is { } conflict ? (conflict, outcome.FailedIndex) : null);
                foreach (var (write, etag) in writes.Zip(outcome.ETags))
                {
                    model.Apply(write, number, etag);
                    etags[write.Id].AddRange(etag is null ? [] : [etag]);
                }

                number++;
                foreach (var id in Ids)
                {
                    var found = await Store.ReadAsync(Container, partition, id, default);
                    Assert.Equal(model.Find(id), found is null ? null : (found.Sort, found.ETag, Number(found)));
                }
            }

            var documents = await ToEndAsync(new DocumentQuery(Container, partition) { Limit = 2 });
            Assert.Equal(model.Sorted(), documents.Select(d => $"{d.Id} {d.Sort} {d.ETag} {Number(d)}"));
        },
        iter: 150);

    private static DocumentWrite Write((int Kind, string Id, int Back, string? Sort) intent, List<string> etags, int number)
    {
        var etag = etags[Math.Max(0, etags.Count - 1 - intent.Back)];
        return intent.Kind switch
        {
            0 => DocumentWrite.Create(intent.Id, Body(number), intent.Sort),
            1 => DocumentWrite.Upsert(intent.Id, Body(number), intent.Sort),
            2 => DocumentWrite.Replace(intent.Id, etag, Body(number), intent.Sort),
            3 => DocumentWrite.Delete(intent.Id, etag),
            _ => DocumentWrite.Delete(intent.Id),
        };
    }
}
