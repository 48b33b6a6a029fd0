using CgiHub.Core.Agencies;
using CgiHub.Core.CaseMaps;

namespace CgiHub.Core.Triage;

/// <summary>Reads which leads a caller wants from named values.</summary>
public static class LeadFilters
{
    private const int MostText = 200;

    private static readonly (string Name, LeadOrder Value)[] Orders = [("priority", LeadOrder.Priority), ("received", LeadOrder.Received), ("breach", LeadOrder.Breach), ("untouched", LeadOrder.Untouched)];

    private static readonly (string Name, Band Value)[] Bands = [("immediate", Band.Immediate), ("high", Band.High), ("medium", Band.Medium), ("low", Band.Low)];

    private static readonly (string Name, LeadStatus Value)[] Statuses = [("lead", LeadStatus.Lead), ("hit", LeadStatus.Hit), ("eliminated", LeadStatus.Eliminated)];

    private static readonly (string Name, string Value)[] Clocks =
        [.. new[] { "recovered", "received", "imaged", "entered", "lead", "packetSent", "acknowledged", "firstAction" }.Select(c => (c, c))];

    /// <summary>The filter; a value that is none is refused with what is allowed.</summary>
    /// <param name="value">The value of a name, or null.</param>
    public static Result<LeadFilter> Read(Func<string, string?> value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Error? fault = null;
        var filter = new LeadFilter(One("order", Orders) is { } order ? order : LeadOrder.Priority)
        {
            Band = One("band", Bands),
            Status = One("status", Statuses),
            Clock = value("clock") is { } clock ? Known("clock", clock, Clocks) : null,
            Text = value("q"),
            Agency = value("agency") is not { } ori ? null : Ori.TryParse(ori, out var agency) ? agency : Refuse("agency", "an ORI of nine letters and digits"),
        };
        if (filter.Text?.Length > MostText)
        {
            return Errors.BadFilter("q", $"at most {MostText} characters");
        }

        return fault is null ? filter : fault;

        T? One<T>(string name, (string Name, T Value)[] allowed)
            where T : struct
        {
            if (value(name) is not { } text)
            {
                return null;
            }

            var at = Array.FindIndex(allowed, a => a.Name == text);
            if (at < 0)
            {
                fault ??= Errors.BadFilter(name, string.Join(", ", allowed.Select(a => a.Name)));
                return null;
            }

            return allowed[at].Value;
        }

        string? Known(string name, string text, (string Name, string Value)[] allowed)
        {
            if (Array.Exists(allowed, a => a.Name == text))
            {
                return text;
            }

            fault ??= Errors.BadFilter(name, string.Join(", ", allowed.Select(a => a.Name)));
            return null;
        }

        Ori? Refuse(string name, string allowed)
        {
            fault ??= Errors.BadFilter(name, allowed);
            return null;
        }
    }
}
