using System.Runtime.InteropServices;

namespace CgiHub.Embedded.Blobs;

/// <summary>What .NET leaves to the operating system: a file's name is durable only when its directory was forced to disk too.</summary>
internal static partial class DurableFiles
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Options of a new file that only its owner may read.</summary>
    public static FileStreamOptions NewFile(FileOptions options = FileOptions.None)
    {
        var file = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.Read | FileShare.Delete, BufferSize = 0, Options = options };
        if (!OperatingSystem.IsWindows())
        {
            file.UnixCreateMode = OwnerOnly;
        }

        return file;
    }

    /// <summary>Makes a directory and its missing parents, durably, below one that exists; only their owner may look into them.</summary>
    public static void CreateDirectory(string path)
    {
        if (Directory.Exists(path))
        {
            return;
        }

        var parent = Path.GetDirectoryName(path) ?? throw new ArgumentException("No parent directory.", nameof(path));
        CreateDirectory(parent);
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
        }

        ForceDirectory(parent);
    }

    /// <summary>Forces a directory's entries to disk. On Windows the file system's journal does it.</summary>
    public static void ForceDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var descriptor = Open(path, 0);
        if (descriptor < 0)
        {
            throw new IOException($"The directory cannot be opened (error {Marshal.GetLastPInvokeError()}).");
        }

        try
        {
            if (Force(descriptor) != 0)
            {
                throw new IOException($"The directory cannot be forced to disk (error {Marshal.GetLastPInvokeError()}).");
            }
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    /// <summary>Gives a file a second name in its file system unless that name is taken; false where it is.</summary>
    public static bool TryName(string from, string to)
    {
        if (OperatingSystem.IsWindows())
        {
            if (File.Exists(to))
            {
                return false;
            }

            try
            {
                File.Move(from, to, overwrite: false);
                return true;
            }
            catch (IOException) when (File.Exists(to))
            {
                return false;
            }
        }

        if (Link(from, to) == 0)
        {
            return true;
        }

        var error = Marshal.GetLastPInvokeError();
        const int Exists = 17;
        return error == Exists ? false : throw new IOException($"The blob cannot be given its name (error {error}).");
    }

    /// <summary>Gives a file's bytes a second, new name; false where there is no such file. Where the file system has no second names they are copied.</summary>
    public static bool TryShare(string from, string to)
    {
        if (!File.Exists(from))
        {
            return false;
        }

        try
        {
            if (OperatingSystem.IsWindows())
            {
                File.Copy(from, to, overwrite: false);
                return true;
            }

            return TryName(from, to);
        }
        catch (IOException) when (!File.Exists(from))
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Force(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Link(string from, string to);
}
