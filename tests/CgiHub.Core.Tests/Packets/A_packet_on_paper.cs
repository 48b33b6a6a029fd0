using CgiHub.Core.Agencies;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Packets;
using CgiHub.Core.Packets.Paper;

namespace CgiHub.Core.Tests.Packets;

public sealed class A_packet_on_paper : IDisposable
{
    private static readonly DisseminationRules Nothing = new() { TraceData = false, CriminalIntelligence = false, Supervision = false };
    private readonly PaperHouse _house = new();

    public void Dispose() => _house.Dispose();

    [Fact]
    public async Task Says_what_a_detective_needs()
    {
        var view = await PaperHouse.EverythingAsync();
        using var paper = _house.Read(view);
        string[] needed =
        [
            "Lead 26-0001: unconfirmed", "unconfirmed presumed association", "Do next", "Interview Sam Open", "Why it ranks", "One event is a homicide.",
            "Timeline", "Homicide", "Shots fired", "N1", "ZZ0000002", "Persons on the gun's path", "possessor, suspect",
            "Parole ABSCONDED", "FIREARMS FORBIDDEN", "SUPERVISIONMARK officer", "A123", "TRACEMARK-T", "ABC123 (NY)", "stolen",
            "South Police", "Sgt. Miller, 555-0142", "How fresh it is", "eTrace", "Acknowledge by", "Handling", view.Id, "version 1",
        ];
        Assert.All(needed, n => Assert.Contains(n, paper.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Bears_its_marking_its_version_and_its_number_on_every_page()
    {
        var view = await PaperHouse.EverythingAsync();
        using var paper = _house.Read(view);
        Assert.InRange(paper.Pages.Count, 2, PacketPaper.MostPages);
        for (var i = 0; i < paper.Pages.Count; i++)
        {
            Assert.Equal(2, paper.Pages[i].Split("LAW ENFORCEMENT SENSITIVE").Length - 1 - (paper.Pages[i].Contains("LAW ENFORCEMENT SENSITIVE. Made for", StringComparison.Ordinal) ? 1 : 0));
            Assert.Contains($"Page {i + 1} of {paper.Pages.Count}", paper.Pages[i], StringComparison.Ordinal);
            Assert.Contains($"packet {view.Id} version 1, for ZZ0000001", paper.Pages[i], StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Tells_time_as_the_region_does_and_how_far_that_is_from_utc()
    {
        using var paper = _house.Read(await PaperHouse.EverythingAsync());
        Assert.Contains("Fri 27 Feb 2026 07:00 (UTC-05:00)", paper.Text, StringComparison.Ordinal);
        Assert.Contains("Times are America/New_York", paper.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_every_rule_that_withholds_something_and_nothing_that_it_withholds()
    {
        var view = await PaperHouse.EverythingAsync(Nothing);
        using var paper = _house.Read(view);
        Assert.Contains("Withheld from this agency: Firearm trace contents (Tiahrt amendment)", paper.Text, StringComparison.Ordinal);
        Assert.All(view.Dissemination.Withheld, w => Assert.Contains(w.Rule, paper.Text, StringComparison.Ordinal));
        Assert.All(new[] { "TRACEMARK", "INTELMARK", "SUPERVISIONMARK" }, m => Assert.DoesNotContain(m, paper.Text, StringComparison.OrdinalIgnoreCase));
        Assert.All(paper.Tags, t => Assert.DoesNotContain("MARK", t.Shows ?? "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Is_tagged_in_reading_order_with_heads_of_columns_and_words_for_pictures()
    {
        using var paper = _house.Read(await PaperHouse.EverythingAsync());
        Assert.True(paper.Marked);
        Assert.Contains("en-US", paper.Catalog.Data["Lang"].ToString(), StringComparison.Ordinal);
        Assert.StartsWith("Lead packet pk-", paper.Title, StringComparison.Ordinal);
        var tags = paper.Tags;
        var kinds = tags.Select(t => t.Kind).ToList();
        Assert.Equal("H1", kinds.First(k => k is not "Document"));
        Assert.True(kinds.Count(k => k == "H2") >= 10);
        Assert.All(["Table", "TR", "TD", "L", "LI", "LBody", "P"], k => Assert.Contains(k, kinds));
        Assert.All(tags.Where(t => t.Kind == "TH"), t => Assert.True(t.Column));
        Assert.True(tags.Count(t => t.Kind == "Figure") >= 2);
        Assert.All(tags.Where(t => t.Kind == "Figure"), t => Assert.NotEqual("", t.Shows ?? ""));
        Assert.Equal(kinds.Count(k => k is "H1" or "H2"), paper.Bookmarks.Count);
        Assert.Equal("Lead 26-0001: unconfirmed", paper.Bookmarks[0]);
    }

    [Fact]
    public async Task Is_the_same_bytes_whenever_it_is_made()
    {
        var view = await PaperHouse.EverythingAsync();
        var again = new PaperImage(view.Images[0], PaperHouse.Picture());
        Assert.Equal(_house.Write(view, null, null, again), _house.Write(view, null, null, again));
        Assert.NotEqual(_house.Write(view), _house.Write(view with { Version = 2 }));
    }

    [Fact]
    public async Task Shows_the_images_that_its_reader_may_see_and_says_who_holds_the_others()
    {
        var view = await PaperHouse.EverythingAsync();
        var mine = view.Images.Single(i => i.Ori == Lead.North);
        using var paper = _house.Read(view, null, new PaperImage(mine, PaperHouse.Picture()));
        Assert.Equal(1, paper.Images);
        Assert.Contains(paper.Tags, t => t is { Kind: "Figure", Shows: "breech face, exhibit 1, case N1 of ZZ0000001" });
        Assert.Contains("Held by ZZ0000002, ask them: firing pin of exhibit 1, case S1", paper.Text, StringComparison.Ordinal);
        using var gone = _house.Read(view, null, new PaperImage(mine, null));
        Assert.Equal(0, gone.Images);
        Assert.Contains("In the hub, not printed here: breech face", gone.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_first_what_changed_since_the_version_before()
    {
        var before = await PaperHouse.EverythingAsync();
        var now = before with { Version = 2, Lead = before.Lead with { Status = LeadStatus.Hit }, Events = [.. before.Events, Lead.Event(Lead.East, "E1", Lead.Noon)] };
        using var paper = _house.Read(now, before);
        Assert.Contains("What changed since version 1 • An examiner CONFIRMED the lead: it is a hit now. • New event on the gun: Shots fired E1 of ZZ0000003.", paper.Pages[0], StringComparison.Ordinal);
        using var joined = _house.Read(now);
        Assert.Contains("the first version that was sent to this agency", joined.Pages[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_an_eliminated_lead_says_so_first_and_ranks_nothing()
    {
        var view = await PaperHouse.EverythingAsync();
        using var paper = _house.Read(view with { Lead = view.Lead with { Status = LeadStatus.Eliminated }, CaseMap = new CaseMap([], []) });
        Assert.Contains("Lead 26-0001: ELIMINATED, do not rely on it", paper.Pages[0], StringComparison.Ordinal);
        Assert.DoesNotContain("Why it ranks", paper.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Acknowledge by", paper.Text, StringComparison.Ordinal);
        Assert.Single(paper.Tags, t => t.Kind == "Figure");
    }

    [Fact]
    public async Task Sets_cyrillic_greek_and_vietnamese_names_and_admits_to_letters_that_it_cannot_set()
    {
        var view = await PaperHouse.EverythingAsync();
        using var paper = _house.Read(view with { Persons = [view.Persons[0] with { Label = "Иван Сидоров" }, view.Persons[0] with { Id = "pr-2", Label = "Ελένη" }, view.Persons[0] with { Id = "pr-3", Label = "Nguyễn Thị Ánh" }] });
        Assert.Contains("Иван Сидоров", paper.Text, StringComparison.Ordinal);
        Assert.Contains("Ελένη", paper.Text, StringComparison.Ordinal);
        Assert.Contains("Nguyễn Thị Ánh", paper.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("A question mark may stand for", paper.Text, StringComparison.Ordinal);
        using var other = _house.Read(view with { Persons = [view.Persons[0] with { Label = "王小明\u202Eab\0" }] });
        Assert.Contains("???ab", other.Text, StringComparison.Ordinal);
        Assert.Contains("A question mark may stand for a letter that this paper cannot set.", other.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Comes_on_either_size_of_paper()
    {
        var view = await PaperHouse.EverythingAsync();
        using var letter = UglyToad.PdfPig.PdfDocument.Open(_house.Write(view));
        using var a4 = UglyToad.PdfPig.PdfDocument.Open(_house.Write(view, null, new PacketOptions { Paper = Core.Triage.PaperSize.A4 }));
        Assert.Equal((612, 792), (letter.GetPage(1).Width, letter.GetPage(1).Height));
        Assert.Equal((595, 842), (a4.GetPage(1).Width, a4.GetPage(1).Height));
    }

    [Fact]
    public async Task Is_made_by_many_at_once()
    {
        var view = await PaperHouse.EverythingAsync();
        var expected = _house.Write(view);
        var made = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => _house.Write(view))));
        Assert.All(made, m => Assert.Equal(expected, m));
    }
}
