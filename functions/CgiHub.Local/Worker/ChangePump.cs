using CgiHub.Core.Storage;
using CgiHub.Embedded.Documents;

namespace CgiHub.Local.Worker;

/// <summary>Brings the changes of a container to a function, in order; a page that fails is tried again, and nothing after it is taken before.</summary>
/// <remarks>How far it came is kept in a file. A file that is lost or damaged only means that changes are told again.</remarks>
internal sealed class ChangePump(FunctionMethod function, string container, string leaseFile, SqliteDocumentStore documents, IServiceProvider services, TimeProvider time, ILogger log)
    : Pump(function, services, log)
{
    private const int PageSize = 500;

    private volatile string? _cursor;

    /// <summary>What the function follows.</summary>
    public string Container => container;

    /// <summary>How many changes the function has not taken yet, up to one page of them.</summary>
    public async ValueTask<int> BehindAsync(CancellationToken cancel) => (await documents.ReadChangesAsync(container, _cursor, PageSize, cancel)).Changes.Count;

    /// <inheritdoc/>
    public override async Task RunAsync(CancellationToken stopping, CancellationToken giveUp)
    {
        var retry = new Retry(time);
        var kept = File.Exists(leaseFile) ? await File.ReadAllTextAsync(leaseFile, stopping) : null;
        _cursor = string.IsNullOrWhiteSpace(kept) ? null : kept;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                var page = await documents.ReadChangesAsync(container, _cursor, PageSize, stopping);
                if (page.Changes.Count == 0)
                {
                    await documents.WaitForChangesAsync(container, page.Cursor, stopping);
                    _cursor = page.Cursor;
                    continue;
                }

                IReadOnlyList<ChangedDocument> changed = [.. page.Changes.Select(c => new ChangedDocument(c.Document.Id, c.Partition, c.Document.Body))];
                await CallAsync(p => p == Function.Parameter ? changed : throw new InvalidOperationException($"{Name} has a parameter {p.Name} that a change feed does not bring."), giveUp);
                await KeepAsync(page.Cursor);
                _cursor = page.Cursor;
                Trouble = null;
                retry.Reset();
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (BadContinuationException)
            {
                // The lease is damaged or of another store: everything is told again.
                _cursor = null;
            }
#pragma warning disable CA1031 // A page that failed, however, is tried again.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                LogFailed(failure, Name);
                Trouble = failure.GetType().Name;
                await PauseAsync(retry, stopping);
            }
        }
    }

    private static async Task PauseAsync(Retry retry, CancellationToken stopping)
    {
        try
        {
            await retry.PauseAsync(stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The loop sees it.
            return;
        }
    }

    private async Task KeepAsync(string cursor)
    {
        var next = leaseFile + ".next";
        await File.WriteAllTextAsync(next, cursor, CancellationToken.None);
        File.Move(next, leaseFile, overwrite: true);
    }
}
