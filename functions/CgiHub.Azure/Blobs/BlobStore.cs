using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Storage;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Azure.Storage.Sas;
using CgiHub.Core.Storage;

namespace CgiHub.Azure.Blobs;

/// <summary>
/// Blobs in Azure Blob Storage. The first segment of a name is the container, which the deployment makes: <c>evidence/…</c>, <c>drop/…</c>.
/// A body streams in blocks to the container <c>staging</c> and gets its name by a copy inside the service, create-only; one that fits in a block is written under its name at once.
/// </summary>
/// <remarks>
/// Memory is bounded by two blocks an upload (<see cref="BlobStoreOptions.BlockBytes"/>). Killed anywhere, it leaves a blob under <c>staging</c> or blocks without a blob:
/// the container's lifecycle rule removes the one, the service the other within a week.
/// </remarks>
public sealed class BlobStore : IBlobStore, IDisposable
{
    /// <summary>The container of bodies that have no name yet. No blob of the hub's is named so.</summary>
    public const string Staging = "staging";

    /// <summary>The containers that the hub writes to, for the deployment to make.</summary>
    public static IReadOnlyList<string> Containers { get; } = ["drop", "evidence", "receipts", "rejected", Staging, "uploads"];

    /// <summary>Blob metadata: the digest of the bytes, lower-case hex.</summary>
    internal const string DigestKey = "sha256";

    /// <summary>Blob metadata: which staged body became this blob, so that a commit whose answer was lost knows its own work.</summary>
    internal const string StageKey = "stage";

    private const int ObservedBytes = 80 * 1024;

    private readonly BlobServiceClient _service;
    private readonly BlobStoreOptions _options;
    private readonly TimeProvider _time;
    private readonly DelegationKeys _keys;

    /// <summary>Blobs of one storage account.</summary>
    /// <param name="service">The account; its containers exist.</param>
    /// <param name="options">Limits.</param>
    /// <param name="time">The clock of upload addresses.</param>
    public BlobStore(BlobServiceClient service, BlobStoreOptions options, TimeProvider time)
    {
        (_service, _options, _time) = (service, options, time);
        _keys = new DelegationKeys(service, string.IsNullOrEmpty(options.EncryptionScope) ? null : options.EncryptionScope, time);
    }

