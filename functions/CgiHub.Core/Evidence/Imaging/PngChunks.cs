using System.Buffers.Binary;

namespace CgiHub.Core.Evidence.Imaging;

/// <summary>The chunks of a PNG, one after the other. A critical chunk with a wrong checksum is damage; an ancillary one is passed over.</summary>
internal sealed class PngChunks(Stream stream)
{
    public const uint Header = 0x49484452; // IHDR
    public const uint Palette = 0x504C5445; // PLTE
    public const uint Data = 0x49444154; // IDAT
    public const uint End = 0x49454E44; // IEND
    public const uint Transparency = 0x74524E53; // tRNS
    public const uint Exif = 0x65584966; // eXIf

    private static readonly System.Buffers.SearchValues<byte> Letters = System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    private Crc32 _crc;
    private long _left;
    private bool _pending;

    public uint Type { get; private set; }

    public long Length { get; private set; }

    private bool IsCritical => (Type & 0x20000000) == 0;

    /// <summary>Goes to the next chunk; false where the file ends.</summary>
    public bool Next()
    {
        Span<byte> head = stackalloc byte[8];
        if (stream.ReadAtLeast(head, 8, throwOnEndOfStream: false) < 8)
        {
            return false;
        }

        Length = BinaryPrimitives.ReadUInt32BigEndian(head);
        Type = BinaryPrimitives.ReadUInt32BigEndian(head[4..]);
        if (Length > int.MaxValue || head[4..].ContainsAnyExcept(Letters))
        {
            throw new InvalidDataException("The PNG's chunks are damaged.");
        }

        if (IsCritical && Type is not (Header or Palette or Data or End))
        {
            throw new InvalidDataException("The PNG has a critical chunk that nobody knows.");
        }

        _crc = default;
        _crc.Append(head[4..]);
        (_left, _pending) = (Length, true);
        return true;
    }

    /// <summary>The type of the next chunk without going there; 0 where the file ends.</summary>
    public uint PeekNext()
    {
        Span<byte> head = stackalloc byte[8];
        var at = stream.Position;
        var read = stream.ReadAtLeast(head, 8, throwOnEndOfStream: false);
        stream.Position = at;
        return read < 8 ? 0 : BinaryPrimitives.ReadUInt32BigEndian(head[4..]);
    }

    /// <summary>The chunk's content, whole; only for chunks whose length was looked at.</summary>
    public byte[] ReadAll()
    {
        var content = new byte[Length];
        stream.ReadExactly(content);
        _crc.Append(content);
        _left = 0;
        Check();
        return content;
    }

    /// <summary>Some of the chunk's content; 0 at its end, when its checksum was found good.</summary>
    public int Read(Span<byte> buffer)
    {
        if (_left == 0)
        {
            Check();
            return 0;
        }

        var read = stream.Read(buffer[..(int)Math.Min(buffer.Length, _left)]);
        if (read == 0)
        {
            throw new EndOfStreamException();
        }

        _crc.Append(buffer[..read]);
        _left -= read;
        return read;
    }

    /// <summary>Passes over the rest of the chunk, checking it where it is critical.</summary>
    public void Skip()
    {
        if (!IsCritical)
        {
            if (_left + 4 > stream.Length - stream.Position)
            {
                // Not every stream lets itself be put behind its end.
                throw new EndOfStreamException();
            }

            stream.Position += _left + 4;
            _pending = false;
            return;
        }

        Span<byte> buffer = stackalloc byte[4096];
        while (Read(buffer) > 0)
        {
        }
    }

    private void Check()
    {
        if (!_pending)
        {
            return;
        }

        _pending = false;
        Span<byte> promised = stackalloc byte[4];
        stream.ReadExactly(promised);
        if (IsCritical && BinaryPrimitives.ReadUInt32BigEndian(promised) != _crc.Value)
        {
            throw new InvalidDataException("A chunk of the PNG has a wrong checksum.");
        }
    }
}

/// <summary>The data chunks of a PNG as one stream of compressed bytes.</summary>
internal sealed class PngDataStream(PngChunks chunks) : ReadOnlyStream
{
    // FDICT in the second byte of a zlib stream (RFC 1950, 2.2).
    private const byte WantsDictionary = 0x20;

    private bool _ended;
    private int _given;

    /// <summary>Reads the current chunk to its end, so that its checksum is looked at too.</summary>
    public void Finish()
    {
        if (!_ended)
        {
            chunks.Skip();
        }
    }

    public override int Read(Span<byte> buffer)
    {
        while (!_ended)
        {
            var read = chunks.Read(buffer);
            if (read > 0)
            {
                if (_given < 2 && _given + read >= 2 && (buffer[1 - _given] & WantsDictionary) != 0)
                {
                    // Whoever inflates it says so with an exception that looks like a store's.
                    throw new InvalidDataException("The PNG's pixels are compressed against a dictionary, which no PNG has.");
                }

                _given = Math.Min(2, _given + read);
                return read;
            }

            _ended = true;
            if (chunks.PeekNext() == PngChunks.Data)
            {
                chunks.Next();
                _ended = false;
            }
        }

        return 0;
    }
}
