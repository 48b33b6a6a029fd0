using CgiHub.Core.Agencies;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Enrichment;
using CgiHub.Core.Packets.Rules;
using CgiHub.Core.Records;
using CgiHub.Core.Triage;

namespace CgiHub.Core.Packets;

/// <summary>Writes one packet version in full, from a picture, its enrichment and its rank.</summary>
internal sealed class PacketWriter(LeadPicture picture, EnrichmentAnswers answers, Priority priority, PacketOptions options, RegionDay days)
{
    private const string Unconfirmed =
        "This NIBIN lead is an unconfirmed presumed association. It is information for investigators only: no examiner has confirmed it, and it is neither evidence nor probable cause by itself. Ask the laboratory for confirmation before it is used in court or in a warrant.";

    private const string Confirmed =
        "A firearm examiner has confirmed this association at the comparison microscope. Other events on the presumed gun may still rest on unconfirmed leads; the case map says which.";

    private const string Withdrawn =
        "The examiner has rejected this lead. Do not rely on it any longer, and withdraw it wherever it was entered.";

    private readonly List<string> _truncated = [];

    /// <summary>What several records say of persons; views are made from it.</summary>
    public IReadOnlyList<PersonSaying> Sayings => field ??= PersonSaying.Of(picture, answers);

    /// <summary>Who of them was under eighteen.</summary>
    public IReadOnlyList<JuvenileDescription> Juveniles => field ??= JuvenileRule.Find(picture, Sayings, Protected);

    /// <summary>Descriptions that are known to be of juveniles, whatever this picture tells: a child is protected also from those who may not see the record that says how old it was.</summary>
    public IReadOnlyList<JuvenileDescription> Protected { get; init; } = [];

    public LeadPacket Write(string region, int version, PacketReason reason, DateTimeOffset now, IReadOnlyList<Clock> clocks, BandScale scale, double decay, double halfLifeDays, IReadOnlyList<PacketImage> images)
    {
        var lead = picture.Lead;
        var packet = new LeadPacket
        {
            Id = IdOf(lead.LeadId),
            LeadId = lead.LeadId,
            Version = version,
            Region = region,
            IssuedAt = now,
            Reason = reason,
            Disclaimer = lead.Status switch { LeadStatus.Hit => Confirmed, LeadStatus.Eliminated => Withdrawn, _ => Unconfirmed },
            Lead = lead with { Exhibits = Cut("lead/exhibits", lead.Exhibits, options.MaxItems), Records = Cut("lead/records", lead.Records, options.MaxItems) },
            Priority = new PacketPriority(Math.Round(priority.Score, 2), priority.Band, priority.Factors.Select(Short).ToList(), scale,
                decay, priority.Since, halfLifeDays)
            {
                TraffickingIndex = priority.TraffickingIndex,
            },
            Clocks = clocks,
            Events = Cut("events", picture.Events, options.MaxEvents),
            Guns = [Gun()],
            Persons = Cut("persons", picture.Persons, options.MaxPersons),
            Groups = Cut("groups", picture.Groups, options.MaxItems),
            Vehicles = [.. Cut("vehicles", picture.Vehicles, options.MaxSightings).Select(v => new PacketVehicle(v.Id, v.Plate, v.State, v.Cases, v.Sightings.Count))],
            Lpr = Cut("lpr", [.. picture.Vehicles.SelectMany(v => v.Sightings.Select(s => new PacketRead(v.Id, v.Plate, s)))], options.MaxSightings),
            Traces = Cut("traces", [.. Traces()], options.MaxItems),
            Arrests = Cut("arrests", [.. picture.Arrests.Select(a => new PacketArrest(RecordName.Of(a.Ref), (Arrest)a.Record))], options.MaxItems),
            Supervision = Cut("supervision", [.. Supervision()], options.MaxItems),
            Gunshots = Cut("gunshots", picture.Gunshots, options.MaxItems),
            Osint = Cut("osint", [.. picture.Osint.Select(o => new PacketOsint(RecordName.Of(o.Ref), (OsintItem)o.Record))], options.MaxItems),
            Images = Cut("images", images, options.MaxItems),
            CaseMap = Map(),
            Enrichment = answers.Sources,
            Recommendations = new NextSteps(picture, answers, Sayings, [.. Juveniles.Select(j => j.PersonId)], options.MaxItems, days).Find(),
            Dissemination = new Dissemination(null, options.Marking, []),
            Provenance = [],
            Truncated = [],
        };
        if (picture.Truncated)
        {
            _truncated.Add("picture");
        }

        var provenance = Cut("provenance", Provenance(packet), options.MaxItems * 5);
        return packet with { Provenance = provenance, Truncated = _truncated };
    }

