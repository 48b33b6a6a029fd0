using System.Globalization;

namespace CgiHub.Partners.Simulation;

/// <summary>Tells what happens in a region: who shoots where with which gun, where guns go, and which are recovered.</summary>
internal sealed class StoryTeller
{
    // Guns that each crew has when the story begins.
    private const int StandingGuns = 4;

    // Mean days until a gun is no longer at hand, and the chance that is left to an old one.
    private const double DaysToCool = 60;
    private const double LeastWarmth = 0.003;

    private readonly SimulationOptions _options;
    private readonly World _world;
    private readonly Dice _dice;
    private readonly Queue<SimulatedGun> _market;
    private readonly List<SimulatedGun>[] _arsenals;
    private readonly Dictionary<string, DateTimeOffset> _lastFired = new(StringComparer.Ordinal);
    private readonly Dictionary<int, int> _caseNumbers = [];
    private readonly List<SimulatedPerson> _bystanders;
    private readonly List<SimulatedCase> _cases = [];
    private readonly List<HandOver> _handOvers = [];

    private StoryTeller(SimulationOptions options, World world, Dice dice)
    {
        (_options, _world, _dice) = (options, world, dice);
        _market = new Queue<SimulatedGun>(world.Guns);
        _arsenals = [.. world.Crews.Select(_ => Enumerable.Range(0, StandingGuns).Select(_ => Buy()).ToList())];

        // Before the story begins these guns were around already, and fired at some time in the last months.
        var before = dice.Fork("before");
        foreach (var gun in _arsenals.SelectMany(a => a))
        {
            _lastFired[gun.Id] = options.Start.AddDays(-before.Between(0.0, 3 * DaysToCool));
        }

        _bystanders = [.. world.Persons.Where(p => p.Crew is null)];
    }

    public static Story Tell(SimulationOptions options, World world, Dice dice) => new StoryTeller(options, world, dice).Tell();

    private Story Tell()
    {
        var happenings = new List<(double Day, CrewShooting? Shooting, bool Recovery)>();
        happenings.AddRange(RetaliationProcess.Run(_options, _dice.Fork("retaliation")).Select(s => (s.Day, (CrewShooting?)s, false)));
        happenings.AddRange(Times(_options.LonersPerDay, _dice.Fork("loners")).Select(day => (day, (CrewShooting?)null, false)));
        happenings.AddRange(Times(_options.RecoveriesPerDay, _dice.Fork("recoveries")).Select(day => (day, (CrewShooting?)null, true)));
        var caseOfShooting = new Dictionary<int, int>();
        foreach (var (day, shooting, recovery) in happenings.OrderBy(h => h.Day))
        {
            var at = _options.Start.AddSeconds(Math.Floor(day * 86_400));
            if (recovery)
            {
                Recover(at);
            }
            else if (shooting is not null)
            {
                caseOfShooting[shooting.Number] = _cases.Count;
                CrewShoots(at, shooting, shooting.SetOffBy is { } cause ? caseOfShooting[cause] : null);
            }
            else
            {
                LonerShoots(at);
            }
        }

        return new Story(_cases, [.. _handOvers.OrderBy(h => h.At)]);
    }

    private IEnumerable<double> Times(double perDay, Dice dice)
    {
        for (var day = perDay > 0 ? dice.Exponential(1 / perDay) : double.MaxValue; day < _options.Days; day += dice.Exponential(1 / perDay))
        {
            yield return day;
        }
    }

    private void CrewShoots(DateTimeOffset at, CrewShooting shooting, int? cause)
    {
        var dice = _dice.Fork("shooting", shooting.Number);
        var (attacker, target) = (_world.Crews[shooting.Attacker], _world.Crews[shooting.Target]);
        var gun = Chosen(attacker.Number, at, dice);
        var fired = new List<ShotsFired> { new(gun.Id, dice.Between(1, 12)) };
        if (dice.Chance(0.15))
        {
            fired.Add(new ShotsFired(Chosen(target.Number, at, dice).Id, dice.Between(1, 6)));
        }

        var victims = Enumerable.Range(0, dice.Chance(0.55) ? dice.Between(1, 2) : 0)
            .Select(_ => dice.Chance(0.7) ? dice.Pick(target.Members) : dice.Pick(_bystanders).Id)
            .Distinct(StringComparer.Ordinal).ToList();
        Add(at, target.Home, Near(target.Lat, dice, 0.006), Near(target.Lon, dice, 0.008), c => c with
        {
            Fired = fired,
            Offender = dice.Pick(attacker.Members),
            Victims = victims,
            Killed = victims.Count(_ => dice.Chance(0.2)),
            Attacker = attacker.Number,
            Target = target.Number,
            SetOffBy = cause,
        });

        if (dice.Chance(0.14))
        {
            // A gun that has been used is passed on: to any crew but the one that was shot at.
            var to = (attacker.Number + dice.Between(1, _world.Crews.Count - 1)) % _world.Crews.Count;
            if (to != target.Number)
            {
                _arsenals[attacker.Number].Remove(gun);
                _arsenals[to].Add(gun);
                _handOvers.Add(new HandOver(at + dice.Between(TimeSpan.FromHours(2), TimeSpan.FromDays(2)), gun.Id, attacker.Number, to));
            }
        }
    }

