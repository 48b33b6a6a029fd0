using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Azure.Core.Pipeline;
using Azure.Storage;
using Azure.Storage.Blobs;
using CgiHub.Azure.Blobs;
using CgiHub.Core.Storage;
using CgiHub.Storage.Tests.Blobs;
using Microsoft.Extensions.Time.Testing;

namespace CgiHub.Storage.Tests.Azure;

/// <summary>Blobs in Blob Storage, as Azurite plays it, pass the contract.</summary>
public class AzuriteBlobs : BlobFixture
{
    private AzuriteServer? _server;
    private BlobStore? _store;

    internal FakeTimeProvider Time { get; } = new(DateTimeOffset.UtcNow);

    /// <summary>Stands between the store and the server, and may answer itself.</summary>
    internal Func<HttpRequestMessage, Func<Task<HttpResponseMessage>>, Task<HttpResponseMessage>> Between { get; set; } = (_, next) => next();

    internal BlobServiceClient Service { get; private set; } = null!;

    // Blocks so small that every body of some size travels in several.
    internal BlobStoreOptions Options { get; set; } = new() { BlockBytes = 256 * 1024, CopyBytes = 1024 * 1024, ReadBytes = 128 * 1024, BlockChecksum = StorageChecksumAlgorithm.MD5 };

    public override async Task<IBlobStore> OpenAsync(string folder) => await OpenStoreAsync(folder);

    internal async Task<BlobStore> OpenStoreAsync(params string[] containers)
    {
        _server = await AzuriteServer.UseAsync();
        var options = Options.ToClientOptions();
        options.Retry.Delay = TimeSpan.FromMilliseconds(1);
        options.Retry.MaxDelay = TimeSpan.FromMilliseconds(2);
        options.Transport = new HttpClientTransport(Http());
        Service = new BlobServiceClient(_server.Service, new SelfMadeToken(), options);
        foreach (var container in containers.Append(BlobStore.Staging))
        {
            await Service.GetBlobContainerClient(container).CreateIfNotExistsAsync();
        }

        return _store = new BlobStore(Service, Options, Time);
    }

    public override async Task<bool> PutAsync(string url, Stream body)
    {
        using var http = Http();
        using var content = new StreamContent(body);
        content.Headers.ContentLength = body.CanSeek ? body.Length : 1_000_000;
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        using var request = new HttpRequestMessage(HttpMethod.Put, url) { Content = content, Headers = { { "x-ms-blob-type", "BlockBlob" } } };
        using var answer = await http.SendAsync(request);
        Assert.True(answer.StatusCode is HttpStatusCode.Created or HttpStatusCode.Forbidden or HttpStatusCode.Conflict, answer.StatusCode.ToString());
        return answer.StatusCode == HttpStatusCode.Created;
    }

    public override Task PassAsync(TimeSpan time)
    {
        Time.Advance(time);
        return Task.CompletedTask;
    }

    public override ValueTask DisposeAsync()
    {
        _store?.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    private HttpClient Http() => new(new Way(this, _server!.Handler!), disposeHandler: false);

    /// <summary>Tells the server how late it is for this test.</summary>
    private sealed class Way(AzuriteBlobs fixture, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var passed = fixture.Time.GetUtcNow() - fixture.Time.Start;
            request.Headers.Add(AzuriteServer.Clock, ((long)passed.TotalMilliseconds).ToString(CultureInfo.InvariantCulture));
            return fixture.Between(request, () => base.SendAsync(request, cancellationToken));
        }
    }

    public sealed class A_blob : A_blob<AzuriteBlobs>;

    public sealed class A_staged_body : A_staged_body<AzuriteBlobs>;

    public sealed class A_blobs_name : A_blobs_name<AzuriteBlobs>;

    public sealed class A_listing : A_listing<AzuriteBlobs>;

    public sealed class A_valet_key : A_valet_key<AzuriteBlobs>;
}
