namespace CgiHub.Core.Records.Matching;

/// <summary>How far two descriptions agree, field by field.</summary>
public readonly record struct PersonProfile
{
    /// <summary>Given names.</summary>
    public required Agreement Given { get; init; }

    /// <summary>Family names.</summary>
    public required Agreement Family { get; init; }

    /// <summary>Bits of the given names.</summary>
    public required double GivenWeight { get; init; }

    /// <summary>Bits of the family names.</summary>
    public required double FamilyWeight { get; init; }

    /// <summary>One has the other's given name for a family name, and the reverse.</summary>
    public required bool Transposed { get; init; }

    /// <summary>It is another name of theirs that agrees.</summary>
    public required bool ByAlias { get; init; }

    /// <summary>Middle names.</summary>
    public required Agreement Middle { get; init; }

    /// <summary>Dates of birth.</summary>
    public required Agreement Birth { get; init; }

    /// <summary>House numbers.</summary>
    public required Agreement House { get; init; }

    /// <summary>Streets.</summary>
    public required Agreement Street { get; init; }

    /// <summary>Places.</summary>
    public required Agreement Place { get; init; }

    /// <summary>Postal codes.</summary>
    public required Agreement Postcode { get; init; }

    /// <summary>Telephone numbers.</summary>
    public required Agreement Phone { get; init; }

    /// <summary>Sex.</summary>
    public required Agreement Sex { get; init; }

    /// <summary>The level of a field.</summary>
    public Agreement Of(PersonField field) => field switch
    {
        PersonField.Given => Given,
        PersonField.Family => Family,
        PersonField.NameOrder => Transposed ? Agreement.Form : Agreement.Missing,
        PersonField.Middle => Middle,
        PersonField.Birth => Birth,
        PersonField.House => House,
        PersonField.Street => Street,
        PersonField.Place => Place,
        PersonField.Postcode => Postcode,
        PersonField.Phone => Phone,
        _ => Sex,
    };
}
