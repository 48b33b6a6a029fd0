using System.Text;
using System.Text.Json;
using CgiHub.Core;

namespace CgiHub.Functions.Http;

/// <summary>Tells a caller what is wrong with a JSON body, and where, without naming the hub's types.</summary>
internal static class JsonFaults
{
    /// <summary>400 where the body is not JSON at all; 422 with a pointer where it is JSON of another shape.</summary>
    public static Error Of(JsonException fault, ReadOnlySpan<byte> body)
    {
        if (!IsJson(body))
        {
            return Errors.Malformed($"The body is not JSON (line {fault.LineNumber + 1}).");
        }

        var missing = fault.Message.Contains("missing required properties", StringComparison.Ordinal);
        var detail = missing ? $"Required members are missing: {Missing(fault.Message)}." : "The value here has another type or form than the contract says.";
        return Errors.Invalid([new FieldFault(Pointer(fault.Path), missing ? "required" : "type", detail)]);
    }

    private static bool IsJson(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        try
        {
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>The member names at the end of the serializer's message, as they stand on the wire.</summary>
    private static string Missing(string message)
    {
        var colon = message.LastIndexOf(": ", StringComparison.Ordinal);
        var names = colon < 0 ? "" : message[(colon + 2)..].Split(". Path", 2)[0];
        return names.Replace("'", "", StringComparison.Ordinal).TrimEnd('.');
    }

    /// <summary><c>$.a[0].b</c> as an RFC 6901 pointer.</summary>
    private static string Pointer(string? path)
    {
        if (string.IsNullOrEmpty(path) || path == "$")
        {
            return "";
        }

        var pointer = new StringBuilder();
        for (var i = 1; i < path.Length;)
        {
            int end;
            if (path[i] == '[' && i + 1 < path.Length && path[i + 1] == '\'')
            {
                end = path.IndexOf("']", i + 2, StringComparison.Ordinal);
                end = end < 0 ? path.Length : end;
                Append(pointer, path[(i + 2)..end]);
                i = Math.Min(end + 2, path.Length);
            }
            else if (path[i] == '[')
            {
                end = path.IndexOf(']', i);
                end = end < 0 ? path.Length : end;
                Append(pointer, path[(i + 1)..end]);
                i = Math.Min(end + 1, path.Length);
            }
            else
            {
                end = path.IndexOfAny(['.', '['], i + 1);
                end = end < 0 ? path.Length : end;
                Append(pointer, path[(path[i] == '.' ? i + 1 : i)..end]);
                i = end;
            }
        }

        return pointer.ToString();
    }

    private static void Append(StringBuilder pointer, string segment) =>
        pointer.Append('/').Append(segment.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal));
}