    /// <summary>A packet's id follows from its lead's.</summary>
    public static string IdOf(string leadId) => "pk-" + StableId.Suffix("ld", leadId);

    /// <summary>The lead of a packet; null where the id has not the shape of one.</summary>
    public static string? LeadOf(string packetId) => StableId.Suffix("pk", packetId) is { } letters ? "ld-" + letters : null;

    private Factor Short(Factor factor) => factor.Evidence.Count <= options.MaxItems ? factor : factor with { Evidence = [.. factor.Evidence.Take(options.MaxItems)] };

    private PacketGun Gun()
    {
        var gun = picture.Gun;
        var firearms = picture.Firearms.Where(f => f.Record.Record is FirearmRecovery).Select(f => new PacketFirearm(f.Id, RecordName.Of(f.Record.Ref), (FirearmRecovery)f.Record.Record));
        return new PacketGun(gun.Id, Cut("guns/0/exhibits", gun.Exhibits, options.MaxItems), Cut("guns/0/leads", gun.Leads, options.MaxItems), gun.Owners, Cut("guns/0/firearms", [.. firearms], options.MaxItems));
    }

    private IEnumerable<PacketTrace> Traces()
    {
        var doubts = picture.DoubtfulTraces.ToDictionary(d => d.Record, d => d.Because, StringComparer.Ordinal);

        return KnownRecords.Traces(picture, answers).Select(t => doubts.TryGetValue(t.Name, out var doubt)
            ? new PacketTrace(t.Name, t.Trace, null, null) { Doubt = doubt }
            : new PacketTrace(t.Name, t.Trace, t.Trace is { PurchasedAt: { } bought, RecoveredAt: { } found } && found >= bought ? (int)(found - bought).TotalDays : null, TraffickingIndex.Of(t.Trace)));
    }

    private IEnumerable<PacketSupervision> Supervision() =>
        KnownRecords.Supervision(picture, answers).Select(s => new PacketSupervision(s.Name, s.PersonId, s.Supervision) { FirearmsForbidden = s.Supervision.ForbidsFirearms });

    private CaseMap Map()
    {
        var map = picture.Map;
        if (map.Nodes.Count <= options.MaxNodes)
        {
            return map;
        }

        // The rarest kinds tell most: vehicles and gunshots go first.
        var kept = map.Nodes.OrderBy(n => n.Kind is NodeKind.Vehicle or NodeKind.Gunshot).ThenBy(n => n.Id, StringComparer.Ordinal).Take(options.MaxNodes).ToDictionary(n => n.Id, StringComparer.Ordinal);
        return new CaseMap([.. map.Nodes.Where(n => kept.ContainsKey(n.Id))], [.. map.Links.Where(l => kept.ContainsKey(l.From) && kept.ContainsKey(l.To))]) { Truncated = true };
    }

    private List<Provenance> Provenance(LeadPacket packet)
    {
        var named = picture.Firearms.Select(f => f.Record).Concat(picture.Traces).Concat(picture.Arrests).Concat(picture.Supervision).Concat(picture.Osint).Select(r => RecordName.Of(r.Ref))
            .Concat(picture.Lead.Records)
            .Concat(packet.Events.SelectMany(e => e.Records))
            .Concat(packet.Gunshots.SelectMany(g => g.Records))
            .Concat(packet.Lpr.Select(r => r.Sighting.Record))
            .Concat(packet.Persons.SelectMany(p => p.Records))
            .Concat(packet.Traces.Select(t => t.Record))
            .Concat(packet.Supervision.Select(s => s.Record));
        return
        [
            .. named.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
                .Select(name => picture.Refs.TryGetValue(name, out var reference) ? new Provenance(name, reference.Version, reference.ReceivedAt) { ReleasableTo = picture.Releasable.GetValueOrDefault(name) } : new Provenance(name, null, null)),
        ];
    }

    private IReadOnlyList<T> Cut<T>(string name, IReadOnlyList<T> items, int most)
    {
        if (items.Count <= most)
        {
            return items;
        }

        _truncated.Add(name);
        return [.. items.Take(most)];
    }
}
