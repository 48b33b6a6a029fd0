using System.Globalization;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Enrichment;
using CgiHub.Core.Packets.Paper;
using CgiHub.Core.Triage;

namespace CgiHub.Core.Packets;

/// <summary>What one version of a packet says and an earlier one did not, as sentences; of two views of one recipient, so that nothing withheld comes into them. Pure.</summary>
public static class PacketChanges
{
    /// <summary>The differences, the gravest first; empty where there is none that a reader would act on.</summary>
    public static IReadOnlyList<string> Between(LeadPacket before, LeadPacket now)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(now);
        return [.. Status(before, now), .. Events(before, now), .. Firearms(before, now), .. Persons(before, now), .. Records(before, now), .. Rank(before, now), .. Sources(before, now)];
    }

    private static IEnumerable<string> Status(LeadPacket before, LeadPacket now)
    {
        if (before.Lead.Status != now.Lead.Status)
        {
            yield return now.Lead.Status switch
            {
                LeadStatus.Hit => "An examiner CONFIRMED the lead: it is a hit now.",
                LeadStatus.Eliminated => "The examiner ELIMINATED the lead: withdraw it wherever it was entered.",
                _ => "The lead is unconfirmed again: its confirmation was taken back.",
            };
        }

        foreach (var gone in now.Lead.Exhibits.Where(e => e.Withdrawn && before.Lead.Exhibits.Any(b => b.Key == e.Key && !b.Withdrawn)))
        {
            yield return $"Withdrawn from the lead: exhibit {gone.ExhibitNumber}, case {gone.CaseNumber} of {gone.Ori}.";
        }
    }

    private static IEnumerable<string> Events(LeadPacket before, LeadPacket now)
    {
        var known = before.Events.DistinctBy(e => e.CaseKey.Value).ToDictionary(e => e.CaseKey.Value, StringComparer.Ordinal);
        foreach (var happened in now.Events)
        {
            if (!known.Remove(happened.CaseKey.Value, out var was))
            {
                yield return $"New event on the gun: {PacketWords.Of(happened)}.";
            }
            else if (happened.Incident is { } incident && (was.Incident is null
                || (was.Incident.Type, was.Incident.OccurredAt, was.Incident.Injured, was.Incident.Victims) != (incident.Type, incident.OccurredAt, incident.Injured, incident.Victims)))
            {
                yield return was.Incident is { } earlier && earlier.Type != incident.Type
                    ? $"{PacketWords.Of(happened)}: it was told as {PacketWords.Of(earlier.Type).ToLowerInvariant()} before."
                    : $"{PacketWords.Of(happened)}: its record {(was.Incident is null ? "has come" : "was changed")}.";
            }
        }

        foreach (var gone in before.Events.Where(e => known.ContainsKey(e.CaseKey.Value)))
        {
            yield return $"No longer on the gun: {PacketWords.Of(gone)}.";
        }
    }

    private static IEnumerable<string> Firearms(LeadPacket before, LeadPacket now)
    {
        var known = before.Guns.SelectMany(g => g.Firearms).Select(f => f.Record).ToHashSet(StringComparer.Ordinal);
        return now.Guns.SelectMany(g => g.Firearms).Where(f => !known.Contains(f.Record)).Select(f => $"Firearm recovered: {PacketWords.Of(f.Recovery)}.");
    }

    private static IEnumerable<string> Persons(LeadPacket before, LeadPacket now)
    {
        // An id follows from what is known of somebody and changes with it; their records stay. One record may name several persons, so ids come first.
        var left = before.Persons.Where(p => now.Persons.All(n => n.Id != p.Id)).ToList();
        foreach (var person in now.Persons)
        {
            var was = before.Persons.FirstOrDefault(p => p.Id == person.Id) ?? left.Find(p => p.Records.Intersect(person.Records, StringComparer.Ordinal).Any());
            if (was is not null)
            {
                left.Remove(was);
            }

            var roles = person.Roles.Except(was?.Roles ?? [], StringComparer.Ordinal).ToList();
            if (roles.Count > 0 || was is null)
            {
                yield return $"{(was is null ? "Named for the first time" : "Named now also")} as {string.Join(", ", roles)}: {person.Label}.";
            }
        }

        foreach (var gone in left)
        {
            yield return $"No longer on the gun's path: {gone.Label}.";
        }
    }

    private static IEnumerable<string> Records(LeadPacket before, LeadPacket now)
    {
        foreach (var arrest in now.Arrests.Where(a => before.Arrests.All(b => b.Record != a.Record)))
        {
            yield return $"Arrest {arrest.Arrest.ArrestNumber} was added.";
        }

        foreach (var trace in now.Traces.Where(t => before.Traces.All(b => b.Trace.TraceNumber != t.Trace.TraceNumber)))
        {
            yield return $"Trace {trace.Trace.TraceNumber} was added.";
        }

        foreach (var record in now.Supervision)
        {
            var was = before.Supervision.FirstOrDefault(s => (s.Supervision.Kind, s.Supervision.RecordId) == (record.Supervision.Kind, record.Supervision.RecordId));
            if (was?.Supervision.Status != record.Supervision.Status)
            {
                var who = PersonMerge.NameIn([record.Supervision.Person]) ?? $"record {record.Supervision.RecordId}";
                yield return $"{PacketWords.Of(record.Supervision.Kind)} of {who}: {PacketWords.Of(record.Supervision.Status)}{(was is null ? "" : $", was {PacketWords.Of(was.Supervision.Status)}")}.";
            }
        }

        foreach (var image in now.Images.Where(i => before.Images.All(b => (b.ExhibitId, b.View, b.StoredAt) != (i.ExhibitId, i.View, i.StoredAt))))
        {
            yield return $"New image: {PacketWords.OfView(image.View)} of exhibit {image.ExhibitNumber}, case {image.CaseNumber}.";
        }
    }

    private static IEnumerable<string> Rank(LeadPacket before, LeadPacket now) =>
        before.Priority.Band == now.Priority.Band ? []
            : [string.Create(CultureInfo.InvariantCulture, $"It ranks {PacketWords.Of(now.Priority.Band)} ({now.Priority.Score:0.#} points), was {PacketWords.Of(before.Priority.Band)} ({before.Priority.Score:0.#}).")];

    private static IEnumerable<string> Sources(LeadPacket before, LeadPacket now)
    {
        foreach (var source in now.Enrichment)
        {
            var was = before.Enrichment.FirstOrDefault(s => s.Source == source.Source);
            if (was is not null && was.Status != source.Status && source.Status is (EnrichmentStatus.Found or EnrichmentStatus.None or EnrichmentStatus.Denied))
            {
                yield return $"{source.Source}: {PacketWords.Of(source.Status)}, was {PacketWords.Of(was.Status)}.";
            }
        }
    }
}
