using CgiHub.Core.CaseMaps;
using CgiHub.Core.Enrichment;
using CgiHub.Core.Records;
using CgiHub.Partners.Servers;
using CsCheck;

namespace CgiHub.Core.Tests.Enrichment;

public sealed class A_lead_that_is_enriched
{
    [Fact]
    public async Task Has_the_trace_of_its_gun_and_the_supervision_of_its_suspect()
    {
        await using var bench = await EnrichmentBench.StartAsync();

        var answers = await bench.AskAsync();

        Assert.Equal(["eTrace", "parole", "probation"], answers.Sources.Select(s => s.Source));
        Assert.Equal(EnrichmentStatus.Found, answers.Of("eTrace").Status);
        Assert.Equal(EnrichmentStatus.Found, answers.Of("parole").Status);
        Assert.Equal(EnrichmentStatus.None, answers.Of("probation").Status);
        Assert.False(answers.Pending);
        Assert.Equal("T2026-1", Assert.Single(answers.Traces).TraceNumber);
        var supervision = Assert.Single(answers.Supervision);
        Assert.Equal(("pr-Suspect", "P-77", SupervisionKind.Parole), (supervision.PersonId, supervision.Record.RecordId, supervision.Record.Kind));
        Assert.Equal(["no firearms"], supervision.Record.Conditions);
    }

    [Fact]
    public async Task Asks_nobody_about_victims()
    {
        await using var bench = await EnrichmentBench.StartAsync();

        await bench.AskAsync(EnrichmentBench.Picture() with { Persons = [EnrichmentBench.Person(EnrichmentBench.Victim, "victim", "witness")] });

        Assert.Equal(0, bench.Partners.Parole.Counts.Requests);
        Assert.Equal(0, bench.Partners.Probation.Counts.Requests);
    }

