using CgiHub.Core.Enrichment;
using CgiHub.Partners.Servers;

namespace CgiHub.Core.Tests.Enrichment;

public sealed class A_source_that_misbehaves
{
    [Theory]
    [InlineData(Misbehaviour.Garbage, 5004)]
    [InlineData(Misbehaviour.WrongShape, 5004)]
    [InlineData(Misbehaviour.BadText, 5004)]
    [InlineData(Misbehaviour.Html, 5004)]
    [InlineData(Misbehaviour.SomebodyElse, 5004)]
    [InlineData(Misbehaviour.Endless, 5005)]
    [InlineData(Misbehaviour.Huge, 5005)]
    [InlineData(Misbehaviour.Redirect, 5006)]
    [InlineData(Misbehaviour.Cut, 5002)]
    public async Task Is_unavailable_and_its_last_error_says_why(Misbehaviour misbehaviour, int error)
    {
        var switches = new PartnerSwitches { Misbehaviour = misbehaviour };
        await using var bench = await EnrichmentBench.StartAsync(new PartnerServerOptions { Parole = switches, ETrace = switches });

        var answers = await bench.AskAsync();

        Assert.Equal(EnrichmentStatus.Unavailable, answers.Of("parole").Status);
        Assert.Equal(EnrichmentStatus.Unavailable, answers.Of("eTrace").Status);
        Assert.Equal(EnrichmentStatus.None, answers.Of("probation").Status);
        Assert.Empty(answers.Supervision);
        Assert.Empty(answers.Traces);
        Assert.Equal(error, bench.Report("parole").LastError?.Number);
        Assert.Equal(error, bench.Report("eTrace").LastError?.Number);
        Assert.True(answers.Pending);
    }

    [Fact]
    public async Task Is_unavailable_when_it_resets_connections()
    {
        await using var bench = await EnrichmentBench.StartAsync(new PartnerServerOptions { Probation = new PartnerSwitches { Outage = Outage.Refuse } });

        Assert.Equal(EnrichmentStatus.Unavailable, (await bench.AskAsync()).Of("probation").Status);

        Assert.Equal(5002, bench.Report("probation").LastError?.Number);
        Assert.Equal(3, bench.Report("probation").Attempts);
    }

    [Fact]
    public async Task Is_unavailable_when_nothing_listens_at_its_address()
    {
        await using var bench = await EnrichmentBench.StartAsync();
        await bench.Partners.Parole.DisposeAsync();

        Assert.Equal(EnrichmentStatus.Unavailable, (await bench.AskAsync()).Of("parole").Status);
        Assert.Equal(5002, bench.Report("parole").LastError?.Number);
    }

    [Fact]
    public async Task Is_unavailable_when_each_attempt_takes_too_long()
    {
        await using var bench = await EnrichmentBench.StartAsync(
            new PartnerServerOptions { Parole = new PartnerSwitches { Outage = Outage.Hang } }, ("Parole:AttemptTimeout", "00:00:00.100"), ("Parole:Retries", "1"));

        Assert.Equal(EnrichmentStatus.Unavailable, (await bench.AskAsync()).Of("parole").Status);

        Assert.Equal(5001, bench.Report("parole").LastError?.Number);
        Assert.Equal(2, bench.Report("parole").Attempts);
    }

    [Fact]
    public async Task Is_not_asked_at_once_again_for_what_asking_cannot_mend()
    {
        await using var bench = await EnrichmentBench.StartAsync(new PartnerServerOptions { Parole = new PartnerSwitches { Misbehaviour = Misbehaviour.Html } });

        await bench.AskAsync();

        Assert.Equal(1, bench.Partners.Parole.Counts.Requests);
    }
}
