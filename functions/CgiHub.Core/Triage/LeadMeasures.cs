using System.Globalization;
using CgiHub.Core.Agencies;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Enrichment;
using CgiHub.Core.Records;

namespace CgiHub.Core.Triage;

/// <summary>
/// Measures a lead by GETS (geography, events, time, solvability): pure functions of a picture and the sources' answers, each with a sentence
/// and the records behind it. No weight comes in here.
/// </summary>
internal sealed class LeadMeasures
{
    private const int MostSightings = 10;

    // What these say is of the next shooting, which a gun in evidence does not fire.
    private static readonly HashSet<string> OfTheNextShooting = new(StringComparer.Ordinal)
    {
        "recency", "pace", "jurisdictions", "concentration", "seriesNearby", "events", "shortInterval", "shrinkingGaps", "crewConflict", "retaliation", "repeatVehicle",
    };

    private readonly LeadPicture _picture;
    private readonly EnrichmentAnswers _answers;
    private readonly TriageOptions _options;
    private readonly List<GunEvent> _shootings;
    private readonly bool _inEvidence;
    private readonly List<Measure> _measures = [];

    private LeadMeasures(LeadPicture picture, EnrichmentAnswers answers, TriageOptions options)
    {
        (_picture, _answers, _options) = (picture, answers, options);
        _shootings = [.. ShootingsOf(picture)];
        _inEvidence = IsInEvidence(picture, _shootings);
    }

    /// <summary>The measures of a picture that holds nothing from the future (<see cref="KnownPicture"/>), by name.</summary>
    public static IReadOnlyList<Measure> Of(LeadPicture picture, EnrichmentAnswers answers, TriageOptions options)
    {
        var lead = new LeadMeasures(picture, answers, options);
        lead.Geography();
        lead.Events();
        lead.Time();
        lead.Solvability();
        lead._measures.AddRange(new PersonMeasures(picture, answers).Find().Select(lead.Weakened));
        lead._measures.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        return lead._measures;
    }

    /// <summary>The events at which somebody shot: all but those where a gun was recovered.</summary>
    public static IEnumerable<GunEvent> ShootingsOf(LeadPicture picture)
    {
        // Where no incident record has come yet, an event that has a cartridge case is a shooting, and one of a recovered gun only is none.
        var recoveries = picture.Firearms.Select(f => f.Record).Where(r => r.Record is FirearmRecovery).Select(r => EntityKey.Case(r.Ref.Agency, ((FirearmRecovery)r.Record).CaseNumber)).ToHashSet();
        return picture.Events.Where(e => e.Incident is { } incident ? incident.Type != IncidentType.Recovery : !recoveries.Contains(e.CaseKey));
    }

    private static bool IsInEvidence(LeadPicture picture, List<GunEvent> shootings)
    {
        // After an elimination a lead may hold events of two guns; that one of them is recovered says nothing of the other.
        var cases = picture.Gun.Exhibits.Select(e => e.CaseKey).ToHashSet();
        if (picture.Events.Any(e => !cases.Contains(e.CaseKey)))
        {
            return false;
        }

        var newest = shootings.Max(s => s.At);
        return picture.Firearms.Any(f => f.Record.Record is FirearmRecovery recovery && (newest is null || recovery.RecoveredAt >= newest));
    }

    private void Geography()
    {
        var owners = _picture.Events.Select(e => e.Ori).Distinct().Count();
        Add("jurisdictions", owners - 1, () => $"Events of {owners} agencies.", _picture.Events);

        var near = new NearRule(_options.ConcentrationMetres, TimeSpan.Zero, TimeSpan.Zero);
        List<(GunEvent Event, SpherePoint Place)> placed = [.. _shootings.Where(e => e is { Lat: not null, Lon: not null }).Select(e => (e, new SpherePoint(e.Lat!.Value, e.Lon!.Value)))];
        List<GunEvent> close = [.. placed.Where(e => placed.Exists(o => !ReferenceEquals(o.Event, e.Event) && near.HoldsBetween(o.Place, e.Place))).Select(e => e.Event)];
        Add("concentration", close.Count < 2 ? 0 : 1, () => $"{close.Count} events within {_options.ConcentrationMetres.ToString("0", CultureInfo.InvariantCulture)} m of another.", close);

        // The shootings nearby may be of agencies that are not concerned, so they are counted and not named: the evidence is the gun's own events.
        var series = _picture.SeriesNearby;
        var others = series.Select(s => s.CaseKey).Distinct().Count();
        var beside = series.Select(s => s.EventKey).ToHashSet();
        Add("seriesNearby", others, () => others == 1 ? "One shooting of another case near events of this gun." : $"{others} shootings of other cases near events of this gun.", _picture.Events.Where(e => beside.Contains(e.CaseKey)));
    }

