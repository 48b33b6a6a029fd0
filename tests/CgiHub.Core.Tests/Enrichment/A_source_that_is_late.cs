using CgiHub.Core.Enrichment;
using CgiHub.Core.Records;
using CgiHub.Partners.Servers;

namespace CgiHub.Core.Tests.Enrichment;

public sealed class A_source_that_is_late
{
    private static readonly PartnerSwitches Hanging = new() { Outage = Outage.Hang };

    [Fact]
    public async Task Is_pending_when_the_budget_ends_and_holds_up_no_other()
    {
        await using var bench = await EnrichmentBench.StartAsync(new PartnerServerOptions { Parole = Hanging }, ("Budget", "00:00:02"));

        var answers = await bench.AskAsync();

        Assert.Equal(EnrichmentStatus.Pending, answers.Of("parole").Status);
        Assert.Equal(EnrichmentStatus.Found, answers.Of("eTrace").Status);
        Assert.True(answers.Pending);
    }

    [Fact]
    public async Task Has_the_lead_looked_at_anew_once_when_its_answer_comes()
    {
        // Long enough for the other sources on a busy machine: one that missed it would be late as well.
        await using var bench = await EnrichmentBench.StartAsync(new PartnerServerOptions { Parole = Hanging }, ("Budget", "00:00:05"));
        var first = await bench.AskAsync();
        Assert.Equal((EnrichmentStatus.Found, EnrichmentStatus.Pending), (first.Of("eTrace").Status, first.Of("parole").Status));
        bench.Partners.Parole.Switches = new();

        await bench.UntilLateAsync(async () => (await bench.LeadsQueuedAsync()).Count > 0);
        await bench.UntilLateAsync(() => Task.FromResult(true));

        Assert.Equal([EnrichmentBench.Picture().Lead.LeadId], await bench.LeadsQueuedAsync());
        var asked = bench.Partners.Parole.Counts.Requests;
        Assert.Equal(EnrichmentStatus.Found, (await bench.AskAsync()).Of("parole").Status);
        Assert.Equal(asked, bench.Partners.Parole.Counts.Requests);
    }

    [Fact]
    public async Task Is_asked_again_by_the_next_process_when_this_one_is_killed()
    {
        await using var bench = await EnrichmentBench.StartAsync(new PartnerServerOptions { ETrace = new PartnerSwitches { TraceDelayMs = TimeSpan.FromHours(5).TotalMilliseconds } });
        Assert.Equal(EnrichmentStatus.Pending, (await bench.AskAsync()).Of("eTrace").Status);

        bench.StartHub();
        await bench.UntilLateAsync(async () => (await bench.LeadsQueuedAsync()).Count > 0);
        bench.StartHub();

        var answers = await bench.AskAsync();
        Assert.Equal("T2026-1", Assert.Single(answers.Traces).TraceNumber);
        Assert.Equal(1, bench.Partners.ETrace.Counts.Traces);
    }

    [Fact]
    public async Task Serves_every_lead_that_waits_for_the_same_trace()
    {
        await using var bench = await EnrichmentBench.StartAsync(new PartnerServerOptions { ETrace = new PartnerSwitches { TraceDelayMs = TimeSpan.FromHours(1).TotalMilliseconds } });
        await bench.AskAsync(EnrichmentBench.Picture("26-0001"));
        var submitted = bench.Partners.ETrace.Counts.Requests;
        Assert.Equal(EnrichmentStatus.Pending, (await bench.AskAsync(EnrichmentBench.Picture("26-0002"))).Of("eTrace").Status);
        Assert.Equal(submitted, bench.Partners.ETrace.Counts.Requests);

        await bench.UntilLateAsync(async () => (await bench.LeadsQueuedAsync()).Count == 2);

        Assert.Equal(1, bench.Partners.ETrace.Counts.Traces);
    }