    [Fact]
    public async Task Asks_for_no_trace_that_is_on_record()
    {
        await using var bench = await EnrichmentBench.StartAsync();
        var traced = EnrichmentBench.Picture() with { Traces = [new StoredRecord(new RecordRef("traces", EnrichmentBench.Ori, "t", 1, DateTimeOffset.UnixEpoch), EnrichmentBench.Trace)] };

        var answers = await bench.AskAsync(traced);

        Assert.Equal(0, bench.Partners.ETrace.Counts.Requests);
        Assert.Equal(EnrichmentStatus.None, answers.Of("eTrace").Status);
        Assert.Contains("1 already traced", answers.Of("eTrace").Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Asks_each_question_once_and_then_says_how_old_the_answer_is()
    {
        await using var bench = await EnrichmentBench.StartAsync();
        var first = await bench.AskAsync();
        bench.Time.Forward(TimeSpan.FromHours(3));

        var known = await bench.Enricher.KnownAsync(EnrichmentBench.Picture("26-0002"), CancellationToken.None);
        var second = await bench.AskAsync(EnrichmentBench.Picture("26-0002"));

        Assert.Equal((1, 1, 1), (bench.Partners.ETrace.Counts.Requests, bench.Partners.Parole.Counts.Requests, bench.Partners.Probation.Counts.Requests));
        Assert.Equal(first.Sources, second.Sources);
        Assert.Equal(first.Sources, known.Sources);
        Assert.Equal(EnrichmentStatus.Found, second.Of("parole").Status);
        Assert.True(second.Of("parole").AsOf < bench.Time.GetUtcNow() - TimeSpan.FromHours(2));
        Assert.StartsWith("1 of 1 persons answered; oldest answer of ", second.Of("parole").Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Asks_anew_when_the_answer_is_too_old()
    {
        await using var bench = await EnrichmentBench.StartAsync(("CacheFor", "01:00:00"));
        await bench.AskAsync();
        bench.Time.Forward(TimeSpan.FromHours(2));

        await bench.AskAsync();

        Assert.Equal(2, bench.Partners.Parole.Counts.Requests);
    }

    [Fact]
    public async Task Knows_nothing_before_anybody_was_asked()
    {
        await using var bench = await EnrichmentBench.StartAsync();

        var known = await bench.Enricher.KnownAsync(EnrichmentBench.Picture(), CancellationToken.None);

        Assert.All(known.Sources, s => Assert.Equal(EnrichmentStatus.Pending, s.Status));
        Assert.Equal(0, bench.Partners.ETrace.Counts.Requests);
    }

    [Fact]
    public async Task Is_told_that_it_was_denied()
    {
        await using var bench = await EnrichmentBench.StartAsync(new PartnerServerOptions { Parole = new PartnerSwitches { Deny = true }, ETrace = new PartnerSwitches { Deny = true } });

        var answers = await bench.AskAsync();

        Assert.Equal(EnrichmentStatus.Denied, answers.Of("parole").Status);
        Assert.Equal(EnrichmentStatus.Denied, answers.Of("eTrace").Status);
        Assert.False(answers.Pending);
    }

    [Fact]
    public async Task Is_told_anew_when_the_source_no_longer_refuses()
    {
        await using var bench = await EnrichmentBench.StartAsync(new PartnerServerOptions { Parole = new PartnerSwitches { Deny = true } });
        Assert.Equal(EnrichmentStatus.Denied, (await bench.AskAsync()).Of("parole").Status);
        var asked = bench.Partners.Parole.Counts.Requests;
        for (var hour = 0; hour < 24; hour++)
        {
            bench.Time.Forward(TimeSpan.FromHours(1));
            await bench.Late.RunAsync(CancellationToken.None);
        }

        // Refused again and again it is asked seldom, and nobody is told the same twice.
        Assert.InRange(bench.Partners.Parole.Counts.Requests - asked, 2, 6);
        Assert.Empty(await bench.LeadsQueuedAsync());

        bench.Partners.Parole.Switches = new();
        await bench.UntilLateAsync(async () => (await bench.LeadsQueuedAsync()).Count > 0);
        Assert.Equal(EnrichmentStatus.Found, (await bench.AskAsync()).Of("parole").Status);
    }

    [Fact]
    public async Task Is_no_longer_asked_about_once_a_source_has_refused_for_long()
    {
        await using var bench = await EnrichmentBench.StartAsync(new PartnerServerOptions { Parole = new PartnerSwitches { Deny = true } }, ("GiveUpAfter", "3.00:00:00"));
        await bench.AskAsync();
        for (var day = 0; day < 8; day++)
        {
            bench.Time.Forward(TimeSpan.FromDays(1));
            await bench.Late.RunAsync(CancellationToken.None);
        }

        var asked = bench.Partners.Parole.Counts.Requests;
        bench.Time.Forward(TimeSpan.FromDays(30));
        await bench.Late.RunAsync(CancellationToken.None);
        Assert.Equal(asked, bench.Partners.Parole.Counts.Requests);
        Assert.Empty(await bench.LeadsQueuedAsync());
    }

    [Fact]
    public async Task Does_not_wait_for_a_source_that_is_not_connected_and_does_not_call_it_none()
    {
        await using var bench = await EnrichmentBench.StartAsync(("Parole:BaseAddress", null));

        var answers = await bench.AskAsync();

        Assert.Equal(EnrichmentStatus.Unavailable, answers.Of("parole").Status);
        Assert.True(answers.Of("parole").NotConnected);
        Assert.False(answers.Pending);
        Assert.False(bench.Report("parole").Connected);
    }

    [Fact]
    public async Task Counts_whom_it_did_not_ask_about()
    {
        await using var bench = await EnrichmentBench.StartAsync(("MaxPersons", "1"));
        var nameless = new Person { Name = new PersonName { Given = "No", Family = "Birthday" } };
        var other = new Person { Name = new PersonName { Given = "Pat", Family = "Purchaser" }, Dob = new DateOnly(1980, 1, 1) };

        var answers = await bench.AskAsync(EnrichmentBench.Picture() with
        {
            Persons = [EnrichmentBench.Person(other, "purchaser"), EnrichmentBench.Person(nameless, "suspect"), EnrichmentBench.Person(EnrichmentBench.Suspect, "suspect")],
        });

        Assert.Equal("P-77", Assert.Single(answers.Supervision).Record.RecordId);
        Assert.EndsWith("not asked: 1 without identifier or date of birth, 1 over the limit of 1.", answers.Of("parole").Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Asks_the_same_in_whatever_order_its_records_came() =>
        Gen.Select(Gen.Int[0, 20].Select(Gen.OneOfConst("suspect", "possessor", "arrestee", "purchaser", "victim")).Array[0, 12], Gen.Int).Sample(
            (people, seed) =>
            {
                var persons = people.DistinctBy(p => p.Item1).Select(p => EnrichmentBench.Person(new Person { Name = new PersonName { Given = "G", Family = "F" + p.Item1 }, Dob = new DateOnly(1990, 1, 1) }, p.Item2)).ToArray();
                var shuffled = persons.OrderBy(p => HashCode.Combine(p.Id, seed)).ToArray();
                Assert.Equal(Keys(persons), Keys(shuffled));
                Assert.Equal(Math.Min(5, persons.Count(p => p.Roles[0] != "victim")), Keys(persons).Count);
            },
            iter: 200);

    private static IReadOnlyList<string> Keys(IReadOnlyList<PersonOnPath> persons) =>
        [.. WhomToAsk.Persons(EnrichmentBench.Picture() with { Persons = persons }, 5).Items.Select(q => q.Key)];
}
