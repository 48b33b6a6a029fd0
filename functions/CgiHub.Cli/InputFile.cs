namespace CgiHub.Cli;

/// <summary>Small files that are named on the command line.</summary>
internal static class InputFile
{
    /// <summary>Means standard input.</summary>
    public const string Standard = "-";

    private const int MostBytes = 8 * 1024 * 1024;

    /// <summary>All of a file.</summary>
    public static async Task<byte[]> ReadAsync(string name, CancellationToken cancel)
    {
        await using var file = name == Standard ? Console.OpenStandardInput() : File.OpenRead(name);
        using var bytes = new MemoryStream();
        var chunk = new byte[64 * 1024];
        int read;
        while ((read = await file.ReadAsync(chunk, cancel)) > 0)
        {
            bytes.Write(chunk.AsSpan(0, read));
            if (bytes.Length > MostBytes)
            {
                throw CommandFailedException.Usage($"{name} has more than {MostBytes} bytes.");
            }
        }

        return bytes.ToArray();
    }
}
