using System.Net;
using System.Net.Sockets;

namespace CgiHub.Core.Packets.Webhooks;

/// <summary>Which addresses the hub may connect to on somebody else's word: public unicast ones, and those of networks that are allowed expressly.</summary>
/// <remarks>An agency's entry names a host; whatever that resolves to, a service within the hub's own network, its host's metadata or this machine is not reached through it.</remarks>
/// <seealso href="https://www.iana.org/assignments/iana-ipv4-special-registry/">IANA special-purpose address registries, IPv4 and IPv6</seealso>
public sealed class PublicAddresses
{
    private static readonly IPNetwork[] Special =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24",
            "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",

            // Within 2000::/3, which is all that is global unicast: Teredo and other protocol assignments, documentation, 6to4 (which holds an IPv4 address), AS112, SRv6.
            "2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20",
        }.Select(IPNetwork.Parse),
    ];

    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork[] LinkLocal = [IPNetwork.Parse("169.254.0.0/16"), IPNetwork.Parse("fe80::/10")];

    // Azure answers its virtual machines on this public address.
    private static readonly IPAddress Platform = IPAddress.Parse("168.63.129.16");

    private readonly IReadOnlyList<IPNetwork> _allowed;

    /// <summary>Public addresses, and those of some networks.</summary>
    /// <exception cref="FormatException">One of them is no network.</exception>
    public PublicAddresses(IEnumerable<string> allowed) => _allowed = [.. allowed.Select(IPNetwork.Parse)];

    /// <summary>Whether an address may be connected to.</summary>
    public bool Allows(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        if (Array.Exists(LinkLocal, n => n.Contains(plain)) || plain.Equals(Platform))
        {
            return false;
        }

        return _allowed.Any(n => n.Contains(plain))
            || (plain.AddressFamily == AddressFamily.InterNetworkV6 ? GlobalUnicast.Contains(plain) : plain.AddressFamily == AddressFamily.InterNetwork) && !Array.Exists(Special, n => n.Contains(plain));
    }
}
