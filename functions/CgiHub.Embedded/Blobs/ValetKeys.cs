using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CgiHub.Embedded.Blobs;

/// <summary>Signs and checks upload URLs with a key that lies beside the data and that only the owner may read.</summary>
internal sealed class ValetKeys
{
    private const int KeyBytes = 32;

    private readonly byte[] _key;

    public ValetKeys(string path) => _key = File.Exists(path) ? Read(path) : Create(path);

    /// <summary>The signature of an upload.</summary>
    public string Sign(string name, long expires, long maxBytes)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"PUT\n{name}\n{expires}\n{maxBytes}");
        return Base64Url.EncodeToString(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>Whether a signature is that of this upload; takes the same time either way.</summary>
    public bool IsSigned(string name, long expires, long maxBytes, string signature) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Sign(name, expires, maxBytes)), Encoding.UTF8.GetBytes(signature));

    private static byte[] Read(string path)
    {
        var key = File.ReadAllBytes(path);
        return key.Length == KeyBytes ? key : throw new InvalidDataException($"The key file {path} is damaged. Remove it: only upload URLs given out already stop working.");
    }

    private static byte[] Create(string path)
    {
        // Written aside and renamed: a machine that stops in between leaves no half key.
        var key = RandomNumberGenerator.GetBytes(KeyBytes);
        var draft = path + ".new";
        File.Delete(draft);
        using (var file = new FileStream(draft, DurableFiles.NewFile()))
        {
            file.Write(key);
            file.Flush(flushToDisk: true);
        }

        File.Move(draft, path, overwrite: true);
        DurableFiles.ForceDirectory(Path.GetDirectoryName(path)!);
        return key;
    }
}
