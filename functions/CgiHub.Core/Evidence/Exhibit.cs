using System.Text.Json.Serialization;
using CgiHub.Core.Agencies;

namespace CgiHub.Core.Evidence;

/// <summary>What an agency says when it registers an exhibit, before anything is checked.</summary>
public sealed record ExhibitRegistration
{
    /// <summary>The agency that owns it; the caller's own.</summary>
    public string? Ori { get; init; }

    /// <summary>The agency's case number.</summary>
    public string? CaseNumber { get; init; }

    /// <summary>The exhibit's number in that case.</summary>
    public string? ExhibitNumber { get; init; }

    /// <summary>What it is.</summary>
    public ExhibitKind? Kind { get; init; }

    /// <summary>Caliber.</summary>
    public string? Caliber { get; init; }

    /// <summary>When it was collected.</summary>
    public DateTimeOffset? RecoveredAt { get; init; }

    /// <summary>WGS 84 degrees.</summary>
    public double? Lat { get; init; }

    /// <summary>WGS 84 degrees.</summary>
    public double? Lon { get; init; }

    /// <summary>Free text.</summary>
    public string? Note { get; init; }
}

/// <summary>Kinds of exhibit; camelCase on the wire.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ExhibitKind>))]
public enum ExhibitKind
{
    /// <summary>A fired cartridge case.</summary>
    [JsonStringEnumMemberName("cartridgeCase")] CartridgeCase,

    /// <summary>A fired bullet.</summary>
    [JsonStringEnumMemberName("bullet")] Bullet,

    /// <summary>A cartridge case that the laboratory fired from a recovered gun.</summary>
    [JsonStringEnumMemberName("testFire")] TestFire,

    /// <summary>A gun.</summary>
    [JsonStringEnumMemberName("firearm")] Firearm,
}

/// <summary>A registered exhibit with its images.</summary>
/// <param name="Id">Its stable id, <c>ex-…</c>.</param>
/// <param name="Ori">The agency that owns it.</param>
/// <param name="CaseNumber">The agency's case number.</param>
/// <param name="ExhibitNumber">The exhibit's number in that case.</param>
/// <param name="Kind">What it is.</param>
/// <param name="RecoveredAt">When it was collected.</param>
/// <param name="ReceivedAt">When the hub heard of it.</param>
public sealed record Exhibit(string Id, Ori Ori, string CaseNumber, string ExhibitNumber, ExhibitKind Kind, DateTimeOffset RecoveredAt, DateTimeOffset ReceivedAt)
{
    /// <summary>Caliber.</summary>
    public string? Caliber { get; init; }

    /// <summary>WGS 84 degrees.</summary>
    public double? Lat { get; init; }

    /// <summary>WGS 84 degrees.</summary>
    public double? Lon { get; init; }

    /// <summary>Free text.</summary>
    public string? Note { get; init; }

    /// <summary>Its current images by view.</summary>
    public IReadOnlyList<ImageStored> Images { get; init; } = [];

    /// <summary>Where to go from here.</summary>
    public ExhibitLinks Links => new(EvidenceRoutes.Exhibit(Id), EvidenceRoutes.Custody(Id), $"{EvidenceRoutes.Exhibit(Id)}/images/{{view}}");
}

/// <summary>Links of an exhibit.</summary>
/// <param name="Self">The exhibit.</param>
/// <param name="Custody">Who did what with it.</param>
/// <param name="Images">Template: put a view in place of <c>{view}</c>.</param>
public sealed record ExhibitLinks(string Self, string Custody, string Images);

/// <summary>What an image shows; camelCase on the wire.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ImageView>))]
public enum ImageView
{
    /// <summary>The breech face impression.</summary>
    [JsonStringEnumMemberName("breechFace")] BreechFace,

    /// <summary>The firing pin impression.</summary>
    [JsonStringEnumMemberName("firingPin")] FiringPin,

    /// <summary>The ejector mark.</summary>
    [JsonStringEnumMemberName("ejectorMark")] EjectorMark,

    /// <summary>The head stamp.</summary>
    [JsonStringEnumMemberName("headstamp")] Headstamp,

    /// <summary>All of it.</summary>
    [JsonStringEnumMemberName("overall")] Overall,

    /// <summary>A measured surface.</summary>
    [JsonStringEnumMemberName("surface")] Surface,
}

/// <summary>Views as they stand in routes.</summary>
public static class ImageViews
{
    private static readonly (ImageView View, string Name)[] Names =
    [
        (ImageView.BreechFace, "breechFace"), (ImageView.FiringPin, "firingPin"), (ImageView.EjectorMark, "ejectorMark"),
        (ImageView.Headstamp, "headstamp"), (ImageView.Overall, "overall"), (ImageView.Surface, "surface"),
    ];