    private void Events()
    {
        List<GunEvent> homicides = [.. _picture.Events.Where(e => e.Incident?.Type == IncidentType.Homicide)];
        Add("homicide", homicides.Count, () => homicides.Count == 1 ? "One event is a homicide." : $"{homicides.Count} events are homicides.", homicides);

        List<GunEvent> hurt = [.. _picture.Events.Where(e => Injured(e.Incident) > 0)];
        var injured = hurt.Sum(e => (long)Injured(e.Incident));
        Add("injured", injured, () => injured == 1 ? "One person was injured." : $"{injured} people were injured.", hurt);

        List<GunEvent> counted = [.. _picture.Events.Where(e => e.Incident?.Rounds > 0)];
        var rounds = counted.Sum(e => (long)e.Incident!.Rounds!.Value);
        Add("rounds", rounds, () => $"{rounds} rounds were fired.", counted);

        Add("events", _picture.Events.Count - 1, () => $"The gun is on {_picture.Events.Count} events.", _picture.Events);
    }

    private void Time()
    {
        List<GunEvent> dated = [.. _shootings.Where(e => e.At is not null).OrderBy(e => e.At)];
        if (dated.Count == 0)
        {
            return;
        }

        var newest = dated[^1];
        Add("recency", 1, () => $"The newest shooting was on {newest.At!.Value.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}.", [newest]);

        List<GunEvent> lately = [.. dated.Where(e => newest.At!.Value - e.At!.Value <= TimeSpan.FromDays(_options.PaceDays))];
        Add("pace", lately.Count - 1, () => $"{lately.Count} shootings within {_options.PaceDays.ToString("0", CultureInfo.InvariantCulture)} days.", lately);
        if (dated.Count < 2)
        {
            return;
        }

        var gaps = dated.Zip(dated.Skip(1), (earlier, later) => (Span: later.At!.Value - earlier.At!.Value, Events: new List<GunEvent> { earlier, later })).ToList();
        var shortest = gaps.MinBy(g => g.Span);
        Add("shortInterval", shortest.Span.TotalDays <= _options.ShortIntervalDays ? 1 : 0, () => $"Two shootings {Days(shortest.Span)} apart.", shortest.Events);

        var last = gaps[^1];
        var shrinking = gaps.Count >= 2 && last.Span < TimeSpan.FromTicks((long)gaps.Take(gaps.Count - 1).Average(g => g.Span.Ticks));
        Add("shrinkingGaps", shrinking ? 1 : 0, () => $"The newest gap, {Days(last.Span)}, is shorter than those before it.", dated);
    }

