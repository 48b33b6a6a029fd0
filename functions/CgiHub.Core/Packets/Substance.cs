using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Enrichment;
using CgiHub.Core.Records;
using CgiHub.Core.Triage;

namespace CgiHub.Core.Packets;

/// <summary>What makes a packet worth a new version, as one fingerprint of everything of substance in a picture and its enrichment.</summary>
/// <remarks>
/// Of substance are: the lead's status and exhibits, when it was made and who confirmed it, the events and whether and as what their incidents are known, recovered firearms,
/// persons with their roles, arrests, traces, supervision findings, and whether each source has answered.
/// Not of substance, and shown in whatever version comes next: gunshots, plate reads, open-source items, narratives, contacts, the age of an answer,
/// points that only time changed, and the center's own workflow. A source that is pending and one that is away are the same to a reader: awaited.
/// </remarks>
internal static class Substance
{
    public static string Of(LeadPicture picture, EnrichmentAnswers answers)
    {
        var text = new StringBuilder(1024);
        Add(text, "status", picture.Lead.Status.ToString());
        Add(text, "made", picture.Lead.At.UtcTicks.ToString(CultureInfo.InvariantCulture));
        Add(text, "confirmed", picture.Lead.ConfirmedBy ?? "");
        AddAll(text, "exhibit", picture.Lead.Exhibits.Select(e => e.Withdrawn ? $"{e.Key.Value}-" : e.Key.Value));
        AddAll(text, "event", picture.Events.Select(e => e.Incident is { } i
            ? string.Create(CultureInfo.InvariantCulture, $"{e.CaseKey.Value} {i.Type} {i.OccurredAt.UtcTicks} {i.Injured} {i.Victims}")
            : e.CaseKey.Value));
        AddAll(text, "firearm", picture.Firearms.Select(f => $"{RecordName.Of(f.Record.Ref)} {f.Serial?.Compared}"));
        AddAll(text, "person", picture.Persons.Select(p => $"{p.Id} {string.Join(' ', p.Roles)}"));
        AddAll(text, "arrest", picture.Arrests.Select(a => RecordName.Of(a.Ref)));
        AddAll(text, "trace", KnownRecords.Traces(picture, answers).Select(t => TraceText(t.Trace)));
        AddAll(text, "supervision", KnownRecords.Supervision(picture, answers).Select(s => s.Substance).Distinct(StringComparer.Ordinal));
        AddAll(text, "source", answers.Sources.Select(s => $"{s.Source} {(s.NotConnected ? "off" : Settled(s.Status))}"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..32];
    }

    private static string Settled(EnrichmentStatus status) => status is EnrichmentStatus.Pending or EnrichmentStatus.Unavailable ? "awaited" : status.ToString();

    // A trace that a source answers says the same when the feed brings it.
    private static string TraceText(Trace trace) => JsonSerializer.Serialize(trace with { SourceId = "", Handling = null }, RecordsJson.Default.Trace);

    private static void AddAll(StringBuilder text, string name, IEnumerable<string> values)
    {
        foreach (var value in values.Order(StringComparer.Ordinal))
        {
            Add(text, name, value);
        }
    }

    private static void Add(StringBuilder text, string name, string value) => text.Append(name).Append('\u001f').Append(value).Append('\u001e');
}
