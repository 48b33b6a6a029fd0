using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Azure.Storage.Sas;
using CgiHub.Core.Storage;

namespace CgiHub.Azure.Blobs;

/// <summary>Signs addresses with a key that the blob service lends to the hub's identity for some hours; the account's own keys are never used.</summary>
internal sealed class DelegationKeys(BlobServiceClient service, string? encryptionScope, TimeProvider time) : IDisposable
{
    /// <summary>The service lends keys for seven days at most.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(6);

    /// <summary>A key counts from a little before now: the service's clock may be behind ours.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Kept = TimeSpan.FromHours(4);

    private readonly SemaphoreSlim _one = new(1);
    private UserDelegationKey? _key;

    /// <summary>An address that allows something with one blob until a moment.</summary>
    /// <remarks>It has no beginning of its own, so that no clock that is behind refuses it.</remarks>
    public async Task<Uri> SignAsync(BlockBlobClient blob, BlobSasPermissions permissions, DateTimeOffset until, CancellationToken cancel)
    {
        var key = await KeyAsync(until, cancel);
        var sas = new BlobSasBuilder(permissions, until) { Protocol = SasProtocol.Https };
        if (encryptionScope is not null && permissions.HasFlag(BlobSasPermissions.Create))
        {
            sas.EncryptionScope = encryptionScope;
        }

        return blob.GenerateUserDelegationSasUri(sas, key);
    }

    public void Dispose() => _one.Dispose();

    private async Task<UserDelegationKey> KeyAsync(DateTimeOffset until, CancellationToken cancel)
    {
        if (_key is { } known && known.SignedExpiresOn >= until)
        {
            return known;
        }

        await _one.WaitAsync(cancel);
        try
        {
            if (_key is { } lent && lent.SignedExpiresOn >= until)
            {
                return lent;
            }

            var now = time.GetUtcNow();
            var expires = now + Kept > until ? now + Kept : until;
            UserDelegationKey key = await service.GetUserDelegationKeyAsync(new BlobGetUserDelegationKeyOptions(expires) { StartsOn = now - Skew }, cancel);
            return _key = key;
        }
        finally
        {
            _one.Release();
        }
    }
}
