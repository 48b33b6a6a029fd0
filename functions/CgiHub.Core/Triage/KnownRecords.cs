using CgiHub.Core.CaseMaps;
using CgiHub.Core.Enrichment;
using CgiHub.Core.Records;

namespace CgiHub.Core.Triage;

/// <summary>
/// Each trace and each term of supervision of a lead once, though a feed brought it and a source answered it as well. Where the two say the same, it is the feed's record,
/// which names its sender. Otherwise it is the complete trace before one that eTrace is still at work on, and the supervision that the hub learnt of last.
/// </summary>
public static class KnownRecords
{
    /// <summary>Traces, those on record first.</summary>
    public static IReadOnlyList<KnownTrace> Traces(LeadPicture picture, EnrichmentAnswers answers)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(answers);
        return
        [
            .. picture.Traces.Where(t => t.Record is Trace).Select(t => new KnownTrace((Trace)t.Record, RecordName.Of(t.Ref)))
                .Concat(answers.Traces.Select(t => new KnownTrace(t, RecordName.Of(t))))
                .GroupBy(t => t.Trace.TraceNumber, StringComparer.Ordinal)
                .Select(same => same.FirstOrDefault(t => t.Trace.IsComplete) ?? same.First()),
        ];
    }

    /// <summary>Supervision, that on record first.</summary>
    public static IReadOnlyList<KnownSupervision> Supervision(LeadPicture picture, EnrichmentAnswers answers)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(answers);
        return
        [
            .. picture.Supervision.Where(s => s.Record is Supervision).Select(s => OfFeed(picture, s))
                .Concat(answers.Supervision.Select(s => new KnownSupervision(s.Record, RecordName.Of(s.Record), s.PersonId, s.At)))
                .GroupBy(s => (s.Supervision.Kind, s.Supervision.RecordId, Who: s.PersonId ?? s.Name))
                .Select(same => same.MaxBy(s => s.At) is { } last && last.Substance != same.First().Substance ? last : same.First()),
        ];
    }

    private static KnownSupervision OfFeed(LeadPicture picture, StoredRecord stored)
    {
        var name = RecordName.Of(stored.Ref);
        return new KnownSupervision((Supervision)stored.Record, name, picture.Persons.FirstOrDefault(p => p.Records.Contains(name))?.Id, stored.Ref.ReceivedAt);
    }
}

/// <summary>A trace.</summary>
/// <param name="Trace">What it says.</param>
/// <param name="Name">The record's name, as packets tell it.</param>
public sealed record KnownTrace(Trace Trace, string Name);

/// <summary>A term of supervision.</summary>
/// <param name="Supervision">What is said of it.</param>
/// <param name="Name">The record's name, as packets tell it.</param>
/// <param name="PersonId">The person in the picture; null where the record's person is not in it.</param>
/// <param name="At">When the hub learnt it.</param>
public sealed record KnownSupervision(Supervision Supervision, string Name, string? PersonId, DateTimeOffset At)
{
    /// <summary>What of it is worth a new packet version: the term, its standing and end, whom to call, and whether firearms are forbidden.</summary>
    public string Substance => string.Create(System.Globalization.CultureInfo.InvariantCulture,
        $"{Supervision.Kind} {Supervision.RecordId} {Supervision.Status} {Supervision.EndsAt?.UtcTicks} {Supervision.Officer?.Name} {Supervision.Officer?.Phone}{(Supervision.ForbidsFirearms ? " noFirearms" : "")}");
}
