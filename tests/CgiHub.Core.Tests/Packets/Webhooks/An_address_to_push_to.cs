using System.Net;
using CgiHub.Core.Packets.Webhooks;
using CsCheck;

namespace CgiHub.Core.Tests.Packets.Webhooks;

public sealed class An_address_to_push_to
{
    private static readonly PublicAddresses Public = new([]);

    [Theory]
    [InlineData("8.8.8.8")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.0")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.0")]
    [InlineData("223.255.255.255")]
    [InlineData("::ffff:8.8.8.8")]
    [InlineData("2606:4700:4700::1111")]
    [InlineData("2a00::1")]
    public void May_be_public(string address) => Assert.True(Public.Allows(IPAddress.Parse(address)));

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("10.1.2.3")]
    [InlineData("100.64.0.1")]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.255.254")]
    [InlineData("168.63.129.16")]
    [InlineData("169.254.169.254")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.0.1")]
    [InlineData("198.19.255.255")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("::127.0.0.1")]
    [InlineData("64:ff9b::10.0.0.1")]
    [InlineData("64:ff9b:1::1")]
    [InlineData("100::1")]
    [InlineData("2001::1")]
    [InlineData("2001:db8::1")]
    [InlineData("2002:7f00:1::")]
    [InlineData("fc00::1")]
    [InlineData("fd12::1")]
    [InlineData("fe80::1")]
    [InlineData("fe80::1%1")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    public void Is_never_within_the_house(string address) => Assert.False(Public.Allows(IPAddress.Parse(address)));

    [Fact]
    public void May_be_in_a_network_that_is_allowed_and_in_no_other()
    {
        var allowed = new PublicAddresses(["10.20.0.0/16", "fd00::/8", "127.0.0.1/32"]);
        Assert.True(allowed.Allows(IPAddress.Parse("10.20.1.1")));
        Assert.True(allowed.Allows(IPAddress.Parse("::ffff:10.20.1.1")));
        Assert.True(allowed.Allows(IPAddress.Parse("fd01::1")));
        Assert.True(allowed.Allows(IPAddress.Loopback));
        Assert.False(allowed.Allows(IPAddress.Parse("127.0.0.2")));
        Assert.False(allowed.Allows(IPAddress.Parse("10.21.1.1")));
        Assert.False(allowed.Allows(IPAddress.IPv6Loopback));
    }

    [Fact]
    public void Is_never_link_local_whatever_is_allowed()
    {
        var everything = new PublicAddresses(["0.0.0.0/0", "::/0"]);
        Assert.False(everything.Allows(IPAddress.Parse("169.254.169.254")));
        Assert.False(everything.Allows(IPAddress.Parse("::ffff:169.254.169.254")));
        Assert.False(everything.Allows(IPAddress.Parse("fe80::1")));
        Assert.False(everything.Allows(IPAddress.Parse("168.63.129.16")));
        Assert.True(everything.Allows(IPAddress.Parse("10.0.0.1")));
    }

    [Fact]
    public void Is_judged_the_same_as_IPv4_and_as_IPv4_mapped_to_IPv6() =>
        Gen.Byte.Array[4].Sample(bytes => Assert.Equal(Public.Allows(new IPAddress(bytes)), Public.Allows(new IPAddress(bytes).MapToIPv6())));
}
