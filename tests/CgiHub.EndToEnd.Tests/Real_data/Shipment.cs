namespace CgiHub.EndToEnd.Tests.Real_data;

/// <summary>One file of a public data set on its way into the hub as its agency would send it, and what has to become of its rows.</summary>
/// <param name="Mapping">The agency entry under <c>docs/mappings</c>.</param>
/// <param name="Feed">The feed.</param>
/// <param name="File">Where it lies among the data sets.</param>
/// <param name="Counts">Counted in the file by other means than the hub's.</param>
public sealed record Shipment(string Mapping, string Feed, string File, Counts Counts)
{
    public const string Traces = "traces/de_gunstat_crime_guns_deidentified_a.csv";
    public const string OldAlerts = "dc-shotspotter/shotspotter_dc_2006_2012.csv";
    public const string WardCrimes = "dc-crime/dc_crime_ward8_2012_2016.csv";
    public const string JanuaryCrimes = "dc-crime/Crime_Incidents_in_2019_jan.csv";
    public const string Arrests = "arrests/Felony_Arrest_Charges_in_2016_jan_sep.csv";
    public const string PlateReads = "alpr-seattle/spd-alpr-2021-10-01_05.csv.gz";
    public const string Shootings = "nypd-shootings/nypd_shootings_2010_2016.csv";
    public const string NewShootings = "nypd-shootings/nypd_shootings_ytd_2022_new_schema.csv";

    /// <summary>Pointer and code of each fault that a rejected row has.</summary>
    public IReadOnlyList<string> Faults { get; init; } = [];

    public string MediaType => File.EndsWith(".xlsx", StringComparison.Ordinal) ? "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" : "text/csv";

    public string? Encoding => File.EndsWith(".gz", StringComparison.Ordinal) ? "gzip" : null;

    /// <summary>Every file, in the order in which its agency sends it.</summary>
    public static IReadOnlyList<Shipment> All { get; } =
    [
        // One row a victim: 8,765 keys.
        new("nypd-shootings", "incidents", Shootings, new(11_011, 8_765) { Merged = 2_246 }),

        // The later schema through the same mapping: 1,294 keys. Ten rows have no degrees, all have feet.
        new("nypd-shootings", "incidents", NewShootings, new(1_716, 1_294) { Merged = 422 }),

        // The last row lies next to 0, 0: a missing place.
        new("dc-police", "gunshots", OldAlerts, new(37_028, 37_027) { Rejected = 1 }) { Faults = ["/lat required", "/lon required"] },
        new("dc-police", "gunshots", "dc-shotspotter/ShotSpotter2014.xlsx", new(9_637, 9_637)),

        // One id is a spreadsheet's error, the same in two years.
        new("dc-police", "gunshots", "dc-shotspotter/ShotSpotter2015.xlsx", new(7_952, 7_951) { Rejected = 1 }) { Faults = ["/alertId required", "/sourceId required"] },
        new("dc-police", "gunshots", "dc-shotspotter/ShotSpotter2016.xlsx", new(5_872, 5_871) { Rejected = 1 }) { Faults = ["/alertId required", "/sourceId required"] },
        new("dc-police", "gunshots", "dc-shotspotter/ShotSpotter Public Data Q1-Q2 2018.xlsx", new(2_275, 2_275)),

        // The text beside the workbook says the same in other words: nothing of it is new.
        new("dc-police", "gunshots", "dc-shotspotter/ShotSpotter2015.csv", new(7_952, 0) { Duplicates = 7_951, Rejected = 1 }) { Faults = ["/alertId required", "/sourceId required"] },

        // 2,332 rows with METHOD GUN have 2,325 case numbers; seven cases have a row for each of two victims.
        new("dc-police", "incidents", WardCrimes, new(16_814, 2_325) { Skipped = 14_482, Merged = 7 }),

        // 134 with a gun; one case has three victims, another two.
        new("dc-police", "incidents", JanuaryCrimes, new(2_703, 131) { Skipped = 2_569, Merged = 3 }),

        // One row a charge: 1,123 weapon charges have 804 arrest numbers.
        new("dc-police", "arrests", Arrests, new(6_885, 804) { Skipped = 5_762, Merged = 319 }),
        new("kansas-city-shotspotter", "gunshots", "shotspotter-other/kansas_city_shotspotter_2016_2018.csv", new(4_996, 4_996)),

        // 11,763 addresses could not be found on a map: lon and lat are NA.
        new("seattle-alpr", "lpr", PlateReads, new(51_065, 39_302) { Rejected = 11_763 }) { Faults = ["/lat required", "/lon required"] },

        // 38 rows have no serial number. 61 have no make and are taken all the same.
        new("delaware-traces", "traces", Traces, new(420, 382) { Rejected = 38 }) { Faults = ["/serial required"] },
        new("georgia-parole", "supervision", "parole/nij_recidivism_decoded_ids_odd.csv", new(10_307, 10_307)),

        // 3,288 had served their sentence and are supervised by nobody. Equal rows are different people: none is a duplicate.
        new("iowa-parole", "supervision", "parole/iowa_3yr_recidivism_fy2010_2011.csv", new(7_633, 4_345) { Skipped = 3_288 }),
    ];
}

/// <summary>What became of a file's rows.</summary>
/// <param name="Received">Rows below the header.</param>
/// <param name="Accepted">Records.</param>
public sealed record Counts(int Received, int Accepted)
{
    public int Duplicates { get; init; }

    public int Rejected { get; init; }

    public int Skipped { get; init; }

    public int Merged { get; init; }
}
