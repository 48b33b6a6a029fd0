using CgiHub.Core.Agencies;
using CgiHub.Core.Records;
using CgiHub.Core.Records.Matching;

namespace CgiHub.Core.CaseMaps;

/// <summary>Descriptions by what they say, where all who say it stand under the same rule: what is between two faces holds for all of them.</summary>
internal sealed class PersonFaces
{
    private readonly Dictionary<int, List<Description>> _members = [];
    private readonly Dictionary<(string, int), int> _places;

    public PersonFaces(IReadOnlyList<Description> all, PersonTraits[] traits, HashSet<(string, int)> alone)
    {
        var first = new int[all.Count];
        var known = new Dictionary<(PersonTraits, string?), int>();
        for (var i = 0; i < all.Count; i++)
        {
            first[i] = i;
            if (!alone.Contains(all[i].Id) && !known.TryAdd((traits[i], DisseminationRule.OfRecord(all[i].Id.Citation)), i))
            {
                first[i] = known[(traits[i], DisseminationRule.OfRecord(all[i].Id.Citation))];
            }

            (_members.TryGetValue(first[i], out var members) ? members : _members[first[i]] = []).Add(all[i]);
        }

        First = first;
        _places = all.Select((d, i) => (d.Id, i)).ToDictionary(d => d.Id, d => first[d.i]);
    }

    public static PersonFaces None { get; } = new([], [], []);

    /// <summary>For each description the first of its face.</summary>
    public IReadOnlyList<int> First { get; }

    public IEnumerable<int> Firsts => _members.Keys;

    public IReadOnlyList<Description> Of(int first) => _members[first];

    public int FirstOf(Description description) => _places[description.Id];
}
