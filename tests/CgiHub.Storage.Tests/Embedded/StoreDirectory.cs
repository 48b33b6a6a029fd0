using CgiHub.Embedded;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace CgiHub.Storage.Tests.Embedded;

/// <summary>A directory of a test's own, a clock that it turns, and limits small enough for many tests at once.</summary>
public sealed class StoreDirectory : IDisposable
{
    public string Root { get; } = Path.Combine(Path.GetTempPath(), "cgihub-tests", Guid.NewGuid().ToString("n"));

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public static EmbeddedOptions Small { get; } = new() { DocumentCacheBytes = 2 << 20, QueueCacheBytes = 1 << 20, ReaderCacheBytes = 1 << 19, MapBytes = 16 << 20 };

    /// <summary>The same with other room for kept pages.</summary>
    public static EmbeddedOptions With(long pageCacheBytes) => new() { DocumentCacheBytes = 2 << 20, QueueCacheBytes = 1 << 20, ReaderCacheBytes = 1 << 19, MapBytes = 16 << 20, PageCacheBytes = pageCacheBytes };

    /// <summary>The database of documents.</summary>
    public string Documents => Path.Combine(Root, "documents.db");

    /// <summary>Runs statements on the database of documents; answers the number that the last of them says, 0 where it says none.</summary>
    public long Ask(params ReadOnlySpan<string> sql)
    {
        using var connection = new SqliteConnection($"Data Source={Documents};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        object? answer = null;
        foreach (var statement in sql)
        {
#pragma warning disable CA2100 // The tests' own words.
            command.CommandText = statement;
#pragma warning restore CA2100
            answer = command.ExecuteScalar();
        }

        return answer is long number ? number : 0;
    }

    /// <summary>All files below the directory, as relative paths with slashes.</summary>
    public IEnumerable<string> Files() => Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Root, f).Replace('\\', '/'));

    /// <summary>
    /// The files as they are at this moment, in a directory of their own.
    /// </summary>
    /// <remarks>
    /// Taken while the stores are open, this is what a killed process leaves: the kernel keeps whatever was written to a file and nothing else,
    /// and SQLite recovers from its write-ahead log when it opens. The copy is taken file by file while nobody writes, so no file is from another moment than the rest.
    /// </remarks>
    public StoreDirectory Copy()
    {
        var copy = new StoreDirectory();
        foreach (var file in Files().Where(f => f != "in-use" && !f.EndsWith("-shm", StringComparison.Ordinal)))
        {
            var target = Path.Combine(copy.Root, file);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            using var from = new FileStream(Path.Combine(Root, file), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var to = new FileStream(target, FileMode.CreateNew, FileAccess.Write);
            from.CopyTo(to);
        }

        copy.Time.SetUtcNow(Time.GetUtcNow());
        return copy;
    }

    public void Dispose()
    {
        if (Directory.Exists(Root))
        {
            Directory.Delete(Root, recursive: true);
        }
    }
}
