using Microsoft.Extensions.Options;

namespace CgiHub.Core.Enrichment;

/// <summary>Asks one question, by the cache first, and keeps the reply. Leads and the due list share it.</summary>
internal sealed class Asking(AnswerBook book, IOptions<EnrichmentOptions> options, TimeProvider time)
{
    private readonly EnrichmentOptions _options = options.Value;

    /// <summary>What is known, without asking anybody.</summary>
    public async Task<Standing> LookUpAsync(IEnrichmentSource source, SourceQuestion question, CancellationToken cancel) =>
        StandingOf(question, await book.ReadAsync(source.Name, question.Key, cancel));

    /// <summary>What is known; the source is asked where that is not enough.</summary>
    /// <param name="source">The source.</param>
    /// <param name="question">The question.</param>
    /// <param name="late">No packet waits: a question that the source took is asked after.</param>
    /// <param name="within">How long to wait for the source; when it ends, the answer is pending.</param>
    /// <param name="cancel">Cancels all.</param>
    public async Task<Standing> AskAsync(IEnrichmentSource source, SourceQuestion question, bool late, CancellationToken within, CancellationToken cancel)
    {
        var state = await book.ReadAsync(source.Name, question.Key, cancel);
        var known = StandingOf(question, state);
        if (!known.Owed || within.IsCancellationRequested || (state.SubmittedAt is not null && !late))
        {
            return known;
        }

        SourceReply reply;
        try
        {
            reply = await source.AskAsync(question, new Asked(state.SubmittedAt is not null, late), within);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return known;
        }

        return await KeepAsync(source, question, state, reply);
    }

    /// <summary>Asks no more until a later look: the source has had its time.</summary>
    public async Task GiveUpAsync(IEnrichmentSource source, SourceQuestion question, CancellationToken cancel)
    {
        var state = await book.ReadAsync(source.Name, question.Key, cancel);
        await book.WriteAsync(source.Name, question.Key, state with { SubmittedAt = null, GaveUpAt = time.GetUtcNow() }, Kept);
    }

    private TimeSpan Kept => _options.KeepFor > _options.CacheFor + _options.GiveUpAfter ? _options.KeepFor : _options.CacheFor + _options.GiveUpAfter;

    private async Task<Standing> KeepAsync(IEnrichmentSource source, SourceQuestion question, QuestionState state, SourceReply reply)
    {
        var now = time.GetUtcNow();
        switch (reply.Status)
        {
            case EnrichmentStatus.Unavailable:
                return new Standing(question, state.Answer, EnrichmentStatus.Unavailable) { Owed = true, RetryAfter = reply.RetryAfter };
            case EnrichmentStatus.Pending:
                if (state.SubmittedAt is null)
                {
                    state = state with { SubmittedAt = now, GaveUpAt = null };
                    await book.WriteAsync(source.Name, question.Key, state, Kept);
                }

                return new Standing(question, state.Answer, EnrichmentStatus.Pending) { Owed = true, RetryAfter = reply.RetryAfter };
            default:
                var answer = KnownAnswer.Of(reply, now);
                await book.WriteAsync(source.Name, question.Key, new QuestionState { Answer = answer }, Kept);
                return new Standing(question, answer, answer.Status);
        }
    }

    private Standing StandingOf(SourceQuestion question, QuestionState state)
    {
        var now = time.GetUtcNow();
        return state.IsFresh(now, _options) ? new Standing(question, state.Answer, state.Answer!.Status)
            : state.Rests(now, _options) ? new Standing(question, state.Answer, EnrichmentStatus.Unavailable)
            : new Standing(question, state.Answer, EnrichmentStatus.Pending) { Owed = true };
    }
}

/// <summary>How one question of a lead stands.</summary>
/// <param name="Question">The question.</param>
/// <param name="Answer">The answer, fresh or old; null where there is none.</param>
/// <param name="Now">How the source stands now; not that of an old answer.</param>
internal sealed record Standing(SourceQuestion Question, KnownAnswer? Answer, EnrichmentStatus Now)
{
    /// <summary>It is to be asked again.</summary>
    public bool Owed { get; init; }

    /// <summary>The source refuses to say, for now: who is told so hears of it when it no longer does.</summary>
    public bool Refused => !Owed && Answer?.Status == EnrichmentStatus.Denied;

    /// <summary>When the source wants to be asked again.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>What the packet says: an old answer stands in for a source that is away.</summary>
    public EnrichmentStatus Told => Answer?.Status ?? Now;
}
