using System.Text;
using CgiHub.Core.Storage;
using CgiHub.Embedded;
using CgiHub.Embedded.Documents;

namespace CgiHub.Storage.Tests;

public sealed class A_change_feed_at_its_end
{
    [Fact]
    public async Task Lets_its_follower_rest_when_the_newest_change_is_gone_again()
    {
        var directory = Directory.CreateTempSubdirectory("cgihub-changes-");
        await using (var store = new SqliteDocumentStore(directory.FullName, TimeProvider.System, new EmbeddedOptions()))
        {
            await store.CommitAsync(Containers.Records, "p", [DocumentWrite.Create("sent", Encoding.UTF8.GetBytes("{}"))], CancellationToken.None);
            await store.CommitAsync(Containers.Records, "p", [DocumentWrite.Delete("sent")], CancellationToken.None);

            var page = await store.ReadChangesAsync(Containers.Records, null, 10, CancellationToken.None);
            var waiting = store.WaitForChangesAsync(Containers.Records, page.Cursor, CancellationToken.None);
            Assert.Empty(page.Changes);
            Assert.False(waiting.IsCompleted, "The follower would look again at once, and again, for ever.");

            await store.CommitAsync(Containers.Records, "p", [DocumentWrite.Create("next", Encoding.UTF8.GetBytes("{}"))], CancellationToken.None);
            await waiting;
            Assert.Equal("next", Assert.Single((await store.ReadChangesAsync(Containers.Records, page.Cursor, 10, CancellationToken.None)).Changes).Document.Id);
        }

        directory.Delete(recursive: true);
    }
}
