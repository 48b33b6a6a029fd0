using CgiHub.Core.Agencies;
using CgiHub.Core.Records.Matching;

namespace CgiHub.Core.Records;

/// <summary>Which entities a record mentions: the keys under which it is found again.</summary>
public static class Mentions
{
    /// <summary>
    /// The keys of a record, each once, in ordinal order. Plate reads and gunshots have none (they are found by <see cref="SpaceTimeCell"/>);
    /// any other record without a key is kept under its own.
    /// </summary>
    public static IReadOnlyList<EntityKey> Of(FeedRecord record, Ori agency)
    {
        ArgumentNullException.ThrowIfNull(record);
        var keys = new SortedSet<string>(StringComparer.Ordinal);
        switch (record)
        {
            case Incident incident:
                Add(EntityKey.Case(agency, incident.CaseNumber));
                Add(EntityKey.Place(SpaceTimeCell.PlaceOf(incident.Lat, incident.Lon)));
                Add(EntityKey.Day(incident.OccurredAt));
                AddPersons(incident.Persons);
                break;
            case NibinNotice notice:
                Add(EntityKey.Lead(agency, notice.LeadNumber));
                foreach (var exhibit in notice.Exhibits)
                {
                    Add(EntityKey.Exhibit(exhibit.Ori, exhibit.CaseNumber, exhibit.ExhibitNumber));
                    Add(EntityKey.Case(exhibit.Ori, exhibit.CaseNumber));
                }

                break;
            case FirearmRecovery firearm:
                Add(EntityKey.Case(agency, firearm.CaseNumber));
                Add(EntityKey.Exhibit(agency, firearm.CaseNumber, firearm.ExhibitNumber));
                if (firearm.TestFireExhibitNumber is { } testFire)
                {
                    Add(EntityKey.Exhibit(agency, firearm.CaseNumber, testFire));
                }

                AddSerial(firearm.SerialObliterated == true ? null : firearm.Serial);
                AddPerson(firearm.Possessor, 0);
                break;
            case Trace trace:
                AddSerial(trace.Serial);
                AddPerson(trace.Purchaser, 0);
                AddPerson(trace.Possessor, 1);
                break;
            case Arrest arrest:
                AddPerson(arrest.Person, 0);
                AddSerial(arrest.FirearmSerial);
                if (arrest.CaseNumber is { } caseNumber)
                {
                    Add(EntityKey.Case(agency, caseNumber));
                }

                break;
            case Supervision supervision:
                AddPerson(supervision.Person, 0);
                break;
            case OsintItem item:
                AddPersons(item.Persons);
                foreach (var group in item.Groups ?? [])
                {
                    Add(EntityKey.Group(group));
                }

                break;
            case PersonDecision decision:
                foreach (var described in decision.Left.Concat(decision.Right))
                {
                    Add(EntityKey.PersonDescription(described.Record, described.Index));
                }

                foreach (var key in decision.Keys)
                {
                    Add(new EntityKey(key));
                }

                break;
            case GunshotAlert or PlateRead:
                return [];
            default:
                throw new InvalidOperationException($"No rule for {record.GetType().Name}.");
        }

        return keys.Count == 0
            ? [new EntityKey(StableId.Of("rc", record.GetType().Name, agency.Value, record.SourceId))]
            : [.. keys.Select(k => new EntityKey(k))];

        void Add(EntityKey key) => keys.Add(key.Value);

        void AddSerial(string? serial)
        {
            if (SerialNumber.From(serial) is { } number)
            {
                Add(EntityKey.Serial(number));
            }
        }

        void AddPersons(IEnumerable<Person>? persons)
        {
            var index = 0;
            foreach (var person in persons ?? [])
            {
                AddPerson(person, index++);
            }
        }

        void AddPerson(Person? person, int index)
        {
            if (person is null)
            {
                return;
            }

            var named = PersonKeys.Of(person);
            foreach (var key in named)
            {
                Add(key);
            }

            // A witness is nobody to look for elsewhere.
            IReadOnlyList<EntityKey> like = person is PersonInRole { Role: IncidentRole.Witness } ? [] : PersonTraits.Of(person).LikenessKeys;
            foreach (var key in like)
            {
                Add(key);
            }

            // Whom no key joins, or only one that cannot be trusted, is found by the description itself: whoever stands on a map can be opened,
            // and whoever is like them, named or not, is found from there.
            if (PersonKeys.IsSomebody(person) || like.Count > 0)
            {
                Add(EntityKey.PersonDescription($"{RecordFacts.FeedOf(record)}/{agency}/{record.SourceId}", index));
            }

            foreach (var group in person.Groups ?? [])
            {
                Add(EntityKey.Group(group));
            }
        }
    }
}
