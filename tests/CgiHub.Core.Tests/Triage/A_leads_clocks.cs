using CgiHub.Core.Agencies;
using CgiHub.Core.Triage;

namespace CgiHub.Core.Tests.Triage;

public sealed class A_leads_clocks
{
    private static readonly DateTimeOffset T = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static Clock At(LeadTimes times, string name, double hoursLater) => LeadClocks.Of(times, LeadTargets.Of(new ClockOptions()), T.AddHours(hoursLater)).Single(c => c.Name == name);

    [Fact]
    public void Come_in_the_order_of_the_way() => Assert.Equal(
        ["recovered", "received", "imaged", "entered", "lead", "packetSent", "acknowledged", "firstAction"],
        LeadClocks.Of(new LeadTimes { Lead = T, LeadReceived = T }, LeadTargets.Of(new ClockOptions()), T).Select(c => c.Name));

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
    public void Measure_the_entry_from_the_recovery_however_late_the_image_came()
    {
        var times = new LeadTimes { Recovered = T.AddHours(-40), Imaged = T.AddHours(-18), Entered = T.AddHours(-15), Lead = T, LeadReceived = T };
        Assert.Equal(T.AddHours(-16), At(times, "entered", 0).DueAt);
        Assert.True(At(times, "entered", 0).Breached);
        Assert.True(At(times with { Entered = T.AddHours(-16) }, "lead", 0) is { Breached: false } lead && lead.DueAt == T.AddHours(8));
    }

    [Fact]
    public void Have_no_due_time_where_nobody_told_when_they_began()
    {
        var clock = At(new LeadTimes { Entered = T.AddHours(-200), Lead = T, LeadReceived = T }, "lead", 0);
        Assert.Null(clock.DueAt);
        Assert.False(clock.Breached);
    }

    [Fact]
    public void Give_no_more_time_for_the_first_action_because_the_acknowledgement_was_late()
    {
        var times = new LeadTimes { Lead = T, LeadReceived = T, PacketSent = T, Acknowledged = T.AddHours(70) };
        Assert.Equal(T.AddHours(72), At(times, "firstAction", 71).DueAt);
    }

    [Fact]
    public void Follow_each_agencys_own_targets_where_it_has_some()
    {
        var owner = new Agency(Ori.Parse("ZZ0000001"), "Owner") { Clocks = new AgencyClocks { Entered = 12, Acknowledged = 6 } };
        var other = new Agency(Ori.Parse("ZZ0000002"), "Other") { Clocks = new AgencyClocks { Acknowledged = 4, FirstAction = 200 } };
        var site = new Agency(Ori.Parse("ZZLAB0001"), "Site") { Clocks = new AgencyClocks { Lead = 36, Acknowledged = 1 } };
        var targets = LeadTargets.Of(new ClockOptions(), owner, site, [owner, other]);

        Assert.Equal(TimeSpan.FromHours(12), targets.Entered);
        Assert.Equal(TimeSpan.FromHours(24), targets.Imaged);
        Assert.Equal(TimeSpan.FromHours(36), targets.Lead);
        Assert.Equal(TimeSpan.FromHours(4), targets.Acknowledged);
        Assert.Equal(TimeSpan.FromHours(72), targets.FirstAction);
    }

    [Fact]
    public void Measure_a_lead_from_the_recovery() => Assert.True(At(new LeadTimes { Recovered = T.AddHours(-49), Lead = T, LeadReceived = T }, "lead", 0).Breached);
}
