using System.Globalization;
using CgiHub.Core.Records;

namespace CgiHub.Partners.Simulation;

/// <summary>
/// The NIBIN site: enters exhibits, finds most of the associations that are there and now and then one that is not,
/// and has an examiner confirm or eliminate.
/// </summary>
internal sealed class Laboratory(SimulationOptions options, World world, Story story, Dice dice)
{
    private static readonly string[] Examiners = ["M. Ostrander", "J. Whitcomb", "R. Delacroix"];

    private readonly List<SimulatedExhibit> _exhibits = [];
    private readonly List<SimulatedNotice> _notices = [];
    private readonly Dictionary<string, List<int>> _entered = new(StringComparer.Ordinal);
    private readonly Dictionary<string, OpenLead> _newestLead = new(StringComparer.Ordinal);
    private int _leads = 100;

    public Ballistics Work()
    {
        _exhibits.AddRange(Collected().OrderBy(e => e.EnteredAt));
        for (var i = 0; i < _exhibits.Count; i++)
        {
            Correlate(i);
        }

        return new Ballistics(_exhibits, [.. _notices.Where(n => n.At < options.End).OrderBy(n => n.At)]);
    }

    private IEnumerable<SimulatedExhibit> Collected()
    {
        var guns = world.Guns.ToDictionary(g => g.Id);
        foreach (var @case in story.Cases)
        {
            var of = dice.Fork("exhibits", @case.Number);
            for (var i = 0; i < @case.Fired.Count; i++)
            {
                // One case in twelve leaves no cartridge case that is worth entering.
                if (of.Chance(0.92))
                {
                    var collected = @case.At + of.Between(TimeSpan.FromMinutes(30), TimeSpan.FromHours(6));
                    yield return Exhibit(@case, (i + 1).ToString(CultureInfo.InvariantCulture), guns[@case.Fired[i].Gun], ExhibitSource.Scene, collected, of);
                }
            }

            if (@case.Recovered is { } gun && of.Chance(0.9))
            {
                yield return Exhibit(@case, "1-TF", guns[gun], ExhibitSource.TestFire, @case.At + of.Between(TimeSpan.FromHours(4), TimeSpan.FromHours(20)), of);
            }
        }
    }

    private static SimulatedExhibit Exhibit(SimulatedCase @case, string number, SimulatedGun gun, ExhibitSource source, DateTimeOffset collected, Dice of) => new()
    {
        Case = @case.Number,
        Number = number,
        Gun = gun.Id,
        Caliber = gun.Caliber,
        Source = source,
        CollectedAt = collected,
        EnteredAt = collected + (of.Chance(0.75) ? of.Between(TimeSpan.FromHours(4), TimeSpan.FromHours(24)) : of.Between(TimeSpan.FromHours(24), TimeSpan.FromHours(96))),
    };

    private void Correlate(int number)
    {
        var exhibit = _exhibits[number];
        var of = dice.Fork("correlate", number);
        var before = _entered.TryGetValue(exhibit.Gun, out var found) ? found : _entered[exhibit.Gun] = [];
        var at = exhibit.EnteredAt + of.Between(TimeSpan.FromHours(1), TimeSpan.FromHours(20));
        if (before.Count > 0 && of.Chance(0.93))
        {
            var lead = _newestLead.GetValueOrDefault(exhibit.Gun);
            if (lead is not null && of.Chance(0.65))
            {
                // A new event on a lead that is there already.
                lead.Exhibits.Add(number);
                _notices.Add(new SimulatedNotice(lead.Number, NibinKind.Lead, at, [.. lead.Exhibits], False: false));
            }
            else
            {
                lead = Open([before[^1], number], at, wrong: false);
                _newestLead[exhibit.Gun] = lead;
            }

            if (of.Chance(0.4))
            {
                Close(lead.Number, NibinKind.Hit, [.. lead.Exhibits], at, of, wrong: false);
            }
        }
        else if (of.Chance(options.FalseLeadShare * 3))
        {
            // Never seen before, but the laboratory believes it has: a lead between two guns of one caliber.
            // About a third of all entries give a lead, so the share is of leads and not of entries.
            var alike = Enumerable.Range(0, number).Where(i => _exhibits[i].Gun != exhibit.Gun && _exhibits[i].Caliber == exhibit.Caliber).ToList();
            if (alike.Count > 0)
            {
                IReadOnlyList<int> pair = [of.Pick(alike), number];
                var lead = Open(pair, at, wrong: true);
                Close(lead.Number, NibinKind.Elimination, pair, at, of, wrong: true);
            }
        }

        before.Add(number);
    }

    private OpenLead Open(IReadOnlyList<int> exhibits, DateTimeOffset at, bool wrong)
    {
        var lead = new OpenLead(string.Create(CultureInfo.InvariantCulture, $"{at:yy}-{++_leads:D4}"), [.. exhibits]);
        _notices.Add(new SimulatedNotice(lead.Number, NibinKind.Lead, at, exhibits, wrong));
        return lead;
    }

    private void Close(string lead, NibinKind kind, IReadOnlyList<int> exhibits, DateTimeOffset after, Dice of, bool wrong) =>
        _notices.Add(new SimulatedNotice(lead, kind, after + of.Between(TimeSpan.FromHours(30), TimeSpan.FromDays(9)), exhibits, wrong) { Examiner = of.Pick(Examiners) });

    private sealed record OpenLead(string Number, List<int> Exhibits);
}
