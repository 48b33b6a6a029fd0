using System.Globalization;
using System.Text;
using CgiHub.Core.Agencies;
using CgiHub.Core.Records;

namespace CgiHub.Core.Feeds;

/// <summary>What a row is checked against besides itself.</summary>
/// <param name="Agency">Who sends it.</param>
/// <param name="NibinSite">Whether they may send leads on any agency's exhibits.</param>
/// <param name="Latest">Nothing that has happened lies after this.</param>
public sealed record RowRules(Ori Agency, bool NibinSite, DateTimeOffset Latest);

/// <summary>
/// Collects what is wrong with a row, field by field. A row without faults costs no allocation; pointers are written for faults only.
/// Never repeats a value: faults are shown to people and kept with receipts.
/// </summary>
public sealed class RowCheck(RowRules rules)
{
    /// <summary>Earliest time that a record may tell of.</summary>
    public static readonly DateTimeOffset Earliest = new(1900, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Every time that a record may tell of lies before this, be it a plan.</summary>
    public static readonly DateTimeOffset LatestPlan = new(2200, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private const int MostFaults = 50;
    private const int MostReleasable = 100;
    private const double NullIsland = 0.01;
    private readonly List<FieldFault> _faults = [];
    private readonly List<string> _path = [];

    /// <summary>What the row is checked against besides itself.</summary>
    public RowRules Rules => rules;

    /// <summary>Whether anything is wrong so far.</summary>
    public bool Failed => _faults.Count > 0;

    /// <summary>Whether the row before did not have its feed's shape: the next is likely not to have it either.</summary>
    internal bool LastRefused { get; set; }

    /// <summary>Takes the faults, and begins anew.</summary>
    public FieldFault[] Take()
    {
        FieldFault[] faults = [.. _faults];
        _faults.Clear();
        _path.Clear();
        return faults;
    }

    /// <summary>Goes into a member; leave it again.</summary>
    public void Enter(string field) => _path.Add(field);

    /// <summary>Goes into an element; leave it again.</summary>
    public void Enter(int index) => _path.Add(index.ToString(CultureInfo.InvariantCulture));

    /// <summary>Goes out of the member or element entered last.</summary>
    public void Leave() => _path.RemoveAt(_path.Count - 1);

    /// <summary>Something is wrong with a field; with the thing entered last where <paramref name="field"/> is empty.</summary>
    public void Fault(string field, string code, string detail)
    {
        if (_faults.Count >= MostFaults)
        {
            return;
        }

        _faults.Add(new FieldFault(Pointer(field), code, detail));
    }

    /// <summary>Where a field of what was entered last stands, as a JSON Pointer (RFC 6901).</summary>
    private string Pointer(string field)
    {
        if (_path.Count == 0)
        {
            return field.Length > 0 ? "/" + Escape(field) : "";
        }

        var pointer = new StringBuilder();
        foreach (var part in _path)
        {
            pointer.Append('/').Append(Escape(part));
        }

        if (field.Length > 0)
        {
            pointer.Append('/').Append(Escape(field));
        }

        return pointer.ToString();

        static string Escape(string part) => part.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
    }

    /// <summary>Text that must be there.</summary>
    public void Text(string field, string? text, int most)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            Fault(field, "required", "This field is required.");
        }
        else
        {
            OptionalText(field, text, most);
        }
    }

    /// <summary>Text that may be missing.</summary>
    public void OptionalText(string field, string? text, int most)
    {
        if (IsLonger(text, most))
        {
            Fault(field, "tooLong", $"At most {most.ToString(CultureInfo.InvariantCulture)} characters.");
        }
    }

    /// <summary>Counts characters as JSON Schema does: code points, of which some are two chars.</summary>
    private static bool IsLonger(string? text, int most) => text is not null && text.Length > most && text.EnumerateRunes().Skip(most).Any();

    /// <summary>A time of something that has happened.</summary>
    public void Time(string field, DateTimeOffset? at)
    {
        if (at is { } known && (known < Earliest || known > rules.Latest))
        {
            Fault(field, "time.range", "A time after 1900 that is not in the future.");
        }
    }

    /// <summary>A time that may lie ahead.</summary>
    public void Plan(string field, DateTimeOffset? at)
    {
        if (at is { } known && (known < Earliest || known >= LatestPlan))
        {
            Fault(field, "time.range", "A time between 1900 and 2200.");
        }
    }

    /// <summary>Coordinates: both or neither, on the globe, and not where a missing value ends up.</summary>
    public void Place(double? lat, double? lon)
    {
        if (lat is not { } y)
        {
            if (lon is not null)
            {
                Fault("lat", "required", "A longitude comes with a latitude.");
            }

            return;
        }

        if (lon is not { } x)
        {
            Fault("lon", "required", "A latitude comes with a longitude.");
            return;
        }

        if (!(y is >= -90 and <= 90))
        {
            Fault("lat", "coordinates.range", "Degrees of latitude (WGS 84), -90 to 90.");
        }

        if (!(x is >= -180 and <= 180))
        {
            Fault("lon", "coordinates.range", "Degrees of longitude (WGS 84), -180 to 180.");
        }

        if (Math.Abs(y) <= NullIsland && Math.Abs(x) <= NullIsland)
        {
            Fault("lat", "coordinates.nullIsland", "0, 0 is where missing coordinates end up; leave them out or send the real ones.");
        }
    }

