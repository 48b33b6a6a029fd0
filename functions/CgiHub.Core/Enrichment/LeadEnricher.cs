using System.Globalization;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Records;
using Microsoft.Extensions.Options;

namespace CgiHub.Core.Enrichment;

/// <summary>
/// Asks every source about a lead, all at once and never longer than the budget. What is not answered by then goes on the due list,
/// from which <see cref="LateEnrichment"/> asks again; the lead is looked at anew when the answer comes.
/// </summary>
/// <remarks>Nothing goes on after it returns. Killed anywhere and run again, it asks and waits the same way.</remarks>
public sealed class LeadEnricher
{
    private readonly IReadOnlyList<IEnrichmentSource> _sources;
    private readonly Asking _asking;
    private readonly AnswerBook _book;
    private readonly LateSpacing _spacing;
    private readonly HubSteps _steps;
    private readonly EnrichmentOptions _options;
    private readonly TimeProvider _time;

    internal LeadEnricher(IEnumerable<IEnrichmentSource> sources, Asking asking, AnswerBook book, LateSpacing spacing, HubSteps steps, IOptions<EnrichmentOptions> options, TimeProvider time)
    {
        _sources = [.. sources.OrderBy(s => s.Name, StringComparer.Ordinal)];
        _asking = asking;
        _book = book;
        _spacing = spacing;
        _steps = steps;
        _options = options.Value;
        _time = time;
    }

    /// <summary>What the sources say about a lead now.</summary>
    public Task<EnrichmentAnswers> AskAsync(LeadPicture picture, CancellationToken cancel) => AskAsync(picture, [], cancel);

    /// <summary>What the sources say about a lead now. What other pictures of it would ask besides is asked along, and kept for them (<see cref="KnownAsync"/>).</summary>
    public async Task<EnrichmentAnswers> AskAsync(LeadPicture picture, IReadOnlyList<LeadPicture> others, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(others);
        using var budget = new CancellationTokenSource(_options.Budget, _time);
        using var within = CancellationTokenSource.CreateLinkedTokenSource(budget.Token, cancel);
        var asked = await Task.WhenAll(_sources.Select(s => AskOneAsync(s, picture, others, within.Token, cancel)));

        await Task.WhenAll(asked.Select(a => AwaitAsync(a, picture.Lead.LeadId)));
        return Compose(asked);
    }

    /// <summary>What is already known about a lead; nobody is asked.</summary>
    public async Task<EnrichmentAnswers> KnownAsync(LeadPicture picture, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(picture);
        return Compose(await Task.WhenAll(_sources.Select(s => AskAboutAsync(s, picture, [], (q, c) => _asking.LookUpAsync(s, q, c), cancel))));
    }

    /// <summary>Forgets what the sources said of persons and firearms that a lead was told with, and what it waits for. Whatever its next look still needs is asked again.</summary>
    internal async Task ForgetAsync(string leadId, IEnumerable<Person> persons, IEnumerable<FirearmRecovery> firearms)
    {
        List<string> questions =
        [
            .. persons.Select(PersonKeys.Of).Where(k => k.Count > 0).Select(WhomToAsk.KeyOf),
            .. firearms.Select(f => SerialNumber.From(f.Serial) is { } serial ? WhomToAsk.KeyOf(serial, f.Make) : null).OfType<string>(),
        ];
        foreach (var source in _sources)
        {
            await _book.ForgetDueAsync(source.Name, leadId);
            foreach (var question in questions.Distinct(StringComparer.Ordinal))
            {
                await _book.ForgetAsync(source.Name, question);
            }
        }
    }

    /// <summary>How each source fares in this process.</summary>
    public SourceReports Report() => new([.. _sources.Select(s => s.Health.Report(s.Connected))]);

    private async Task<Asked> AskOneAsync(IEnrichmentSource source, LeadPicture picture, IReadOnlyList<LeadPicture> others, CancellationToken within, CancellationToken cancel)
    {
        using var step = _steps.Begin(Steps.Ask, source.Name, System.Diagnostics.ActivityKind.Client);
        var asked = await AskAboutAsync(source, picture, others, (q, c) => _asking.AskAsync(source, q, late: false, within, c), cancel);
        step.Tell("cgihub.questions", asked.Standings.Count).End(asked.Standings.Concat(asked.Beside).Any(s => s.Owed) ? Outcomes.Postponed : asked.Standings.Count == 0 ? Outcomes.Unchanged : Outcomes.Done);
        return asked;
    }

