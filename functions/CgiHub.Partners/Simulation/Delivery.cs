using CgiHub.Core.Agencies;
using CgiHub.Core.Records;

namespace CgiHub.Partners.Simulation;

/// <summary>A row that an agency sends.</summary>
/// <param name="SentAt">When, in simulated time.</param>
/// <param name="Agency">Who.</param>
/// <param name="Feed">By which feed.</param>
/// <param name="Record">What.</param>
public sealed record Delivery(DateTimeOffset SentAt, Ori Agency, string Feed, FeedRecord Record);

/// <summary>An exhibit that an agency registers, with the images that it uploads.</summary>
public sealed record EvidenceDelivery
{
    /// <summary>When, in simulated time.</summary>
    public required DateTimeOffset SentAt { get; init; }

    /// <summary>Whose it is.</summary>
    public required Ori Ori { get; init; }

    /// <summary>The case.</summary>
    public required string CaseNumber { get; init; }

    /// <summary>Its number in the case.</summary>
    public required string ExhibitNumber { get; init; }

    /// <summary><c>cartridgeCase</c> or <c>testFire</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Its caliber.</summary>
    public required string Caliber { get; init; }

    /// <summary>When it was collected.</summary>
    public required DateTimeOffset RecoveredAt { get; init; }

    /// <summary>WGS 84 degrees.</summary>
    public required double Lat { get; init; }

    /// <summary>WGS 84 degrees.</summary>
    public required double Lon { get; init; }

    /// <summary>Its images; drawn when they are asked for.</summary>
    public IReadOnlyList<SimulatedImage> Images { get; init; } = [];
}

/// <summary>An image that can be drawn at any time, always the same.</summary>
/// <param name="View">The contract's view: <c>breechFace</c> or <c>surface</c>.</param>
/// <param name="Format">JPEG, PNG or X3P.</param>
/// <param name="Gun">The number of the gun whose marks it shows.</param>
/// <param name="Round">Tells the rounds of one gun apart.</param>
public sealed record SimulatedImage(string View, ImageFormat Format, int Gun, int Round)
{
    /// <summary>Its media type.</summary>
    public string MediaType => Format switch
    {
        ImageFormat.Jpeg => "image/jpeg",
        ImageFormat.Png => "image/png",
        _ => "application/x3p",
    };

    /// <summary>Its file name's ending.</summary>
    public string Extension => Format switch
    {
        ImageFormat.Jpeg => "jpg",
        ImageFormat.Png => "png",
        _ => "x3p",
    };

    /// <summary>Draws it.</summary>
    public byte[] Draw() => Format == ImageFormat.X3p ? X3pWriter.Write(CartridgeSurface.Of(Gun, Round)) : BreechFace.Draw(Gun, Round, Format);
}

/// <summary>Image formats that the simulator writes.</summary>
public enum ImageFormat
{
    /// <summary>JPEG.</summary>
    Jpeg,

    /// <summary>PNG.</summary>
    Png,

    /// <summary>X3P (ISO 25178-72).</summary>
    X3p,
}
