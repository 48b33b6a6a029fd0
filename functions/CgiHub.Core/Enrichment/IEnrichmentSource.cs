using CgiHub.Core.Agencies;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Records;

namespace CgiHub.Core.Enrichment;

/// <summary>Someone who knows more about a lead: one class per source. It never throws for what the source does; only cancellation does.</summary>
public interface IEnrichmentSource
{
    /// <summary>Its name on packets.</summary>
    string Name { get; }

    /// <summary>It has an address; otherwise nobody is asked.</summary>
    bool Connected { get; }

    /// <summary>What is counted in its sentences on packets, such as <c>persons</c>.</summary>
    string Subjects { get; }

    /// <summary>How it fares.</summary>
    SourceHealth Health { get; }

    /// <summary>What to ask it about a lead, in a fixed order.</summary>
    SourceQuestions QuestionsAbout(LeadPicture picture);

    /// <summary>Asks. Asking the same question twice has the same effect as once.</summary>
    /// <param name="question">The question.</param>
    /// <param name="asked">How it was asked before.</param>
    /// <param name="cancel">Cancels.</param>
    Task<SourceReply> AskAsync(SourceQuestion question, Asked asked, CancellationToken cancel);
}

/// <summary>How a question stands before it is asked.</summary>
/// <param name="Submitted">The source took it earlier and owes the answer.</param>
/// <param name="Late">No packet waits for it; longer time limits hold.</param>
public readonly record struct Asked(bool Submitted, bool Late);

/// <summary>The questions to one source about one lead.</summary>
/// <param name="Items">Each once.</param>
/// <param name="Unasked">Why some subjects are not asked about, as a sentence part; null where all are.</param>
public sealed record SourceQuestions(IReadOnlyList<SourceQuestion> Items, string? Unasked);

/// <summary>One question. The same question from another lead has the same key, so its answer is shared.</summary>
public sealed record SourceQuestion
{
    /// <summary>Stable, and tells nothing of whom it is about; the source sees it as the hub's reference.</summary>
    public required string Key { get; init; }

    /// <summary>The subject's id in the picture.</summary>
    public required string SubjectId { get; init; }

    /// <summary>Who requests it.</summary>
    public required Ori RequestingOri { get; init; }

    /// <summary>In which case or lead, as the requester numbers it.</summary>
    public required string CaseNumber { get; init; }

    /// <summary>The person asked about.</summary>
    public Person? Person { get; init; }

    /// <summary>The firearm asked about.</summary>
    public FirearmRecovery? Firearm { get; init; }
}

/// <summary>What a source replied.</summary>
/// <param name="Status">Found, none, pending (it took the question), denied, or unavailable with <see cref="Error"/>.</param>
public sealed record SourceReply(EnrichmentStatus Status)
{
    /// <summary>Traces found.</summary>
    public IReadOnlyList<Trace> Traces { get; init; } = [];

    /// <summary>Supervision found.</summary>
    public IReadOnlyList<Supervision> Supervision { get; init; } = [];

    /// <summary>Why it is unavailable.</summary>
    public Error? Error { get; init; }

    /// <summary>When the source wants to be asked again.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>A failure.</summary>
    public static SourceReply Failed(Error error) => new(EnrichmentStatus.Unavailable) { Error = error, RetryAfter = error?.RetryAfter };
}
