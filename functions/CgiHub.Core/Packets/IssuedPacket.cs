using CgiHub.Core.Agencies;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Triage;

namespace CgiHub.Core.Packets;

/// <summary>A packet version as the hub keeps it: in full, with who gets it and what each may see.</summary>
/// <param name="Packet">In full.</param>
/// <param name="Recipients">Who gets it, by ORI.</param>
/// <param name="Sayings">For persons of whom a record under a rule speaks: who said what, so that a view can be made without it.</param>
public sealed record IssuedPacket(LeadPacket Packet, IReadOnlyList<PacketRecipient> Recipients, IReadOnlyList<PersonSaying> Sayings)
{
    /// <summary>What joins those persons beside keys and likeness.</summary>
    public IReadOnlyList<PersonTie> Ties { get; init; } = [];

    /// <summary>What joins those persons by likeness.</summary>
    public IReadOnlyList<PersonLike> Likes { get; init; } = [];

    /// <summary>Of an edition: to whom the lead would go by it, and so of whom its readers may know that they get the lead.</summary>
    public IReadOnlyList<Ori> KnownRecipients { get; set; } = [];

    /// <summary>Descriptions of persons who were under eighteen at an event or arrest.</summary>
    public IReadOnlyList<JuvenileDescription> Juveniles { get; set; } = [];
}

/// <summary>A recipient of a packet version, as the registry had it at the time of issue.</summary>
/// <param name="Ori">Who.</param>
/// <param name="Rules">What they may see.</param>
/// <param name="Because">Why they get it.</param>
/// <param name="Registered">The registry knows them; otherwise the packet waits in their inbox, fully withheld, and goes to no queue.</param>
public sealed record PacketRecipient(Ori Ori, DisseminationRules Rules, string Because, bool Registered)
{
    /// <summary>When they should acknowledge; null where no clock runs for them: they acknowledged an earlier version, or are not in the registry.</summary>
    public DateTimeOffset? AcknowledgeBy { get; init; }

    /// <summary>Where their edition of the version lies, beside it: what it tells without the records that originators keep from them. Null: nothing is kept from them.</summary>
    public string? Edition { get; init; }
}

/// <summary>A packet version to send out. Body of a message on <c>dispatch</c>.</summary>
/// <param name="LeadId">The lead.</param>
/// <param name="Version">The version.</param>
public sealed record DispatchRequest(string LeadId, int Version);

/// <summary>What was released outside, to whom, why and when (28 CFR 23.20): one for each packet version, written when it has been sent, and one for each reading by a recipient.</summary>
/// <param name="PacketId">The packet.</param>
/// <param name="Version">The version.</param>
/// <param name="SentAt">When it was sent, or read.</param>
/// <param name="Releases">To whom.</param>
public sealed record DisseminationEntry(string PacketId, int Version, DateTimeOffset SentAt, IReadOnlyList<Release> Releases);

/// <summary>One release.</summary>
/// <param name="Ori">To whom.</param>
/// <param name="Because">Why.</param>
/// <param name="Queue">By which queue; null: inbox only, or read.</param>
/// <param name="Withheld">The rules that withheld something.</param>
public sealed record Release(Ori Ori, string Because, string? Queue, IReadOnlyList<string> Withheld)
{
    /// <summary>In which form: <c>message</c> or <c>inbox</c> where it was sent, <c>json</c> or <c>paper</c> where it was read.</summary>
    public string? Form { get; init; }

    /// <summary>Who read it, as their token says; null where it was sent.</summary>
    public string? ReadBy { get; init; }
}

/// <summary>A description of a juvenile.</summary>
/// <param name="PersonId">The person in the packet.</param>
/// <param name="Record">The record.</param>
/// <param name="Index">Which of the record's persons.</param>
public sealed record JuvenileDescription(string PersonId, string Record, int Index);
