using CgiHub.Embedded.Blobs;

namespace CgiHub.Storage.Tests.Embedded;

/// <summary>An upload URL of the one-machine hub, taken apart as its web server does.</summary>
internal sealed record ValetUrl(string Name, string Exp, string Max, string Sig)
{
    public static ValetUrl Parse(string url)
    {
        var parts = url.Split('?');
        var query = parts[1].Split('&').Select(p => p.Split('=')).ToDictionary(p => p[0], p => Uri.UnescapeDataString(p[1]));
        return new ValetUrl(Uri.UnescapeDataString(parts[0]["/blobs/".Length..]), query["exp"], query["max"], query["sig"]);
    }

    public Task<ValetUpload> PutAsync(FileBlobStore store, Stream body) => store.TryAcceptUploadAsync(Name, Exp, Max, Sig, body, default);
}
