using System.Net;
using Azure.Storage;
using CgiHub.Azure.Blobs;
using CgiHub.Core.Storage;
using CgiHub.Storage.Tests.Blobs;

namespace CgiHub.Storage.Tests.Azure;

/// <summary>What only Blob Storage can do to the hub. Calls go to Azurite, except where a test answers in its stead.</summary>
public sealed class A_blob_storage_account : IAsyncLifetime
{
    private static readonly BlobStaging NoLimit = new(long.MaxValue);

    private readonly string _folder = $"t{Guid.NewGuid():n}";
    private readonly AzuriteBlobs _account = new();
    private BlobStore _store = null!;

    public async Task InitializeAsync() => _store = await _account.OpenStoreAsync(_folder);

    public async Task DisposeAsync() => await _account.DisposeAsync();

    private string Name(string rest) => $"{_folder}/{rest}";

    private Task<StagedBlob> StageAsync(long length) => _store.StageAsync(new SourceStream(length), NoLimit, default);

    private async Task<List<string>> StagedAsync(DateTimeOffset since)
    {
        var names = new List<string>();
        await foreach (var blob in _account.Service.GetBlobContainerClient(BlobStore.Staging).GetBlobsAsync())
        {
            if (blob.Properties.CreatedOn >= since && blob.Properties.ContentLength == Odd)
            {
                names.Add(blob.Name);
            }
        }

        return names;
    }

    /// <summary>A length that no other test's body has, so that staged blobs of this one are known among theirs.</summary>
    private const long Odd = 2_000_003;

    private static HttpResponseMessage Refusal(HttpStatusCode status, string code, params (string Name, string Value)[] headers)
    {
        var answer = new HttpResponseMessage(status) { Content = new StringContent($"<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>No.</Message></Error>") };
        answer.Content.Headers.ContentType = new("application/xml");
        answer.Headers.Add("x-ms-error-code", code);
        foreach (var (name, value) in headers)
        {
            answer.Headers.Add(name, value);
        }

        return answer;
    }

    [SkippableFact]
    public async Task Holds_nothing_staged_when_a_body_has_its_name_or_was_given_up()
    {
        var began = DateTimeOffset.UtcNow.AddMinutes(-1);
        await using (var staged = await StageAsync(Odd))
        {
            Assert.Single(await StagedAsync(began));
            Assert.True(await staged.CommitAsync(Name("a"), default));
        }

        await (await StageAsync(Odd)).DisposeAsync();
        Assert.Empty(await StagedAsync(began));
    }

    [SkippableFact]
    public async Task Knows_its_own_work_when_the_answer_to_a_commit_was_lost()
    {
        foreach (var length in new[] { 1000L, Odd })
        {
            await using var staged = await StageAsync(length);
            var lost = 0;
            _account.Between = async (request, next) =>
            {
                var answer = await next();
                var names = request.Method == HttpMethod.Put && request.RequestUri!.AbsolutePath.Contains(_folder, StringComparison.Ordinal) && !request.RequestUri.Query.Contains("comp=block&", StringComparison.Ordinal);
                return names && answer.IsSuccessStatusCode && lost++ == 0 ? throw new HttpRequestException("The answer was lost.") : answer;
            };
            Assert.True(await staged.CommitAsync(Name($"a{length}"), default));
            Assert.True(lost > 0);
        }
    }

    [SkippableFact]
    public async Task Says_of_every_blob_what_its_digest_is()
    {
        foreach (var length in new[] { 1000L, Odd })
        {
            await using var staged = await StageAsync(length);
            await staged.CommitAsync(Name($"a{length}"), default);
            var found = await _account.Service.GetBlobContainerClient(_folder).GetBlobClient($"a{length}").GetPropertiesAsync();
            Assert.Equal(staged.Sha256, found.Value.Metadata["sha256"]);
        }
    }

    [SkippableFact]
    public async Task Is_away_when_it_refuses_to_the_end_and_says_when_to_come_again()
    {
        var asked = 0;
        _account.Between = (_, _) =>
        {
            asked++;
            return Task.FromResult(Refusal(HttpStatusCode.ServiceUnavailable, "ServerBusy", ("Retry-After", "0")));
        };
        var away = await Assert.ThrowsAsync<StoreUnavailableException>(() => _store.FindAsync(Name("a"), default));
        Assert.Equal(TimeSpan.Zero, away.RetryAfter);
        Assert.Equal(1 + _account.Options.Retries, asked);
    }

    [SkippableFact]
    public async Task Is_asked_again_when_it_was_busy_or_a_connection_dropped_in_the_middle_of_an_upload()
    {
        var troubles = 0;
        _account.Between = (request, next) => request.RequestUri!.Query.Contains("comp=block&", StringComparison.Ordinal) && troubles++ % 2 == 0
            ? troubles % 4 == 1 ? throw new HttpRequestException("The connection was reset.") : Task.FromResult(Refusal(HttpStatusCode.ServiceUnavailable, "ServerBusy"))
            : next();
        await using var staged = await StageAsync(Odd);
        Assert.True(await staged.CommitAsync(Name("a"), default));
        Assert.True(troubles > 4);
        await using var stream = await _store.OpenReadAsync(Name("a"), default);
        Assert.Equal(staged.Sha256, Convert.ToHexStringLower(await System.Security.Cryptography.SHA256.HashDataAsync(stream!)));
    }

