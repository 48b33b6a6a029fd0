using System.ComponentModel.DataAnnotations;
using CgiHub.Core.Records;

namespace CgiHub.Partners.Simulation;

/// <summary>
/// Makes a region over a span of time: agencies, crews, guns that move through crews, shootings with retaliation, and every record and image that
/// the agencies send about them, with the truth beside it. The same options always make the same region.
/// </summary>
public static class RegionSimulator
{
    /// <summary>Simulates a region.</summary>
    /// <exception cref="ValidationException">An option is out of its range.</exception>
    public static SimulatedRegion Run(SimulationOptions options)
    {
        Validator.ValidateObject(options, new ValidationContext(options), validateAllProperties: true);
        var dice = new Dice(options.Seed);
        var world = WorldBuilder.Build(options, dice.Fork("world"));
        var story = StoryTeller.Tell(options, world, dice.Fork("story"));
        var ballistics = new Laboratory(options, world, story, dice.Fork("laboratory")).Work();
        var reports = new Reporter(options, world, story, ballistics, dice.Fork("reports")).Report();
        var steps = SimulationStep.Of(options, reports.Deliveries, reports.Evidence);
        return new SimulatedRegion
        {
            Options = options,
            World = world,
            Story = story,
            Ballistics = ballistics,
            Steps = steps,
            Truth = new GroundTruth
            {
                Guns = Guns(world, story, ballistics),
                Leads = ExpectedLeads.Of(world, steps, ballistics.Notices.Where(n => n.False).Select(n => n.LeadNumber).ToHashSet(StringComparer.Ordinal)),
                Persons = world.Persons,
                Mentions = reports.Mentions,
                Crews = world.Crews,
                HandOvers = story.HandOvers,
                Traces = reports.Traces,
                Supervision = reports.Supervision,
            },
        };
    }

    private static List<TrueGun> Guns(World world, Story story, Ballistics ballistics)
    {
        var cases = story.Cases
            .SelectMany(c => c.Fired.Select(f => f.Gun).Concat(c.Recovered is { } gun ? [gun] : []).Select(gun => (Gun: gun, Case: new CaseName(world.Agencies[c.Agency].Ori, c.CaseNumber))))
            .ToLookup(x => x.Gun, x => x.Case);
        var exhibits = ballistics.Exhibits
            .ToLookup(e => e.Gun, e => new ExhibitName(world.Agencies[story.Cases[e.Case].Agency].Ori, story.Cases[e.Case].CaseNumber, e.Number));
        return [.. world.Guns.Where(g => cases.Contains(g.Id)).Select(g => new TrueGun(g, [.. cases[g.Id].Distinct()], [.. exhibits[g.Id]]))];
    }
}

/// <summary>A simulated region: what happened, what was sent, and what is true.</summary>
public sealed record SimulatedRegion
{
    /// <summary>What it was made from.</summary>
    public required SimulationOptions Options { get; init; }

    /// <summary>Agencies, crews, people and guns.</summary>
    public required World World { get; init; }

    /// <summary>What happened.</summary>
    public required Story Story { get; init; }

    /// <summary>The work of the NIBIN site.</summary>
    public required Ballistics Ballistics { get; init; }

    /// <summary>What is sent, in order of time.</summary>
    public required IReadOnlyList<SimulationStep> Steps { get; init; }

    /// <summary>What is true.</summary>
    public required GroundTruth Truth { get; init; }

    /// <summary>Every row that is sent.</summary>
    public IEnumerable<Delivery> Deliveries => Steps.SelectMany(s => s.Deliveries);

    /// <summary>Every exhibit that is registered.</summary>
    public IEnumerable<EvidenceDelivery> Evidence => Steps.SelectMany(s => s.Evidence);
}

/// <summary>What is sent before the next thing is: rows and exhibits of up to one day.</summary>
/// <param name="From">Begin of the day.</param>
/// <param name="Evidence">Exhibits to register.</param>
/// <param name="Deliveries">Rows to send.</param>
/// <param name="Settle">
/// Wait until the hub is quiet before this. Eliminations stand in steps of their own between two such waits:
/// then everybody who was to get the lead before has got it, and the recipients follow from the records alone.
/// </param>
public sealed record SimulationStep(DateTimeOffset From, IReadOnlyList<EvidenceDelivery> Evidence, IReadOnlyList<Delivery> Deliveries, bool Settle)
{
    internal static IReadOnlyList<SimulationStep> Of(SimulationOptions options, IReadOnlyList<Delivery> deliveries, IReadOnlyList<EvidenceDelivery> evidence)
    {
        var rows = deliveries.ToLookup(d => (int)(d.SentAt - options.Start).TotalDays);
        var exhibits = evidence.ToLookup(e => (int)(e.SentAt - options.Start).TotalDays);
        var steps = new List<SimulationStep>();
        var settle = false;
        for (var day = 0; day < options.Days; day++)
        {
            var from = options.Start.AddDays(day);
            var parts = rows[day].ToLookup(d => d.Record is NibinNotice { Kind: NibinKind.Elimination });
            steps.Add(new SimulationStep(from, [.. exhibits[day]], [.. parts[false]], settle));
            settle = parts[true].Any();
            if (settle)
            {
                steps.Add(new SimulationStep(from, [], [.. parts[true]], Settle: true));
            }
        }

        return steps;
    }
}
