using CgiHub.Core.Agencies;

namespace CgiHub.Core.Records;

/// <summary>What supervisors do about records that wait for review: read them, let them in, or decline them.</summary>
public sealed class HoldingDesk(HoldingBin bin, RecordStore records, TimeProvider time)
{
    private const int MostReason = 1000;

    /// <summary>A page of what waits, longest first.</summary>
    public async Task<Result<Page<HeldRecord>>> ListAsync(PageRequest page, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(page);
        return await bin.ListAsync(page, cancel);
    }

    /// <summary>What waits of one record.</summary>
    public async Task<Result<HeldRecord>> FindAsync(string recordId, CancellationToken cancel) =>
        await bin.FindAsync(recordId, cancel) is { Record: var held } ? held : Errors.NotFound("held record");

    /// <summary>A page of what was decided about a record's contents so far, newest first.</summary>
    public async Task<Result<Page<HoldingReview>>> ReviewsAsync(string recordId, PageRequest page, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(page);
        return StableId.Suffix("rc", recordId) is null ? Errors.NotFound("record") : await bin.ReviewsAsync(recordId, page, cancel);
    }

    /// <summary>Lets a record into the hub: it lands now, and its period begins.</summary>
    /// <remarks>It lands first, then that is written down, then it leaves the bin: killed anywhere, it is still there to be approved, and landing again changes nothing.</remarks>
    public Task<Result<HoldingReview>> ApproveAsync(Caller caller, string recordId, ReviewRequest request, CancellationToken cancel) =>
        ReviewAsync(caller, recordId, request, HoldingDecision.Approved, cancel);

    /// <summary>Takes a record out of the bin for good. The same content is refused from then on; another one waits for a review of its own.</summary>
    public Task<Result<HoldingReview>> DeclineAsync(Caller caller, string recordId, ReviewRequest request, CancellationToken cancel) =>
        ReviewAsync(caller, recordId, request, HoldingDecision.Declined, cancel);

    private async Task<Result<HoldingReview>> ReviewAsync(Caller caller, string recordId, ReviewRequest request, HoldingDecision decision, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(request);
        if (FaultsOf(request) is { } faulty)
        {
            return faulty;
        }

        if (await bin.FindAsync(recordId, cancel) is not var (held, etag))
        {
            return Errors.NotFound("held record");
        }

        if (held.Revision != request.Revision)
        {
            return Errors.HeldRecordChanged();
        }

        // Read and checked: a caller that goes away does not stop it.
        cancel.ThrowIfCancellationRequested();
        if (decision == HoldingDecision.Approved && (await records.LandAsync(held.Agency, [held.Record], CancellationToken.None))[0] == Landing.Purged)
        {
            await bin.EraseAsync(recordId, CancellationToken.None);
            return Errors.RecordPurged();
        }

        var review = new HoldingReview(recordId, held.Revision, decision, time.GetUtcNow(), caller.Subject, request.Reason!.Trim());
        await bin.KeepAsync(review);
        await bin.LeaveAsync(recordId, etag);
        return review;
    }

    private static Error? FaultsOf(ReviewRequest request)
    {
        var faults = new List<FieldFault>();
        if (string.IsNullOrWhiteSpace(request.Revision))
        {
            faults.Add(new FieldFault("/revision", "required", "The revision of the record that you read."));
        }

        if (string.IsNullOrWhiteSpace(request.Reason))
        {
            faults.Add(new FieldFault("/reason", "required", "Say why; it is kept."));
        }
        else if (request.Reason.Length > MostReason)
        {
            faults.Add(new FieldFault("/reason", "tooLong", $"At most {MostReason} characters."));
        }

        return faults.Count == 0 ? null : Errors.Invalid(faults);
    }
}
