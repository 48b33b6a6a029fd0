using System.Globalization;
using CgiHub.Core.Agencies;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Enrichment;
using CgiHub.Core.Packets.Rules;
using CgiHub.Core.Records;
using CgiHub.Core.Triage;

namespace CgiHub.Core.Packets;

/// <summary>Concrete next steps that follow from a picture; each says why, and stands under the rules of the facts that it tells.</summary>
internal sealed class NextSteps(LeadPicture picture, EnrichmentAnswers answers, IReadOnlyList<PersonSaying> sayings, HashSet<string> juveniles, int most, RegionDay days)
{
    private readonly IReadOnlyList<KnownSupervision> _supervision = KnownRecords.Supervision(picture, answers);
    private readonly List<Recommendation> _steps = [];

    public IReadOnlyList<Recommendation> Find()
    {
        if (picture.Lead.Status == LeadStatus.Eliminated)
        {
            Add("withdraw", "Remove this association from the case files that it was entered into.", "The examiner rejected the lead.", picture.Lead.Records);
            return _steps;
        }

        CallTheOthers();
        Persons();
        Vehicles();
        Firearms();
        if (picture.Lead.Status == LeadStatus.Lead && picture.Events.Any(e => e.Incident?.Type == IncidentType.Homicide))
        {
            Add("confirm", "Ask the laboratory to confirm the association at the comparison microscope.", "A lead is unconfirmed, and a homicide hangs on it.", picture.Lead.Records);
        }

        return _steps.Count <= most ? _steps : _steps[..most];
    }

    private void CallTheOthers()
    {
        var owners = picture.Events.GroupBy(e => e.Ori).ToList();
        if (owners.Count > 1)
        {
            Add("deconflict", $"Compare case files among {string.Join(", ", owners.Select(g => g.Key.Value).Order(StringComparer.Ordinal))} ({string.Join(", ", picture.Events.Take(6).Select(e => e.CaseNumber))}).",
                $"The presumed gun is on events of {owners.Count} agencies.", picture.Lead.Records);
        }

        foreach (var missing in picture.Events.Where(e => e.Incident is null).Take(3))
        {
            Add("complete", $"Send the incident record of {missing.Ori} case {missing.CaseNumber}.", "The case is on the gun's path, and nothing but its exhibit is known.", picture.Lead.Records);
        }
    }

    private void Persons()
    {
        var said = sayings.ToLookup(s => s.PersonId, StringComparer.Ordinal);
        foreach (var person in picture.Persons.Where(p => p.Roles.Any(r => r is "possessor" or "suspect" or "arrestee")))
        {
            var roles = said[person.Id].Where(s => s.Role is "possessor" or "suspect" or "arrestee").ToList();
            var open = roles.Where(s => DisseminationRule.OfRecord(s.Record) is null).ToList();
            var basis = open.Count > 0 ? open : roles;
            if (basis.Count == 0)
            {
                continue;
            }

            // The name as the records that the step rests on have it: a spelling from a record under a rule must not show here.
            var name = PersonMerge.NameIn([.. basis.Select(s => s.Person)]) ?? person.Label;
            var records = basis.Select(s => s.Record).Distinct(StringComparer.Ordinal).ToList();
            var role = basis.Exists(s => s.Role == "possessor") ? "possessor" : basis.Exists(s => s.Role == "arrestee") ? "arrestee" : "suspect";
            Add("interview", $"Interview {name} about the gun.", $"Named as {role} on the gun's path.", records, juveniles.Contains(person.Id));
            Supervised(person, name, records);
        }
    }

