using System.Globalization;
using CgiHub.Core.Agencies;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Enrichment;
using CgiHub.Core.Records;

namespace CgiHub.Core.Triage;

/// <summary>The factors of GETS (geography, events, time, solvability) as pure functions of a picture: points, a sentence, the records behind it.</summary>
internal sealed class LeadFactors(LeadPicture picture, EnrichmentAnswers answers, TriageOptions options, TriageWeights weights)
{
    private const double EarthRadiusMetres = 6_371_000;

    private static readonly string[] OfInterest = ["suspect", "possessor", "arrestee"];

    private readonly List<Factor> _factors = [];

    /// <summary>Every factor that gives points, largest first.</summary>
    public IReadOnlyList<Factor> Find()
    {
        Geography();
        Events();
        Time();
        Solvability();
        _factors.Sort((a, b) => a.Points == b.Points ? string.CompareOrdinal(a.Name, b.Name) : b.Points.CompareTo(a.Points));
        return _factors;
    }

    private List<GunEvent> Shootings => field ??= [.. picture.Events.Where(e => e.Incident?.Type != IncidentType.Recovery)];

    private void Geography()
    {
        var owners = picture.Events.Select(e => e.Ori).Distinct().Count();
        Add("jurisdictions", Math.Min(weights.JurisdictionMost, (owners - 1) * weights.Jurisdiction),
            () => $"Events of {owners} agencies.", picture.Events);

        List<GunEvent> placed = [.. Shootings.Where(e => e is { Lat: not null, Lon: not null })];
        List<GunEvent> close = [.. placed.Where(e => placed.Exists(o => !ReferenceEquals(o, e) && Metres(e, o) <= options.ConcentrationMetres))];
        Add("concentration", close.Count < 2 ? 0 : weights.Concentration,
            () => $"{close.Count} events within {options.ConcentrationMetres.ToString("0", CultureInfo.InvariantCulture)} m of another.", close);
    }

    private void Events()
    {
        List<GunEvent> homicides = [.. picture.Events.Where(e => e.Incident?.Type == IncidentType.Homicide)];
        Add("homicide", Math.Min(weights.HomicideMost, homicides.Count * weights.Homicide),
            () => homicides.Count == 1 ? "One event is a homicide." : $"{homicides.Count} events are homicides.", homicides);

        List<GunEvent> hurt = [.. picture.Events.Where(e => Injured(e.Incident) > 0)];
        var injured = hurt.Sum(e => (long)Injured(e.Incident));
        Add("injured", Math.Min(weights.InjuredMost, injured * weights.Injured),
            () => injured == 1 ? "One person was injured." : $"{injured} people were injured.", hurt);

        List<GunEvent> counted = [.. picture.Events.Where(e => e.Incident?.Rounds > 0)];
        var rounds = counted.Sum(e => (long)e.Incident!.Rounds!.Value);
        Add("rounds", Math.Min(weights.RoundMost, rounds * weights.Round), () => $"{rounds} rounds were fired.", counted);

        Add("events", Math.Min(weights.EventMost, (picture.Events.Count - 1) * weights.Event),
            () => $"The gun is on {picture.Events.Count} events.", picture.Events);
    }

    private void Time()
    {
        List<GunEvent> dated = [.. Shootings.Where(e => e.At is not null).OrderBy(e => e.At)];
        if (dated.Count < 2)
        {
            return;
        }

        var gaps = dated.Zip(dated.Skip(1), (earlier, later) => (Span: later.At!.Value - earlier.At!.Value, Events: new List<GunEvent> { earlier, later })).ToList();
        var shortest = gaps.MinBy(g => g.Span);
        Add("shortInterval", shortest.Span.TotalDays <= options.ShortIntervalDays ? weights.ShortInterval : 0,
            () => $"Two shootings {Days(shortest.Span)} apart.", shortest.Events);

        var last = gaps[^1];
        var shrinking = gaps.Count >= 2 && last.Span < TimeSpan.FromTicks((long)gaps.Take(gaps.Count - 1).Average(g => g.Span.Ticks));
        Add("shrinkingGaps", shrinking ? weights.ShrinkingGaps : 0,
            () => $"The newest gap, {Days(last.Span)}, is shorter than those before it.", dated);
    }