    private void Solvability()
    {
        List<GunEvent> suspected = [.. _picture.Events.Where(e => HasRole(e.Incident, IncidentRole.Suspect))];
        Add("knownSuspect", suspected.Count > 0 ? 1 : 0, () => "A suspect is named.", suspected);

        string[] possessed =
        [
            .. _picture.Events.Where(e => HasRole(e.Incident, IncidentRole.Possessor)).SelectMany(Records),
            .. _picture.Firearms.Where(f => f.Record.Record is FirearmRecovery { Possessor: not null }).Select(f => RecordName.Of(f.Record.Ref)),
        ];
        var tracedPossessor = Traces().Where(t => t.Trace.Possessor is not null).Select(t => t.Name).ToList();
        if (possessed.Length > 0)
        {
            Add("knownPossessor", 1, () => "A possessor of the gun is named.", possessed);
        }
        else if (tracedPossessor.Count > 0)
        {
            Add("knownPossessor", 1, () => "A trace names a possessor of the gun.", tracedPossessor);
        }

        Add("arrestee", _picture.Arrests.Count > 0 ? 1 : 0,
            () => _picture.Arrests.Count == 1 ? "One weapons arrest on the gun's path." : $"{_picture.Arrests.Count} weapons arrests on the gun's path.",
            _picture.Arrests.Select(a => RecordName.Of(a.Ref)));

        Add("recoveredGun", _picture.Firearms.Count > 0 ? 1 : 0,
            () => _picture.Firearms.Count == 1 ? "A firearm was recovered." : $"{_picture.Firearms.Count} firearms were recovered.",
            _picture.Firearms.Select(f => RecordName.Of(f.Record.Ref)));

        List<VehicleNearEvents> repeated = [.. _picture.Vehicles.Where(v => v.Cases > 1)];
        Add("repeatVehicle", repeated.Count > 0 ? 1 : 0,
            () => repeated.Count == 1 ? "One vehicle was seen near several events." : $"{repeated.Count} vehicles were seen near several events.",
            repeated.SelectMany(v => v.Sightings.Select(s => s.Record)).Take(MostSightings));

        List<string> quick = [.. Traces().Where(t => t.Trace is { PurchasedAt: { } bought, RecoveredAt: { } found } && found >= bought && (found - bought).TotalDays < _options.ShortTimeToCrimeDays).Select(t => t.Name)];
        Add("shortTimeToCrime", quick.Count > 0 ? 1 : 0, () => "Short time from retail purchase to recovery.", quick);

        Add("confirmedHit", _picture.Lead.Status == LeadStatus.Hit ? 1 : 0, () => "An examiner confirmed the association.", _picture.Lead.Records);
    }

    private IEnumerable<KnownTrace> Traces() => TracesOf(_picture, _answers);

    /// <summary>The traces that count: those whose join to the gun is in doubt do not.</summary>
    public static IEnumerable<KnownTrace> TracesOf(LeadPicture picture, EnrichmentAnswers answers)
    {
        var doubtful = picture.DoubtfulTraces.Select(d => d.Record).ToHashSet(StringComparer.Ordinal);
        return KnownRecords.Traces(picture, answers).Where(t => !doubtful.Contains(t.Name));
    }

    private void Add(string name, double amount, Func<string> because, IEnumerable<GunEvent> events) => Add(name, amount, because, events.SelectMany(Records));

    private void Add(string name, double amount, Func<string> because, IEnumerable<string> records)
    {
        if (amount > 0)
        {
            string[] evidence = [.. records.Distinct(StringComparer.Ordinal)];
            _measures.Add(Weakened(new Measure(name, amount, because(), evidence) { Rules = RecordName.Rules(evidence) }));
        }
    }

    private Measure Weakened(Measure measure) => _inEvidence && OfTheNextShooting.Contains(measure.Name)
        ? measure with { InEvidence = true, Because = measure.Because + " The gun is in evidence since, so this counts less." }
        : measure;

    // What makes an event is the incident and the lead's rows; a record under a rule that also speaks of the case is not the reason.
    private static IEnumerable<string> Records(GunEvent happened) => happened.Records.Where(r => DisseminationRule.OfRecord(r) is null);

    private static bool HasRole(Incident? incident, IncidentRole role) => incident?.Persons?.Any(p => p.Role == role) == true;

    // People hit who lived: where only victims are told, those of a non-fatal shooting.
    private static int Injured(Incident? incident) => Math.Clamp(incident switch
    {
        null => 0,
        { Injured: { } injured } => injured,
        { Type: IncidentType.NonFatalShooting } => incident.Victims ?? 1,
        _ => 0,
    }, 0, 1000);

    private static string Days(TimeSpan span) => span.TotalDays < 1 ? "less than a day" : $"{(long)span.TotalDays} {((long)span.TotalDays == 1 ? "day" : "days")}";
}