    [SkippableTheory]
    [InlineData(HttpStatusCode.Forbidden, "AuthorizationPermissionMismatch")]
    [InlineData(HttpStatusCode.NotFound, "ContainerNotFound")]
    [InlineData(HttpStatusCode.Conflict, "AccountIsDisabled")]
    public async Task Is_away_when_it_is_not_what_was_deployed(HttpStatusCode status, string code)
    {
        _account.Between = (_, _) => Task.FromResult(Refusal(status, code));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => _store.FindAsync(Name("a"), default));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => _store.OpenReadAsync(Name("a"), default));
        await using var staged = await StageAsync(10);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => staged.CommitAsync(Name("a"), default));
    }

    [SkippableFact]
    public async Task Never_changes_a_blob_under_its_reader()
    {
        await using (var staged = await StageAsync(Odd))
        {
            await staged.CommitAsync(Name("a"), default);
        }

        await using var stream = await _store.OpenReadAsync(Name("a"), default);
        var buffer = new byte[1000];
        await stream!.ReadExactlyAsync(buffer);
        await _account.Service.GetBlobContainerClient(_folder).GetBlobClient("a").UploadAsync(BinaryData.FromBytes(new byte[Odd]), overwrite: true);
        stream.Seek(-10, SeekOrigin.End);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => stream.ReadExactlyAsync(buffer, 0, 10).AsTask());
    }

    [SkippableFact]
    public async Task Takes_an_upload_address_for_one_create_over_https_and_for_minutes()
    {
        var key = await _store.CreateUploadAsync(Name("in"), TimeSpan.FromMinutes(15), 10, default);
        var query = System.Web.HttpUtility.ParseQueryString(new Uri(key.Url).Query);
        Assert.Equal(("c", "https", "b"), (query["sp"], query["spr"], query["sr"]));
        Assert.NotNull(query["skoid"]);
        Assert.Null(query["st"]);
        Assert.InRange(key.ExpiresAt - _account.Time.GetUtcNow(), TimeSpan.FromMinutes(14), TimeSpan.FromMinutes(15));
    }

    [SkippableFact]
    public async Task Lends_one_key_for_many_upload_addresses()
    {
        var lent = 0;
        _account.Between = (request, next) =>
        {
            lent += request.RequestUri!.Query.Contains("userdelegationkey", StringComparison.Ordinal) ? 1 : 0;
            return next();
        };
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => _store.CreateUploadAsync(Name($"in{i}"), TimeSpan.FromMinutes(15), 10, default)));
        Assert.Equal(1, lent);
        await _account.PassAsync(TimeSpan.FromHours(4));
        await _store.CreateUploadAsync(Name("later"), TimeSpan.FromMinutes(15), 10, default);
        Assert.Equal(2, lent);
    }

    [SkippableFact]
    public async Task Is_asked_to_encrypt_in_the_scope_that_the_settings_name()
    {
        var account = new AzuriteBlobs { Options = new BlobStoreOptions { EncryptionScope = "evidence-scope", BlockChecksum = StorageChecksumAlgorithm.MD5 } };
        var store = await account.OpenStoreAsync(_folder);
        var scopes = new List<string>();
        account.Between = (request, next) =>
        {
            if (request.Method == HttpMethod.Put)
            {
                scopes.Add(request.Headers.TryGetValues("x-ms-encryption-scope", out var scope) ? scope.Single() : "none");
            }

            return next();
        };
        await using (var staged = await store.StageAsync(new SourceStream(10), NoLimit, default))
        {
            await staged.CommitAsync(Name("scoped"), default);
        }

        Assert.Equal(["evidence-scope"], scopes);
        Assert.Contains("ses=evidence-scope", (await store.CreateUploadAsync(Name("in"), TimeSpan.FromMinutes(5), 10, default)).Url, StringComparison.Ordinal);
        await account.DisposeAsync();
    }

    [SkippableFact]
    public async Task Is_never_more_than_two_blocks_behind_what_was_read_of_a_body()
    {
        const int Block = 1 << 20;
        var account = new AzuriteBlobs { Options = new BlobStoreOptions { BlockBytes = Block, BlockChecksum = StorageChecksumAlgorithm.MD5 } };
        var store = await account.OpenStoreAsync(_folder);
        var source = new SourceStream(64 * Block);
        long sent = 0, most = 0;
        account.Between = async (request, next) =>
        {
            if (request.RequestUri!.Query.Contains("comp=block&", StringComparison.Ordinal))
            {
                await Task.Yield();
                most = Math.Max(most, source.Given - sent);
                sent += request.Content!.Headers.ContentLength!.Value;
            }

            return await next();
        };
        await using (var staged = await store.StageAsync(source, NoLimit, default))
        {
            Assert.Equal(64 * Block, staged.Length);
        }

        Assert.Equal(64 * Block, sent);
        Assert.InRange(most, Block, 2 * Block);
        await account.DisposeAsync();
    }
}
