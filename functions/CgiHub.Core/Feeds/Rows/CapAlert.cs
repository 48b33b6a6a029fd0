using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Xml;
using System.Xml.Linq;

namespace CgiHub.Core.Feeds.Rows;

/// <summary>An alert of the Common Alerting Protocol 1.2, made into a row of <c>gunshots</c>.</summary>
/// <remarks>
/// Only what is <c>Actual</c> and an <c>Alert</c>, <c>Update</c> or <c>Cancel</c> is a row; exercises, tests, drafts and acknowledgements are passed over.
/// An update or cancellation names the messages before it in <c>references</c> (<c>sender,identifier,sent</c>, separated by blanks): the earliest of them is the alert that it is of.
/// The place is the first <c>circle</c> (<c>lat,lon radius</c>), the time <c>onset</c>, else <c>effective</c>, else <c>sent</c>. CAP has no words for rounds and for what was heard:
/// they stand in <c>parameter</c>s named <c>rounds</c> and <c>kind</c>; without a kind the alert is <c>possible</c> gunfire.
/// The XML is read without DTD, without entities of its own and without a resolver, within <see cref="FeedOptions.MaxRowBytes"/>. Signatures are not checked: who sends is known from the token.
/// </remarks>
/// <seealso href="https://docs.oasis-open.org/emergency/cap/v1.2/CAP-v1.2.html">OASIS, Common Alerting Protocol 1.2, section 3.2</seealso>
internal static class CapAlert
{
    /// <summary>Media type (CAP 1.2, appendix of the media type's registration).</summary>
    public const string MediaType = "application/cap+xml";

    /// <summary>The feed that takes them.</summary>
    public const string Feed = "gunshots";

    private const int MostDepth = 16;
    private static readonly XNamespace Cap = "urn:oasis:names:tc:emergency:cap:1.2";

    private static readonly string[] Kinds = ["single", "multiple", "automatic", "possible", "fireworks"];

    /// <summary>The one row of a body.</summary>
    public static async IAsyncEnumerable<RowBlock> ReadAsync(Stream body, FeedOptions options, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        var buffer = new byte[options.MaxRowBytes + 1];
        var length = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancel);
        yield return RowBlock.OfRows([length > options.MaxRowBytes ? new RawRow { Fault = LineRows.TooLong(options.MaxRowBytes) } : ToRow(buffer.AsMemory(0, length).ToArray())]);
    }

    private static RawRow ToRow(byte[] xml)
    {
        var row = new RawRow { Raw = xml };
        try
        {
            var alert = Load(xml);
            if (alert is null)
            {
                return row with { Fault = new FieldFault("", "type", "An alert of CAP 1.2 is expected here.") };
            }

            if (Status(alert) is not { } status)
            {
                return row with { Skipped = true };
            }

            var (json, fault) = Write(alert, status);
            return row with { Json = json, Fault = fault };
        }
        catch (XmlException)
        {
            return row with { Fault = new FieldFault("", "malformed", "This is not XML that is read here: well-formed, without DTD, not nested deeply.") };
        }
    }

    private static XElement? Load(byte[] xml)
    {
        // First without building anything: what nests deeply is refused before a tree is made of it.
        using (var reader = Open(xml))
        {
            while (reader.Read())
            {
                if (reader.Depth > MostDepth)
                {
                    throw new XmlException("Nested too deeply.");
                }
            }
        }

        using var again = Open(xml);
        return XElement.Load(again) is { } root && root.Name == Cap + "alert" ? root : null;
    }

    private static XmlReader Open(byte[] xml) => XmlReader.Create(new MemoryStream(xml, writable: false), new XmlReaderSettings
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        MaxCharactersInDocument = xml.Length,
        CloseInput = true,
    });

    /// <summary>What the message is to a gunshot alert; null where it is nothing to it.</summary>
    private static string? Status(XElement alert) => Text(alert, "status") != "Actual" ? null : Text(alert, "msgType") switch
    {
        "Alert" => "alert",
        "Update" => "update",
        "Cancel" => "cancel",
        _ => null,
    };

    private static (byte[] Json, FieldFault? Fault) Write(XElement alert, string status)
    {
        if (Text(alert, "identifier") is not { } identifier || Text(alert, "sender") is not { } sender || Text(alert, "sent") is not { } sent)
        {
            return ([], new FieldFault("/alert", "required", "Every CAP message has identifier, sender and sent."));
        }

        if (alert.Element(Cap + "info") is not { } info)
        {
            return ([], new FieldFault("/alert/info", "required", "Updates and cancellations carry the alert's info again, too."));
        }

        if (Circle(info) is not var (lat, lon))
        {
            return ([], new FieldFault("/alert/info/area/circle", "required", "The place is a circle: lat,lon and a radius."));
        }

        var own = $"{sender},{identifier}";
        if ((status == "alert" ? own : Original(alert)) is not { } of)
        {
            return ([], new FieldFault("/alert/references", "required", "An update or a cancellation names the messages before it."));
        }

        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            writer.WriteString("sourceId"u8, own);
            writer.WriteString("alertId"u8, of);
            writer.WriteString("detectedAt"u8, Text(info, "onset") ?? Text(info, "effective") ?? sent);
            writer.WriteNumber("lat"u8, lat);
            writer.WriteNumber("lon"u8, lon);
            if (int.TryParse(Parameter(info, "rounds"), NumberStyles.None, CultureInfo.InvariantCulture, out var rounds))
            {
                writer.WriteNumber("rounds"u8, rounds);
            }

            writer.WriteString("kind"u8, Array.Find(Kinds, k => k.Equals(Parameter(info, "kind"), StringComparison.OrdinalIgnoreCase)) ?? "possible");
            writer.WriteString("status"u8, status);
            writer.WriteEndObject();
        }

        return (json.WrittenSpan.ToArray(), null);
    }

    /// <summary>The earliest message that this one refers to.</summary>
    private static string? Original(XElement alert) => (Text(alert, "references") ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
        .Select(r => r.Split(','))
        .Where(r => r.Length == 3)
        .OrderBy(r => DateTimeOffset.TryParse(r[2], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var sent) ? sent : DateTimeOffset.MaxValue)
        .Select(r => $"{r[0]},{r[1]}")
        .FirstOrDefault();

    private static (double Lat, double Lon)? Circle(XElement info)
    {
        var point = info.Elements(Cap + "area").Elements(Cap + "circle").FirstOrDefault()?.Value.Trim().Split(' ')[0].Split(',');
        return point is [var north, var east]
            && double.TryParse(north, NumberStyles.Float, CultureInfo.InvariantCulture, out var lat) && double.IsFinite(lat)
            && double.TryParse(east, NumberStyles.Float, CultureInfo.InvariantCulture, out var lon) && double.IsFinite(lon) ? (lat, lon) : null;
    }

    private static string? Parameter(XElement info, string name) => info.Elements(Cap + "parameter")
        .Where(p => string.Equals(Text(p, "valueName"), name, StringComparison.OrdinalIgnoreCase)).Select(p => Text(p, "value")).FirstOrDefault();

    private static string? Text(XElement holder, string name) => holder.Element(Cap + name)?.Value.Trim() is { Length: > 0 } text ? text : null;
}
