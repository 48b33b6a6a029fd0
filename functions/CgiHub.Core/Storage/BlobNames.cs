using System.Text;

namespace CgiHub.Core.Storage;

/// <summary>Which names blobs may have, in every store: those that a file system and Blob Storage can both keep, and that never lead anywhere else.</summary>
public static class BlobNames
{
    private const int MostBytes = 1024;
    private const int MostSegmentBytes = 255;

    /// <summary>Whether a name can be a blob's.</summary>
    public static bool IsValid(string? name)
    {
        if (string.IsNullOrEmpty(name) || !IsText(name) || Encoding.UTF8.GetByteCount(name) > MostBytes)
        {
            return false;
        }

        foreach (var segment in name.AsSpan().Split('/'))
        {
            var part = name.AsSpan()[segment];
            if (part.IsEmpty || part is "." or ".." || Encoding.UTF8.GetByteCount(part) > MostSegmentBytes)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Refuses a name that cannot be a blob's.</summary>
    /// <exception cref="ArgumentException">It cannot.</exception>
    public static void Check(string name)
    {
        if (!IsValid(name))
        {
            throw new ArgumentException("A blob's name is made of segments between slashes: no empty one, no dots alone, no control characters or backslashes.", nameof(name));
        }
    }

    private static bool IsText(string name)
    {
        for (var i = 0; i < name.Length; i++)
        {
            if (char.IsControl(name[i]) || name[i] == '\\')
            {
                return false;
            }

            if (char.IsSurrogate(name[i]))
            {
                if (i + 1 == name.Length || !char.IsSurrogatePair(name[i], name[i + 1]))
                {
                    return false;
                }

                i++;
            }
        }

        return true;
    }
}