    /// <summary>Whether a point is where missing coordinates end up.</summary>
    public static bool IsNullIsland(double lat, double lon) => Math.Abs(lat) <= NullIsland && Math.Abs(lon) <= NullIsland;

    /// <summary>A whole number within limits.</summary>
    public void Count(string field, int? count, int most)
    {
        if (count is < 0 || count > most)
        {
            Fault(field, "range", $"A whole number from 0 to {most.ToString(CultureInfo.InvariantCulture)}.");
        }
    }

    /// <summary>A number from 0 to 1.</summary>
    public void Share(string field, double? share)
    {
        if (share is { } known && !(known is >= 0 and <= 1))
        {
            Fault(field, "range", "A number from 0 to 1.");
        }
    }

    /// <summary>A list of texts, none of them empty.</summary>
    public void Texts(string field, IReadOnlyList<string>? texts, int most, int mostCharacters)
    {
        if (texts is null)
        {
            return;
        }

        if (!Length(field, texts.Count, 0, most))
        {
            return;
        }

        for (var i = 0; i < texts.Count; i++)
        {
            if (string.IsNullOrWhiteSpace(texts[i]) || IsLonger(texts[i], mostCharacters))
            {
                Enter(field);
                Text(i.ToString(CultureInfo.InvariantCulture), texts[i], mostCharacters);
                Leave();
            }
        }
    }

    /// <summary>The length of a list; false where it is out of bounds.</summary>
    public bool Length(string field, int count, int least, int most)
    {
        if (count < least)
        {
            Fault(field, "tooFew", $"At least {least.ToString(CultureInfo.InvariantCulture)}.");
            return false;
        }

        if (count > most)
        {
            Fault(field, "tooMany", $"At most {most.ToString(CultureInfo.InvariantCulture)}.");
            return false;
        }

        return true;
    }

    /// <summary>A list of things, none of them null.</summary>
    public void Each<T>(string field, IReadOnlyList<T?>? things, int most, Action<RowCheck, T> check)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(check);
        if (things is null || !Length(field, things.Count, 0, most))
        {
            return;
        }

        Enter(field);
        for (var i = 0; i < things.Count; i++)
        {
            Enter(i);
            if (things[i] is { } thing)
            {
                check(this, thing);
            }
            else
            {
                Fault("", "type", "An object is expected here.");
            }

            Leave();
        }

        Leave();
    }

    /// <summary>How the sender wants the row handled.</summary>
    /// <param name="handling">What it says.</param>
    /// <param name="mayBeSealed">Whether rows of this feed may be sealed.</param>
    /// <param name="mayBeKept">Whether rows of this feed may be kept from other agencies.</param>
    public void Handling(Handling? handling, bool mayBeSealed, bool mayBeKept)
    {
        if (handling is null)
        {
            return;
        }

        Enter("handling");
        if (handling.Sealed == true && !mayBeSealed)
        {
            Fault("sealed", "handling.sealed", "A row of this feed cannot be sealed: a NIBIN association is eliminated instead, plate reads and alerts have their period.");
        }

        if (handling.ReleasableTo is { } named && !mayBeKept)
        {
            Fault("releasableTo", "handling.feed", "A row of this feed tells agencies of their own exhibits; it cannot be kept from them.");
        }
        else
        {
            Length("releasableTo", handling.ReleasableTo?.Count ?? 0, 0, MostReleasable);
        }

        Leave();
    }

    /// <summary>A person, where there is one.</summary>
    public void OptionalPerson(string field, Person? person)
    {
        if (person is not null)
        {
            Enter(field);
            Person(person);
            Leave();
        }
    }

    /// <summary>The person entered last.</summary>
    public void Person(Person person)
    {
        ArgumentNullException.ThrowIfNull(person);
        if (person.Name is { } name)
        {
            Enter("name");
            Text("given", name.Given, 100);
            OptionalText("middle", name.Middle, 100);
            Text("family", name.Family, 100);
            OptionalText("suffix", name.Suffix, 20);
            Leave();
        }

        OptionalText("fullName", person.FullName, 200);
        if (person.Dob is { } dob && (dob.Year < 1900 || dob > DateOnly.FromDateTime(rules.Latest.UtcDateTime)))
        {
            Fault("dob", "time.range", "A date of birth after 1900 that is not in the future.");
        }

        OptionalText("sex", person.Sex, 50);
        OptionalText("race", person.Race, 100);
        Texts("aliases", person.Aliases, 50, 200);
        Each("ids", person.Ids, 20, static (check, id) =>
        {
            check.Text("value", id.Value, 100);
            check.OptionalText("state", id.State, 20);
        });
        Texts("phones", person.Phones, 20, 50);
        OptionalText("address", person.Address, 500);
        Texts("groups", person.Groups, 20, 200);
    }
}
