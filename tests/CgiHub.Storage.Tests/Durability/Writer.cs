using System.Globalization;
using System.Text;
using CgiHub.Core.Storage;
using CgiHub.Embedded;
using CgiHub.Storage.Tests.Blobs;
using CgiHub.Storage.Tests.Embedded;

namespace CgiHub.Storage.Tests.Durability;

/// <summary>
/// Writes to all three stores, many at once, and prints a line for every write when it is acknowledged, or a line once for every store that refuses.
/// Ends when all three refuse.
/// </summary>
internal static class Writer
{
    public const string Container = Containers.Records;
    public const string Partition = "written";
    public const string Queue = "written";
    public const string Away = "away";

    private const int Lanes = 4;
    private static readonly Stream Output = Console.OpenStandardOutput();
    private static readonly Lock Telling = new();

    public static async Task RunAsync(string directory, long bytes)
    {
        await using var stores = new EmbeddedStores(directory, TimeProvider.System, StoreDirectory.Small);
        await Task.WhenAll(
            WriteAsync("document", async name => Assert.True((await stores.Documents.CommitAsync(
                Container,
                Partition,
                [DocumentWrite.Create(name, Content(name, bytes), name), DocumentWrite.Upsert("last of " + name.Split('-')[0], Content(name, 0))],
                default)).Committed)),
            WriteAsync("message", async name => await stores.Queue.SendAsync(Queue, [new QueueMessage(name, Content(name, bytes)) { SessionId = name.Split('-')[0] }], default)),
            WriteAsync("blob", async name =>
            {
                // Larger than a full disk has room for, where the disk is said to fill: blobs are files of their own.
                await using var staged = await stores.Blobs.StageAsync(new SourceStream(bytes * 400), new BlobStaging(long.MaxValue), default);
                Assert.True(await staged.CommitAsync($"{name.Split('-')[0]}/{name}", default));
            }));
    }

    private static byte[] Content(string name, long bytes) => Encoding.UTF8.GetBytes($"{{\"name\":\"{name}\",\"filler\":\"{new string('x', (int)bytes)}\"}}");

    private static Task WriteAsync(string kind, Func<string, Task> writeAsync) => Task.WhenAll(Enumerable.Range(0, Lanes).Select(lane => Task.Run(async () =>
    {
        for (var number = 0; ; number++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"{lane}-{number:d6}");
            try
            {
                await writeAsync(name);
            }
            catch (StoreUnavailableException)
            {
                Tell($"{Away} {kind}");
                return;
            }

            Tell($"{kind} {name}");
        }
    })));

    /// <summary>One write for a whole line, straight to the pipe: what was told was told before anything else happened.</summary>
    private static void Tell(string line)
    {
        lock (Telling)
        {
            Output.Write(Encoding.ASCII.GetBytes(line + "\n"));
            Output.Flush();
        }
    }
}
