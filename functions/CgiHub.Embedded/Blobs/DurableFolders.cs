namespace CgiHub.Embedded.Blobs;

/// <summary>Makes folders below a root, and knows which of them are on disk with all that is above them.</summary>
/// <remarks>
/// That a folder exists doesn't tell: somebody else, or a process that was killed, may have made it without forcing it to disk.
/// </remarks>
internal sealed class DurableFolders(string root)
{
    /// <summary>When there are more, all are forgotten, which costs no more than forcing some again.</summary>
    private const int MostKnown = 10_000;

    private readonly Lock _lock = new();
    private readonly HashSet<string> _known = new([root], StringComparer.Ordinal);

    /// <summary>Makes a folder, if it is missing; when it returns, the folder survives a loss of power.</summary>
    public void Ensure(string folder)
    {
        lock (_lock)
        {
            if (_known.Contains(folder))
            {
                return;
            }
        }

        var parent = Path.GetDirectoryName(folder) ?? throw new ArgumentException("The folder is not below the root.", nameof(folder));
        Ensure(parent);
        Directory.CreateDirectory(folder);
        DurableFiles.ForceDirectory(parent);
        lock (_lock)
        {
            if (_known.Count >= MostKnown)
            {
                _known.Clear();
                _known.Add(root);
            }

            _known.Add(folder);
        }
    }
}
