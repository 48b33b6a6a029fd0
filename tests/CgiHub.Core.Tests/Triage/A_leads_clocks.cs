using CgiHub.Core.Triage;

namespace CgiHub.Core.Tests.Triage;

public sealed class A_leads_clocks
{
    private static readonly DateTimeOffset T = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static Clock At(LeadTimes times, string name, double hoursLater) => LeadClocks.Of(times, new ClockOptions(), T.AddHours(hoursLater)).Single(c => c.Name == name);

    [Fact]
    public void Come_in_the_order_of_the_way() => Assert.Equal(
        ["recovered", "received", "imaged", "entered", "lead", "packetSent", "acknowledged", "firstAction"],
        LeadClocks.Of(new LeadTimes { Lead = T, LeadReceived = T }, new ClockOptions(), T).Select(c => c.Name));

    [Fact]
    public void Are_breached_when_their_target_has_passed_and_not_before()
    {
        var sent = new LeadTimes { Lead = T, LeadReceived = T, PacketSent = T.AddMinutes(1) };
        Assert.False(At(sent, "acknowledged", 24).Breached);
        Assert.True(At(sent, "acknowledged", 24.1).Breached);
    }

    [Fact]
    public void Stay_breached_when_the_stage_was_reached_too_late()
    {
        var late = new LeadTimes { Lead = T, LeadReceived = T, PacketSent = T.AddMinutes(1), Acknowledged = T.AddHours(30) };
        Assert.True(At(late, "acknowledged", 31).Breached);
        Assert.False(At(late with { Acknowledged = T.AddHours(3) }, "acknowledged", 100).Breached);
    }

    [Fact]
    public void Say_nothing_of_a_stage_that_was_passed_unseen()
    {
        var clock = At(new LeadTimes { Recovered = T.AddDays(-90), Lead = T, LeadReceived = T }, "entered", 1);
        Assert.Null(clock.At);
        Assert.Null(clock.DueAt);
        Assert.False(clock.Breached);
    }

    [Fact]
    public void Count_the_hubs_own_time_from_when_it_was_told() =>
        Assert.Equal(T.AddDays(30).AddMinutes(15), At(new LeadTimes { Lead = T, LeadReceived = T.AddDays(30) }, "packetSent", 1).DueAt);

    [Fact]
    public void Measure_a_lead_from_the_recovery() => Assert.True(At(new LeadTimes { Recovered = T.AddHours(-49), Lead = T, LeadReceived = T }, "lead", 0).Breached);
}
