namespace CgiHub.Core.Records.Matching;

/// <summary>
/// Traits of descriptions, one for all descriptions that say the same: most records of a person do, and what is asked about them need be asked once.
/// Holds personal data, so it lives as long as one drawing.
/// </summary>
internal sealed class SharedTraits
{
    private readonly Dictionary<string, PersonTraits> _bySaid = new(StringComparer.Ordinal);
    private readonly Dictionary<PersonTraits, string> _said = new(ReferenceEqualityComparer.Instance);

    /// <summary>The traits of a description: the same object for all that say the same.</summary>
    public PersonTraits Of(Person person)
    {
        var traits = PersonTraits.Of(person);
        var said = traits.Written();
        if (!_bySaid.TryAdd(said, traits))
        {
            return _bySaid[said];
        }

        _said[traits] = said;
        return traits;
    }

    /// <summary>Two traits in an order of their own, whichever came first.</summary>
    public (PersonTraits First, PersonTraits Second) InOrder(PersonTraits a, PersonTraits b) => string.CompareOrdinal(_said[a], _said[b]) <= 0 ? (a, b) : (b, a);
}
