using System.Security.Cryptography;
using CgiHub.Core.Storage;

namespace CgiHub.Storage.Tests.Blobs;

/// <summary>What the parts of the contract share: a store, a folder that nobody else uses, and short words for what a store does.</summary>
public abstract class BlobContract<TFixture> : IAsyncLifetime
    where TFixture : BlobFixture, new()
{
    protected static readonly BlobStaging NoLimit = new(long.MaxValue);

    private readonly string _folder = Guid.NewGuid().ToString("n");
    private IBlobStore? _store;

    protected TFixture Fixture { get; } = new();

    protected IBlobStore Store => _store!;

    public async Task InitializeAsync() => _store = await Fixture.OpenAsync(_folder);

    public async Task DisposeAsync() => await Fixture.DisposeAsync();

    protected string Name(string rest) => $"{_folder}/{rest}";

    /// <summary>Bytes that differ from place to place, the same for every caller.</summary>
    protected static byte[] Bytes(int count, int seed = 1)
    {
        var bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    protected static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    protected Task<StagedBlob> StageAsync(byte[] bytes) => Store.StageAsync(new MemoryStream(bytes), NoLimit, default);

    /// <summary>Stages bytes and gives them a name; false where it is taken.</summary>
    protected async Task<bool> StoreAsync(string name, byte[] bytes)
    {
        await using var staged = await StageAsync(bytes);
        return await staged.CommitAsync(Name(name), default);
    }

    /// <summary>The whole of a blob; null where there is none.</summary>
    protected async Task<byte[]?> ReadAsync(string name)
    {
        await using var stream = await Store.OpenReadAsync(Name(name), default);
        return stream is null ? null : await AllAsync(stream);
    }

    protected static async Task<byte[]> AllAsync(Stream stream)
    {
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    /// <summary>The names below this test's folder that begin with a prefix, without the folder.</summary>
    protected async Task<List<string>> NamesAsync(string prefix = "")
    {
        var names = new List<string>();
        await foreach (var blob in Store.ListAsync(Name(prefix), default))
        {
            Assert.StartsWith(_folder + "/", blob.Name, StringComparison.Ordinal);
            names.Add(blob.Name[(_folder.Length + 1)..]);
        }

        return names;
    }
}
