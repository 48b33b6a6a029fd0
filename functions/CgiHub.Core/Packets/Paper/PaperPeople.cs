using System.Globalization;
using CgiHub.Core.Agencies;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Records;
using CgiHub.Core.Triage.Paper;

namespace CgiHub.Core.Packets.Paper;

/// <summary>Who is on the gun's path, under whose supervision, and who was arrested.</summary>
internal static class PaperPeople
{
    public static IEnumerable<PaperBlock> Of(PaperMatter matter) => [.. Persons(matter), .. Supervision(matter), .. Arrests(matter)];

    private static IEnumerable<PaperBlock> Persons(PaperMatter matter)
    {
        yield return new HeadingBlock("Persons on the gun's path");
        if (matter.View.Persons.Count == 0)
        {
            yield return PaperMatter.Say("Nobody is named.");
            yield break;
        }

        var supervision = matter.View.Supervision.Where(s => s.PersonId is not null).ToLookup(s => s.PersonId, StringComparer.Ordinal);
        IReadOnlyList<TableColumn> columns = [new("Person", 30), new("Part", 18), new("Events", 10), new("Supervision", 22), new("Identifiers", 22)];
        foreach (var block in matter.Table(columns, matter.View.Persons, matter.Detail.Persons, p =>
        [
            new TableCell(Who(p), Strong: true),
            string.Join(", ", p.Roles),
            matter.EventsOf(p) is { Count: > 0 } on ? PaperMatter.Numbers(on) : "by a record elsewhere",
            Standing(matter, [.. supervision[p.Id]]),
            PacketWords.Some([.. (p.Person.Ids ?? []).Select(Identifier)], 3),
        ]))
        {
            yield return block;
        }

        if (matter.View.Groups.Count > 0)
        {
            yield return PaperMatter.Say($"Groups along the path, as records say: {PacketWords.Some(matter.View.Groups, matter.Detail.Rows)}.");
        }
    }

    private static List<string> Who(PersonOnPath person)
    {
        List<string> says = [person.Label];
        List<string> facts = [];
        if (person.Person.Dob is { } dob)
        {
            facts.Add("born " + dob.ToString("d MMM yyyy", CultureInfo.InvariantCulture));
        }

        if (!string.IsNullOrWhiteSpace(person.Person.Sex))
        {
            facts.Add(person.Person.Sex);
        }

        if (facts.Count > 0)
        {
            says.Add(string.Join(", ", facts));
        }

        if (person.Person.Aliases is { Count: > 0 } aliases)
        {
            says.Add($"also {PacketWords.Some(aliases, 2)}");
        }

        return says;
    }

    private static TableCell Standing(PaperMatter matter, IReadOnlyList<PacketSupervision> mine) =>
        matter.WithheldBy("/supervision") is not null ? "withheld"
        : mine.Count == 0 ? "none known"
        : new TableCell([PacketWords.Some([.. mine.Select(s => $"{PacketWords.Of(s.Supervision.Kind)} {PacketWords.Of(s.Supervision.Status)}")], 2), .. mine.Any(s => s.FirearmsForbidden) ? ["FIREARMS FORBIDDEN"] : Array.Empty<string>()], Strong: true);

    private static string Identifier(PersonIdentifier id) => $"{id.Type switch
    {
        PersonIdentifierType.Fbi => "FBI",
        PersonIdentifierType.Sid => "SID",
        PersonIdentifierType.DriversLicence => "DL",
        PersonIdentifierType.Doc => "DOC",
        _ => "other",
    }} {id.Value}{(id.State is { Length: > 0 } state && !id.Value.StartsWith(state, StringComparison.OrdinalIgnoreCase) ? $" ({state})" : "")}";

    private static IEnumerable<PaperBlock> Supervision(PaperMatter matter)
    {
        yield return new HeadingBlock("Probation and parole");
        if (matter.WithheldBy("/supervision") is { } rule)
        {
            yield return PaperMatter.Say($"Withheld from this agency: {PacketWords.OfRule(rule)}. Ask the center.");
            yield break;
        }

        if (matter.View.Supervision.Count == 0)
        {
            yield return PaperMatter.Say("No record is known. How the sources stood is told below: a source that was not reached is no answer.");
            yield break;
        }

        var names = matter.View.Persons.DistinctBy(p => p.Id).ToDictionary(p => p.Id, p => p.Label, StringComparer.Ordinal);
        var ordered = matter.View.Supervision.OrderByDescending(s => s.Supervision.Status == SupervisionStatus.Absconded).ThenByDescending(s => s.Supervision.Status == SupervisionStatus.Active).ToList();
        IReadOnlyList<TableColumn> columns = [new("Who", 24), new("Status", 22), new("Conditions", 28), new("Officer to call", 28)];
        foreach (var block in matter.Table(columns, ordered, matter.Detail.Rows, s =>
        [
            new TableCell([s.PersonId is { } id && names.TryGetValue(id, out var label) ? label : PersonMerge.NameIn([s.Supervision.Person]) ?? "not named"], Strong: true),
            new TableCell([$"{PacketWords.Of(s.Supervision.Kind)} {PacketWords.Of(s.Supervision.Status)}", .. Term(matter, s.Supervision)], Strong: true),
            new TableCell([.. s.FirearmsForbidden ? ["FIREARMS FORBIDDEN"] : Array.Empty<string>(), s.Supervision.Conditions is { Count: > 0 } conditions ? PacketWords.Some(conditions, 4) : "none told"], Strong: s.FirearmsForbidden),
            Officer(s.Supervision),
        ]))
        {
            yield return block;
        }
    }

    private static IEnumerable<string> Term(PaperMatter matter, Supervision record)
    {
        if (!string.IsNullOrWhiteSpace(record.Level))
        {
            yield return $"level {record.Level}";
        }

        if (record.EndsAt is { } ends)
        {
            yield return "until " + matter.Days.DayOf(ends).ToString("d MMM yyyy", CultureInfo.InvariantCulture);
        }

        if (!string.IsNullOrWhiteSpace(record.County))
        {
            yield return $"county {record.County}";
        }
    }

    private static TableCell Officer(Supervision record)
    {
        string[] says = [.. new[] { record.Officer?.Name, record.Officer?.Phone, record.Officer?.Email }.Where(s => !string.IsNullOrWhiteSpace(s)).Select(s => s!)];
        return says.Length == 0 ? "not told" : new TableCell(says);
    }

    private static IEnumerable<PaperBlock> Arrests(PaperMatter matter)
    {
        if (matter.View.Arrests.Count == 0)
        {
            yield break;
        }

        yield return new HeadingBlock("Weapons arrests");
        IReadOnlyList<TableColumn> columns = [new("Who", 26), new("When", 26), new("Arrest", 22), new("Offenses", 28)];
        foreach (var block in matter.Table(columns, [.. matter.View.Arrests.OrderByDescending(a => a.Arrest.ArrestedAt)], matter.Detail.Rows, a =>
        [
            new TableCell([PersonMerge.NameIn([a.Arrest.Person]) ?? "not named"], Strong: true),
            matter.Days.Say(a.Arrest.ArrestedAt),
            new TableCell([a.Arrest.ArrestNumber, .. a.Arrest.CaseNumber is { Length: > 0 } number ? [$"case {number}"] : Array.Empty<string>()]),
            PacketWords.Some(a.Arrest.Offenses, 4),
        ]))
        {
            yield return block;
        }
    }
}
