using CgiHub.Core.CaseMaps;
using CgiHub.Core.Enrichment;
using CgiHub.Core.Records;
using CgiHub.Partners.Servers;

namespace CgiHub.Core.Tests.Enrichment;

public sealed class A_source_under_load
{
    [Fact]
    public async Task Is_asked_again_after_the_time_it_says()
    {
        // Without heeding Retry-After the retries, 1 ms apart, would be used up within the busy second.
        await using var bench = await EnrichmentBench.StartAsync(new PartnerServerOptions { Parole = new PartnerSwitches { BusyNext = 1, RetryAfterSeconds = 1 } });

        var answers = await bench.AskAsync();

        Assert.Equal(EnrichmentStatus.Found, answers.Of("parole").Status);
        Assert.Equal(2, bench.Partners.Parole.Counts.Requests);
    }

    [Fact]
    public async Task Is_left_alone_until_later_when_it_asks_for_longer_than_a_packet_can_wait()
    {
        await using var bench = await EnrichmentBench.StartAsync(new PartnerServerOptions { Parole = new PartnerSwitches { BusyNext = 100, RetryAfterSeconds = 3600 } });

        Assert.Equal(EnrichmentStatus.Unavailable, (await bench.AskAsync()).Of("parole").Status);
        Assert.Equal(1, bench.Partners.Parole.Counts.Requests);

        // The longest wait is the hub's to say (10 min), not the partner's.
        bench.Time.Forward(TimeSpan.FromMinutes(5));
        await bench.Late.RunAsync(CancellationToken.None);
        Assert.Equal(1, bench.Partners.Parole.Counts.Requests);
        bench.Time.Forward(TimeSpan.FromMinutes(6));
        await bench.Late.RunAsync(CancellationToken.None);
        Assert.Equal(2, bench.Partners.Parole.Counts.Requests);
    }

    [Fact]
    public async Task Is_asked_no_more_while_its_circuit_is_open()
    {
        await using var bench = await EnrichmentBench.StartAsync(
            new PartnerServerOptions { Parole = new PartnerSwitches { ErrorRate = 1 } },
            ("Parole:CircuitMinimumThroughput", "4"),
            ("Parole:CircuitBreakFor", "01:00:00"),
            ("Parole:Retries", "0"));

        foreach (var number in Enumerable.Range(0, 12))
        {
            Assert.Equal(EnrichmentStatus.Unavailable, (await bench.AskAsync(PictureOf(number))).Of("parole").Status);
        }

        Assert.Equal(4, bench.Partners.Parole.Counts.Requests);
        Assert.Equal(SourceCircuit.Open, bench.Report("parole").Circuit);
        Assert.Equal(Errors.SourceFailed(500).Number, bench.Report("parole").LastError?.Number);
        Assert.Equal(SourceCircuit.Closed, bench.Report("probation").Circuit);
    }

    [Fact]
    public async Task Has_no_more_questions_open_than_it_may()
    {
        await using var bench = await EnrichmentBench.StartAsync(
            new PartnerServerOptions { Parole = new PartnerSwitches { LatencyMs = 20 } }, ("Parole:MaxConcurrency", "3"));

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(n => bench.AskAsync(PictureOf(n))));

        Assert.All(answers, a => Assert.Equal(EnrichmentStatus.None, a.Of("parole").Status));
        Assert.InRange(bench.Partners.Parole.Counts.MostAtOnce, 1, 3);
        Assert.Equal(20, bench.Partners.Parole.Counts.Requests);
    }

    [Fact]
    public async Task Turns_away_at_once_what_would_not_even_find_room_to_wait()
    {
        await using var bench = await EnrichmentBench.StartAsync(
            new PartnerServerOptions { Parole = new PartnerSwitches { Outage = Outage.Hang } }, ("Parole:MaxConcurrency", "1"), ("Parole:QueueLimit", "0"), ("Budget", "00:00:02"));

        var answers = await Task.WhenAll(Enumerable.Range(0, 3).Select(n => bench.AskAsync(PictureOf(n))));

        Assert.Equal(1, answers.Count(a => a.Of("parole").Status == EnrichmentStatus.Pending));
        Assert.Equal(2, answers.Count(a => a.Of("parole").Status == EnrichmentStatus.Unavailable));
        Assert.Equal(5009, bench.Report("parole").LastError?.Number);
    }

    [Fact]
    public async Task Shows_how_it_fares()
    {
        await using var bench = await EnrichmentBench.StartAsync();
        await bench.AskAsync();

        var report = bench.Report("parole");

        Assert.Equal((1, 1, 0, 0), (report.Attempts, report.Answers, report.Failures, report.Abandoned));
        Assert.NotNull(report.LastSuccessAt);
        Assert.True(report.LatencyP50Ms > 0 && report.LatencyP99Ms >= report.LatencyP50Ms);
        Assert.Null(report.LastError);
    }

    private static LeadPicture PictureOf(int number) => EnrichmentBench.Picture($"26-{number}") with
    {
        Firearms = [],
        Persons = [EnrichmentBench.Person(new Person { Name = new PersonName { Given = "Pat", Family = $"Person{number}" }, Dob = new DateOnly(1990, 1, 1) }, "suspect")],
    };
}
