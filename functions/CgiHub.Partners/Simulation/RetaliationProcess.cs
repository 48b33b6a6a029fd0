namespace CgiHub.Partners.Simulation;

/// <summary>
/// When crews shoot at each other: a self-exciting (Hawkes) process with an exponential kernel.
/// Some shootings come by themselves, at a constant rate; each sets off a Poisson number of retaliations
/// by the crew that was shot at, after exponential delays.
/// </summary>
/// <remarks>
/// Drawn by its clusters, which is exact and tells who retaliated for what.
/// Outbursts of gang violence have been modelled so since Mohler et al. (2011); most fits say that a minority of shootings is set off by others.
/// </remarks>
public static class RetaliationProcess
{
    /// <summary>The shootings between crews within the span, by time.</summary>
    public static IReadOnlyList<CrewShooting> Run(SimulationOptions options, Dice dice)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(dice);
        var open = new PriorityQueue<CrewShooting, (double, int)>();
        var drawn = 0;
        var feuds = Feuds(options.Crews, dice.Fork("feuds"));
        var spontaneous = dice.Fork("spontaneous");
        for (var day = spontaneous.Exponential(1 / options.SpontaneousPerDay); day < options.Days; day += spontaneous.Exponential(1 / options.SpontaneousPerDay))
        {
            var attacker = spontaneous.Below(options.Crews);
            var target = spontaneous.Chance(0.8) ? feuds[attacker] : (attacker + spontaneous.Between(1, options.Crews - 1)) % options.Crews;
            Put(new CrewShooting(0, day, attacker, target, null));
        }

        var shootings = new List<CrewShooting>();
        var retaliations = dice.Fork("retaliations");
        while (open.TryDequeue(out var next, out _))
        {
            var shooting = next with { Number = shootings.Count };
            shootings.Add(shooting);
            for (var left = retaliations.Poisson(options.RetaliationRatio); left > 0; left--)
            {
                var day = shooting.Day + retaliations.Exponential(options.RetaliationDays);
                if (day < options.Days)
                {
                    Put(new CrewShooting(0, day, shooting.Target, shooting.Attacker, shooting.Number));
                }
            }
        }

        return shootings;

        void Put(CrewShooting shooting) => open.Enqueue(shooting, (shooting.Day, drawn++));
    }

    /// <summary>Each crew's enemy: neighbours in a shuffled ring, so that most feuds are mutual.</summary>
    private static int[] Feuds(int crews, Dice dice)
    {
        var ring = Enumerable.Range(0, crews).OrderBy(_ => dice.Bits()).ToArray();
        var enemy = new int[crews];
        for (var i = 0; i < crews; i++)
        {
            enemy[ring[i]] = ring[(i ^ 1) < crews ? i ^ 1 : 0];
        }

        for (var crew = 0; crew < crews; crew++)
        {
            enemy[crew] = enemy[crew] == crew ? (crew + 1) % crews : enemy[crew];
        }

        return enemy;
    }
}

/// <summary>A shooting by one crew at another.</summary>
/// <param name="Number">From 0, in order of time.</param>
/// <param name="Day">Days after the start.</param>
/// <param name="Attacker">The crew that shot.</param>
/// <param name="Target">The crew that was shot at.</param>
/// <param name="SetOffBy">The number of the shooting that this one retaliates for, or null.</param>
public sealed record CrewShooting(int Number, double Day, int Attacker, int Target, int? SetOffBy);
