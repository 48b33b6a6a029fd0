using CgiHub.Core.Agencies;

namespace CgiHub.Core.Evidence;

/// <summary>What a registration must say. Every fault is told at once.</summary>
internal static class RegistrationCheck
{
    private const int LongestNumber = 100;
    private const int LongestNote = 4000;
    private static readonly DateTimeOffset Earliest = new(1900, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>How far ahead a partner's clock may be.</summary>
    private static readonly TimeSpan ClockSlack = TimeSpan.FromMinutes(10);

    public static Result<ExhibitDocument> Check(Caller caller, ExhibitRegistration said, DateTimeOffset now)
    {
        var faults = new List<FieldFault>();
        var ori = CheckOri(caller, said.Ori, faults);
        var caseNumber = Required(said.CaseNumber, "/caseNumber", faults);
        var exhibitNumber = Required(said.ExhibitNumber, "/exhibitNumber", faults);
        var caliber = Optional(said.Caliber, "/caliber", LongestNumber, faults);
        var note = Optional(said.Note, "/note", LongestNote, faults);
        if (said.Kind is null)
        {
            faults.Add(new FieldFault("/kind", "required", "Say what the exhibit is: cartridgeCase, bullet, testFire or firearm."));
        }

        if (said.RecoveredAt is not { } recoveredAt)
        {
            faults.Add(new FieldFault("/recoveredAt", "required", "Say when it was collected, as RFC 3339 with Z or an offset."));
        }
        else if (recoveredAt < Earliest || recoveredAt > now + ClockSlack)
        {
            faults.Add(new FieldFault("/recoveredAt", "time.range", "The time lies before 1900 or in the future."));
        }

        CheckPlace(said, faults);
        if (faults.Count > 0)
        {
            return Errors.Invalid(faults);
        }

        return new ExhibitDocument(ori, caseNumber, exhibitNumber, said.Kind!.Value, said.RecoveredAt!.Value, now)
        {
            Caliber = caliber,
            Lat = said.Lat,
            Lon = said.Lon,
            Note = note,
        };
    }

    private static Ori CheckOri(Caller caller, string? text, List<FieldFault> faults)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            faults.Add(new FieldFault("/ori", "required", "Say which agency owns the exhibit."));
        }
        else if (!Ori.TryParse(text.Trim(), out var ori))
        {
            faults.Add(new FieldFault("/ori", "ori.form", "An ORI has nine letters and digits."));
        }
        else if (caller.Agency != ori)
        {
            faults.Add(new FieldFault("/ori", "ori.foreign", "An agency registers its own exhibits only; this ORI is not the caller's."));
        }
        else
        {
            return ori;
        }

        return default;
    }

    private static void CheckPlace(ExhibitRegistration said, List<FieldFault> faults)
    {
        if (said.Lat is { } lat && !(lat is >= -90 and <= 90))
        {
            faults.Add(new FieldFault("/lat", "coordinates.range", "A latitude is between -90 and 90 degrees."));
        }

        if (said.Lon is { } lon && !(lon is >= -180 and <= 180))
        {
            faults.Add(new FieldFault("/lon", "coordinates.range", "A longitude is between -180 and 180 degrees."));
        }

        if (said.Lat is null != said.Lon is null)
        {
            faults.Add(new FieldFault(said.Lat is null ? "/lat" : "/lon", "coordinates.pair", "Send both coordinates or none."));
        }
    }

    private static string Required(string? text, string pointer, List<FieldFault> faults)
    {
        var value = Optional(text, pointer, LongestNumber, faults);
        if (value is null)
        {
            faults.Add(new FieldFault(pointer, "required", "This field must have a value."));
        }

        return value ?? "";
    }

    private static string? Optional(string? text, string pointer, int longest, List<FieldFault> faults)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        var value = text.Trim();
        if (value.Length > longest)
        {
            faults.Add(new FieldFault(pointer, "text.long", $"At most {longest} characters."));
        }
        else if (value.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t')) || !IsWellFormed(value))
        {
            faults.Add(new FieldFault(pointer, "text.characters", "Control characters and broken Unicode are not text."));
        }

        return value;
    }

    private static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]))
            {
                return false;
            }
        }

        return true;
    }
}
