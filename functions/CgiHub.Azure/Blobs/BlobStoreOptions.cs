using System.ComponentModel.DataAnnotations;
using Azure.Storage;
using Azure.Storage.Blobs;

namespace CgiHub.Azure.Blobs;

/// <summary>Settings <c>CgiHubBlobs:*</c>: where the blobs are. The Functions host reads its identity-based connection from the same section.</summary>
public sealed class BlobStoreOptions : IValidatableObject
{
    /// <summary>The blob service's address, over https. There is no key and no connection string: the hub comes as its managed identity.</summary>
    [Required]
    public Uri? BlobServiceUri { get; init; }

    /// <summary>How the hub shows who it is: <c>managedidentity</c>, or empty for whatever the machine offers (a developer's own sign-in among it). Default empty.</summary>
    [RegularExpression("managedidentity|")]
    public string? Credential { get; init; }

    /// <summary>Client id of a user-assigned managed identity; empty for the system-assigned one. Default empty.</summary>
    public string? ClientId { get; init; }

    /// <summary>Encryption scope in which every blob is written; empty where the containers name theirs. Default empty.</summary>
    [StringLength(63)]
    public string? EncryptionScope { get; init; }

    /// <summary>Size of a block. An upload takes two of them in memory; a body that fits in one waits there for its name. Default 4 MiB.</summary>
    [Range(64 * 1024, 100 * 1024 * 1024)]
    public int BlockBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Bytes that the service copies at once when a staged body gets its name. Default 64 MiB.</summary>
    [Range(1024 * 1024, 1024 * 1024 * 1024)]
    public int CopyBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>How much of a blob a reader asks for at once. Default 1 MiB.</summary>
    [Range(16 * 1024, 64 * 1024 * 1024)]
    public int ReadBytes { get; init; } = 1024 * 1024;

    /// <summary>How often a call that failed is made again. Default 4.</summary>
    [Range(0, 10)]
    public int Retries { get; init; } = 4;

    /// <summary>How long one try of a call may take. Default 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan TryFor { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Checksum that travels with every block, which the service checks before it keeps the block: <c>StorageCrc64</c>, <c>MD5</c> or <c>None</c>.
    /// Default <c>StorageCrc64</c>, which Azurite does not know.
    /// </summary>
    [AllowedValues(StorageChecksumAlgorithm.StorageCrc64, StorageChecksumAlgorithm.MD5, StorageChecksumAlgorithm.None)]
    public StorageChecksumAlgorithm BlockChecksum { get; init; } = StorageChecksumAlgorithm.StorageCrc64;

    /// <summary>How the client of the blob service behaves under these settings.</summary>
    public BlobClientOptions ToClientOptions()
    {
        var options = new BlobClientOptions { EncryptionScope = string.IsNullOrEmpty(EncryptionScope) ? null : EncryptionScope };
        options.Retry.MaxRetries = Retries;
        options.Retry.NetworkTimeout = TryFor;
        return options;
    }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (BlobServiceUri is { } uri && (!uri.IsAbsoluteUri || uri.Scheme != Uri.UriSchemeHttps))
        {
            yield return new ValidationResult("BlobServiceUri is an https address.", [nameof(BlobServiceUri)]);
        }
    }
}
