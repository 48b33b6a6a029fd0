using System.Diagnostics;
using System.Globalization;

namespace CgiHub.Faults;

/// <summary>A file system of its own that is soon full. Mounting one takes root.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly DirectoryInfo _mount;
    private readonly string _ballast;
    private readonly Lock _lock = new();
    private bool _spared;

    private SmallDisk(DirectoryInfo mount)
    {
        _mount = mount;
        _ballast = Path.Combine(mount.FullName, "ballast");
        Folder = mount.CreateSubdirectory("hub");
    }

    /// <summary>For the hub's data.</summary>
    public DirectoryInfo Folder { get; }

    /// <summary>Makes one, or null where this process may not.</summary>
    public static SmallDisk? Make(long bytes)
    {
        if (!OperatingSystem.IsLinux() || Environment.UserName != "root")
        {
            return null;
        }

        var mount = Directory.CreateTempSubdirectory("cgihub-disk-");
        if (Run("mount", "-t", "tmpfs", "-o", string.Create(CultureInfo.InvariantCulture, $"size={bytes}"), "tmpfs", mount.FullName))
        {
            return new SmallDisk(mount);
        }

        mount.Delete();
        return null;
    }

    /// <summary>Takes all room that is left, unless the disk is spared.</summary>
    public void Fill()
    {
        lock (_lock)
        {
            if (_spared)
            {
                return;
            }

            var block = new byte[64 * 1024];
            try
            {
                using var file = new FileStream(_ballast, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
                while (true)
                {
                    file.Write(block);
                }
            }
            catch (IOException)
            {
                // Full: no more to do.
                return;
            }
        }
    }

    /// <summary>Gives the room back, and for a while nobody takes it.</summary>
    public void Spare()
    {
        lock (_lock)
        {
            _spared = true;
            File.Delete(_ballast);
        }
    }

    /// <summary>It may be filled again.</summary>
    public void SpareNoLonger()
    {
        lock (_lock)
        {
            _spared = false;
        }
    }

    /// <summary>Gives the room back.</summary>
    public void Free()
    {
        lock (_lock)
        {
            File.Delete(_ballast);
        }
    }

    public void Dispose()
    {
        Run("umount", "--lazy", _mount.FullName);
        _mount.Delete(recursive: true);
    }

    private static bool Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
