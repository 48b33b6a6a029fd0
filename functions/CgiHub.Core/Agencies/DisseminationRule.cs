namespace CgiHub.Core.Agencies;

/// <summary>The rules that withhold facts from a recipient, by the names that packets show, and which records stand under which.</summary>
public static class DisseminationRule
{
    /// <summary>Firearm trace contents (Tiahrt amendment).</summary>
    public const string Tiahrt = "tiahrt";

    /// <summary>Criminal intelligence: open-source items and group membership (28 CFR Part 23).</summary>
    public const string CriminalIntelligence = "28cfr23";

    /// <summary>Probation and parole records, and officers' contacts.</summary>
    public const string Supervision = "supervision";

    /// <summary>Who was under eighteen at an event or arrest (18 U.S.C. 5038, state law).</summary>
    public const string Juvenile = "juvenile";

    /// <summary>What an originator keeps to itself and the agencies that it names. No registry entry lifts it; the originator does, record by record.</summary>
    public const string Originator = "originator";

    /// <summary>Whether an agency with these rules may see what stands under one of them.</summary>
    public static bool Allows(this DisseminationRules rules, string rule)
    {
        ArgumentNullException.ThrowIfNull(rules);
        return rule switch
        {
            Tiahrt => rules.TraceData,
            CriminalIntelligence => rules.CriminalIntelligence,
            Supervision => rules.Supervision,
            Juvenile => rules.Juveniles,
            _ => false,
        };
    }

    /// <summary>The rule over a record named <c>feed/agency/sourceId</c> (or <c>source/number</c> for what a source answered); null where there is none.</summary>
    public static string? OfRecord(string record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var slash = record.IndexOf('/', StringComparison.Ordinal);
        return (slash < 0 ? record : record[..slash]) switch
        {
            "traces" or "eTrace" => Tiahrt,
            "osint" => CriminalIntelligence,
            "supervision" or "probation" or "parole" => Supervision,
            _ => null,
        };
    }
}
