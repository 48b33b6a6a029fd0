using System.Globalization;
using System.Text;
using System.Text.Json.Serialization;
using CgiHub.Core.Agencies;

namespace CgiHub.Core.Records;

/// <summary>
/// Names an entity that records mention: the partition under which they are found again.
/// The same entity has the same key from every record, and the key tells nothing of it (it is a hash).
/// </summary>
/// <param name="Value">A prefix for the kind and 16 letters.</param>
[JsonConverter(typeof(EntityKeyConverter))]
public readonly record struct EntityKey(string Value)
{
    /// <summary>A case: (ORI, case number).</summary>
    public static EntityKey Case(Ori ori, string caseNumber) => new(StableId.Of("cs", ori.Value, Normalise(caseNumber)));

    /// <summary>An exhibit: (ORI, case number, exhibit number). Its value is the exhibit's id in <c>/v1/evidence/{id}</c> as well.</summary>
    public static EntityKey Exhibit(Ori ori, string caseNumber, string exhibitNumber) => new(StableId.Of("ex", ori.Value, Normalise(caseNumber), Normalise(exhibitNumber)));

    /// <summary>A lead: (submitting ORI, lead number). Its value is the lead's id.</summary>
    public static EntityKey Lead(Ori site, string leadNumber) => new(StableId.Of("ld", site.Value, Normalise(leadNumber)));

    /// <summary>A firearm's serial number, as NCIC compares it.</summary>
    public static EntityKey Serial(SerialNumber serial) => new(StableId.Of("sn", serial.Compared));

    /// <summary>An identifier of a person.</summary>
    public static EntityKey PersonId(PersonIdentifierType type, string value, string? state) => new(StableId.Of("pi", type.ToString(), Normalise(value), Normalise(state ?? "")));

    /// <summary>A person's name with date of birth.</summary>
    public static EntityKey PersonName(string given, string family, DateOnly dob) => new(StableId.Of("pn", Normalise(given), Normalise(family), dob.ToString("yyyyMMdd", CultureInfo.InvariantCulture)));

    /// <summary>
    /// One description of a person, by its place: the record (<see cref="RecordRef.Citation"/>) and which of its persons. Decisions about it are kept here whatever
    /// becomes of its other keys; the record itself only where it has no other key that tells who it is.
    /// </summary>
    public static EntityKey PersonDescription(string citation, int index) => new(StableId.Of("pd", citation, index.ToString(CultureInfo.InvariantCulture)));

    /// <summary>A vehicle, by its plate and the state that issued it.</summary>
    public static EntityKey Plate(string plate, string? state) => new(StableId.Of("pl", Normalise(plate), Normalise(state ?? "")));

    /// <summary>A group (crew), by its name.</summary>
    public static EntityKey Group(string name) => new(StableId.Of("gr", Normalise(name)));

    /// <summary>A cell of the earth (<see cref="SpaceTimeCell.PlaceOf"/>), under which the incidents in it are found in order of time.</summary>
    public static EntityKey Place((int Row, int Column) cell) => new(StableId.Of("pc", cell.Row.ToString(CultureInfo.InvariantCulture), cell.Column.ToString(CultureInfo.InvariantCulture)));

    /// <summary>A day (UTC), under which its incidents are found in order of time.</summary>
    public static EntityKey Day(DateTimeOffset at) => new(StableId.Of("dy", at.UtcDateTime.ToString("yyyyMMdd", CultureInfo.InvariantCulture)));

    /// <summary>The kind's prefix, such as <c>cs</c>.</summary>
    public string Kind => Value[..2];

    /// <inheritdoc/>
    public override string ToString() => Value;

    /// <summary>Upper case, without accents and other marks, letters and digits only: how keys compare free text that people type.</summary>
    public static string Normalise(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var letters = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            var folded = LetterFold.Of(rune);
            if (Rune.IsLetterOrDigit(folded))
            {
                letters.Append(Rune.ToUpperInvariant(folded));
            }
        }

        // Text without any letter or digit still names something: itself, but for the mark that stands between the parts of an id.
        return letters.Length == 0 ? text.Replace("\u001f", "", StringComparison.Ordinal).Trim().ToUpperInvariant() : letters.ToString();
    }
}
