using System.Buffers;
using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace CgiHub.Core.Feeds.Rows.Niem;

/// <summary>Messages of NIEM 6.0 in JSON, whose rows become rows of a feed.</summary>
/// <remarks>
/// NIEM publishes a model of components and no message for these feeds, so this is the hub's own reading of the model: which object is a row, and which of its members are which of the contract's.
/// A message is an object; a body is one, or an array of them. It is held whole (<see cref="FeedOptions.MaxMessageBytes"/>), for a row may refer to objects that stand elsewhere in it. Nothing outside of it is ever fetched.
/// </remarks>
/// <seealso href="https://github.com/niemopen/niem-model/tree/6.0-ps02">NIEM 6.0 model, project specification 02</seealso>
internal abstract class NiemForm
{
    /// <summary>Media type of JSON-LD, which NIEM's JSON is (W3C, JSON-LD 1.1, appendix on the media type).</summary>
    public const string MediaType = "application/ld+json";

    private static readonly NiemForm[] All = [new NiemFirearm(), new NiemSupervision()];

    /// <summary>The feed that takes them.</summary>
    public abstract string Feed { get; }

    /// <summary>The property whose values are rows.</summary>
    public abstract string Row { get; }

    /// <summary>A property whose values hold a row and tell more of it, or null.</summary>
    public virtual string? Holder => null;

    /// <summary>The member of the holder that is the row, where it is not called what the row is.</summary>
    public virtual string? Held => null;

    /// <summary>Types (<c>@type</c>) and the property that an object of such a type stands for.</summary>
    public abstract FrozenDictionary<string, string> Types { get; }

    /// <summary>The form of a feed; null where NIEM has nothing for it.</summary>
    public static NiemForm? Of(string feed) => Array.Find(All, f => f.Feed == feed);

    /// <summary>The rows of some messages, in blocks.</summary>
    public async IAsyncEnumerable<RowBlock> ReadAsync(IAsyncEnumerable<RowBlock> messages, FeedOptions options, [EnumeratorCancellation] CancellationToken cancel)
    {
        var block = new BlockBuilder(options);
        await foreach (var some in messages.WithCancellation(cancel))
        {
            using (some)
            {
                foreach (var row in some.Rows.SelectMany(message => Unwrap(message, options)))
                {
                    if (block.Add(row) is { } full)
                    {
                        yield return full;
                    }
                }
            }
        }

        if (block.Rest() is { } rest)
        {
            yield return rest;
        }
    }

    /// <summary>Writes the row of the contract; false where the object is of no interest to the feed.</summary>
    /// <exception cref="NiemRefusedException">Something that the feed requires is not in it.</exception>
    protected abstract bool Write(NiemNode row, string name, NiemWriter writer);

    /// <summary>The refusal of an object that lacks what the feed requires: where it should stand, and why it is asked for.</summary>
    private protected static NiemRefusedException Missing(NiemNode holder, string names, string why) =>
        new(new FieldFault(holder.Path + "/" + names, "required", $"This is required: {why}."));

    private IEnumerable<RawRow> Unwrap(RawRow envelope, FeedOptions options)
    {
        if (envelope.Fault is not null)
        {
            yield return envelope;
            yield break;
        }

        var kept = envelope with { Json = default, Raw = envelope.Raw.Length > options.MaxRowBytes ? default : envelope.Raw };
        var (document, context) = Open(envelope.Json);
        using (document)
        {
            if (document is null || context is null)
            {
                yield return kept with { Fault = document is null ? Malformed : new FieldFault("/@context", "context", "A context binds a few short prefixes to namespaces; an address alone is not fetched.") };
                yield break;
            }

            var message = new NiemMessage(document.RootElement, context);
            var any = false;
            using var rows = message.Rows(this).GetEnumerator();
            while (true)
            {
                RawRow? row;
                try
                {
                    row = rows.MoveNext() ? Read(rows.Current.Name, rows.Current.Row, message, options) : null;
                }
                catch (InvalidOperationException)
                {
                    // A text that is no UTF-8, found out when it was looked at.
                    row = kept with { Fault = Malformed };
                    any = true;
                    rows.Dispose();
                }

                if (row is null)
                {
                    break;
                }

                any = true;
                yield return row;
                if (row.Fault == Malformed)
                {
                    yield break;
                }
            }

            if (!any)
            {
                yield return kept with { Fault = new FieldFault("", "required", $"No {string.Join(" and no ", new[] { Row, Holder }.OfType<string>())} of NIEM 6.0 is in this message; its prefixes may be bound to another release.") };
            }
        }
    }

    private static FieldFault Malformed { get; } = new("", "malformed", "This message is not JSON that is read here: well-formed, UTF-8, not nested deeply.");

    private static (JsonDocument? Document, NiemContext? Context) Open(ReadOnlyMemory<byte> json)
    {
        JsonDocument? document = null;
        try
        {
            document = JsonDocument.Parse(json);
            return (document, NiemContext.Of(document.RootElement));
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            document?.Dispose();
            return (null, null);
        }
    }

    private RawRow Read(string name, JsonElement element, NiemMessage message, FeedOptions options)
    {
        var own = JsonMarshal.GetRawUtf8Value(element);
        if (own.Length > options.MaxRowBytes)
        {
            return new RawRow { Fault = LineRows.TooLong(options.MaxRowBytes) };
        }

        var row = new RawRow { Raw = GivenBack(name, own, message.Context) };
        try
        {
            if (element.ValueKind != JsonValueKind.Object)
            {
                return row with { Fault = new FieldFault("", "type", $"A {name} is an object.") };
            }

            var node = NiemNode.Of(message.Follow(element, ""), "", message);
            using var writer = new NiemWriter();
            return Write(node, name, writer) ? row with { Json = writer.End(), Tell = writer.Tell } : row with { Skipped = true };
        }
        catch (NiemRefusedException refused)
        {
            return row with { Fault = refused.Fault };
        }
        catch (InvalidOperationException)
        {
            return row with { Fault = new FieldFault("", "malformed", "A text of this row is not valid UTF-8.") };
        }
    }

    /// <summary>A row as a message of its own, so that what was rejected can be mended and sent again.</summary>
    private static byte[] GivenBack(string name, ReadOnlySpan<byte> own, NiemContext context)
    {
        var json = new ArrayBufferWriter<byte>(own.Length + 64);
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            var bindings = context.Own.ToList();
            if (bindings.Count > 0)
            {
                writer.WriteStartObject("@context"u8);
                foreach (var (prefix, space) in bindings)
                {
                    writer.WriteString(prefix, space);
                }

                writer.WriteEndObject();
            }

            // The name by an address needs no prefix, which the message may have bound to something else.
            writer.WritePropertyName(context.Expand(name) == name ? name : NiemContext.Address(name));
            writer.WriteRawValue(own, skipInputValidation: true);
            writer.WriteEndObject();
        }

        return json.WrittenSpan.ToArray();
    }
}