    /// <summary>The view's name on the wire.</summary>
    public static string Name(this ImageView view) => Names[(int)view].Name;

    /// <summary>Reads a view as it stands in a route, exactly.</summary>
    public static Result<ImageView> Parse(string? text)
    {
        foreach (var (view, name) in Names)
        {
            if (name == text)
            {
                return view;
            }
        }

        return Errors.NoSuchView(string.Join(' ', Names.Select(n => n.Name)));
    }
}

/// <summary>Formats that the hub reads; lower case on the wire.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ImageFormat>))]
public enum ImageFormat
{
    /// <summary>JPEG.</summary>
    [JsonStringEnumMemberName("jpeg")] Jpeg,

    /// <summary>PNG.</summary>
    [JsonStringEnumMemberName("png")] Png,

    /// <summary>TIFF or BigTIFF.</summary>
    [JsonStringEnumMemberName("tiff")] Tiff,

    /// <summary>X3P surface (ISO 25178-72).</summary>
    [JsonStringEnumMemberName("x3p")] X3p,
}

/// <summary>Something odd about an image that was taken all the same.</summary>
/// <param name="Code">A stable lower-case word, such as <c>x3p.units</c>.</param>
/// <param name="Detail">What it means.</param>
public sealed record ImageWarning(string Code, string Detail);

/// <summary>An image as the hub keeps it.</summary>
/// <param name="View">What it shows.</param>
/// <param name="Version">1, and one more each time it is superseded.</param>
/// <param name="Sha256">SHA-256 of the original, lower-case hex.</param>
/// <param name="Bytes">Length of the original.</param>
/// <param name="Format">What its bytes are.</param>
/// <param name="Width">Pixels, upright; points for a surface.</param>
/// <param name="Height">Pixels, upright; points for a surface.</param>
/// <param name="ReceivedAt">When it was stored.</param>
public sealed record ImageStored(ImageView View, int Version, string Sha256, long Bytes, ImageFormat Format, int Width, int Height, DateTimeOffset ReceivedAt)
{
    /// <summary>Pages, where there are several.</summary>
    public int? Pages { get; init; }

    /// <summary>When it was taken, where the image says so with an offset from UTC.</summary>
    public DateTimeOffset? CapturedAt { get; init; }

    /// <summary>What the camera's clock showed (<c>yyyy-MM-ddTHH:mm:ss</c>), where the image does not say in which zone: nobody can make an instant of it.</summary>
    public string? CapturedAtLocal { get; init; }

    /// <summary>What was odd about it.</summary>
    public IReadOnlyList<ImageWarning>? Warnings { get; init; }

    /// <summary>Where the preview is.</summary>
    public string? Preview { get; init; }

    /// <summary>Where to read which way a surface (X3P) faces at each point, to light it from any side; none for photographs and profiles, nor for what came before the hub made these.</summary>
    public string? Relief { get; init; }

    /// <summary>Where the original is.</summary>
    public string? Original { get; init; }

    /// <summary>The entity tag of this image: its digest.</summary>
    [JsonIgnore]
    public string ETag => $"\"{Sha256}\"";
}

/// <summary>A valet key for one image.</summary>
/// <param name="UploadId">Names it to the completing call.</param>
/// <param name="Url">PUT the bytes here, once, with the header <c>x-ms-blob-type: BlockBlob</c>, which a hub in Azure needs and every other ignores.</param>
/// <param name="ExpiresAt">From then on it takes nothing.</param>
public sealed record UploadOffered(string UploadId, string Url, DateTimeOffset ExpiresAt)
{
    /// <summary>POST here when the bytes have arrived.</summary>
    public required string Complete { get; init; }
}

/// <summary>Routes of the evidence resources, for links.</summary>
internal static class EvidenceRoutes
{
    public static string Exhibit(string id) => $"/api/v1/evidence/{id}";

    public static string Custody(string id) => $"/api/v1/evidence/{id}/custody";

    public static string Image(string id, ImageView view) => $"/api/v1/evidence/{id}/images/{view.Name()}";

    public static string Preview(string id, ImageView view) => $"/api/v1/evidence/{id}/images/{view.Name()}?size=preview";

    public static string Relief(string id, ImageView view) => $"/api/v1/evidence/{id}/images/{view.Name()}?size=relief";

    public static string Complete(string id, ImageView view, string uploadId) => $"/api/v1/evidence/{id}/images/{view.Name()}/upload/{uploadId}/complete";
}
