namespace CgiHub.Cli;

/// <summary>Writes files that are there whole or not at all, whatever happens meanwhile.</summary>
internal static class WholeFile
{
    /// <summary>Writes bytes.</summary>
    public static void Write(string path, ReadOnlySpan<byte> bytes, bool ownerOnly = false)
    {
        var draft = Draft(path);
        using (var file = new FileStream(draft, NewFile(ownerOnly)))
        {
            file.Write(bytes);
            file.Flush(flushToDisk: true);
        }

        File.Move(draft, path, overwrite: true);
    }

    /// <summary>Writes what flows; a stream that breaks leaves nothing.</summary>
    public static async Task WriteAsync(string path, Func<Stream, Task> write, bool ownerOnly = false)
    {
        var draft = Draft(path);
        try
        {
            await using (var file = new FileStream(draft, NewFile(ownerOnly)))
            {
                await write(file);
                await file.FlushAsync();
                RandomAccess.FlushToDisk(file.SafeFileHandle);
            }

            File.Move(draft, path, overwrite: true);
        }
        catch
        {
            File.Delete(draft);
            throw;
        }
    }

    private static string Draft(string path) => $"{path}.{Guid.NewGuid():n}.part";

    private static FileStreamOptions NewFile(bool ownerOnly)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
        if (ownerOnly && !OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }
}
