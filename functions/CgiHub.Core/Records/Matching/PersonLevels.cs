namespace CgiHub.Core.Records.Matching;

/// <summary>What two descriptions can be compared in.</summary>
public enum PersonField
{
    /// <summary>Given name.</summary>
    Given,

    /// <summary>Family name.</summary>
    Family,

    /// <summary>Given and family name in each other's place.</summary>
    NameOrder,

    /// <summary>Middle name.</summary>
    Middle,

    /// <summary>Date of birth.</summary>
    Birth,

    /// <summary>House number.</summary>
    House,

    /// <summary>Street.</summary>
    Street,

    /// <summary>Building, suburb, city.</summary>
    Place,

    /// <summary>Postal code.</summary>
    Postcode,

    /// <summary>Telephone.</summary>
    Phone,

    /// <summary>Sex; weak.</summary>
    Sex,
}

/// <summary>How far two descriptions agree in one field, from best to worst.</summary>
public enum Agreement
{
    /// <summary>One of them does not say. Counts neither for nor against.</summary>
    Missing,

    /// <summary>The same.</summary>
    Exact,

    /// <summary>The same in another form: a short form of the given name, day and month of the date swapped, one part of a double name.</summary>
    Form,

    /// <summary>One slip of the pen apart.</summary>
    Slip,

    /// <summary>Alike: sounds the same, or a few letters apart; of dates: same day and month.</summary>
    Near,

    /// <summary>Little in common, but something: an initial; of dates, the year.</summary>
    Hint,

    /// <summary>Different.</summary>
    Different,
}
