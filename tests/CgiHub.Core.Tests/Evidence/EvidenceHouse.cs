using System.Security.Cryptography;
using CgiHub.Core.Agencies;
using CgiHub.Core.Evidence;
using CgiHub.Core.Evidence.Imaging;
using CgiHub.Core.Storage;
using CgiHub.Embedded;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace CgiHub.Core.Tests.Evidence;

/// <summary>The evidence stage over real stores, with a clock that the test turns.</summary>
internal sealed class EvidenceHouse : IAsyncDisposable
{
    private readonly string _directory = Path.Combine(Path.GetTempPath(), "cgihub-tests", Guid.NewGuid().ToString("n"));
    private readonly EmbeddedStores _stores;
    private readonly ImageInspector _inspector;

    public EvidenceHouse(EvidenceOptions? options = null, Func<IDocumentStore, IDocumentStore>? documents = null)
    {
        _stores = new EmbeddedStores(_directory, Time, new EmbeddedOptions { DocumentCacheBytes = 4 << 20, QueueCacheBytes = 2 << 20, ReaderCacheBytes = 1 << 20, MapBytes = 16 << 20 });
        var limits = Options.Create(options ?? new EvidenceOptions());
        _inspector = new ImageInspector(limits);
        var store = documents?.Invoke(_stores.Documents) ?? _stores.Documents;
        var reader = new ExhibitReader(store);
        var custody = new Custody(store, Time);
        Intake = new EvidenceIntake(_stores.Blobs, store, reader, custody, _inspector, limits, Time, NullLogger<EvidenceIntake>.Instance);
        Archive = new EvidenceArchive(_stores.Blobs, reader, custody);
    }

    public static Ori Own { get; } = Ori.Parse("ZZ0010100");

    public static Ori Other { get; } = Ori.Parse("ZZ0020100");

    public static Caller Owner { get; } = new("owner", Roles.AnyAgency, Own);

    public static Caller Stranger { get; } = new("stranger", Roles.AnyAgency, Other);

    public static Caller Analyst { get; } = new("analyst", Roles.CgicAnalyst, null);

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public EvidenceIntake Intake { get; }

    public EvidenceArchive Archive { get; }

    public Embedded.Blobs.FileBlobStore Blobs => _stores.Blobs;

    /// <summary>Files that are waiting to become blobs.</summary>
    public int Staged => Directory.EnumerateFiles(Path.Combine(_directory, "staging")).Count();

    /// <summary>What lies below <c>uploads/</c> on disk, folders too.</summary>
    public IEnumerable<string> Uploads => Directory.EnumerateFileSystemEntries(Path.Combine(_directory, "blobs", "uploads"));

    public static ExhibitRegistration Registration(string number = "1") => new()
    {
        Ori = Own.Value,
        CaseNumber = "26-1",
        ExhibitNumber = number,
        Kind = ExhibitKind.CartridgeCase,
        RecoveredAt = new DateTimeOffset(2026, 2, 28, 22, 0, 0, TimeSpan.Zero),
    };

    public async Task<string> RegisterAsync(string number = "1") => (await Intake.RegisterAsync(Owner, Registration(number), default)).Value.Id;

    public Task<Result<ImageReceipt>> PutAsync(string id, byte[] image, string view = "breechFace", string? ifMatch = null, string? digest = null) =>
        Intake.StoreImageAsync(Owner, id, view, new ImageUpload(new MemoryStream(image)) { Length = image.Length, Terms = new ImageTerms { IfMatch = ifMatch, ReprDigest = digest } }, default);

    /// <summary>Offers a valet key, and brings an image with it.</summary>
    public async Task<UploadOffered> BringAsync(string id, byte[] image, string view = "breechFace")
    {
        var offer = (await Intake.OfferUploadAsync(Owner, id, view, default)).Value;
        await using var staged = await Blobs.StageAsync(new MemoryStream(image), new BlobStaging(long.MaxValue), default);
        Assert.True(await staged.CommitAsync($"uploads/{offer.UploadId}", default));
        return offer;
    }

    public Task<Result<ImageReceipt>> CompleteAsync(string id, UploadOffered offer, string view = "breechFace", ImageTerms? terms = null) =>
        Intake.CompleteUploadAsync(Owner, id, view, offer.UploadId, terms ?? new ImageTerms(), default);

    public async Task<byte[]> OriginalAsync(string id, int? version = null, string view = "breechFace")
    {
        var held = (await Archive.FindImageAsync(Owner, id, view, version, default)).Value;
        await using var stream = (await Archive.OpenOriginalAsync(Owner, held, null, default)).Value;
        return await AllAsync(stream);
    }

    public async Task<IReadOnlyList<CustodyEntry>> CustodyAsync(string id)
    {
        var page = (await Archive.ReadCustodyAsync(Owner, id, 200, null, default)).Value;
        Assert.True(page.Intact);
        return page.Items;
    }

    public async Task<IReadOnlyList<string>> BlobsAsync(string prefix)
    {
        var names = new List<string>();
        await foreach (var blob in Blobs.ListAsync(prefix, default))
        {
            names.Add(blob.Name);
        }

        return names;
    }

    public static async Task<byte[]> AllAsync(Stream stream)
    {
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy);
        return copy.ToArray();
    }

    public static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    public static string Digest(byte[] bytes) => $"sha-256=:{Convert.ToBase64String(SHA256.HashData(bytes))}:";

    public async ValueTask DisposeAsync()
    {
        _inspector.Dispose();
        await _stores.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }
}
