using System.Globalization;
using System.Text.Json;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CgiHub.Core.Enrichment;

/// <summary>
/// Asks again for what leads wait for, and has a lead looked at anew when an answer tells something that its packet does not say yet.
/// </summary>
/// <remarks>
/// The order of each step is: keep the answer, queue the lead, then take the entry off the due list. Killed anywhere, the entry is still due,
/// the answer is found in the book, and the message carries the same id.
/// </remarks>
public sealed partial class LateEnrichment
{
    private readonly IReadOnlyList<IEnrichmentSource> _sources;
    private readonly Asking _asking;
    private readonly AnswerBook _book;
    private readonly LateSpacing _spacing;
    private readonly IMessageQueue _queue;
    private readonly HubSteps _steps;
    private readonly EnrichmentOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<LateEnrichment> _log;
    private int _running;

    internal LateEnrichment(IEnumerable<IEnrichmentSource> sources, Asking asking, AnswerBook book, LateSpacing spacing, IMessageQueue queue, HubSteps steps, IOptions<EnrichmentOptions> options, TimeProvider time, ILogger<LateEnrichment> log)
    {
        _sources = [.. sources];
        _asking = asking;
        _book = book;
        _spacing = spacing;
        _queue = queue;
        _steps = steps;
        _options = options.Value;
        _time = time;
        _log = log;
    }

    /// <summary>Works off what is due, source by source at the same time. Does nothing while another run of this process is at work.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        if (Interlocked.Exchange(ref _running, 1) == 1)
        {
            return;
        }

        try
        {
            await Task.WhenAll(_sources.Select(s => RunAsync(s, cancel)));
        }
        finally
        {
            Volatile.Write(ref _running, 0);
        }
    }

    private async Task RunAsync(IEnrichmentSource source, CancellationToken cancel)
    {
        var limit = Math.Min(_options.LateConcurrency * 4, 1000);
        var started = _time.GetTimestamp();
        IReadOnlyList<(DueEntry Entry, string ETag)> due;
        do
        {
            due = await _book.DueAsync(source.Name, _time.GetUtcNow(), limit, cancel);
            await Parallel.ForEachAsync(
                due,
                new ParallelOptions { MaxDegreeOfParallelism = _options.LateConcurrency, CancellationToken = cancel },
                async (d, c) => await HandleAsync(source, d.Entry, d.ETag, c));
        }
        while (due.Count == limit && _time.GetElapsedTime(started) < _options.LateRunFor);
    }

    private async Task HandleAsync(IEnrichmentSource source, DueEntry entry, string etag, CancellationToken cancel)
    {
        using var step = _steps.BeginApart(Steps.Await, source.Name).About(entry.LeadId);
        var standings = await Task.WhenAll(entry.Questions.Select(async open =>
            (Open: open, Now: source.Connected ? await _asking.AskAsync(source, open.Question, late: true, cancel, cancel) : new Standing(open.Question, null, EnrichmentStatus.Unavailable))));
        var closed = standings.Where(s => !s.Now.Owed).ToList();
        var owed = standings.Where(s => s.Now.Owed).ToList();
        var open = standings.Where(s => s.Now.Owed || s.Now.Refused).ToList();

        var news = closed.Where(s => s.Now.Answer?.Fingerprint != s.Open.Told || s.Now.Answer is null).Select(s => $"{s.Open.Question.Key}@{s.Now.Answer?.At.UtcTicks}").ToList();
        var now = _time.GetUtcNow();
        var giveUp = now - entry.Since >= _options.GiveUpAfter;
        if (giveUp && owed.Count > 0)
        {
            foreach (var (unanswered, _) in owed)
            {
                await _asking.GiveUpAsync(source, unanswered.Question, cancel);
            }

            news.AddRange(owed.Where(o => o.Open.Told is null).Select(o => $"{o.Open.Question.Key}@never"));
            LogGaveUp(_log, source.Name, owed.Count, entry.Attempts + 1);
        }

        if (news.Count > 0)
        {
            await TellAsync(entry, news);
        }

        if (open.Count == 0 || giveUp)
        {
            await _book.DoneAsync(entry, etag);
        }
        else
        {
            var left = entry with { Attempts = entry.Attempts + 1, Questions = [.. open.Select(o => o.Now.Refused ? o.Open with { Told = o.Now.Answer!.Fingerprint } : o.Open)] };
            await _book.PostponeAsync(left, etag, now + _spacing.Before(left, [.. open.Select(o => o.Now)]));
        }

        step.End(giveUp ? Outcomes.Abandoned : owed.Count == 0 ? Outcomes.Done : Outcomes.Postponed);
    }

    private async Task TellAsync(DueEntry entry, IReadOnlyList<string> news)
    {
        var id = $"{entry.LeadId}:{StableId.Of("en", [entry.Source, entry.Since.UtcTicks.ToString(CultureInfo.InvariantCulture), .. news.Order(StringComparer.Ordinal)])}";
        // The answer is kept: telling of it must not be lost to a caller that went away.
        await _queue.SendAsync(Queues.Leads, [new LeadRequest(entry.LeadId).ToMessage(id, "answered") with { Properties = TraceParent.Carried() }], CancellationToken.None);
    }

    [LoggerMessage(5003, LogLevel.Warning, "Gave up waiting for {Source} on {Questions} questions after {Attempts} attempts; a later look asks again.")]
    private static partial void LogGaveUp(ILogger log, string source, int questions, int attempts);
}

/// <summary>When to ask again: doubling waits, spread so that leads that failed together do not come back together.</summary>
internal sealed class LateSpacing(IOptions<EnrichmentOptions> options)
{
    /// <summary>
    /// The wait before the next attempt, for what is open. Where nothing but refusals is, the first comes when they are no longer fresh: whoever refuses is not asked
    /// every few minutes.
    /// </summary>
    public TimeSpan Before(DueEntry entry, IReadOnlyList<Standing> open)
    {
        var refused = open.All(s => s.Refused);
        var times = Math.Pow(2, Math.Min(entry.Attempts, 30)) * (0.8 + 0.4 * ((uint)HashCode.Combine(entry.LeadId, entry.Attempts) % 1024 / 1024.0));
        var (first, longest) = refused ? (options.Value.DeniedFor * 1.25, options.Value.GiveUpAfter) : (options.Value.LateRetryBase, options.Value.LateRetryMax);
        var wait = first * times;
        var asked = open.Min(s => s.RetryAfter);
        wait = asked > wait ? asked.Value : wait;
        return wait < longest ? wait : longest;
    }
}
