using CgiHub.Core.Agencies;

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
                AddPerson(firearm.Possessor);
                break;
            case Trace trace:
                AddSerial(trace.Serial);
                AddPerson(trace.Purchaser);
                AddPerson(trace.Possessor);
                break;
            case Arrest arrest:
                AddPerson(arrest.Person);
                AddSerial(arrest.FirearmSerial);
                if (arrest.CaseNumber is { } caseNumber)
                {
                    Add(EntityKey.Case(agency, caseNumber));
                }

                break;
            case Supervision supervision:
                AddPerson(supervision.Person);
                break;
            case OsintItem item:
                AddPersons(item.Persons);
                foreach (var group in item.Groups ?? [])
                {
                    Add(EntityKey.Group(group));
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
            foreach (var person in persons ?? [])
            {
                AddPerson(person);
            }
        }

        void AddPerson(Person? person)
        {
            if (person is null)
            {
                return;
            }

            foreach (var key in PersonKeys.Of(person))
            {
                Add(key);
            }

            foreach (var group in person.Groups ?? [])
            {
                Add(EntityKey.Group(group));
            }
        }
    }
}
