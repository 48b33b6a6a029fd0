using System.Buffers;
using System.Text.Json;

namespace CgiHub.Core.Feeds.Rows;

/// <summary>A hot-list alert as Flock Safety's webhook sends it, made into a row of <c>lpr</c>.</summary>
/// <remarks>
/// Published are the members <c>deviceLat, deviceLong, deviceName, deviceExternalId*, networkName, objectId*, eventTime*, imageUrl, ocr{label, labelConfidence, state, stateConfidence}</c>
/// and <c>sources*[{name, reason, caseNumber}]</c> (* always there). The image's address is signed and expires; it is kept as it came. A confidence that is no share of 1 is left out.
/// </remarks>
/// <seealso href="https://docs.flocksafety.com/developer-hub/docs/being-notified-about-lpr-alerts">Flock Safety's developer hub, webhook payload</seealso>
internal static class FlockAlert
{
    /// <summary>The feed that takes them.</summary>
    public const string Feed = "lpr";

    private const int MostReason = 500;
    private const int MostHotlist = 200;

    /// <summary>The row that an alert is.</summary>
    public static RawRow ToRow(RawRow alert)
    {
        try
        {
            using var document = JsonDocument.Parse(alert.Json);
            var root = document.RootElement;
            return Fault(root) is { } fault ? alert with { Json = default, Fault = fault } : alert with { Json = Write(root) };
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            return alert with { Json = default, Fault = new FieldFault("", "malformed", "This alert is not JSON.") };
        }
    }

    private static FieldFault? Fault(JsonElement alert)
    {
        if (alert.ValueKind != JsonValueKind.Object)
        {
            return new FieldFault("", "type", "An alert is an object.");
        }

        foreach (var name in (ReadOnlySpan<string>)["deviceExternalId", "objectId", "eventTime"])
        {
            if (Text(alert, name) is null)
            {
                return new FieldFault($"/{name}", "required", "Every alert has this text.");
            }
        }

        if (!alert.TryGetProperty("sources"u8, out var sources) || sources.ValueKind != JsonValueKind.Array)
        {
            return new FieldFault("/sources", "required", "Every alert names the hot lists that it is from.");
        }

        return alert.TryGetProperty("ocr"u8, out var ocr) && ocr.ValueKind == JsonValueKind.Object && Text(ocr, "label") is not null
            ? null
            : new FieldFault("/ocr/label", "required", "Without the plate's letters there is nothing to find it by.");
    }

    private static byte[] Write(JsonElement alert)
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
        {
            var ocr = alert.GetProperty("ocr"u8);
            var sources = alert.GetProperty("sources"u8);
            writer.WriteStartObject();
            writer.WriteString("sourceId"u8, Text(alert, "objectId"));
            writer.WriteString("readId"u8, Text(alert, "objectId"));
            writer.WriteString("readAt"u8, Text(alert, "eventTime"));
            writer.WriteString("plate"u8, Text(ocr, "label"));
            Optional(writer, "plateState", Text(ocr, "state"));
            if (ocr.TryGetProperty("labelConfidence"u8, out var confidence) && confidence.ValueKind == JsonValueKind.Number && confidence.TryGetDouble(out var share) && share is >= 0 and <= 1)
            {
                writer.WriteNumber("confidence"u8, share);
            }

            Number(writer, "lat", alert, "deviceLat");
            Number(writer, "lon", alert, "deviceLong");
            writer.WriteString("device"u8, Text(alert, "deviceName") ?? Text(alert, "deviceExternalId"));
            Optional(writer, "reason", Joined(sources, MostReason, "reason", "caseNumber"));
            Optional(writer, "hotlist", Joined(sources, MostHotlist, "name"));
            Optional(writer, "imageUrl", Text(alert, "imageUrl"));
            writer.WriteEndObject();
        }

        return json.WrittenSpan.ToArray();
    }

    private static string? Text(JsonElement holder, string name) =>
        holder.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;

    private static void Optional(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }

    private static void Number(Utf8JsonWriter writer, string name, JsonElement alert, string member)
    {
        if (alert.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.Number)
        {
            writer.WritePropertyName(name);
            value.WriteTo(writer);
        }
    }

    /// <summary>What all hot lists say, each once, as far as there is room: an alert is not lost because many lists name the plate.</summary>
    private static string? Joined(JsonElement sources, int most, params string[] members)
    {
        var all = string.Join("; ", sources.EnumerateArray().Where(s => s.ValueKind == JsonValueKind.Object)
            .Select(s => string.Join(" ", members.Select(m => Text(s, m)).Where(t => t is not null)))
            .Where(t => t.Length > 0)
            .Distinct(StringComparer.Ordinal));
        return all.Length == 0 ? null : all.Length <= most ? all : string.Concat(all.AsSpan(0, most - 1), "…");
    }
}
