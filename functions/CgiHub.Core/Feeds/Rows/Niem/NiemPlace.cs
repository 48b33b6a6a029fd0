using System.Globalization;

namespace CgiHub.Core.Feeds.Rows.Niem;

/// <summary>Places: <c>nc:LocationType</c> as coordinates, <c>nc:AddressType</c> as one line.</summary>
internal static class NiemPlace
{
    private const double MinutesOfDegree = 60;
    private const double SecondsOfDegree = 3600;

    /// <summary>Writes <c>lat</c> and <c>lon</c>, where the location has coordinates. The model's degrees, minutes and seconds become degrees.</summary>
    public static void Write(NiemWriter writer, NiemNode? location)
    {
        if (location?.One("nc:Location2DGeospatialCoordinate") is { } point)
        {
            Degrees(writer, "lat", point.One("nc:GeographicCoordinateLatitude"), "nc:Latitude");
            Degrees(writer, "lon", point.One("nc:GeographicCoordinateLongitude"), "nc:Longitude");
        }
    }

    /// <summary>An address on one line; null where it is empty.</summary>
    public static NiemText? Address(NiemNode address)
    {
        if (address.Text("nc:AddressFullText") is { } full)
        {
            return full;
        }

        var street = address.One("nc:AddressStreet");
        var line = street?.Text("nc:StreetFullText")?.Value ?? string.Join(' ', new[] { street?.Text("nc:StreetNumberText"), street?.Text("nc:StreetName"), street?.Text("nc:StreetCategoryText") }.OfType<NiemText>().Select(t => t.Value));
        var state = address.One("nc:AddressState")?.Text("usps:StateCode", "ncic:StateUSCode", "nc:StateCode", "nc:StateName");
        string?[] parts = [line, address.Text("nc:AddressSecondaryUnitText")?.Value, address.Text("nc:AddressCityName")?.Value, state?.Value, address.Text("nc:AddressPostalCode")?.Value];
        var text = string.Join(", ", parts.Where(p => !string.IsNullOrEmpty(p)));
        return text.Length == 0 ? null : new NiemText(text, address.Path);
    }

    private static void Degrees(NiemWriter writer, string field, NiemNode? angle, string name)
    {
        if (angle?.Text($"{name}DegreeValue") is not { } degrees)
        {
            return;
        }

        if (Number(degrees) is not { } whole)
        {
            // Written as it is: the row's reader says that it is no number, and where.
            writer.Text(field, degrees);
            return;
        }

        var part = (Number(angle.Text($"{name}MinuteValue")) ?? 0) / MinutesOfDegree + (Number(angle.Text($"{name}SecondValue")) ?? 0) / SecondsOfDegree;
        writer.Number(field, degrees.Value.StartsWith('-') ? whole - part : whole + part, degrees.Path);
    }

    private static double? Number(NiemText? text) =>
        text is not null && double.TryParse(text.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;
}
