using CgiHub.Core.CaseMaps;
using CgiHub.Core.Packets;
using CgiHub.Core.Records;
using CgiHub.Core.Triage;
using CgiHub.Core.Triage.Paper;
using Microsoft.Extensions.Options;

namespace CgiHub.Core.Tests.Packets;

public sealed class The_daily_digest : IDisposedAfterTest
{
    private readonly PacketHouse _house = new(region: new HubOptions { TimeZone = "America/New_York" });

    private readonly DigestDesk _desk;
    private readonly PaperFonts _fonts = new();

    public The_daily_digest() => _desk = _house.DigestOf(new DigestOptions());

    public async ValueTask DisposeAsync()
    {
        _fonts.Dispose();
        await _house.DisposeAsync();
    }

    private DigestPaper Paper(PaperSize size) => new(_fonts, Options.Create(new DigestOptions { Paper = size }));

    private static LeadPicture Two => Lead.Over((Lead.North, "N-1"), (Lead.South, "S1"));

    private static LeadPicture Deadly => Two with { Events = [.. Two.Events, Lead.Event(Lead.East, "E9", Lead.Noon.AddDays(-1), IncidentType.Homicide)] };

    private async Task SeeAsync(LeadPicture picture)
    {
        await _house.SeeAsync(picture);
        await _house.DispatchAsync();
    }

    /// <summary>Turns the clock to a moment of the region's winter time.</summary>
    private void Go(int day, int hour, int minute = 0) => _house.Time.SetUtcNow(new DateTimeOffset(2026, 3, day, hour, minute, 0, TimeSpan.FromHours(-5)));

    private async Task<Digest> OnAsync(int day)
    {
        Go(day, 7);
        await _desk.MakeDueAsync(default);
        return (await _desk.ReadAsync(null, default)).Value;
    }

    [Fact]
    public async Task Tells_a_new_lead_once()
    {
        Go(2, 12);
        await SeeAsync(Two);
        var first = await OnAsync(3);

        Assert.Equal("26-0001", Assert.Single(first.New).LeadNumber);
        Assert.Equal(Lead.Id, Assert.Single(first.Top).LeadId);
        Assert.Empty(first.Risen);
        Assert.False(first.Provisional);
        var second = await OnAsync(4);
        Assert.Empty(second.New);
        Assert.Single(second.Top);
    }

    [Fact]
    public async Task Tells_what_rose_since_yesterday_and_why()
    {
        Go(2, 12);
        await SeeAsync(Two);
        await OnAsync(3);
        Go(3, 15);
        await SeeAsync(Deadly);
        var digest = await OnAsync(4);

        var risen = Assert.Single(digest.Risen);
        Assert.True(risen.Rise > 20);
        Assert.Contains(risen.Because, b => b.StartsWith("One event is a homicide (new, +", StringComparison.Ordinal));
        Assert.Empty((await OnAsync(5)).Risen);
    }

    [Fact]
    public async Task Does_not_call_a_new_lead_risen_when_its_second_version_follows_on_the_same_day()
    {
        Go(2, 12);
        await SeeAsync(Two);
        Go(2, 18);
        await SeeAsync(Deadly);
        var digest = await OnAsync(3);

        Assert.Single(digest.New);
        Assert.Empty(digest.Risen);
    }

    [Fact]
    public async Task Tells_a_confirmation_and_an_elimination_on_the_day_that_they_came()
    {
        Go(2, 12);
        await SeeAsync(Two);
        Go(4, 9);
        await SeeAsync(Two.Standing(LeadStatus.Hit));
        Go(5, 9);
        await SeeAsync(Two.Standing(LeadStatus.Eliminated));

        // The fourth was not made at its hour: it is not told twice, and not lost.
        var sixth = await OnAsync(6);
        Assert.Empty(sixth.Confirmed);
        Assert.Single(sixth.Eliminated);
        Assert.Empty(sixth.Top);
    }

    [Fact]
    public async Task Tells_which_clocks_ran_out_and_which_leads_nobody_touched()
    {
        Go(2, 12);
        await SeeAsync(Two);
        Go(3, 13);
        await _house.Watch.RunAsync(default);
        Assert.Equal(2, (await OnAsync(4)).Breached.Count);
        Assert.Empty((await OnAsync(15)).Stale);

        Assert.Equal(Lead.Id, Assert.Single((await OnAsync(17)).Stale).LeadId);
        await _house.Desk.CommentAsync(PacketHouse.Supervisor, Lead.Id, new CommentRequest { Text = "Called." }, default);
        await _house.DispatchAsync();
        Assert.Empty((await OnAsync(18)).Stale);
    }

