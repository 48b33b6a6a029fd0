using System.Diagnostics;
using Microsoft.Win32.SafeHandles;

namespace CgiHub.Benchmarks;

/// <summary>
/// The disk without a hub: a page written and forced to it, beside what is measured and on the same file system.
/// Where that takes long, it was not the hub that did.
/// </summary>
internal sealed class BareDisk : IDisposable
{
    private const int PageBytes = 4096;

    private readonly string _path = Path.GetTempFileName();
    private readonly byte[] _page = new byte[PageBytes];
    private readonly SafeFileHandle _file;

    public BareDisk() => _file = File.OpenHandle(_path, FileMode.Open, FileAccess.Write);

    /// <summary>Milliseconds that a page takes.</summary>
    public double Force()
    {
        Random.Shared.NextBytes(_page);
        var clock = Stopwatch.StartNew();
        RandomAccess.Write(_file, _page, 0);
        RandomAccess.FlushToDisk(_file);
        return clock.Elapsed.TotalMilliseconds;
    }

    public void Dispose()
    {
        _file.Dispose();
        File.Delete(_path);
    }
}
