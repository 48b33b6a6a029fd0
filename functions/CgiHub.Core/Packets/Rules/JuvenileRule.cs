using System.Globalization;
using CgiHub.Core.Agencies;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Records;
using CgiHub.Core.Triage;

namespace CgiHub.Core.Packets.Rules;

/// <summary>
/// A person who was under eighteen at an event or arrest that names them. A recipient without the right to know is told that there was a juvenile, in which part, and nothing that identifies them.
/// </summary>
/// <remarks>
/// 18 U.S.C. 5031 (a juvenile has not attained the eighteenth birthday), 5038 (a, e): records of juveniles go to courts and to agencies that investigate a crime, and neither name nor picture is made public; most states' laws say the same in other words.
/// In doubt somebody is protected: of several dates of birth that records give, one that makes them a juvenile is enough, and whoever bears the same name in the packet is taken for them.
/// Withheld with them are what free text may say of them (narratives, open-source items) and next steps that name them. The ids of persons follow from names and dates of birth,
/// so that somebody who guesses these could confirm them: in a view that masks them they have ids of that packet alone (<see cref="Rename"/>).
/// The registry says of each agency whether it may know (<c>juveniles</c>).
/// </remarks>
internal static class JuvenileRule
{
    /// <summary>How they are called.</summary>
    public const string Name = "Juvenile";

    private const int Majority = 18;

    /// <summary>Where something may be missing by this rule.</summary>
    public static IReadOnlyList<Withheld> Fields { get; } =
        [.. new[] { "/persons", "/events", "/guns", "/arrests", "/traces", "/supervision", "/osint", "/caseMap", "/recommendations" }.Select(f => new Withheld(f, DisseminationRule.Juvenile))];

    /// <summary>Whether somebody was under eighteen on a day.</summary>
    public static bool Was(DateOnly? dob, DateTimeOffset? at) => dob is { } born && at is { } then && born.AddYears(Majority) > DateOnly.FromDateTime(then.UtcDateTime);

    /// <summary>Every description of a juvenile in a picture.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="sayings">Who says what on the path.</param>
    /// <param name="known">Descriptions that are known to be of juveniles.</param>
    public static IReadOnlyList<JuvenileDescription> Find(LeadPicture picture, IReadOnlyList<PersonSaying> sayings, IReadOnlyList<JuvenileDescription> known)
    {
        var places = known.Select(k => (k.Record, k.Index)).ToHashSet();
        var times = TimesOf(picture);
        var born = PersonSaying.AllOf(picture, sayings).Concat(sayings).Where(s => s.Person.Dob is not null).ToLookup(s => s.PersonId, s => s.Person.Dob, StringComparer.Ordinal);
        var young = sayings.Where(s => places.Contains((s.Record, s.Index)) || (times.TryGetValue(s.Record, out var at) && born[s.PersonId].Any(dob => Was(dob, at)))).Select(s => s.PersonId).ToHashSet(StringComparer.Ordinal);
        return [.. sayings.Where(s => young.Contains(s.PersonId)).Select(s => new JuvenileDescription(s.PersonId, s.Record, s.Index)).Distinct()];
    }

    /// <summary>The packet without what identifies its juveniles.</summary>
    public static IssuedPacket Apply(IssuedPacket issued) => new Masking(issued).Of();

    /// <summary>
    /// A view in which they have ids that follow from nothing but the packet and the first of the records that name them there: the same in each version for as long as that record is the first.
    /// Of several whom one record names first, the order is kept and nothing else.
    /// </summary>
    public static LeadPacket Rename(LeadPacket view)
    {
        var ids = view.Persons.Where(IsMasked)
            .GroupBy(p => p.Records.Min(StringComparer.Ordinal) ?? "", StringComparer.Ordinal)
            .SelectMany(g => g.OrderBy(p => p.Id, StringComparer.Ordinal).Select((p, i) => (Was: p.Id, Now: StableId.Of("pr", view.Id, g.Key, i.ToString(CultureInfo.InvariantCulture)))))
            .DistinctBy(p => p.Was).ToDictionary(p => p.Was, p => p.Now, StringComparer.Ordinal);
        return ids.Count == 0 ? view : view with
        {
            Persons = PacketView.InOrder(view.Persons.Select(p => p with { Id = Of(p.Id) })),
            Supervision = [.. view.Supervision.Select(s => s.PersonId is { } id ? s with { PersonId = Of(id) } : s)],
            CaseMap = PacketView.InOrder(view.CaseMap with
            {
                Nodes = [.. view.CaseMap.Nodes.Select(n => n with { Id = Of(n.Id) })],
                Links = [.. view.CaseMap.Links.Select(l => l with { From = Of(l.From), To = Of(l.To) })],
            }),
        };

        string Of(string id) => ids.GetValueOrDefault(id, id);

        static bool IsMasked(PersonOnPath person) => person.Label == Name && person.Person.FullName == Name;
    }

    private static Dictionary<string, DateTimeOffset> TimesOf(LeadPicture picture)
    {
        var times = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        foreach (var happened in picture.Events)
        {
            if (happened.Incident is { } incident)
            {
                times[IncidentName(happened)] = incident.OccurredAt;
            }
        }

        foreach (var record in picture.Firearms.Select(f => f.Record).Concat(picture.Arrests))
        {
            times[RecordName.Of(record.Ref)] = RecordFacts.TimeOf(record.Record);
        }

        return times;
    }

    private static string IncidentName(GunEvent happened) => $"incidents/{happened.Ori}/{happened.Incident!.SourceId}";

