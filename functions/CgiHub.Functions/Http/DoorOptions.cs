using System.ComponentModel.DataAnnotations;
using System.Net;
using Microsoft.Extensions.Options;

namespace CgiHub.Functions.Http;

/// <summary>Settings under <c>CgiHub:Door</c>.</summary>
public sealed class DoorOptions
{
    /// <summary>Answers up to this size are held until the attempt is recorded, with their exact size; larger ones are recorded just before they begin to flow. Default 64 KiB.</summary>
    [Range(4096, 16 * 1024 * 1024)]
    public int HeldAnswerBytes { get; init; } = 64 * 1024;

    /// <summary>Bytes of a body with an <c>Idempotency-Key</c> that are compared before anything is done; the rest is compared as it flows. Default 1 MiB.</summary>
    [Range(4096, 64 * 1024 * 1024)]
    public int ComparedBodyBytes { get; init; } = 1024 * 1024;

    /// <summary>How long the first answer to an <c>Idempotency-Key</c> is replayed. Default 24 h.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan ReplayFor { get; init; } = TimeSpan.FromHours(24);

    /// <summary>A request in flight whose host died holds its key this long. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:03", "00:10:00")]
    public TimeSpan InFlightFor { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Requests that one caller may make at once, before they have to keep to <see cref="RequestsPerMinute"/>. Default 5,000.</summary>
    [Range(1, 10_000_000)]
    public int RequestBurst { get; init; } = 5_000;

    /// <summary>Requests a minute that one caller may make for ever; more are answered 429. Each host counts by itself. Default 30,000.</summary>
    [Range(1, 60_000_000)]
    public int RequestsPerMinute { get; init; } = 30_000;

    /// <summary>Requests whose token does not count that one address may make at once, before they have to keep to <see cref="UnknownPerMinute"/>. Default 300.</summary>
    [Range(1, 10_000_000)]
    public int UnknownBurst { get; init; } = 300;

    /// <summary>Requests a minute whose token does not count that one address may make for ever; more are answered 429, and stand in the audit trail once until one is let through again. Who has a good token is not held up. Each host counts by itself. Default 300.</summary>
    [Range(1, 60_000_000)]
    public int UnknownPerMinute { get; init; } = 300;

    /// <summary>Addresses (of IPv6, networks of 64 bits) that are counted apart; while there are more, the others are counted together. Default 10,000: about a megabyte.</summary>
    [Range(1, 10_000_000)]
    public int UnknownAddresses { get; init; } = 10_000;

    /// <summary>Addresses and networks of proxies that are trusted to tell in <c>X-Forwarded-For</c> whose request they pass on, such as <c>127.0.0.1 10.1.0.0/16</c>, separated by blanks. Default: none, and the header is not looked at.</summary>
    public string TrustedProxies { get; init; } = "";

    /// <summary>No other host serves these stores: what an earlier run left in flight is dead. Default false; the one-machine host sets it.</summary>
    public bool SoleHost { get; init; }

    /// <summary>Reads addresses and networks; false where one of them is none.</summary>
    internal static bool TryReadNetworks(string text, out IReadOnlyList<IPNetwork> networks)
    {
        var read = new List<IPNetwork>();
        networks = read;
        foreach (var part in text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (IPNetwork.TryParse(part, out var network))
            {
                read.Add(network);
            }
            else if (IPAddress.TryParse(part, out var address))
            {
                read.Add(new IPNetwork(address, address.GetAddressBytes().Length * 8));
            }
            else
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>Checks what no range can say.</summary>
internal sealed class DoorOptionsValidation : IValidateOptions<DoorOptions>
{
    public ValidateOptionsResult Validate(string? name, DoorOptions options) => DoorOptions.TryReadNetworks(options.TrustedProxies, out _)
        ? ValidateOptionsResult.Success
        : ValidateOptionsResult.Fail("CgiHub:Door:TrustedProxies takes addresses and networks, such as 127.0.0.1 or 10.1.0.0/16, separated by blanks.");
}