    private void Solvability()
    {
        List<GunEvent> suspected = [.. picture.Events.Where(e => HasRole(e.Incident, IncidentRole.Suspect))];
        Add("knownSuspect", suspected.Count > 0 ? weights.KnownSuspect : 0, () => "A suspect is named.", suspected);

        string[] possessed =
        [
            .. picture.Events.Where(e => HasRole(e.Incident, IncidentRole.Possessor)).SelectMany(Records),
            .. picture.Firearms.Where(f => f.Record.Record is FirearmRecovery { Possessor: not null }).Select(f => RecordName.Of(f.Record.Ref)),
        ];
        var tracedPossessor = AllTraces().Where(t => t.Trace.Possessor is not null).Select(t => t.Name).ToList();
        if (possessed.Length > 0)
        {
            Add("knownPossessor", weights.KnownPossessor, () => "A possessor of the gun is named.", possessed);
        }
        else if (tracedPossessor.Count > 0)
        {
            Add("knownPossessor", weights.KnownPossessor, () => "A trace names a possessor of the gun.", tracedPossessor);
        }

        Add("arrestee", picture.Arrests.Count > 0 ? weights.Arrestee : 0,
            () => picture.Arrests.Count == 1 ? "One weapons arrest on the gun's path." : $"{picture.Arrests.Count} weapons arrests on the gun's path.",
            picture.Arrests.Select(a => RecordName.Of(a.Ref)));

        Add("recoveredGun", picture.Firearms.Count > 0 ? weights.RecoveredGun : 0,
            () => picture.Firearms.Count == 1 ? "A firearm was recovered." : $"{picture.Firearms.Count} firearms were recovered.",
            picture.Firearms.Select(f => RecordName.Of(f.Record.Ref)));

        SupervisedPersons();

        List<VehicleNearEvents> repeated = [.. picture.Vehicles.Where(v => v.Cases > 1)];
        Add("repeatVehicle", repeated.Count > 0 ? weights.RepeatVehicle : 0,
            () => repeated.Count == 1 ? "One vehicle was seen near several events." : $"{repeated.Count} vehicles were seen near several events.",
            repeated.SelectMany(v => v.Sightings.Select(s => s.Record)).Take(10));

        List<string> quick = [.. AllTraces().Where(t => t.Trace is { PurchasedAt: { } bought, RecoveredAt: { } found } && found >= bought && (found - bought).TotalDays < options.ShortTimeToCrimeDays).Select(t => t.Name)];
        Add("shortTimeToCrime", quick.Count > 0 ? weights.ShortTimeToCrime : 0, () => "Short time from retail purchase to recovery.", quick);

        Add("confirmedHit", picture.Lead.Status == LeadStatus.Hit ? weights.ConfirmedHit : 0, () => "An examiner confirmed the association.", picture.Lead.Records);
    }

    private void SupervisedPersons()
    {
        var sayings = PersonSaying.Of(picture, answers);
        var rolesByPerson = sayings.Where(s => s.Role is { } role && OfInterest.Contains(role, StringComparer.Ordinal)).ToLookup(s => s.PersonId, StringComparer.Ordinal);
        var found = new List<(SupervisionStatus Status, string Name, IReadOnlyList<string> Rules)>();
        foreach (var stored in picture.Supervision)
        {
            var name = RecordName.Of(stored.Ref);
            if (stored.Record is Supervision supervision && sayings.FirstOrDefault(s => s.Record == name) is { } saying)
            {
                Consider(supervision, name, saying.PersonId);
            }
        }

        foreach (var answer in answers.Supervision)
        {
            Consider(answer.Record, RecordName.Of(answer.Record), answer.PersonId);
        }

        var under = found.Where(f => f.Status is SupervisionStatus.Active or SupervisionStatus.Absconded).ToList();
        AddRuled("supervision", weights.Supervision, "A person of interest is under supervision.", under);
        AddRuled("absconded", weights.Absconded, "A person of interest absconded from supervision.", [.. found.Where(f => f.Status == SupervisionStatus.Absconded)]);

        void Consider(Supervision supervision, string name, string personId)
        {
            // Where only records under a rule make the person one of interest, that rule holds for the factor, too.
            var roles = rolesByPerson[personId].ToList();
            if (roles.Count > 0)
            {
                var open = roles.Exists(r => DisseminationRule.OfRecord(r.Record) is null);
                found.Add((supervision.Status, name, RecordName.Rules(open ? [name] : [name, .. roles.Select(r => r.Record)])));
            }
        }
    }

    private void AddRuled(string name, double points, string because, List<(SupervisionStatus Status, string Name, IReadOnlyList<string> Rules)> found)
    {
        if (found.Count > 0 && points > 0)
        {
            var rules = found.MinBy(f => f.Rules.Count).Rules;
            _factors.Add(new Factor(name, points, because, [.. found.Where(f => f.Rules.Count == rules.Count).Select(f => f.Name).Distinct(StringComparer.Ordinal)]) { Rules = rules });
        }
    }

    private IEnumerable<(Trace Trace, string Name)> AllTraces() =>
        picture.Traces.Where(t => t.Record is Trace).Select(t => ((Trace)t.Record, RecordName.Of(t.Ref)))
            .Concat(answers.Traces.Select(t => (t, RecordName.Of(t))));

    private void Add(string name, double points, Func<string> because, IEnumerable<GunEvent> events) => Add(name, points, because, events.SelectMany(Records));

    private void Add(string name, double points, Func<string> because, IEnumerable<string> records)
    {
        if (points > 0)
        {
            string[] evidence = [.. records.Distinct(StringComparer.Ordinal)];
            _factors.Add(new Factor(name, points, because(), evidence) { Rules = RecordName.Rules(evidence) });
        }
    }

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

    private static double Metres(GunEvent a, GunEvent b)
    {
        double lat1 = double.DegreesToRadians(a.Lat!.Value), lat2 = double.DegreesToRadians(b.Lat!.Value);
        var dLat = lat2 - lat1;
        var dLon = double.DegreesToRadians(b.Lon!.Value - a.Lon!.Value);
        var h = Math.Pow(Math.Sin(dLat / 2), 2) + Math.Cos(lat1) * Math.Cos(lat2) * Math.Pow(Math.Sin(dLon / 2), 2);
        return 2 * EarthRadiusMetres * Math.Asin(Math.Min(1, Math.Sqrt(h)));
    }
}