    [Fact]
    public async Task Lets_a_lead_rest_that_somebody_settled()
    {
        Go(2, 12);
        await SeeAsync(Two);
        await _house.Desk.TellAsync(PacketHouse.Of(Lead.North), Lead.Id, new OutcomeReport { Kind = OutcomeKind.NoFurtherAction, At = _house.Time.GetUtcNow() }, default);
        await _house.DispatchAsync();

        Assert.Empty((await OnAsync(30)).Stale);
    }

    [Fact]
    public async Task Is_made_once_however_many_workers_wake_and_says_for_ever_what_it_said()
    {
        Go(2, 12);
        await SeeAsync(Two);
        Go(3, 7);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => _desk.MakeDueAsync(default)));
        Go(3, 8);
        await SeeAsync(Deadly);
        await _desk.MakeDueAsync(default);
        Go(9, 8);

        var said = (await _desk.ReadAsync("2026-03-03", default)).Value;
        Assert.Equal(new DateTimeOffset(2026, 3, 3, 12, 0, 0, TimeSpan.Zero), said.MadeAt);
        Assert.DoesNotContain(said.Top[0].Because, b => b.Contains("homicide", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Is_not_made_before_its_hour_but_shown_as_it_stands()
    {
        Go(2, 12);
        await SeeAsync(Two);
        Go(3, 6, 59);
        await _desk.MakeDueAsync(default);
        var early = (await _desk.ReadAsync(null, default)).Value;

        Assert.True(early.Provisional);
        Assert.Single(early.New);
        Assert.Equal("2026-03-03", early.Date);
    }

    [Fact]
    public async Task Is_not_found_for_a_day_on_which_none_was_made()
    {
        Go(9, 8);
        Assert.Equal(404, (await _desk.ReadAsync("2026-03-01", default)).Error?.Status);
        Assert.Equal(404, (await _desk.ReadAsync("2026-03-10", default)).Error?.Status);
        Assert.NotNull((await _desk.ReadAsync("9 March", default)).Error);
    }

    [Theory]
    [InlineData("2026-03-08", "2026-03-07T12:00:00Z", "2026-03-08T11:00:00Z")]
    [InlineData("2026-03-09", "2026-03-08T11:00:00Z", "2026-03-09T11:00:00Z")]
    [InlineData("2026-11-01", "2026-10-31T11:00:00Z", "2026-11-01T12:00:00Z")]
    public async Task Spans_the_days_on_which_clocks_change_without_a_gap(string date, string from, string until)
    {
        _house.Time.SetUtcNow(DateTimeOffset.Parse(until, System.Globalization.CultureInfo.InvariantCulture));
        await _desk.MakeDueAsync(default);
        var digest = (await _desk.ReadAsync(date, default)).Value;

        Assert.False(digest.Provisional);
        Assert.Equal(DateTimeOffset.Parse(from, System.Globalization.CultureInfo.InvariantCulture), digest.From);
        Assert.Equal(DateTimeOffset.Parse(until, System.Globalization.CultureInfo.InvariantCulture), digest.Until);
    }

    [Theory]
    [InlineData("2026-03-08", "2026-03-08T07:30:00Z")]
    [InlineData("2026-11-01", "2026-11-01T05:30:00Z")]
    public void Has_an_hour_even_where_the_clocks_skip_or_repeat_it(string day, string at)
    {
        var hour = day == "2026-11-01" ? new TimeSpan(1, 30, 0) : new TimeSpan(2, 30, 0);
        Assert.Equal(DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture),
            new RegionDay(TimeZoneInfo.FindSystemTimeZoneById("America/New_York")).At(DateOnly.ParseExact(day, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), hour));
    }

    [Theory]
    [InlineData(0, PaperSize.Letter)]
    [InlineData(1, PaperSize.Letter)]
    [InlineData(500, PaperSize.Letter)]
    [InlineData(500, PaperSize.A4)]
    public async Task Fits_on_one_page_of_text_whatever_there_is(int leads, PaperSize size)
    {
        Go(2, 12);
        await SeeAsync(Two);
        var digest = Filled(await OnAsync(3), leads);
        var pdf = Paper(size).Write(digest);
        using var paper = new PaperReader(pdf);

        Assert.Single(paper.Pages);
        Assert.Contains("Daily review, Tuesday 3 March 2026", paper.Text, StringComparison.Ordinal);
        using var document = UglyToad.PdfPig.PdfDocument.Open(pdf);
        Assert.Equal(size == PaperSize.A4 ? (595, 842) : (612, 792), (document.GetPage(1).Width, document.GetPage(1).Height));

        // For who wants to look at the pages.
        if (Environment.GetEnvironmentVariable("CGIHUB_PAPER_TO") is { } folder)
        {
            await File.WriteAllBytesAsync(Path.Combine(folder, $"digest-{leads}-{size}.pdf"), pdf);
        }
    }

    [Fact]
    public async Task Is_tagged_on_paper_with_a_bookmark_for_each_of_its_lists()
    {
        Go(2, 12);
        await SeeAsync(Two);
        using var paper = new PaperReader(Paper(PaperSize.Letter).Write(Filled(await OnAsync(3), 3)));
        string[] lists = ["Look at these first", "Risen since yesterday, and why", "New", "Clocks that ran out", "Open, and nobody touched them", "Confirmed by an examiner", "Eliminated: withdraw them wherever they were entered", "Sources"];

        Assert.True(paper.Marked);
        Assert.Equal(["Daily review, Tuesday 3 March 2026", .. lists], paper.Bookmarks);
        var kinds = paper.Tags.Select(t => t.Kind).Where(k => k != "Document").ToList();
        Assert.Equal("H1", kinds[0]);
        Assert.Equal(lists.Length, kinds.Count(k => k == "H2"));
        Assert.Equal(lists.Length, kinds.Count(k => k == "L"));
        Assert.Equal((6, 6), (kinds.Count(k => k == "TH"), kinds.Count(k => k == "TD")));
        Assert.All(paper.Tags.Where(t => t.Kind == "TH"), t => Assert.True(t.Column));
        Assert.Contains("A question mark may stand for a letter", paper.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Is_the_same_bytes_whenever_it_is_put_onPaper()
    {
        Go(2, 12);
        await SeeAsync(Two);
        var digest = Filled(await OnAsync(3), 40);
        Assert.Equal(Paper(PaperSize.A4).Write(digest), Paper(PaperSize.A4).Write(digest));
        Assert.NotEqual(Paper(PaperSize.A4).Write(digest), Paper(PaperSize.A4).Write(digest with { Marking = "OTHER" }));
    }

    [Fact]
    public async Task Counts_on_paper_what_does_not_fit()
    {
        Go(2, 12);
        await SeeAsync(Two);
        using var paper = new PaperReader(Paper(PaperSize.Letter).Write(Filled(await OnAsync(3), 500)));
        Assert.True(System.Text.RegularExpressions.Regex.Count(paper.Text, @"and 4\d\d more") >= 5);
    }

    private static Digest Filled(Digest digest, int leads)
    {
        var many = Enumerable.Range(1, leads).Select(i => new DigestLead($"ld-{i:d16}", $"26-{i:d4}", i % 7 == 0 ? LeadStatus.Hit : LeadStatus.Lead, i < 8 ? Band.Immediate : Band.High, 90 - i / 10.0,
            ["2 events are homicides.", "Events of 4 agencies \u202Eevil\u202C 漢字.", "A person of interest absconded from supervision, and the gun fired twice within four days of the last event."], [Lead.North, Lead.South])
        { Rise = 12.5, FromBand = Band.Medium, QuietSince = digest.From }).ToList();
        return digest with
        {
            Counts = new DigestCounts(leads, leads, leads, leads, leads, leads),
            Top = [.. many.Take(10)],
            New = [.. many.Take(50)],
            Risen = [.. many.Take(50)],
            Stale = [.. many.Take(50)],
            Confirmed = [.. many.Take(50)],
            Eliminated = [.. many.Take(50)],
            Breached = [.. many.Take(50).Select(l => new BreachAlert(l.LeadId, l.LeadNumber, "acknowledged", Lead.North, digest.From, digest.Until, l.Band))],
            Sources = leads == 0 ? [] : [new DigestSource("parole", 3, true), new DigestSource("probation", 0, false)],
        };
    }
}
