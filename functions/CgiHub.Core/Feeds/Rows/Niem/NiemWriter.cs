using System.Buffers;
using System.Text.Json;

namespace CgiHub.Core.Feeds.Rows.Niem;

/// <summary>Writes a row of the contract and remembers where in the message each of its fields stands, so that what is wrong with it is told there.</summary>
internal sealed class NiemWriter : IDisposable
{
    private readonly ArrayBufferWriter<byte> _json = new();
    private readonly Utf8JsonWriter _writer;
    private readonly Dictionary<string, string> _places = new(StringComparer.Ordinal);
    private readonly List<string> _path = [];

    public NiemWriter()
    {
        _writer = new Utf8JsonWriter(_json);
        _writer.WriteStartObject();
    }

    /// <summary>A text, where there is one.</summary>
    public void Text(string field, NiemText? text)
    {
        if (text is not null)
        {
            _places[Pointer(field)] = text.Path;
            _writer.WriteString(field, text.Value);
        }
    }

    /// <summary>A word of the contract, from somewhere.</summary>
    public void Word(string field, string word, string path) => Text(field, new NiemText(word, path));

    /// <summary>A number from somewhere.</summary>
    public void Number(string field, double value, string path)
    {
        _places[Pointer(field)] = path;
        _writer.WriteNumber(field, value);
    }

    /// <summary>A list of texts, where there is any.</summary>
    public void Texts(string field, IReadOnlyList<NiemText> texts)
    {
        if (texts.Count == 0)
        {
            return;
        }

        _writer.WriteStartArray(field);
        for (var i = 0; i < texts.Count; i++)
        {
            _places[Pointer($"{field}/{i}")] = texts[i].Path;
            _writer.WriteStringValue(texts[i].Value);
        }

        _writer.WriteEndArray();
    }

    /// <summary>An object; the object of a list where it has no name.</summary>
    public void Object(string field, string path, Action write)
    {
        _places[Pointer(field)] = path;
        _path.Add(field);
        _writer.WriteStartObject(field);
        write();
        _writer.WriteEndObject();
        _path.RemoveAt(_path.Count - 1);
    }

    /// <summary>A list of objects, where there is any.</summary>
    public void Objects<T>(string field, IReadOnlyList<T> things, Action<T> write)
    {
        if (things.Count == 0)
        {
            return;
        }

        _writer.WriteStartArray(field);
        for (var i = 0; i < things.Count; i++)
        {
            _path.Add($"{field}/{i}");
            _writer.WriteStartObject();
            write(things[i]);
            _writer.WriteEndObject();
            _path.RemoveAt(_path.Count - 1);
        }

        _writer.WriteEndArray();
    }

    /// <summary>The row.</summary>
    public byte[] End()
    {
        _writer.WriteEndObject();
        _writer.Flush();
        return _json.WrittenSpan.ToArray();
    }

    /// <summary>A fault of the contract's row, told where the field stands in the message; where it is not in it, at the nearest thing around it that is.</summary>
    public FieldFault Tell(FieldFault fault)
    {
        var pointer = fault.Pointer;
        while (pointer.Length > 0)
        {
            if (_places.TryGetValue(pointer, out var place))
            {
                return fault with { Pointer = place };
            }

            pointer = pointer[..pointer.LastIndexOf('/')];
        }

        return fault with { Pointer = "" };
    }

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();

    private string Pointer(string field) => string.Concat(_path.Select(p => "/" + p)) + "/" + field;
}
