namespace CgiHub.Core.Evidence.Imaging;

/// <summary>The CRC-32 of PNG chunks and ZIP entries (ISO 3309), eight bytes a step.</summary>
internal struct Crc32
{
    private static readonly uint[] Table = MakeTable();

    private uint _inverted;

    /// <summary>The checksum of what was appended.</summary>
    public readonly uint Value => ~(_inverted ^ uint.MaxValue);

    public void Append(ReadOnlySpan<byte> bytes)
    {
        var crc = _inverted ^ uint.MaxValue;
        while (bytes.Length >= 8)
        {
            var low = crc ^ System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(bytes);
            var high = System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            crc = Table[7 * 256 + (low & 0xFF)] ^ Table[6 * 256 + (low >> 8 & 0xFF)] ^ Table[5 * 256 + (low >> 16 & 0xFF)] ^ Table[4 * 256 + (low >> 24)]
                ^ Table[3 * 256 + (high & 0xFF)] ^ Table[2 * 256 + (high >> 8 & 0xFF)] ^ Table[256 + (high >> 16 & 0xFF)] ^ Table[high >> 24];
            bytes = bytes[8..];
        }

        foreach (var value in bytes)
        {
            crc = Table[(crc ^ value) & 0xFF] ^ crc >> 8;
        }

        _inverted = crc ^ uint.MaxValue;
    }

    private static uint[] MakeTable()
    {
        var table = new uint[8 * 256];
        for (uint i = 0; i < 256; i++)
        {
            var crc = i;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? crc >> 1 ^ 0xEDB88320 : crc >> 1;
            }

            table[i] = crc;
        }

        for (var i = 256; i < table.Length; i++)
        {
            table[i] = table[table[i - 256] & 0xFF] ^ table[i - 256] >> 8;
        }

        return table;
    }
}
