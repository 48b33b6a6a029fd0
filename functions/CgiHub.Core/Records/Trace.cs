using System.Text.Json.Serialization;

namespace CgiHub.Core.Records;

/// <summary>A firearm trace result (eTrace). Its contents are under the Tiahrt amendment.</summary>
public sealed record Trace : FeedRecord
{
    /// <summary>ATF's trace number.</summary>
    public required string TraceNumber { get; init; }

    /// <summary>Serial number.</summary>
    public required string Serial { get; init; }

    /// <summary>Manufacturer.</summary>
    public required string Make { get; init; }

    /// <summary>Model.</summary>
    public string? Model { get; init; }

    /// <summary>Pistol, revolver, rifle, shotgun and so on.</summary>
    public string? Type { get; init; }

    /// <summary>Caliber.</summary>
    public string? Caliber { get; init; }

    /// <summary>First retail purchase.</summary>
    public DateTimeOffset? PurchasedAt { get; init; }

    /// <summary>Recovery.</summary>
    public DateTimeOffset? RecoveredAt { get; init; }

    /// <summary>Who bought it first.</summary>
    public Person? Purchaser { get; init; }

    /// <summary>Who had it when it was recovered.</summary>
    public Person? Possessor { get; init; }

    /// <summary>Purchaser and possessor have one name, where the sender has compared them and sends that instead of the persons.</summary>
    public bool? SameName { get; init; }

    /// <summary>Purchaser and possessor have one date of birth, where the sender has compared them.</summary>
    public bool? SameDob { get; init; }

    /// <summary>Purchaser and possessor have one street address, where the sender has compared them.</summary>
    public bool? SameAddress { get; init; }

    /// <summary>The dealer.</summary>
    public Ffl? Ffl { get; init; }

    /// <summary>State of recovery, two letters.</summary>
    public string? RecoveryState { get; init; }

    /// <summary>Bought with others in a reported multiple sale.</summary>
    public bool? MultipleSale { get; init; }

    /// <summary>Whether it says who bought it first, or when; until then eTrace is still at work.</summary>
    [JsonIgnore]
    public bool IsComplete => Purchaser is not null || PurchasedAt is not null;
}

/// <summary>A federal firearms licensee (dealer).</summary>
public sealed record Ffl
{
    /// <summary>Licence number, such as <c>8-51-01809</c> or all six groups.</summary>
    public string? Licence { get; init; }

    /// <summary>Name.</summary>
    public string? Name { get; init; }

    /// <summary>City.</summary>
    public string? City { get; init; }

    /// <summary>State, two letters.</summary>
    public string? State { get; init; }
}
