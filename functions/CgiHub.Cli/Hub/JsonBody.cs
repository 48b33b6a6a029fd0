using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace CgiHub.Cli.Hub;

/// <summary>Bodies of JSON.</summary>
internal static class JsonBody
{
    /// <summary>A value as a body.</summary>
    public static HttpContent Of<T>(T value, JsonTypeInfo<T> type) => OfBytes(JsonSerializer.SerializeToUtf8Bytes(value, type));

    /// <summary>JSON that is written already.</summary>
    public static HttpContent OfBytes(byte[] json)
    {
        var content = new ByteArrayContent(json);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }
}
