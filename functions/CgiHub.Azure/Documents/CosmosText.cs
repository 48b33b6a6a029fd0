using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CgiHub.Azure.Documents;

/// <summary>Ids and sort keys as Cosmos DB can keep and compare them.</summary>
internal static class CosmosText
{
    /// <summary>Cosmos DB takes 2 KB of a partition key.</summary>
    public const int MostPartitionBytes = 2000;

    /// <summary>Behind every sort key.</summary>
    public const string End = "\ud7ff~";

    /// <summary>Cosmos DB takes 1023 bytes of an id.</summary>
    private const int MostIdBytes = 1000;

    private const char Between = '\u0001';
    private const char EscapesLow = '\u0002';
    private const char EscapesHigh = '\ud7ff';
    private const char Escapes = '~';

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>
    /// An id without what Cosmos DB or an address refuses (<c>/ \ ? #</c> and more): such bytes as <c>~</c> and two hex digits.
    /// One that is too long becomes <c>~~</c> and its digest; the document holds the id itself in any case.
    /// </summary>
    public static string Id(string id)
    {
        var bytes = Utf8(id);
        if (bytes.Length <= MostIdBytes && IsPlain(bytes))
        {
            return id;
        }

        var text = new StringBuilder(bytes.Length + 16);
        for (var i = 0; i < bytes.Length; i++)
        {
            if (IsPlain(bytes[i]) && (i > 0 || bytes[i] != '.'))
            {
                text.Append((char)bytes[i]);
            }
            else
            {
                text.Append(Escapes).Append(bytes[i].ToString("X2", CultureInfo.InvariantCulture));
            }
        }

        return text.Length <= MostIdBytes ? text.ToString() : $"{Escapes}{Escapes}{Convert.ToHexStringLower(SHA256.HashData(bytes))}";
    }

    /// <summary>Sort key and id as one text that is ordered as the two are, sort key first.</summary>
    /// <remarks>
    /// It holds no character above U+D7FF, so that it is ordered alike by UTF-8 bytes, UTF-16 units and code points: which of them Cosmos DB compares is written nowhere.
    /// </remarks>
    public static string Place(string sort, string id)
    {
        var text = new StringBuilder(sort.Length + id.Length + 1);
        Append(text, sort);
        text.Append(Between);
        Append(text, id);
        return text.ToString();
    }

    /// <summary>The text below every place of a sort key, and above those of all smaller ones.</summary>
    public static string Bound(string sort)
    {
        var text = new StringBuilder(sort.Length);
        Append(text, sort);
        return text.ToString();
    }

    /// <summary>The sort key of a place.</summary>
    public static string SortOf(string place)
    {
        var end = place.IndexOf(Between, StringComparison.Ordinal);
        var text = new StringBuilder(end);
        for (var i = 0; i < end; i++)
        {
            switch (place[i])
            {
                case EscapesLow:
                    text.Append((char)(place[++i] - EscapesLow - 1));
                    break;
                case EscapesHigh:
                    text.Append(char.ConvertFromUtf32(int.Parse(place.AsSpan(i + 1, 6), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)));
                    i += 6;
                    break;
                default:
                    text.Append(place[i]);
                    break;
            }
        }

        return text.ToString();
    }

    /// <summary>UTF-8 of a text; one that is none (half a surrogate pair) is refused, since nothing could bring it back.</summary>
    public static byte[] Utf8(string text)
    {
        try
        {
            return Strict.GetBytes(text);
        }
        catch (EncoderFallbackException torn)
        {
            throw Torn(torn);
        }
    }

    private static ArgumentException Torn(Exception? inner) => new("Half of a surrogate pair is no text.", inner);

    private static bool IsPlain(byte[] bytes) => bytes.Length > 0 && bytes[0] != '.' && Array.TrueForAll(bytes, IsPlain);

    private static bool IsPlain(byte b) => char.IsAsciiLetterOrDigit((char)b) || (char)b is '-' or '_' or '.' or '|' or ':';

    private static void Append(StringBuilder text, string value)
    {
        for (var rest = value.AsSpan(); !rest.IsEmpty;)
        {
            if (Rune.DecodeFromUtf16(rest, out var rune, out var used) != OperationStatus.Done)
            {
                throw Torn(null);
            }

            rest = rest[used..];
            if (rune.Value <= EscapesLow)
            {
                text.Append(EscapesLow).Append((char)(rune.Value + EscapesLow + 1));
            }
            else if (rune.Value >= EscapesHigh)
            {
                text.Append(EscapesHigh).Append(rune.Value.ToString("x6", CultureInfo.InvariantCulture));
            }
            else
            {
                text.Append((char)rune.Value);
            }
        }
    }
}