    private static async Task<Asked> AskAboutAsync(IEnrichmentSource source, LeadPicture picture, IReadOnlyList<LeadPicture> others, Func<SourceQuestion, CancellationToken, Task<Standing>> ask, CancellationToken cancel)
    {
        var questions = source.Connected ? source.QuestionsAbout(picture) : new SourceQuestions([], null);
        var besides = source.Connected ? others.SelectMany(o => source.QuestionsAbout(o).Items).Where(q => !questions.Items.Any(i => i.Key == q.Key)).DistinctBy(q => q.Key) : [];
        var standings = Task.WhenAll(questions.Items.Select(q => ask(q, cancel)));
        var beside = Task.WhenAll(besides.Select(q => ask(q, cancel)));
        return new Asked(source, questions.Unasked, await standings) { Beside = await beside };
    }

    private async Task AwaitAsync(Asked asked, string leadId)
    {
        var open = asked.Standings.Concat(asked.Beside).Where(s => s.Owed || s.Refused).ToList();
        if (open.Count > 0)
        {
            var now = _time.GetUtcNow();
            var entry = new DueEntry(asked.Source.Name, leadId, now, 0, [.. open.Select(s => new OpenQuestion(s.Question, s.Answer?.Fingerprint))]);
            await _book.AwaitAsync(entry, now + _spacing.Before(entry, open));
        }
    }

    private static EnrichmentAnswers Compose(Asked[] asked) => new(
        [.. asked.Select(StatusOf)],
        [.. asked.SelectMany(a => a.Standings).SelectMany(s => s.Answer?.Traces ?? []).DistinctBy(t => t.TraceNumber)],
        [.. asked.SelectMany(a => a.Standings).SelectMany(s => (s.Answer?.Supervision ?? []).Select(r => new SupervisionOfPerson(s.Question.SubjectId, r) { At = s.Answer!.At }))])
    {
        Stale = asked.SelectMany(a => a.Standings).Any(s => s.Owed && s.Answer is not null),
    };

    private static SourceStatus StatusOf(Asked asked)
    {
        if (!asked.Source.Connected)
        {
            return new SourceStatus(asked.Source.Name, EnrichmentStatus.Unavailable, null, "Not connected to this hub; nobody was asked.") { NotConnected = true };
        }

        if (asked.Standings.Count == 0)
        {
            return new SourceStatus(asked.Source.Name, EnrichmentStatus.None, null, asked.Unasked is null ? "Nothing to ask." : $"Nothing to ask: {asked.Unasked}.");
        }

        var answers = asked.Standings.Select(s => s.Answer).OfType<KnownAnswer>().ToList();
        DateTimeOffset? oldest = answers.Count == 0 ? null : answers.Min(a => a.At);
        var detail = string.Create(CultureInfo.InvariantCulture, $"{answers.Count} of {asked.Standings.Count} {asked.Source.Subjects} answered");
        if (oldest is { } at)
        {
            detail += string.Create(CultureInfo.InvariantCulture, $"; oldest answer of {at.UtcDateTime:yyyy-MM-dd HH:mm} UTC");
        }

        if (asked.Unasked is { } unasked)
        {
            detail += $"; not asked: {unasked}";
        }

        return new SourceStatus(asked.Source.Name, asked.Standings.Select(s => s.Told).MinBy(Severity), oldest, detail + ".");
    }

    private static int Severity(EnrichmentStatus status) => status switch
    {
        EnrichmentStatus.Pending => 0,
        EnrichmentStatus.Unavailable => 1,
        EnrichmentStatus.Denied => 2,
        EnrichmentStatus.Found => 3,
        _ => 4,
    };

    private sealed record Asked(IEnrichmentSource Source, string? Unasked, IReadOnlyList<Standing> Standings)
    {
        /// <summary>What was asked for other pictures of the lead alone.</summary>
        public IReadOnlyList<Standing> Beside { get; init; } = [];
    }
}
