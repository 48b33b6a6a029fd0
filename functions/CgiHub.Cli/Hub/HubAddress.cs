using System.Net;

namespace CgiHub.Cli.Hub;

/// <summary>Where a hub is. Tokens and evidence travel over TLS, unless they do not leave this machine.</summary>
internal static class HubAddress
{
    /// <summary>Reads an address.</summary>
    /// <exception cref="CommandFailedException">It is none, or it is not safe to speak to.</exception>
    public static Uri Parse(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https") || address.UserInfo.Length > 0 || address.Query.Length > 0)
        {
            throw CommandFailedException.Usage($"'{text}' is no address of a hub, such as https://hub.example.gov.");
        }

        return IsSafe(address) ? new Uri(address.GetLeftPart(UriPartial.Path).TrimEnd('/') + "/") : throw CommandFailedException.Usage($"'{text}' is not safe: https is required, except on this machine.");
    }

    /// <summary>Whether what is sent there can be read by nobody on the way.</summary>
    public static bool IsSafe(Uri address) => address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && IsLoopback(address));

    /// <summary>Whether an address means this machine.</summary>
    public static bool IsLoopback(Uri address) => address.Host == "localhost" || (IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));

    /// <summary>A link of the hub's, made absolute.</summary>
    /// <exception cref="CommandFailedException">It leads to another host, where this hub's token has no business.</exception>
    public static Uri Follow(Uri hub, string link)
    {
        var target = new Uri(hub, link);
        return target.Scheme == hub.Scheme && target.Authority == hub.Authority
            ? target
            : throw new CommandFailedException(ExitCodes.Refused, $"The hub's answer leads to another host ({target.Authority}); it was not followed.");
    }
}
