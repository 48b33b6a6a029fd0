namespace CgiHub.Cli.Feeds;

/// <summary>Standard input, kept in a file that only the user can read until it is sent: a body that goes whole may have to be sent twice.</summary>
internal sealed class SpooledInput : IDisposable
{
    private SpooledInput(string path) => Path = path;

    /// <summary>Where it lies.</summary>
    public string Path { get; }

    /// <summary>Reads all of it.</summary>
    public static async Task<SpooledInput> OfAsync(Stream input, CancellationToken cancel)
    {
        var spool = new SpooledInput(System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"cgihub-{Guid.NewGuid():n}"));
        await WholeFile.WriteAsync(spool.Path, file => input.CopyToAsync(file, cancel), ownerOnly: true);
        return spool;
    }

    /// <inheritdoc/>
    public void Dispose() => File.Delete(Path);
}
