using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using CgiHub.Core.Storage;
using Microsoft.Win32.SafeHandles;

namespace CgiHub.Embedded.Blobs;

/// <summary>
/// Blobs as files: <c>blobs/{name}</c> below the data directory, staged beside it in <c>staging/</c>.
/// A blob has its name only after its bytes and the name itself are on disk.
/// </summary>
/// <remarks>
/// A blob's name cannot also be the folder of another's. An upload takes two buffers of a mebibyte, whatever its size.
/// </remarks>
public sealed class FileBlobStore : IBlobStore
{
    private const int BufferBytes = 1 << 20;

    private readonly string _blobs;
    private readonly string _staging;
    private readonly DurableFolders _folders;
    private readonly ValetKeys _keys;
    private readonly TimeProvider _time;

    /// <summary>Opens the blobs in a directory, and removes what an interrupted upload left behind.</summary>
    public FileBlobStore(string directory, TimeProvider time)
    {
        var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory));
        _time = time;
        _blobs = Path.Combine(root, "blobs");
        _staging = Path.Combine(root, "staging");
        DurableFiles.CreateDirectory(_blobs);
        DurableFiles.CreateDirectory(_staging);
        _folders = new DurableFolders(root);
        _keys = new ValetKeys(Path.Combine(root, "valet.key"));
        foreach (var left in Directory.EnumerateFiles(_staging))
        {
            File.Delete(left);
        }
    }

    /// <inheritdoc/>
    public async Task<StagedBlob> StageAsync(Stream body, BlobStaging staging, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(body);
        ArgumentNullException.ThrowIfNull(staging);
        var path = Path.Combine(_staging, Guid.NewGuid().ToString("n"));
        SafeFileHandle? file = null;
        try
        {
            file = OnDisk(() => NewFile(path));
            var (length, sha256) = await CopyAsync(body, file, staging, cancel);

            // Whoever reads something large that is staged need not wait for the disk meanwhile; whoever names it does.
            var forced = Force(file);
            file = null;
            if (length <= BufferBytes)
            {
                await forced;
            }

            return new StagedFile(this, path, length, sha256, forced);
        }
        catch
        {
            file?.Dispose();
            Discard(path);
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task<StagedBlob?> StageExistingAsync(string name, BlobStaging staging, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(staging);
        var (from, path) = (PathOf(name), Path.Combine(_staging, Guid.NewGuid().ToString("n")));
        if (!OnDisk(() => DurableFiles.TryShare(from, path)))
        {
            return null;
        }

        try
        {
            await using var body = OpenFile(path);
            var (length, sha256) = await CopyAsync(body, null, staging, cancel);
            return new StagedFile(this, path, length, sha256, Task.CompletedTask);
        }
        catch (Exception failure)
        {
            Discard(path);
            if (failure is BlobTooLargeException)
            {
                Discard(from);
            }

            if (failure is IOException and not (BlobTooLargeException or StoreUnavailableException))
            {
                throw Unavailable(failure);
            }

            throw;
        }
    }

    /// <inheritdoc/>
    public Task<BlobEntry?> FindAsync(string name, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var file = new FileInfo(PathOf(name));
        return Task.FromResult(file.Exists ? new BlobEntry(name, file.Length, new DateTimeOffset(file.LastWriteTimeUtc)) : null);
    }

    /// <inheritdoc/>
    public Task<Stream?> OpenReadAsync(string name, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        return Task.FromResult<Stream?>(TryOpen(PathOf(name)));
    }

    /// <inheritdoc/>
    public Task<ValetKey> CreateUploadAsync(string name, TimeSpan validFor, long maxBytes, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        BlobNames.Check(name);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(validFor, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfNegative(maxBytes);
        var expires = (_time.GetUtcNow() + validFor).ToUnixTimeSeconds();
        var escaped = string.Join('/', name.Split('/').Select(Uri.EscapeDataString));
        var url = string.Create(CultureInfo.InvariantCulture, $"/blobs/{escaped}?exp={expires}&max={maxBytes}&sig={_keys.Sign(name, expires, maxBytes)}");
        return Task.FromResult(new ValetKey(url, DateTimeOffset.FromUnixTimeSeconds(expires)));
    }

    /// <summary>Takes the bytes that somebody PUTs to a URL of <see cref="CreateUploadAsync"/>.</summary>
    /// <param name="name">The name in the path, unescaped.</param>
    /// <param name="exp">Query value <c>exp</c>.</param>
    /// <param name="max">Query value <c>max</c>.</param>
    /// <param name="sig">Query value <c>sig</c>.</param>
    /// <param name="body">The bytes.</param>
    /// <param name="cancel">Cancels; nothing is kept then.</param>
    public async Task<ValetUpload> TryAcceptUploadAsync(string? name, string? exp, string? max, string? sig, Stream body, CancellationToken cancel)
    {
        if (!BlobNames.IsValid(name)
            || !long.TryParse(exp, NumberStyles.None, CultureInfo.InvariantCulture, out var expires)
            || !long.TryParse(max, NumberStyles.None, CultureInfo.InvariantCulture, out var maxBytes)
            || sig is null
            || !_keys.IsSigned(name!, expires, maxBytes, sig)
            || _time.GetUtcNow().ToUnixTimeSeconds() >= expires)
        {
            return ValetUpload.Refused;
        }

        if (File.Exists(PathOf(name!)))
        {
            return ValetUpload.Exists;
        }

        try
        {
            await using var staged = await StageAsync(body, new BlobStaging(maxBytes), cancel);
            return await staged.CommitAsync(name!, CancellationToken.None) ? ValetUpload.Stored : ValetUpload.Exists;
        }
        catch (BlobTooLargeException)
        {
            return ValetUpload.TooLarge;
        }
    }

    /// <inheritdoc/>
    public Task<bool> DeleteAsync(string name, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var path = PathOf(name);
        if (!File.Exists(path))
        {
            return Task.FromResult(false);
        }

        OnDisk(() =>
        {
            File.Delete(path);
            DurableFiles.ForceDirectory(Path.GetDirectoryName(path)!);
        });
        return Task.FromResult(true);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<BlobEntry> ListAsync(string prefix, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        var slash = prefix.LastIndexOf('/');
        var folder = slash < 0 ? "" : prefix[..(slash + 1)];
        if (folder.Length > 0 && !BlobNames.IsValid(folder[..^1]))
        {
            yield break;
        }

        foreach (var entry in Walk(folder, prefix))
        {
            cancel.ThrowIfCancellationRequested();
            yield return entry;
        }

        await Task.CompletedTask;
    }

    /// <summary>Opens a file that nobody writes to any more, but somebody may still force to disk.</summary>
    internal static FileStream OpenFile(string path) =>
        new(path, new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.Read, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 64 * 1024, Options = FileOptions.Asynchronous });

    /// <summary>Removes a file that nobody wants. Where that fails now, it is done when the store opens again; why it is not wanted matters more.</summary>
    internal static void Discard(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            return;
        }
    }

    /// <summary>Gives a file in the store its name, durably; false where the name is taken.</summary>
    internal bool Name(string from, string name)
    {
        var path = PathOf(name);
        return OnDisk(() =>
        {
            var folder = Path.GetDirectoryName(path)!;
            _folders.Ensure(folder);
            if (!DurableFiles.TryName(from, path))
            {
                return false;
            }

            DurableFiles.ForceDirectory(folder);
            File.Delete(from);
            return true;
        });
    }

    /// <summary>Null where there is no such file, or a directory is in its place.</summary>
    private static FileStream? TryOpen(string path)
    {
        try
        {
            return OpenFile(path);
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException && !File.Exists(path))
        {
            return null;
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            throw Unavailable(trouble);
        }
    }

    private static SafeFileHandle NewFile(string path)
    {
        var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read | FileShare.Delete);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return file;
    }

    /// <summary>Forces a file's bytes to disk, and closes it.</summary>
    private static Task Force(SafeFileHandle file) => Task.Run(
        () =>
        {
            using (file)
            {
                OnDisk(() => RandomAccess.FlushToDisk(file));
            }
        },
        CancellationToken.None);

    /// <summary>A disk that is full or failing is no fault of the caller's.</summary>
    private static T OnDisk<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException)
        {
            // A file that grows beyond what its file system takes is reported as an argument out of range.
            throw Unavailable(trouble);
        }
    }

    private static void OnDisk(Action work) => OnDisk(() =>
    {
        work();
        return true;
    });

    private static StoreUnavailableException Unavailable(Exception trouble) => new($"The blobs' disk does not answer: {trouble.Message}", trouble);

    private string PathOf(string name)
    {
        BlobNames.Check(name);
        if (OperatingSystem.IsWindows() && name.Contains(':', StringComparison.Ordinal))
        {
            throw new ArgumentException("On Windows, what stands behind a colon is no part of a file's name.", nameof(name));
        }

        return Path.Combine(_blobs, name.Replace('/', Path.DirectorySeparatorChar));
    }

    /// <summary>Folders compare with the slash behind their names, as the blobs in them do.</summary>
    private IEnumerable<BlobEntry> Walk(string folder, string prefix)
    {
        var directory = new DirectoryInfo(Path.Combine(_blobs, folder));
        if (!directory.Exists)
        {
            yield break;
        }

        var entries = directory.EnumerateFileSystemInfos()
            .Select(e => (Name: folder + e.Name + (e is DirectoryInfo ? "/" : ""), Entry: e))
            .Where(e => e.Name.StartsWith(prefix, StringComparison.Ordinal) || (e.Entry is DirectoryInfo && prefix.StartsWith(e.Name, StringComparison.Ordinal)))
            .OrderBy(e => e.Name, StringComparer.Ordinal)
            .ToList();
        foreach (var (name, entry) in entries)
        {
            if (entry is FileInfo file)
            {
                yield return new BlobEntry(name, file.Length, new DateTimeOffset(file.LastWriteTimeUtc));
                continue;
            }

            foreach (var inner in Walk(name, prefix))
            {
                yield return inner;
            }
        }
    }

    /// <summary>Reads one buffer while the one before it is hashed and written.</summary>
    private static async Task<(long Length, string Sha256)> CopyAsync(Stream body, SafeFileHandle? file, BlobStaging staging, CancellationToken cancel)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var reading = ArrayPool<byte>.Shared.Rent(BufferBytes);
        var writing = ArrayPool<byte>.Shared.Rent(BufferBytes);
        var pending = Task.CompletedTask;
        long length = 0;
        try
        {
            while (true)
            {
                var count = await FillAsync(body, reading, cancel);
                if (count == 0)
                {
                    break;
                }

                if (length + count > staging.MaxBytes)
                {
                    throw new BlobTooLargeException(staging.MaxBytes);
                }

                await pending;
                (reading, writing) = (writing, reading);
                var (chunk, offset) = (new ReadOnlyMemory<byte>(writing, 0, count), length);
                pending = Task.Run(() => Take(chunk, offset), CancellationToken.None);
                length += count;
            }

            await pending;
            return (length, Convert.ToHexStringLower(hash.GetHashAndReset()));
        }
        finally
        {
            // The buffers go back only when nobody writes from them any more.
            await pending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            ArrayPool<byte>.Shared.Return(reading);
            ArrayPool<byte>.Shared.Return(writing);
        }

        void Take(ReadOnlyMemory<byte> chunk, long offset)
        {
            staging.Observe?.Invoke(chunk);
            hash.AppendData(chunk.Span);
            if (file is not null)
            {
                OnDisk(() => RandomAccess.Write(file, chunk.Span, offset));
            }
        }
    }

    private static async ValueTask<int> FillAsync(Stream body, byte[] buffer, CancellationToken cancel)
    {
        var filled = 0;
        while (filled < BufferBytes)
        {
            var read = await body.ReadAsync(buffer.AsMemory(filled, BufferBytes - filled), cancel);
            if (read == 0)
            {
                break;
            }

            filled += read;
        }

        return filled;
    }
}

/// <summary>How an upload by valet key ended.</summary>
public enum ValetUpload
{
    /// <summary>The blob is there.</summary>
    Stored,

    /// <summary>The URL was not given out by this hub, or is no longer good.</summary>
    Refused,

    /// <summary>The blob was there already.</summary>
    Exists,

    /// <summary>The body has more bytes than the URL allows; nothing was kept.</summary>
    TooLarge,
}