    private void LonerShoots(DateTimeOffset at)
    {
        var dice = _dice.Fork("loner", _cases.Count);
        var agency = dice.Below(_options.Agencies);
        var (lat, lon) = Anywhere(agency, dice);
        var victims = dice.Chance(0.4) ? [dice.Pick(_bystanders).Id] : Array.Empty<string>();
        var offender = dice.Pick(_bystanders);
        Add(at, agency, lat, lon, c => c with
        {
            Fired = [new ShotsFired(Buy().Id, dice.Between(1, 5))],
            Offender = offender.Id,
            Victims = [.. victims.Where(v => v != offender.Id)],
            Killed = victims.Length > 0 && victims[0] != offender.Id && dice.Chance(0.2) ? 1 : 0,
        });
    }

    private void Recover(DateTimeOffset at)
    {
        var dice = _dice.Fork("recovery", _cases.Count);
        if (dice.Chance(0.55))
        {
            var crew = dice.Pick(_world.Crews);
            var gun = FromArsenal(crew.Number, at, dice);
            _arsenals[crew.Number].Remove(gun);

            // Two in three where the crew is at home, the others on the road.
            var agency = dice.Chance(0.66) ? crew.Home : dice.Below(_options.Agencies);
            var (lat, lon) = agency == crew.Home ? (Near(crew.Lat, dice, 0.01), Near(crew.Lon, dice, 0.012)) : Anywhere(agency, dice);
            Add(at, agency, lat, lon, c => c with { Recovered = gun.Id, Offender = dice.Pick(crew.Members), Arrested = dice.Chance(0.85), Attacker = crew.Number });
        }
        else
        {
            var agency = dice.Below(_options.Agencies);
            var (lat, lon) = Anywhere(agency, dice);
            var found = dice.Chance(0.4);
            Add(at, agency, lat, lon, c => c with { Recovered = Buy().Id, Offender = found ? null : dice.Pick(_bystanders).Id, Arrested = !found && dice.Chance(0.6) });
        }
    }

    private void Add(DateTimeOffset at, int agency, double lat, double lon, Func<SimulatedCase, SimulatedCase> tell)
    {
        var number = _caseNumbers[agency] = _caseNumbers.GetValueOrDefault(agency, 1000 + agency * 17) + 1 + _dice.Fork("gap", _cases.Count).Below(5);
        _cases.Add(tell(new SimulatedCase
        {
            Number = _cases.Count,
            At = at,
            Agency = agency,
            CaseNumber = string.Create(CultureInfo.InvariantCulture, $"{at:yy}-{number:D6}"),
            Lat = lat,
            Lon = lon,
        }));
        foreach (var shots in _cases[^1].Fired)
        {
            _lastFired[shots.Gun] = at;
        }
    }

    /// <summary>The gun for a shooting: often one that the crew has not fired before, otherwise one of those that it has.</summary>
    private SimulatedGun Chosen(int crew, DateTimeOffset at, Dice dice)
    {
        if (!dice.Chance(_options.FreshGunShare))
        {
            return FromArsenal(crew, at, dice);
        }

        var fresh = Buy();
        _arsenals[crew].Add(fresh);
        return fresh;
    }

    /// <summary>
    /// One of the crew's guns. Few are hot: how readily a gun is picked up is spread widely over guns, and a gun that was not fired for
    /// long was mostly sold, hidden or thrown away.
    /// </summary>
    private SimulatedGun FromArsenal(int crew, DateTimeOffset at, Dice dice)
    {
        var arsenal = _arsenals[crew];
        if (arsenal.Count == 0)
        {
            arsenal.Add(Buy());
        }

        return dice.Pick(arsenal, gun => gun.Appeal * Math.Max(LeastWarmth, Math.Exp(-(at - _lastFired.GetValueOrDefault(gun.Id, at)).TotalDays / DaysToCool)));
    }

    /// <summary>A gun that nobody has fired.</summary>
    private SimulatedGun Buy() => _market.Dequeue();

    private (double Lat, double Lon) Anywhere(int agency, Dice dice)
    {
        var place = _world.Agencies[agency];
        return (WorldBuilder.Round(place.Lat + dice.Between(-0.04, 0.04)), WorldBuilder.Round(place.Lon + dice.Between(-0.055, 0.055)));
    }

    private static double Near(double degrees, Dice dice, double deviation) => WorldBuilder.Round(dice.Normal(degrees, deviation));
}