    private sealed class Masking(IssuedPacket issued)
    {
        private readonly HashSet<(string, int)> _places = [.. issued.Juveniles.Select(j => (j.Record, j.Index))];
        private readonly HashSet<string> _ids = [.. issued.Juveniles.Select(j => j.PersonId)];
        private readonly HashSet<string> _names = new(StringComparer.Ordinal);

        public IssuedPacket Of()
        {
            // Names first: who bears one of them anywhere in the packet is taken for the juvenile.
            foreach (var (record, index, person, at) in Described(issued.Packet).Where(d => _places.Contains((d.Record, d.Index)) || Was(d.Person.Dob, d.At)))
            {
                _names.UnionWith(NamesOf(person));
            }

            foreach (var person in issued.Packet.Persons.Where(p => _ids.Contains(p.Id)))
            {
                _names.UnionWith(NamesOf(person.Person));
            }

            _ids.UnionWith(issued.Packet.Persons.Where(p => NamesOf(p.Person).Any(_names.Contains)).Select(p => p.Id));
            return issued with { Packet = Of(issued.Packet), Sayings = [.. issued.Sayings.Select(s => _ids.Contains(s.PersonId) ? s with { Keys = [.. PersonParts.KeysOf(s)], Person = Masked(s.Person) } : s)] };
        }

        private LeadPacket Of(LeadPacket packet) => packet with
        {
            Events = [.. packet.Events.Select(Event)],
            Guns = [.. packet.Guns.Select(g => g with { Firearms = [.. g.Firearms.Select(f => f with { Recovery = f.Recovery with { Possessor = Seen(f.Record, 0, f.Recovery.Possessor, f.Recovery.RecoveredAt) } })] })],
            Persons = [.. packet.Persons.Select(p => _ids.Contains(p.Id) ? p with { Label = Name, Person = Masked(p.Person), Because = [] } : p)],
            Arrests = [.. packet.Arrests.Select(a => a with { Arrest = a.Arrest with { Person = Seen(a.Record, 0, a.Arrest.Person, a.Arrest.ArrestedAt)! } })],
            Traces = [.. packet.Traces.Select(t => t with { Trace = t.Trace with { Purchaser = Seen(t.Record, 0, t.Trace.Purchaser, t.Trace.RecoveredAt), Possessor = Seen(t.Record, 1, t.Trace.Possessor, t.Trace.RecoveredAt) } })],
            Supervision = [.. packet.Supervision.Select(s => s with { Supervision = s.Supervision with { Person = s.PersonId is { } id && _ids.Contains(id) ? Masked(s.Supervision.Person) : Seen(s.Record, 0, s.Supervision.Person, null)! } })],
            Osint = [.. packet.Osint.Where(o => !(o.Item.Persons ?? []).Where((p, i) => Is(o.Record, i, p, o.Item.CapturedAt)).Any())],
            CaseMap = packet.CaseMap with { Nodes = [.. packet.CaseMap.Nodes.Select(n => n.Kind == NodeKind.Person && _ids.Contains(n.Id) ? n with { Label = Name } : n)] },
            Recommendations = [.. packet.Recommendations.Where(r => !r.Rules.Contains(DisseminationRule.Juvenile, StringComparer.Ordinal))],
        };

        private GunEvent Event(GunEvent happened)
        {
            if (happened.Incident is not { Persons: { } persons } incident)
            {
                return happened;
            }

            var name = IncidentName(happened);
            var young = persons.Select((p, i) => Is(name, i, p, incident.OccurredAt)).ToList();
            return !young.Contains(true) ? happened : happened with
            {
                Incident = incident with { Narrative = null, Persons = [.. persons.Select((p, i) => young[i] ? new PersonInRole { Role = p.Role, FullName = Name, Sex = p.Sex } : p)] },
            };
        }

        private Person? Seen(string record, int index, Person? person, DateTimeOffset? at) => person is not null && Is(record, index, person, at) ? Masked(person) : person;

        private bool Is(string record, int index, Person person, DateTimeOffset? at) =>
            _places.Contains((record, index)) || Was(person.Dob, at) || NamesOf(person).Any(_names.Contains);

        private static Person Masked(Person person) => new() { FullName = Name, Sex = person.Sex };

        private static IEnumerable<string> NamesOf(Person person) =>
            (person.Aliases ?? []).Append(person.FullName ?? "").Append(person.Name is { } name ? $"{name.Given} {name.Family}" : "").Select(EntityKey.Normalise).Where(n => n.Length > 0);

        private static IEnumerable<(string Record, int Index, Person Person, DateTimeOffset? At)> Described(LeadPacket packet)
        {
            foreach (var happened in packet.Events.Where(e => e.Incident is { Persons: not null }))
            {
                foreach (var (person, index) in happened.Incident!.Persons!.Select((p, i) => (p, i)))
                {
                    yield return (IncidentName(happened), index, person, happened.Incident.OccurredAt);
                }
            }

            foreach (var firearm in packet.Guns.SelectMany(g => g.Firearms).Where(f => f.Recovery.Possessor is not null))
            {
                yield return (firearm.Record, 0, firearm.Recovery.Possessor!, firearm.Recovery.RecoveredAt);
            }

            foreach (var arrest in packet.Arrests)
            {
                yield return (arrest.Record, 0, arrest.Arrest.Person, arrest.Arrest.ArrestedAt);
            }

            foreach (var trace in packet.Traces.Where(t => t.Trace.Possessor is not null))
            {
                yield return (trace.Record, 1, trace.Trace.Possessor!, trace.Trace.RecoveredAt);
            }
        }
    }
}
