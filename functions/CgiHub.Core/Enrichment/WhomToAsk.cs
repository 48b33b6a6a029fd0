using System.Globalization;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Records;

namespace CgiHub.Core.Enrichment;

/// <summary>Whom the sources are asked about: pure functions of the picture.</summary>
public static class WhomToAsk
{
    // Suspects first. Victims and witnesses are nobody's business here, unless they are one of these as well.
    private static readonly string[] RolesInOrder = ["suspect", "possessor", "arrestee", "purchaser"];

    /// <summary>One question per firearm with a serial number, unless a complete trace is on record.</summary>
    public static SourceQuestions Firearms(LeadPicture picture, int most)
    {
        ArgumentNullException.ThrowIfNull(picture);
        var traced = picture.Traces.Select(t => t.Record).OfType<Trace>().Where(t => t.IsComplete)
            .Select(t => SerialNumber.From(t.Serial)).OfType<SerialNumber>().ToHashSet();
        var onRecord = picture.Firearms.Count(f => f.Serial is { } serial && traced.Contains(serial));
        var withoutSerial = picture.Firearms.Count(f => f.Serial is null);

        var questions = picture.Firearms
            .Where(f => f.Serial is { } serial && !traced.Contains(serial) && f.Record.Record is FirearmRecovery)
            .Select(f => (Recovery: (FirearmRecovery)f.Record.Record, Firearm: f, Key: KeyOf(f.Serial!.Value, ((FirearmRecovery)f.Record.Record).Make)))
            .OrderBy(q => q.Recovery.RecoveredAt).ThenBy(q => q.Key, StringComparer.Ordinal).ThenBy(q => q.Firearm.Record.Ref.Key, StringComparer.Ordinal)
            .DistinctBy(q => q.Key)
            .Select(q => new SourceQuestion
            {
                Key = q.Key,
                SubjectId = q.Firearm.Id,
                RequestingOri = q.Firearm.Record.Ref.Agency,
                CaseNumber = q.Recovery.CaseNumber,
                Firearm = q.Recovery,
            })
            .ToList();

        return new SourceQuestions([.. questions.Take(most)], Sentence(
            (onRecord, "already traced"),
            (withoutSerial, "without serial number"),
            (questions.Count - most, $"over the limit of {most.ToString(CultureInfo.InvariantCulture)}")));
    }

    /// <summary>One question per person who is a suspect, possessor, arrestee or purchaser and can be told apart from others.</summary>
    /// <param name="picture">The lead.</param>
    /// <param name="most">Where to stop.</param>
    public static SourceQuestions Persons(LeadPicture picture, int most)
    {
        ArgumentNullException.ThrowIfNull(picture);
        var concerned = picture.Persons
            .Select(p => (Person: p, Rank: Array.FindIndex(RolesInOrder, r => p.Roles.Contains(r, StringComparer.Ordinal))))
            .Where(p => p.Rank >= 0)
            .OrderBy(p => p.Rank).ThenBy(p => p.Person.Id, StringComparer.Ordinal)
            .Select(p => (p.Person, Keys: PersonKeys.Of(p.Person.Person)))
            .ToList();
        var askable = concerned.Where(p => p.Keys.Count > 0).ToList();

        var questions = askable.Take(most).Select(p => new SourceQuestion
        {
            Key = KeyOf(p.Keys),
            SubjectId = p.Person.Id,
            RequestingOri = picture.Lead.Site,
            CaseNumber = picture.Lead.LeadNumber,
            Person = OnlyWhatIdentifies(p.Person.Person),
        });

        return new SourceQuestions([.. questions], Sentence(
            (concerned.Count - askable.Count, "without identifier or date of birth"),
            (askable.Count - most, $"over the limit of {most.ToString(CultureInfo.InvariantCulture)}")));
    }

    /// <summary>The key of a question about a firearm.</summary>
    internal static string KeyOf(SerialNumber serial, string? make) => StableId.Of("tq", serial.Compared, EntityKey.Normalise(make ?? ""));

    /// <summary>The key of a question about a person.</summary>
    internal static string KeyOf(IReadOnlyList<EntityKey> keys) => StableId.Of("pq", [.. keys.Select(k => k.Value).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]);

    private static Person OnlyWhatIdentifies(Person person) => new()
    {
        Name = person.Name,
        FullName = person.Name is null ? person.FullName : null,
        Dob = person.Dob,
        Ids = person.Ids?.Where(i => i.Type != PersonIdentifierType.Other).ToList(),
    };

    private static string? Sentence(params ReadOnlySpan<(int Count, string What)> parts)
    {
        var said = new List<string>();
        foreach (var (count, what) in parts)
        {
            if (count > 0)
            {
                said.Add($"{count.ToString(CultureInfo.InvariantCulture)} {what}");
            }
        }

        return said.Count == 0 ? null : string.Join(", ", said);
    }
}
