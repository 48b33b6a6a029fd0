using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using CgiHub.Core;
using CgiHub.Core.Agencies;
using CgiHub.Core.Audit;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Enrichment;
using CgiHub.Core.Evidence;
using CgiHub.Core.Feeds;
using CgiHub.Core.Packets;
using CgiHub.Core.Packets.Webhooks;
using CgiHub.Core.Records;
using CgiHub.Core.Triage;
using CgiHub.Embedded;
using CgiHub.Functions.Http;
using CgiHub.Local.Hosting;

namespace CgiHub.Local.OpenApi;

/// <summary>Everything that can be set, from the options themselves: their ranges, and what their documentation says of them.</summary>
public static class SettingsCatalogue
{
    /// <summary>Sections with the options that stand in each, in the order of the way.</summary>
    public static IReadOnlyList<(string Section, Type Options)> Sections { get; } =
    [
        ("CgiHub", typeof(HubOptions)),
        ("CgiHub:Identity", typeof(IdentityOptions)),
        ("CgiHub:Door", typeof(DoorOptions)),
        ("CgiHub:Board", typeof(BoardOptions)),
        ("CgiHub:Board:SignIn", typeof(BoardSignInOptions)),
        ("CgiHub:Audit", typeof(AuditOptions)),
        ("CgiHub:Agencies", typeof(AgencyOptions)),
        ("CgiHub:Holding", typeof(HoldingOptions)),
        ("CgiHub:Retention", typeof(RetentionOptions)),
        ("CgiHub:Evidence", typeof(EvidenceOptions)),
        ("CgiHub:Feeds", typeof(FeedOptions)),
        ("CgiHub:CaseMaps", typeof(CaseMapOptions)),
        ("CgiHub:Enrichment", typeof(EnrichmentOptions)),
        ("CgiHub:Enrichment:{ETrace,Probation,Parole}", typeof(SourceOptions)),
        ("CgiHub:Enrichment:{ETrace,Probation,Parole}:Auth", typeof(SourceAuthOptions)),
        ("CgiHub:Triage", typeof(TriageOptions)),
        ("CgiHub:Triage:Weights", typeof(TriageWeights)),
        ("CgiHub:Triage:Clocks", typeof(ClockOptions)),
        ("CgiHub:Triage:Breaches", typeof(BreachOptions)),
        ("CgiHub:Triage:News", typeof(LeadNewsOptions)),
        ("CgiHub:Triage:Refresh", typeof(RefreshOptions)),
        ("CgiHub:Triage:Digest", typeof(DigestOptions)),
        ("CgiHub:Packets", typeof(PacketOptions)),
        ("CgiHub:Webhooks", typeof(WebhookOptions)),
        ("CgiHub:Embedded", typeof(EmbeddedOptions)),
        ("CgiHub:Local", typeof(LocalOptions)),
        ("CgiHub:Telemetry", typeof(TelemetryOptions)),
    ];

    /// <summary>The settings of some options, in the order in which they are declared. A setting that holds others is left out: it has a section of its own.</summary>
    public static IReadOnlyList<Setting> Of(Type options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var summaries = XmlSummaries.Of(options.Assembly);
        return [.. options.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(p => p.CanWrite && !Sections.Any(s => s.Options == p.PropertyType))
            .Select(p => new Setting(p.Name, Range(p), summaries.Of(p)))];
    }

    private static string Range(PropertyInfo property) => property.GetCustomAttribute<RangeAttribute>() is { } range
        ? string.Create(CultureInfo.InvariantCulture, $"{range.Minimum} to {range.Maximum}")
        : "";
}

/// <summary>One setting.</summary>
/// <param name="Name">Its name within the section.</param>
/// <param name="Range">What it may be; empty where that is not a range.</param>
/// <param name="Summary">What it does, and its default.</param>
public sealed record Setting(string Name, string Range, string Summary);
