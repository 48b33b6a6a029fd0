using System.Buffers.Binary;

namespace CgiHub.EndToEnd.Tests.Evidence;

/// <summary>An uncompressed 8-bit grey TIFF of any size, made while it is read: its directory, and then black pixels in strips of 64 rows.</summary>
internal static class LargeTiff
{
    private const int RowsPerStrip = 64;

    public static long Length(int width, int height) => Head(width, height).Length + (long)width * height;

    public static Stream Open(int width, int height) => new Unending(Head(width, height), Length(width, height));

    public static byte[] Bytes(int width, int height)
    {
        var bytes = new byte[Length(width, height)];
        Head(width, height).CopyTo(bytes, 0);
        return bytes;
    }

    private static byte[] Head(int width, int height)
    {
        var strips = (height + RowsPerStrip - 1) / RowsPerStrip;
        (int Tag, int Type, int Count, int Value)[] tags =
        [
            (256, 4, 1, width), (257, 4, 1, height), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1), (273, 4, strips, 0), (277, 3, 1, 1), (278, 4, 1, RowsPerStrip), (279, 4, strips, 0),
        ];
        var lists = 8 + 2 + (tags.Length * 12) + 4;
        var head = new byte[lists + (strips * 8)];
        "II*\0"u8.CopyTo(head);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(4), 8);
        BinaryPrimitives.WriteInt16LittleEndian(head.AsSpan(8), (short)tags.Length);
        for (var i = 0; i < tags.Length; i++)
        {
            var entry = head.AsSpan(10 + (i * 12));
            BinaryPrimitives.WriteInt16LittleEndian(entry, (short)tags[i].Tag);
            BinaryPrimitives.WriteInt16LittleEndian(entry[2..], (short)tags[i].Type);
            BinaryPrimitives.WriteInt32LittleEndian(entry[4..], tags[i].Count);
            BinaryPrimitives.WriteInt32LittleEndian(entry[8..], tags[i].Tag switch { 273 => lists, 279 => lists + (strips * 4), _ => tags[i].Value });
        }

        for (var strip = 0; strip < strips; strip++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(lists + (strip * 4)), (uint)(head.Length + ((long)strip * RowsPerStrip * width)));
            BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(lists + ((strips + strip) * 4)), Math.Min(RowsPerStrip, height - (strip * RowsPerStrip)) * width);
        }

        return head;
    }
}
