using System.Buffers.Binary;
using System.Text;

namespace CgiHub.EndToEnd.Tests.Seeing;

/// <summary>A message in the wire form of protocol buffers: its fields in order, each a number or bytes.</summary>
internal readonly ref struct Wire(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>The bytes of every field of this number.</summary>
    public IReadOnlyList<byte[]> All(int field)
    {
        var found = new List<byte[]>();
        for (var rest = _bytes; !rest.IsEmpty;)
        {
            var (number, value) = Next(ref rest);
            if (number == field)
            {
                found.Add(value);
            }
        }

        return found;
    }

    public byte[] Bytes(int field) => All(field) is [.., var last] ? last : [];

    public string Text(int field) => Encoding.UTF8.GetString(Bytes(field));

    /// <summary>A number of whatever width; 0 where the field is absent.</summary>
    public long Number(int field)
    {
        Span<byte> wide = stackalloc byte[8];
        Bytes(field).CopyTo(wide);
        return BinaryPrimitives.ReadInt64LittleEndian(wide);
    }

    private static (int Number, byte[] Value) Next(ref ReadOnlySpan<byte> rest)
    {
        var key = Varint(ref rest);
        var length = (key & 7) switch
        {
            0 => 0,
            1 => 8,
            5 => 4,
            2 => (int)Varint(ref rest),
            _ => throw new InvalidDataException("This is no wire type of OTLP."),
        };
        byte[] value;
        if ((key & 7) == 0)
        {
            value = new byte[8];
            BinaryPrimitives.WriteUInt64LittleEndian(value, Varint(ref rest));
        }
        else
        {
            value = rest[..length].ToArray();
            rest = rest[length..];
        }

        return ((int)(key >> 3), value);
    }

    private static ulong Varint(ref ReadOnlySpan<byte> rest)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = rest[0];
            rest = rest[1..];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }
}