    /// <inheritdoc/>
    public async Task<StagedBlob> StageAsync(Stream body, BlobStaging staging, CancellationToken cancel)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var id = Guid.NewGuid().ToString("n");
        var blob = Blob(Staging, id);
        var blocks = new List<string>();
        var pending = Task.CompletedTask;
        var reading = ArrayPool<byte>.Shared.Rent(_options.BlockBytes);
        var sending = ArrayPool<byte>.Shared.Rent(_options.BlockBytes);
        long length = 0;
        try
        {
            while (true)
            {
                var count = await FillAsync(body, reading, cancel);
                length += count;
                if (length > staging.MaxBytes)
                {
                    throw new BlobTooLargeException(staging.MaxBytes);
                }

                Observe(reading.AsMemory(0, count), staging, hash);
                if (count < _options.BlockBytes && blocks.Count == 0)
                {
                    return new StagedInMemory(this, id, reading.AsSpan(0, count).ToArray(), Digest(hash));
                }

                // One block is read while the one before it travels.
                await pending;
                if (count > 0)
                {
                    (reading, sending) = (sending, reading);
                    blocks.Add(BlockId(id, blocks.Count));
                    pending = SendAsync(blob, blocks[^1], sending, count, cancel);
                }

                if (count < _options.BlockBytes)
                {
                    break;
                }
            }

            await pending;
            var digest = Digest(hash);
            var info = await AskAsync(() => blob.CommitBlockListAsync(blocks, new CommitBlockListOptions { Metadata = Metadata(id, digest) }, cancel), cancel);
            return new StagedInBlob(this, id, blob, info.Value.ETag, length, digest, ours: true);
        }
        finally
        {
            // The buffers go back only when nobody sends from them any more.
            await pending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            ArrayPool<byte>.Shared.Return(reading);
            ArrayPool<byte>.Shared.Return(sending);
        }
    }

    /// <inheritdoc/>
    public async Task<StagedBlob?> StageExistingAsync(string name, BlobStaging staging, CancellationToken cancel)
    {
        var blob = Blob(name);
        if (await PropertiesAsync(blob, cancel) is not { } found)
        {
            return null;
        }

        if (found.ContentLength > staging.MaxBytes)
        {
            await DeleteAsync(name, cancel);
            throw new BlobTooLargeException(staging.MaxBytes);
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(ObservedBytes);
        try
        {
            await using var stream = await OpenAsync(blob, found.ETag, cancel) ?? throw StoreFailure.Away("blob store", 404, "gone while it was staged", null, null);
            for (int count; (count = await stream.ReadAsync(buffer, cancel)) > 0;)
            {
                Observe(buffer.AsMemory(0, count), staging, hash);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return new StagedInBlob(this, Guid.NewGuid().ToString("n"), blob, found.ETag, found.ContentLength, Digest(hash), ours: false);
    }

    /// <inheritdoc/>
    public async Task<BlobEntry?> FindAsync(string name, CancellationToken cancel) =>
        await PropertiesAsync(Blob(name), cancel) is { } found ? new BlobEntry(name, found.ContentLength, found.LastModified) : null;

    /// <inheritdoc/>
    public Task<Stream?> OpenReadAsync(string name, CancellationToken cancel) => OpenAsync(Blob(name), null, cancel);

    /// <inheritdoc/>
    /// <remarks>
    /// Whoever PUTs there sends <c>x-ms-blob-type: BlockBlob</c>. The service cannot hold such an address to a size: <paramref name="maxBytes"/> counts when the blob is staged
    /// (<see cref="StageExistingAsync"/>), which removes what is larger.
    /// </remarks>
    public async Task<ValetKey> CreateUploadAsync(string name, TimeSpan validFor, long maxBytes, CancellationToken cancel)
    {
        var blob = Blob(name);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(validFor, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(validFor, DelegationKeys.Longest);
        ArgumentOutOfRangeException.ThrowIfNegative(maxBytes);
        var expires = DateTimeOffset.FromUnixTimeSeconds((_time.GetUtcNow() + validFor).ToUnixTimeSeconds());
        var url = await AskAsync(() => _keys.SignAsync(blob, BlobSasPermissions.Create, expires, cancel), cancel);
        return new ValetKey(url.AbsoluteUri, expires);
    }

    /// <inheritdoc/>
    public async Task<bool> DeleteAsync(string name, CancellationToken cancel)
    {
        var blob = Blob(name);
        return await AskAsync(async () =>
        {
            try
            {
                await blob.DeleteAsync(DeleteSnapshotsOption.IncludeSnapshots, cancellationToken: cancel);
                return true;
            }
            catch (RequestFailedException missing) when (missing.Status == 404 && missing.ErrorCode == BlobErrorCode.BlobNotFound)
            {
                return false;
            }
        }, cancel);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<BlobEntry> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        var slash = prefix.IndexOf('/', StringComparison.Ordinal);
        foreach (var container in slash < 0 ? await ContainersAsync(prefix, cancel) : IsContainer(prefix[..slash]) ? [prefix[..slash]] : [])
        {
            var blobs = _service.GetBlobContainerClient(container).GetBlobsAsync(new GetBlobsOptions { Prefix = slash < 0 ? "" : prefix[(slash + 1)..] }, cancel);
            await using var each = blobs.GetAsyncEnumerator(cancel);
            while (await AskAsync(() => each.MoveNextAsync().AsTask(), cancel))
            {
                var blob = each.Current;
                yield return new BlobEntry($"{container}/{blob.Name}", blob.Properties.ContentLength ?? 0, blob.Properties.LastModified ?? default);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _keys.Dispose();

    /// <summary>Makes a call; what fails, fails as the contract says.</summary>
    internal static Task<T> AskAsync<T>(Func<Task<T>> ask, CancellationToken cancel) => StoreFailure.AskAsync("blob store", ask, cancel);

    internal UploadTransferValidationOptions Checked => new() { ChecksumAlgorithm = _options.BlockChecksum };

    internal int CopyBytes => _options.CopyBytes;

    /// <summary>Blocks of one blob have ids of one length, and those of two staged bodies that want one name are told apart.</summary>
    internal static string BlockId(string stage, int index) =>
        Convert.ToBase64String(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{stage}{index:d6}")));

    internal static Dictionary<string, string> Metadata(string stage, string digest) => new(StringComparer.Ordinal) { [StageKey] = stage, [DigestKey] = digest };

    /// <summary>The blob of a name that was checked.</summary>
    internal BlockBlobClient Blob(string name)
    {
        BlobNames.Check(name);
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && IsContainer(name[..slash])
            ? Blob(name[..slash], name[(slash + 1)..])
            : throw new ArgumentException("A blob's name begins with its container: 3 to 63 small letters, digits and single hyphens.", nameof(name));
    }

    /// <summary>One version of a blob as a stream; null where there is no such blob.</summary>
    internal Task<Stream?> OpenAsync(BlockBlobClient blob, ETag? version, CancellationToken cancel) => AskAsync<Stream?>(async () =>
    {
        try
        {
            var options = new BlobOpenReadOptions(allowModifications: false) { BufferSize = _options.ReadBytes, Conditions = new BlobRequestConditions { IfMatch = version } };
            return new PinnedStream(await blob.OpenReadAsync(options, cancel));
        }
        catch (RequestFailedException missing) when (missing.Status == 404 && missing.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return null;
        }
    }, cancel);

    /// <summary>An address from which the service itself may read a staged body for some minutes.</summary>
    internal Task<Uri> SourceAsync(BlockBlobClient blob, CancellationToken cancel) =>
        _keys.SignAsync(blob, BlobSasPermissions.Read, _time.GetUtcNow() + TimeSpan.FromMinutes(30), cancel);

    internal static Task<BlobProperties?> PropertiesAsync(BlockBlobClient blob, CancellationToken cancel) => AskAsync<BlobProperties?>(async () =>
    {
        try
        {
            return await blob.GetPropertiesAsync(cancellationToken: cancel);
        }
        catch (RequestFailedException missing) when (missing.Status == 404 && missing.ErrorCode is null or "BlobNotFound")
        {
            return null;
        }
    }, cancel);

    private static bool IsContainer(string name) =>
        name.Length is >= 3 and <= 63 && name != Staging
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
        && name[0] != '-' && name[^1] != '-' && !name.Contains("--", StringComparison.Ordinal);

    private async Task<IReadOnlyList<string>> ContainersAsync(string prefix, CancellationToken cancel)
    {
        var names = new List<string>();
        var containers = _service.GetBlobContainersAsync(BlobContainerTraits.None, BlobContainerStates.None, prefix, cancel);
        await using var each = containers.GetAsyncEnumerator(cancel);
        while (await AskAsync(() => each.MoveNextAsync().AsTask(), cancel))
        {
            names.Add(each.Current.Name);
        }

        // As the names of the blobs in them compare, with the slash behind.
        return [.. names.Where(IsContainer).OrderBy(n => n + "/", StringComparer.Ordinal)];
    }

    private BlockBlobClient Blob(string container, string rest) => _service.GetBlobContainerClient(container).GetBlockBlobClient(rest);

    private async Task SendAsync(BlockBlobClient blob, string id, byte[] block, int count, CancellationToken cancel)
    {
        using var bytes = new MemoryStream(block, 0, count, writable: false);
        await AskAsync(() => blob.StageBlockAsync(id, bytes, new BlockBlobStageBlockOptions { TransferValidation = Checked }, cancel), cancel);
    }

    private static void Observe(ReadOnlyMemory<byte> chunk, BlobStaging staging, IncrementalHash hash)
    {
        if (!chunk.IsEmpty)
        {
            staging.Observe?.Invoke(chunk);
            hash.AppendData(chunk.Span);
        }
    }

    private static string Digest(IncrementalHash hash) => Convert.ToHexStringLower(hash.GetHashAndReset());

    private async ValueTask<int> FillAsync(Stream body, byte[] buffer, CancellationToken cancel)
    {
        var filled = 0;
        while (filled < _options.BlockBytes)
        {
            var read = await body.ReadAsync(buffer.AsMemory(filled, _options.BlockBytes - filled), cancel);
            if (read == 0)
            {
                break;
            }

            filled += read;
        }

        return filled;
    }
}
