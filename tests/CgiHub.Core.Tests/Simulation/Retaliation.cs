using CgiHub.Partners.Simulation;

namespace CgiHub.Core.Tests.Simulation;

public sealed class Retaliation
{
    private static readonly SimulationOptions Decade = new() { Days = 3650, SpontaneousPerDay = 3, RetaliationRatio = 0.35, RetaliationDays = 4 };

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.2)]
    [InlineData(0.6)]
    public void Sets_off_as_many_shootings_as_the_branching_ratio_says(double ratio)
    {
        var shootings = RetaliationProcess.Run(Decade with { RetaliationRatio = ratio }, new Dice(5));
        Assert.InRange(shootings.Count(s => s.SetOffBy is not null) / (double)shootings.Count, ratio - 0.03, ratio + 0.03);
    }

    [Fact]
    public void Makes_the_expected_number_of_shootings()
    {
        var shootings = RetaliationProcess.Run(Decade, new Dice(6));
        var expected = Decade.Days * Decade.SpontaneousPerDay / (1 - Decade.RetaliationRatio);
        Assert.InRange(shootings.Count, expected * 0.95, expected * 1.05);
    }

    [Fact]
    public void Comes_after_what_set_it_off_by_the_crew_that_was_shot_at()
    {
        var shootings = RetaliationProcess.Run(Decade, new Dice(7));
        Assert.All(shootings.Where(s => s.SetOffBy is not null), s =>
        {
            var cause = shootings[s.SetOffBy!.Value];
            Assert.True(cause.Day < s.Day);
            Assert.Equal((cause.Target, cause.Attacker), (s.Attacker, s.Target));
        });
    }

    [Fact]
    public void Takes_the_mean_delay()
    {
        var shootings = RetaliationProcess.Run(Decade, new Dice(8));
        Assert.InRange(shootings.Where(s => s.SetOffBy is not null).Average(s => s.Day - shootings[s.SetOffBy!.Value].Day), 3.7, 4.3);
    }

    [Fact]
    public void Never_makes_a_crew_shoot_at_itself() =>
        Assert.All(new[] { 2, 3, 7, 12 }, crews => Assert.All(RetaliationProcess.Run(Decade with { Crews = crews, Days = 365 }, new Dice(crews)), s => Assert.NotEqual(s.Attacker, s.Target)));
}
