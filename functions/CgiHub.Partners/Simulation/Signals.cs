using System.Globalization;
using CgiHub.Core.Agencies;
using CgiHub.Core.Records;

namespace CgiHub.Partners.Simulation;

/// <summary>What microphones and plate readers send: much, imprecise, and mostly about nothing.</summary>
internal sealed class Signals(SimulationOptions options, World world, Story story, Dice dice)
{
    private const double MetresPerDegree = SpaceTimeCell.MetresPerDegree;

    private readonly List<Delivery> _deliveries = [];
    private readonly Dictionary<string, string> _plates = world.Persons.ToDictionary(p => p.Id, p => p.Plate);
    private int _alerts;
    private int _reads;

    public IReadOnlyList<Delivery> Hear()
    {
        foreach (var shooting in story.Cases.Where(c => c.IsShooting))
        {
            var of = dice.Fork("heard", shooting.Number);
            if (world.Agencies[shooting.Agency].HearsGunshots && of.Chance(0.85))
            {
                Heard(shooting, of);
            }

            Seen(shooting, of);
        }

        FalseAlarms();
        Background();
        return _deliveries;
    }

    private void Heard(SimulatedCase shooting, Dice of)
    {
        var ori = world.Agencies[shooting.Agency].Ori;
        var rounds = shooting.Fired.Sum(f => f.Rounds);
        var first = Alert(shooting.At.AddSeconds(of.Between(-20, 25)), shooting.Lat, shooting.Lon, 22, Math.Max(1, rounds + of.Between(-1, 1)), of);
        Send(ori, first, of);
        if (of.Chance(0.12))
        {
            // A second array heard it, too: another alert for the same shots, seconds later and metres away.
            Send(ori, Alert(first.DetectedAt.AddSeconds(of.Between(1, 40)), first.Lat, first.Lon, 9, Math.Max(1, rounds / 2), of), of);
        }

        if (of.Chance(0.3))
        {
            Review(ori, first with { Rounds = rounds, Kind = rounds == 1 ? GunshotKind.Single : GunshotKind.Multiple, Status = AlertStatus.Update }, of);
        }
    }

    private void FalseAlarms()
    {
        var of = dice.Fork("false alarms");
        var listening = world.Police.Where(a => a.HearsGunshots).ToList();
        for (var day = of.Exponential(0.6); day < options.Days; day += of.Exponential(0.6))
        {
            var agency = of.Pick(listening);
            var alert = Alert(options.Start.AddSeconds(Math.Floor(day * 86_400)), agency.Lat + of.Between(-0.04, 0.04), agency.Lon + of.Between(-0.05, 0.05), 10, of.Between(1, 4), of) with
            {
                Kind = of.Pick([GunshotKind.Possible, GunshotKind.Fireworks, GunshotKind.Single]),
            };
            Send(agency.Ori, alert, of);
            if (of.Chance(0.35))
            {
                Review(agency.Ori, alert with { Status = AlertStatus.Cancel }, of);
            }
        }
    }

    private GunshotAlert Alert(DateTimeOffset at, double lat, double lon, double deviation, int rounds, Dice of)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"GS-{++_alerts:D6}");
        return new GunshotAlert
        {
            SourceId = id + "/1",
            AlertId = id,
            DetectedAt = at,
            Lat = WorldBuilder.Round(lat + of.Normal(0, deviation) / MetresPerDegree),
            Lon = WorldBuilder.Round(lon + of.Normal(0, deviation) / (MetresPerDegree * 0.75)),
            Rounds = rounds,
            Kind = rounds == 1 ? GunshotKind.Single : of.Chance(0.1) ? GunshotKind.Automatic : GunshotKind.Multiple,
            Status = AlertStatus.Alert,
        };
    }

    private void Send(Ori ori, GunshotAlert alert, Dice of) =>
        _deliveries.Add(new Delivery(alert.DetectedAt.AddSeconds(of.Between(8, 70)), ori, "gunshots", alert));

    private void Review(Ori ori, GunshotAlert reviewed, Dice of) =>
        _deliveries.Add(new Delivery(reviewed.DetectedAt.AddMinutes(of.Between(2, 90)), ori, "gunshots", reviewed with { SourceId = reviewed.AlertId + "/2" }));

    /// <summary>The shooter's car passes a reader near the scene, before or after.</summary>
    private void Seen(SimulatedCase shooting, Dice of)
    {
        if (shooting.Offender is not { } offender || !of.Chance(0.45))
        {
            return;
        }

        var car = _plates[offender];
        var agency = world.Agencies[shooting.Agency];
        for (var times = of.Between(1, 2); times > 0; times--)
        {
            var at = shooting.At.AddSeconds(of.Between(-500, 1100));
            var near = agency.Readers.OrderBy(r => SpaceTimeCell.Metres(r.Lat, r.Lon, shooting.Lat, shooting.Lon)).First();
            var reader = SpaceTimeCell.Metres(near.Lat, near.Lon, shooting.Lat, shooting.Lon) < 750
                ? near
                : new PlateReader($"{agency.Ori.Value[2..5]}-patrol-{of.Between(1, 9)}", WorldBuilder.Round(shooting.Lat + of.Between(-0.004, 0.004)), WorldBuilder.Round(shooting.Lon + of.Between(-0.005, 0.005)));
            Read(agency.Ori, at, car, reader, of);
        }
    }

    private void Background()
    {
        var of = dice.Fork("background");
        var police = world.Police.ToList();
        var strangers = Enumerable.Range(0, 400 + options.PlateReadsPerDay).Select(i => WorldBuilder.Plate(of, 5000 + i)).ToList();
        for (var left = options.PlateReadsPerDay * options.Days; left > 0; left--)
        {
            var agency = of.Pick(police);
            Read(agency.Ori, options.Start.AddSeconds(of.Below(options.Days * 86_400)), of.Chance(0.02) ? of.Pick(world.Persons).Plate : of.Pick(strangers), of.Pick(agency.Readers), of);
        }
    }

    private void Read(Ori ori, DateTimeOffset at, string plate, PlateReader reader, Dice of)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"R{++_reads:D8}");
        var listed = of.Chance(0.02);
        _deliveries.Add(new Delivery(at.AddSeconds(of.Between(1, 240)), ori, "lpr", new PlateRead
        {
            SourceId = id,
            ReadId = id,
            ReadAt = at,
            Plate = plate,
            PlateState = World.State,
            Confidence = Math.Round(of.Between(0.82, 0.999), 3),
            Lat = reader.Lat,
            Lon = reader.Lon,
            Device = reader.Name,
            Hotlist = listed ? "stolen vehicles" : null,
            Reason = listed ? "Reported stolen" : null,
        }));
    }
}
