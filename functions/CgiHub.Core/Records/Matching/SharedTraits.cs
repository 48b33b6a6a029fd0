namespace CgiHub.Core.Records.Matching;

/// <summary>
/// Traits of descriptions, one for all descriptions that say the same: most records of a person do, and what is asked about them need be asked once.
/// Holds personal data, so it lives as long as one drawing.
/// </summary>
internal sealed class SharedTraits
{
    private readonly Dictionary<string, PersonTraits> _bySaid = new(StringComparer.Ordinal);

    /// <summary>The same object for all traits that say the same.</summary>
    public PersonTraits Of(PersonTraits traits) => _bySaid.TryAdd(traits.Written, traits) ? traits : _bySaid[traits.Written];

    /// <summary>Two traits in an order of their own, whichever came first.</summary>
    public static (PersonTraits First, PersonTraits Second) InOrder(PersonTraits a, PersonTraits b) => string.CompareOrdinal(a.Written, b.Written) <= 0 ? (a, b) : (b, a);
}
