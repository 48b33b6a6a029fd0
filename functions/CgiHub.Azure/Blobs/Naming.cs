using Azure;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace CgiHub.Azure.Blobs;

/// <summary>Gives a staged body its name, create-only.</summary>
internal static class Naming
{
    /// <summary>How often a name is tried whose blocks another writer's commit threw away, and whose blob was then deleted.</summary>
    private const int MostTries = 3;

    /// <summary>True when the blob is there and is this staged body's; false when another one is there.</summary>
    /// <remarks>
    /// A refusal alone doesn't tell: the call may have been repeated because the first answer was lost, and then finds its own blob.
    /// What the blob says of itself does.
    /// </remarks>
    public static Task<bool> TryAsync(BlockBlobClient blob, string stage, Func<Task> write, CancellationToken cancel) => BlobStore.AskAsync(async () =>
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await write();
                return true;
            }
            catch (RequestFailedException taken) when (taken.Status is 409 or 412 || taken.ErrorCode == BlobErrorCode.InvalidBlockList)
            {
                if (await BlobStore.PropertiesAsync(blob, cancel) is { } there)
                {
                    return there.Metadata.TryGetValue(BlobStore.StageKey, out var by) && by == stage;
                }

                if (tries == MostTries)
                {
                    throw StoreFailure.Away("blob store", taken.Status, taken.ErrorCode, null, taken);
                }
            }
        }
    }, cancel);
}
