using System.ComponentModel.DataAnnotations;
using CgiHub.Core.Triage;

namespace CgiHub.Core.Packets;

/// <summary>Packets: <c>CgiHub:Packets</c>.</summary>
public sealed class PacketOptions
{
    /// <summary>How packets are marked. Default <c>LAW ENFORCEMENT SENSITIVE</c>.</summary>
    [Required, StringLength(200, MinimumLength = 1)]
    public string Marking { get; init; } = "LAW ENFORCEMENT SENSITIVE";

    /// <summary>Source of the CloudEvents that carry packets (a URI reference). Default <c>urn:cgihub</c>.</summary>
    [Required, StringLength(200, MinimumLength = 1)]
    public string EventSource { get; init; } = "urn:cgihub";

    /// <summary>Where the hub's API is reached from outside, such as <c>https://hub.example</c>; the claim check of a large packet points there. Default empty: a relative reference.</summary>
    [StringLength(500)]
    public string PublicAddress { get; init; } = "";

    /// <summary>Largest body of a message, in bytes; above it the message carries a claim check. Default 200 KB.</summary>
    [Range(1024, 900 * 1024)]
    public int MaxMessageBytes { get; init; } = 200 * 1024;

    /// <summary>How often an evaluation starts again when somebody else changed the lead meanwhile. Default 8.</summary>
    [Range(1, 100)]
    public int MaxAttempts { get; init; } = 8;

    /// <summary>
    /// A version of which no release is on record so long after it was issued was lost on its way, and the next look at its lead issues another that says the same; twice as long where the one before it did not leave either, and so on.
    /// Default 15 minutes, as the clock <c>packetSent</c> has: when that runs out, its lead is looked at.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan SendAgainAfter { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Most changes that one call looks through when an administrator has work asked for again (<c>POST /api/v1/admin/lost-messages</c>). Default 1000.</summary>
    [Range(1, 10_000)]
    public int MaxAskedAgain { get; init; } = 1000;

    /// <summary>Most events in a packet. Default 200.</summary>
    [Range(2, 10_000)]
    public int MaxEvents { get; init; } = 200;

    /// <summary>Most persons in a packet. Default 100.</summary>
    [Range(1, 10_000)]
    public int MaxPersons { get; init; } = 100;

    /// <summary>Most plate reads in a packet, and most vehicles. Default 50.</summary>
    [Range(1, 10_000)]
    public int MaxSightings { get; init; } = 50;

    /// <summary>Most items in each other list of a packet. Default 100.</summary>
    [Range(1, 10_000)]
    public int MaxItems { get; init; } = 100;

    /// <summary>Most nodes of a packet's case map. Default 300.</summary>
    [Range(1, 10_000)]
    public int MaxNodes { get; init; } = 300;

    /// <summary>Exhibits of a lead that are looked up for clocks and images, newest last. Default 20.</summary>
    [Range(1, 1000)]
    public int MaxExhibits { get; init; } = 20;

    /// <summary>The size of a packet's paper. Default letter.</summary>
    public PaperSize Paper { get; init; } = PaperSize.Letter;

    /// <summary>Most images on a packet's paper. Default 8.</summary>
    [Range(0, 24)]
    public int MaxPaperImages { get; init; } = 8;

    /// <summary>Largest preview, in bytes, that is put on a packet's paper; of a larger one the paper says that there is one. Default 1 MiB.</summary>
    [Range(1024, 16 * 1024 * 1024)]
    public int MaxPaperImageBytes { get; init; } = 1024 * 1024;

    /// <summary>Longest note of a person, in characters. Default 4000.</summary>
    [Range(1, 100_000)]
    public int MaxNote { get; init; } = 4000;

    /// <summary>Most outcomes and comments shown with a lead. Default 200.</summary>
    [Range(1, 1000)]
    public int MaxShown { get; init; } = 200;
}