    private void Supervised(PersonOnPath person, string name, IReadOnlyList<string> basis)
    {
        var mine = _supervision.Where(s => s.PersonId == person.Id && s.Supervision.Status is SupervisionStatus.Active or SupervisionStatus.Absconded)
            .DistinctBy(s => (s.Supervision.Kind, s.Supervision.RecordId));
        foreach (var (record, recordName) in mine.Select(s => (s.Supervision, s.Name)))
        {
            var kind = record.Kind == SupervisionKind.Parole ? "parole" : "probation";
            var contact = record.Officer is { } officer ? string.Join(", ", new[] { officer.Name, officer.Phone, officer.Email }.Where(s => !string.IsNullOrWhiteSpace(s))) : "";
            var whom = contact.Length > 0 ? $"the {kind} officer ({contact})" : $"the {kind} office";
            var ban = FirearmConditions.Find(record.Conditions);
            if (record.Status == SupervisionStatus.Absconded)
            {
                Add("locate", $"Ask {whom} for the warrant and the last known whereabouts of {name}.", $"Absconded from {kind}.", [recordName, .. basis], juveniles.Contains(person.Id));
            }
            else
            {
                Add("supervision", $"Call {whom} about {name}.", ban is null ? $"On {kind}." : $"On {kind}, and a condition forbids firearms: {ban.TrimEnd('.')}.", [recordName, .. basis], juveniles.Contains(person.Id));
            }
        }
    }

    private void Vehicles()
    {
        foreach (var vehicle in picture.Vehicles.Where(v => v.Cases > 1).Take(3))
        {
            var cases = picture.Events.Where(e => vehicle.Sightings.Any(s => s.CaseKey == e.CaseKey)).Select(e => e.CaseNumber);
            var nearest = vehicle.Sightings.MinBy(s => Math.Abs(s.Seconds))!;
            Add("video", $"Pull video for vehicle {vehicle.Plate}{(vehicle.State is { } state ? $" ({state})" : "")} at reader {nearest.Device} around {days.Say(nearest.ReadAt)}, and identify its registered owner.",
                $"It was seen near {vehicle.Cases} events ({string.Join(", ", cases)}).", vehicle.Sightings.Select(s => s.Record).Take(10));
        }
    }

    private void Firearms()
    {
        var traced = picture.Traces.Select(t => (Trace)t.Record).Concat(answers.Traces).Select(t => SerialNumber.From(t.Serial)).ToHashSet();
        foreach (var firearm in picture.Firearms)
        {
            if (firearm.Record.Record is not FirearmRecovery recovery)
            {
                continue;
            }

            var name = RecordName.Of(firearm.Record.Ref);
            if (recovery.TestFireExhibitNumber is null)
            {
                Add("testFire", $"Submit a test fire of exhibit {recovery.ExhibitNumber}, case {recovery.CaseNumber}.", "The firearm was recovered, and no test fire is known.", [name]);
            }

            if (firearm.Serial is null)
            {
                if (recovery.SerialObliterated == true)
                {
                    Add("restoreSerial", $"Ask the laboratory to restore the serial number of exhibit {recovery.ExhibitNumber}, case {recovery.CaseNumber}.", "It is obliterated; without it there is no trace.", [name]);
                }
            }
            else if (!traced.Contains(firearm.Serial))
            {
                // Told to whoever may see traces only: that there is none says something of trace data, too.
                _steps.Add(new Recommendation("trace", $"Request an urgent trace of serial {recovery.Serial}.", "No trace of the recovered firearm is known.", [name]) { Rules = [DisseminationRule.Tiahrt] });
            }
        }

        foreach (var (trace, name) in KnownRecords.Traces(picture, answers))
        {
            if (TraffickingIndex.Of(trace) is { } index && (index.Value >= TraffickingIndex.Likely || (index.Unrecorded && index.MonthsToCrime < 12)))
            {
                Add("trafficking", $"Refer trace {trace.TraceNumber} for a trafficking inquiry: first purchaser{(trace.Purchaser is { } buyer && PersonMerge.NameIn([buyer]) is { } who ? $" {who}" : "")}{(trace.Ffl?.Name is { } dealer ? $", dealer {dealer}" : "")}.",
                    string.Create(CultureInfo.InvariantCulture, $"Trafficking index {index.Value:0.0}; {index.MonthsToCrime:0.0} months from purchase to recovery."), [name], ofJuvenile: JuvenileRule.Was(trace.Purchaser?.Dob, trace.RecoveredAt));
            }
        }
    }

    private void Add(string kind, string text, string because, IEnumerable<string> records, bool ofJuvenile = false)
    {
        string[] behind = [.. records.Distinct(StringComparer.Ordinal)];
        _steps.Add(new Recommendation(kind, text, because, behind) { Rules = [.. RecordName.Rules(behind), .. ofJuvenile ? [DisseminationRule.Juvenile] : Array.Empty<string>()] });
    }
}