    [Fact]
    public async Task Is_represented_by_its_old_answer_and_tells_nobody_when_that_still_holds()
    {
        await using var bench = await EnrichmentBench.StartAsync(("CacheFor", "01:00:00"), ("Parole:Retries", "0"));
        var first = await bench.AskAsync();
        bench.Time.Forward(TimeSpan.FromHours(5));
        bench.Partners.Parole.Switches = new() { Outage = Outage.Refuse };

        var second = await bench.AskAsync();
        Assert.Equal(EnrichmentStatus.Found, second.Of("parole").Status);
        Assert.Equal(first.Of("parole").AsOf, second.Of("parole").AsOf);
        Assert.Equal("P-77", Assert.Single(second.Supervision).Record.RecordId);

        bench.Partners.Parole.Switches = new();
        var asked = bench.Partners.Parole.Counts.Requests;
        await bench.UntilLateAsync(() => Task.FromResult(bench.Partners.Parole.Counts.Requests > asked));
        Assert.Empty(await bench.LeadsQueuedAsync());
        Assert.True((await bench.AskAsync()).Of("parole").AsOf > first.Of("parole").AsOf);
    }

    [Fact]
    public async Task Is_given_up_in_the_end_and_asked_again_by_a_much_later_look()
    {
        await using var bench = await EnrichmentBench.StartAsync(
            new PartnerServerOptions { Probation = new PartnerSwitches { ErrorRate = 1 } }, ("GiveUpAfter", "02:00:00"), ("Probation:Retries", "0"));
        Assert.Equal(EnrichmentStatus.Unavailable, (await bench.AskAsync()).Of("probation").Status);
        await bench.UntilLateAsync(async () => (await bench.LeadsQueuedAsync()).Count > 0);
        var asked = bench.Partners.Probation.Counts.Requests;

        Assert.Equal(EnrichmentStatus.Unavailable, (await bench.AskAsync()).Of("probation").Status);
        bench.Time.Forward(TimeSpan.FromHours(1));
        await bench.Late.RunAsync(CancellationToken.None);
        Assert.Equal(asked, bench.Partners.Probation.Counts.Requests);

        bench.Time.Forward(TimeSpan.FromDays(2));
        bench.Partners.Probation.Switches = new();
        Assert.Equal(EnrichmentStatus.None, (await bench.AskAsync()).Of("probation").Status);
    }

    [Fact]
    public async Task Is_asked_after_the_packet_only_when_the_budget_is_zero()
    {
        await using var bench = await EnrichmentBench.StartAsync(("Budget", "00:00:00"));

        var answers = await bench.AskAsync();
        Assert.All(answers.Sources, s => Assert.Equal(EnrichmentStatus.Pending, s.Status));
        Assert.Equal(0, bench.Partners.Parole.Counts.Requests);

        await bench.UntilLateAsync(async () => (await bench.LeadsQueuedAsync()).Count == 3);
        Assert.Equal(EnrichmentStatus.Found, (await bench.AskAsync()).Of("parole").Status);
    }

    [Fact]
    public async Task Goes_on_being_asked_for_what_is_still_missing()
    {
        var other = new Person { Name = new PersonName { Given = "Pat", Family = "Other" }, Dob = new DateOnly(1980, 1, 1) };
        await using var bench = await EnrichmentBench.StartAsync(("Parole:Retries", "0"));
        await bench.AskAsync();
        bench.Partners.Parole.Switches = new() { Outage = Outage.Refuse };

        var answers = await bench.AskAsync(EnrichmentBench.Picture() with { Persons = [EnrichmentBench.Person(EnrichmentBench.Suspect, "suspect"), EnrichmentBench.Person(other, "possessor")] });
        Assert.Equal(EnrichmentStatus.Unavailable, answers.Of("parole").Status);
        Assert.StartsWith("1 of 2 persons answered", answers.Of("parole").Detail, StringComparison.Ordinal);
        Assert.Equal("P-77", Assert.Single(answers.Supervision).Record.RecordId);

        bench.Partners.Parole.Switches = new();
        await bench.UntilLateAsync(async () => (await bench.LeadsQueuedAsync()).Count == 1);
    }
}
