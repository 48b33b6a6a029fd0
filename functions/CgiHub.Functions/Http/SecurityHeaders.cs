using Microsoft.AspNetCore.Http;

namespace CgiHub.Functions.Http;

/// <summary>Headers that every answer carries.</summary>
public static class SecurityHeaders
{
    /// <summary>Sets those that nobody has set: nothing is sniffed, framed, referred to or kept by caches.</summary>
    public static void Apply(HttpResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        var headers = response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        Default("Cache-Control", "no-store");
        Default("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");

        void Default(string name, string value)
        {
            if (!headers.ContainsKey(name))
            {
                headers[name] = value;
            }
        }
    }
}
