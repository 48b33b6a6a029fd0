using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace CgiHub.Functions.Http;

/// <summary>From which address a request comes: that of the connection, unless the connection is a proxy's that the settings trust to tell whose it is.</summary>
/// <remarks>
/// <c>X-Forwarded-For</c> is read from its end, where each proxy adds the address that it saw, and only as far as those who added to it are
/// trusted: what stands before was written by whoever wanted to.
/// </remarks>
public sealed class CallerAddresses
{
    private const int MostHops = 16;

    private readonly IReadOnlyList<IPNetwork> _trusted;

    /// <summary>With the proxies that are configured.</summary>
    public CallerAddresses(IOptions<DoorOptions> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _trusted = DoorOptions.TryReadNetworks(options.Value.TrustedProxies, out var networks) ? networks : [];
    }

    /// <summary>The address; null where the connection has none.</summary>
    public IPAddress? Of(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.Connection.RemoteIpAddress is not { } connection)
        {
            return null;
        }

        var address = Plain(connection);
        if (!Trusts(address))
        {
            return address;
        }

        var rest = context.Request.Headers["X-Forwarded-For"].ToString().AsSpan();
        for (var hop = 0; hop < MostHops && rest.Length > 0 && Trusts(address); hop++)
        {
            var comma = rest.LastIndexOf(',');
            if (!TryRead(rest[(comma + 1)..].Trim(), out var told))
            {
                break;
            }

            address = told;
            rest = rest[..Math.Max(comma, 0)];
        }

        return address;
    }

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    /// <summary>An address, with a port or without.</summary>
    private static bool TryRead(ReadOnlySpan<char> text, out IPAddress address)
    {
        var read = IPEndPoint.TryParse(text, out var point);
        address = read ? Plain(point!.Address) : IPAddress.None;
        return read;
    }

    private bool Trusts(IPAddress address)
    {
        foreach (var network in _trusted)
        {
            if (network.Contains(address))
            {
                return true;
            }
        }

        return false;
    }
}
