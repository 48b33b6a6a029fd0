using System.Text;
using CgiHub.Core.Storage;
using CgiHub.Core.Tests.Feeds;

namespace CgiHub.Core.Tests.Hostile;

/// <summary>Whatever a dropped file and its folders are called: what it held goes under its own agency's rejected files or lands, and nothing is written anywhere else.</summary>
public sealed class Any_dropped_name : IAsyncLifetime
{
    /// <summary>A blob's folder outlives it, and every case looks through all folders.</summary>
    private const int CasesInAHouse = 60;

    private FeedHouse _house = new();
    private int _cases;

    public Task InitializeAsync() => _house.RegisterAsync();

    public async Task DisposeAsync() => await _house.DisposeAsync();

    private static readonly string[] Names = ["a.csv", "shots.ndjson.gz", "report.json", "x.report.json", "a.jsonld", "é.cap", new string('n', 190) + ".json"];

    private static readonly string[] Words = ["..", "../", "/", "\\", "%2e%2e%2f", "\0", ":", "~", "*", "\u202E", "\uFF0F", ".report.json", "rejected/", "CON", " ", ".", "\n", new string('x', 300)];

    [Fact]
    public void Stays_in_its_place() =>
        Fuzzing.Sample(
            Fuzzing.Damaged(Names, Words),
            name => JudgeAsync(name).GetAwaiter().GetResult(),
            part: 0.2);

    private async Task JudgeAsync(string name)
    {
        if (++_cases % CasesInAHouse == 0)
        {
            await _house.DisposeAsync();
            _house = new FeedHouse();
            await _house.RegisterAsync();
        }

        var (ori, feed) = name.Length % 5 == 0 ? (name, "incidents") : name.Length % 7 == 0 ? (FeedHouse.Agency.Value, name) : (FeedHouse.Agency.Value, "incidents");
        var drop = $"drop/{ori}/{feed}/{name}";
        if (!await CanLieThereAsync(drop))
        {
            // The store itself takes no such name, so nobody can drop it.
            return;
        }

        await using (var content = await _house.Blobs.OpenReadAsync(drop, default))
        {
            await _house.Drop.TakeAsync(drop["drop/".Length..], content!, default);
        }

        await foreach (var blob in _house.Blobs.ListAsync("", default))
        {
            Assert.True(blob.Name.StartsWith("rejected/", StringComparison.Ordinal) || blob.Name.StartsWith("receipts/", StringComparison.Ordinal), blob.Name);
            await _house.Blobs.DeleteAsync(blob.Name, default);
        }
    }

    private async Task<bool> CanLieThereAsync(string path)
    {
        try
        {
            await using var staged = await _house.Blobs.StageAsync(new MemoryStream(Encoding.UTF8.GetBytes("sourceId\n1\n")), new BlobStaging(long.MaxValue), default);
            return await staged.CommitAsync(path, default);
        }
        catch (Exception refused) when (refused is ArgumentException or IOException)
        {
            return false;
        }
    }
}
