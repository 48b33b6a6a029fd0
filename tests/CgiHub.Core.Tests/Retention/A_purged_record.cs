using System.Text;
using System.Text.Json;
using CgiHub.Core.Agencies;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Packets;
using CgiHub.Core.Records;
using CgiHub.Core.Storage;
using CgiHub.Core.Tests.Packets;
using CgiHub.Core.Tests.Records;
using CgiHub.Core.Triage;
using CsCheck;

namespace CgiHub.Core.Tests.Retention;

public sealed class A_purged_record
{
    private const string Mark = "QUAGMIRE";
    private const string Number = "26-0001";
    private static readonly PageRequest Page = new(50, null);
    private static readonly Person Suspect = Made.Person("Testa Sample", 1990, "12345AB6");
    private static readonly Person Marked = Made.Person($"Zeb {Mark}", 1971, "99887ZZ1", $"{Mark} crew") with { Address = $"1 {Mark} street", Aliases = [$"{Mark} alias"] };

    /// <summary>What stands on the gun's path besides the record that goes.</summary>
    private static async Task<RetentionHouse> PlayedAsync(params (string, string)[] settings)
    {
        var house = new RetentionHouse(settings);
        await house.OpenAsync();
        await house.LandAsync(Made.North, Made.Incident("N1", persons: Suspect.As(IncidentRole.Suspect)) with { Narrative = "Two men fired." });
        await house.LandAsync(Made.South, Made.Incident("S1", Made.Noon.AddDays(1), 40.71));
        await house.LandAsync(Made.North, Made.Plate("p1", "KEPT123", Made.Noon, 40.7, -74.0));
        await house.LandAsync(Made.Lab, Made.Notice("n1", Number, NibinKind.Lead, 0, Made.Casing(Made.North, "N1"), Made.Casing(Made.South, "S1")));
        return house;
    }

    /// <summary>One record of each feed that a packet of this lead tells, each of its values marked.</summary>
    private static (Ori Agency, FeedRecord Record) Of(string feed) => feed switch
    {
        "incidents" => (Made.East, Made.Incident("E1", Made.Noon.AddDays(2), 40.7, -74.0, Marked.As(IncidentRole.Suspect)) with { Narrative = $"{Mark} fired.", Address = $"{Mark} corner" }),
        "firearms" => (Made.South, Made.Firearm("S1", "G1", "1", $"{Mark}77", $"{Mark} Arms", Marked)),
        "traces" => (Made.South, Made.Trace("1", "369J257", "Arms", Marked)),
        "arrests" => (Made.South, Made.Arrest("1", Marked, caseNumber: "S1")),
        "supervision" => (Made.North, Made.Supervision("1", Marked)),
        "osint" => (Made.North, Made.Post("1", [Suspect, Marked], $"{Mark} crew") with { Text = $"{Mark} says", Handle = $"@{Mark}", Url = $"https://example.test/{Mark}", CriminalNexus = $"{Mark} shows the gun." }),
        _ => throw new ArgumentOutOfRangeException(nameof(feed)),
    };

    /// <summary>What puts the record of a feed onto the path, where it does not stand there by itself.</summary>
    private static async Task PrepareAsync(RetentionHouse house, string feed)
    {
        switch (feed)
        {
            case "incidents":
                await house.LandAsync(Made.Lab, Made.Notice("n2", Number, NibinKind.Lead, 1, Made.Casing(Made.South, "S1"), Made.Casing(Made.East, "E1")));
                break;
            case "traces":
                await house.LandAsync(Made.South, Made.Firearm("S1", "G1", "1", "369J257", "Arms"));
                break;
            case "supervision":
                await house.LandAsync(Made.North, Made.Incident("N1", persons: new Person { FullName = "Somebody", Ids = Marked.Ids }.As(IncidentRole.Suspect)));
                break;
        }
    }

    /// <summary>North keeps the marked arrest from South, South another one from North: so there is an edition with the marked one and an edition without it.</summary>
    [Fact]
    public async Task That_its_originator_kept_goes_from_every_edition_and_who_never_had_it_is_told_nothing()
    {
        await using var house = await PlayedAsync();
        await house.LandAsync(Made.South, Made.Arrest("2", Suspect, caseNumber: "S1") with { Handling = new Handling { ReleasableTo = [] } });
        var kept = Made.Arrest("1", Marked, caseNumber: "N1") with { Handling = new Handling { ReleasableTo = [] } };
        await house.LandAsync(Made.North, kept);
        Assert.Contains(Mark, JsonSerializer.Serialize(await house.NewestAsync(Number, Made.North), PacketsJson.Default.LeadPacket), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Mark, JsonSerializer.Serialize(await house.NewestAsync(Number, Made.South), PacketsJson.Default.LeadPacket), StringComparison.OrdinalIgnoreCase);

        await house.PurgeAsync(RetentionHouse.IdOf("arrests", Made.North, kept.SourceId));
        Assert.Empty(await house.FindAsync(Mark));
        Assert.Equal([NoticeKind.Purged], (await house.NewestAsync(Number, Made.North)).Notices!.Select(n => n.Kind));
        Assert.Null((await house.NewestAsync(Number, Made.South)).Notices);
    }

    public static TheoryData<string> Feeds => [.. RetentionOptions.Feeds];

    [Theory, MemberData(nameof(Feeds))]
    public async Task Is_found_nowhere(string feed)
    {
        await using var house = await PlayedAsync();
        await PrepareAsync(house, feed);
        var (agency, record) = Of(feed);

        // Once without a field that it needs, so that the row lies among the rejected ones.
        var spoilt = JsonSerializer.SerializeToNode(record, RecordsJson.Default.FeedRecord)!.AsObject();
        spoilt.Remove("$feed");
        foreach (var needed in (string[])["caseNumber", "traceNumber", "arrestNumber", "recordId", "itemId"])
        {
            spoilt.Remove(needed);
        }

        Assert.Equal(1, (await house.SendAsync(agency, feed, $"[{spoilt.ToJsonString()}]")).Rejected);
        await house.SendAsync(agency, record);
        await house.LandAsync(Made.South, Made.Incident("S1", Made.Noon.AddDays(1), 40.71) with { Injured = 1 });
        await house.Of<DigestDesk>().MakeDueAsync(default);
        house.Time.Advance(TimeSpan.FromDays(1));
        await house.Of<DigestDesk>().MakeDueAsync(default);
        var told = await house.NewestAsync(Number);
        Assert.Contains(Mark, JsonSerializer.Serialize(told, PacketsJson.Default.LeadPacket), StringComparison.OrdinalIgnoreCase);
        var before = await house.FindAsync(Mark);
        Assert.Contains(before, f => f.StartsWith("mentions", StringComparison.Ordinal));
        Assert.Contains(before, f => f.StartsWith("leads", StringComparison.Ordinal));
        Assert.Contains(before, f => f.StartsWith("receipts/", StringComparison.Ordinal));

        await house.PurgeAsync(RetentionHouse.IdOf(feed, agency, record.SourceId));
        Assert.Empty(await house.FindAsync(Mark));
        Assert.Empty(await house.FindAsync("1971-04-17"));
        await house.SweepAsync(TimeSpan.FromHours(2));
        Assert.Empty(await house.FindAsync(Mark));
        Assert.DoesNotContain(house.Documents.Everything(), d => d.Partition.EndsWith("|purges", StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(Feeds))]
    public async Task Is_taken_out_of_the_versions_that_told_it_and_everyone_hears_of_it(string feed)
    {
        await using var house = await PlayedAsync();
        await PrepareAsync(house, feed);
        var (agency, record) = Of(feed);
        var without = (await house.NewestAsync(Number)).Version;
        await house.LandAsync(agency, record);
        await house.LandAsync(Made.South, Made.Incident("S1", Made.Noon.AddDays(1), 40.71) with { Injured = 1 });
        var with = (await house.NewestAsync(Number)).Version;
        Assert.True(with > without);

        await house.PurgeAsync(RetentionHouse.IdOf(feed, agency, record.SourceId));
        var newest = await house.NewestAsync(Number, Made.North);
        Assert.True(newest.Version > with);
        var notice = Assert.Single(newest.Notices!, n => n.Kind == NoticeKind.Purged);
        Assert.Equal(newest.Version, notice.Version);
        Assert.Contains("Destroy your copies", notice.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain(Mark, JsonSerializer.Serialize(newest, PacketsJson.Default.LeadPacket), StringComparison.OrdinalIgnoreCase);
        foreach (var version in Enumerable.Range(1, newest.Version - 1))
        {
            var read = await house.VersionAsync(Number, version);
            Assert.Equal(notice.Versions.Contains(version) ? 2910 : null, read.Error?.Number);
        }

        Assert.Contains(with, notice.Versions);
        Assert.Contains("purged", (await house.Of<PacketInbox>().ListAsync(new Caller("n", Roles.AnyAgency, Made.North), all: false, Page, default)).Value.Items.Single().Notices!);
        var message = house.Queue.Of($"packets-{Made.North}")[^1];
        Assert.Equal("purged", message.Properties["notice"]);
        var log = (await house.Of<DisseminationLog>().ListAsync(RetentionHouse.Supervisor, RetentionHouse.LeadId(Number), new PageRequest(200, null), default)).Value.Items;
        Assert.Equal(Enumerable.Range(1, newest.Version), log.Where(e => e.Releases.Any(r => r.ReadBy is null)).Select(e => e.Version).Order());
    }

    [Fact]
    public async Task Is_named_to_nobody_who_was_never_shown_it()
    {
        await using var house = await PlayedAsync();
        var (agency, post) = Of("osint");
        await house.LandAsync(agency, post);
        await house.LandAsync(Made.South, Made.Incident("S1", Made.Noon.AddDays(1), 40.71) with { Injured = 1 });
        var with = (await house.NewestAsync(Number)).Version;
        await house.PurgeAsync(RetentionHouse.IdOf("osint", agency, post.SourceId));

        // South may see no criminal intelligence: it had none, and is not told that there was some.
        var south = await house.NewestAsync(Number, Made.South);
        Assert.Null(south.Notices);
        Assert.DoesNotContain("23.20", JsonSerializer.Serialize(south, PacketsJson.Default.LeadPacket), StringComparison.Ordinal);
        var refused = (await house.VersionAsync(Number, with, Made.South)).Error!;
        Assert.Equal(410, refused.Status);
        Assert.DoesNotContain("purged", refused.Detail, StringComparison.Ordinal);
        Assert.Contains("purged", (await house.VersionAsync(Number, with, Made.North)).Error!.Detail, StringComparison.Ordinal);
        Assert.Equal(404, (await house.VersionAsync(Number, with, Made.East)).Error!.Status);
    }

    [Fact]
    public async Task Is_told_on_paper()
    {
        await using var house = await PlayedAsync();
        var (agency, post) = Of("osint");
        await house.LandAsync(agency, post);
        await house.LandAsync(Made.South, Made.Incident("S1", Made.Noon.AddDays(1), 40.71) with { Injured = 1 });
        await house.PurgeAsync(RetentionHouse.IdOf("osint", agency, post.SourceId));
        var printed = await house.Of<PacketPrinter>().PrintAsync(new Caller("n", Roles.AnyAgency, Made.North), RetentionHouse.PacketId(Number), null, default);
        using var paper = new PaperReader(printed.Value.Pdf);
        var text = paper.Text;
        Assert.Contains("PURGED", text, StringComparison.Ordinal);
        Assert.Contains("Destroy your copies", text, StringComparison.Ordinal);
        Assert.Contains("The version before was withdrawn", text, StringComparison.Ordinal);
        Assert.DoesNotContain(Mark, text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Is_repeated_to_who_had_not_read_the_notice_when_the_next_version_came()
    {
        await using var house = await PlayedAsync();
        var (agency, arrest) = Of("arrests");
        await house.LandAsync(agency, arrest);
        await house.PurgeAsync(RetentionHouse.IdOf("arrests", agency, arrest.SourceId));
        var noticed = (await house.NewestAsync(Number)).Version;
        await house.LandAsync(Made.South, Made.Incident("S1", Made.Noon.AddDays(1), 40.71) with { Injured = 2 });

        var newest = await house.NewestAsync(Number, Made.North);
        Assert.True(newest.Version > noticed);
        Assert.Equal(noticed, Assert.Single(newest.Notices!).Version);
        var north = new Caller("n", Roles.AnyAgency, Made.North);
        Assert.Equal(["purged"], (await house.Of<PacketInbox>().ListAsync(north, all: false, Page, default)).Value.Items.Single().Notices!);
        Assert.False(house.Queue.Of($"packets-{Made.North}")[^1].Properties.ContainsKey("notice"));
        Assert.Null((await house.Of<PacketInbox>().AcknowledgeAsync(north, RetentionHouse.PacketId(Number), default)).Error);
        await house.LandAsync(Made.South, Made.Incident("S1", Made.Noon.AddDays(1), 40.71) with { Injured = 3 });
        Assert.Null((await house.Of<PacketInbox>().ListAsync(north, all: false, Page, default)).Value.Items.Single().Notices);
    }

    [Fact]
    public async Task Is_found_in_versions_of_leads_on_which_it_no_longer_stands()
    {
        await using var house = await PlayedAsync();
        var (agency, arrest) = Of("arrests");
        await house.LandAsync(agency, arrest);
        await house.LandAsync(Made.Lab, Made.Notice("n9", Number, NibinKind.Elimination, 9, Made.Casing(Made.North, "N1"), Made.Casing(Made.South, "S1")));
        await house.LandAsync(Made.South, (FeedRecord)Made.Arrest("1", Marked));
        Assert.DoesNotContain(Mark, JsonSerializer.Serialize(await house.NewestAsync(Number), PacketsJson.Default.LeadPacket), StringComparison.OrdinalIgnoreCase);
        Assert.NotEmpty(await house.FindAsync(Mark));

        await house.PurgeAsync(RetentionHouse.IdOf("arrests", agency, arrest.SourceId));
        Assert.Empty(await house.FindAsync(Mark));
        Assert.Contains((await house.NewestAsync(Number)).Notices!, n => n.Kind == NoticeKind.Purged);
    }

    [Fact]
    public async Task Is_refused_when_it_is_sent_again_whatever_it_says_then()
    {
        await using var house = await PlayedAsync();
        var (agency, arrest) = Of("arrests");
        await house.SendAsync(agency, arrest);
        await house.PurgeAsync(RetentionHouse.IdOf("arrests", agency, arrest.SourceId));

        foreach (var again in new[] { arrest, (Arrest)arrest with { Offenses = ["521"] } })
        {
            var receipt = await house.SendAsync(agency, again);
            Assert.Equal((1, 0, 1), (receipt.Received, receipt.Accepted, receipt.Rejected));
            Assert.Equal(("/sourceId", "purged"), (receipt.Errors.Single().Pointer, receipt.Errors.Single().Code));
            Assert.Null(receipt.RejectedType);
            Assert.Empty(await house.FindAsync(Mark));
        }

        // What is good again is a new record.
        Assert.Equal(1, (await house.SendAsync(agency, arrest with { SourceId = "another" })).Accepted);
    }

    [Fact]
    public async Task Leaves_who_purged_it_when_and_by_which_rule_and_nothing_else()
    {
        await using var house = await PlayedAsync();
        var (agency, arrest) = Of("arrests");
        await house.LandAsync(agency, arrest);
        var id = RetentionHouse.IdOf("arrests", agency, arrest.SourceId);
        await house.PurgeAsync(id);
        await house.SweepAsync(TimeSpan.FromHours(2));
        var left = house.Documents.Everything().Where(d => d.Document.Id == id).ToList();
        Assert.Equal(["records", "retention"], left.Select(d => d.Container));
        Assert.All(left, d =>
        {
            var text = Encoding.UTF8.GetString(d.Document.Body.Span);
            Assert.Contains("\"by\":\"supervisor\"", text, StringComparison.Ordinal);
            Assert.Contains("A court ordered it.", text, StringComparison.Ordinal);
            Assert.Contains("\"hash\":\"\"", text, StringComparison.Ordinal);
            Assert.Contains("\"keys\":[]", text, StringComparison.Ordinal);
        });
        Assert.Equal(404, (await house.Desk.PurgeAsync(RetentionHouse.Supervisor, id, new PurgeRequest { Reason = "again" }, default)).Error?.Status);
    }

    [Fact]
    public async Task Changes_nothing_when_its_purge_is_run_again()
    {
        await using var house = await PlayedAsync();
        var (agency, arrest) = Of("arrests");
        await house.LandAsync(agency, arrest);
        await house.PurgeAsync(RetentionHouse.IdOf("arrests", agency, arrest.SourceId));
        var once = Kept(house);
        await house.SweepAsync(TimeSpan.FromHours(2));
        Assert.Equal(once, Kept(house));
        await house.SweepAsync(TimeSpan.FromHours(2));
        Assert.Equal(once, Kept(house));
    }

    [Fact]
    public async Task Ends_the_same_whichever_write_of_its_purge_was_the_last_before_the_hub_was_killed()
    {
        string? whole = null;
        var (agency, arrest) = Of("arrests");
        var id = RetentionHouse.IdOf("arrests", agency, arrest.SourceId);
        var commits = int.MaxValue;
        for (var killedAfter = -1; killedAfter < commits; killedAfter++)
        {
            await using var house = await PlayedAsync();
            await house.LandAsync(agency, arrest);
            if (killedAfter < 0)
            {
                var before = house.Killable.Commits;
                await house.PurgeAsync(id);
                await house.SweepAsync(TimeSpan.FromHours(2));
                commits = house.Killable.Commits - before;
            }
            else
            {
                house.Killable.KillAfter(killedAfter);
                await Record.ExceptionAsync(() => house.PurgeAsync(id));
                await Record.ExceptionAsync(() => house.SweepAsync());
                house.Killable.Restart();

                // Messages that were being handled come again; the plan is where it was. Where not even that was written, the caller has no answer and asks again.
                await house.SettleAsync();
                await house.Desk.PurgeAsync(RetentionHouse.Supervisor, id, new PurgeRequest { Reason = "A court ordered it." }, default);
                await house.SettleAsync();
                await house.SweepAsync();
                await house.SweepAsync(TimeSpan.FromHours(2));
                await house.SweepAsync(TimeSpan.FromHours(2));
            }

            Assert.Empty(await house.FindAsync(Mark));
            var newest = await house.NewestAsync(Number);
            Assert.Contains(newest.Notices!, n => n.Kind == NoticeKind.Purged);
            whole ??= Content(newest);
            Assert.Equal(whole, Content(newest));
        }

        Assert.True(commits > 15, $"Only {commits} writes.");
    }

    [Fact]
    public async Task Is_not_told_again_by_a_worker_that_drew_the_lead_before()
    {
        await using var house = new PacketHouse();
        var without = Lead.Over((Lead.North, "N1"), (Lead.South, "S1"));
        await house.SeeAsync(without);
        house.Picture = without with { Arrests = [Lead.Stored("arrests", Lead.South, Made.Arrest("1", Marked, caseNumber: "S1"))] };
        house.Known = Lead.Awaited;
        house.WhileAsking = async () =>
        {
            // Meanwhile it is purged.
            house.WhileAsking = () => Task.CompletedTask;
            house.Picture = without;
            var stored = (await house.Documents.ReadAsync(Containers.Leads, Lead.Id, LeadDocument.DocumentId, default))!;
            var lead = JsonSerializer.Deserialize(stored.Body.Span, TriageJson.Default.LeadDocument)! with { Withdrawals = 1, Notices = [new LeadNotice(NoticeKind.Purged, "rule", Lead.Noon, [1], "Destroy your copies.")] };
            await house.Documents.CommitAsync(Containers.Leads, Lead.Id, [DocumentWrite.Replace(LeadDocument.DocumentId, stored.ETag, JsonSerializer.SerializeToUtf8Bytes(lead, TriageJson.Default.LeadDocument))], default);
        };
        await house.Issuer.EvaluateAsync(Lead.Id, default);
        var told = (await house.VersionsAsync())[^1];
        Assert.Equal(2, told.Version);
        Assert.Empty(told.Arrests);
        Assert.Equal(2, Assert.Single(told.Notices!).Version);
    }

    [Fact]
    public async Task Leaves_a_region_as_if_it_had_never_been()
    {
        var kinds = RetentionOptions.Feeds.Concat(["others"]).ToArray();
        await Gen.Select(Gen.OneOfConst([.. RetentionOptions.Feeds]), Gen.Shuffle(kinds)).SampleAsync(async (feed, order) =>
        {
            await using var with = await PlayedAsync();
            await using var never = await PlayedAsync();
            foreach (var house in new[] { with, never })
            {
                await PrepareAsync(house, feed);
                foreach (var other in order)
                {
                    if (other == feed)
                    {
                        if (house == with)
                        {
                            await house.LandAsync(Of(feed).Agency, Of(feed).Record);
                        }
                    }
                    else if (other == "others")
                    {
                        await house.LandAsync(Made.North, Made.Post("2", [Suspect], "North Side"), Made.Arrest("2", Suspect, caseNumber: "N1"));
                    }
                    else if (other is "arrests" or "osint")
                    {
                        // Somebody else's record of the same person stays, and so does what it says.
                        await house.LandAsync(Of(other).Agency, Of(other).Record);
                    }
                }
            }

            await with.PurgeAsync(RetentionHouse.IdOf(feed, Of(feed).Agency, Of(feed).Record.SourceId));
            await with.SweepAsync(TimeSpan.FromHours(2));
            await never.SweepAsync(TimeSpan.FromHours(2));
            Assert.Equal(Drawn(await never.Of<CaseMapLinker>().DrawAsync(RetentionHouse.LeadId(Number), default)), Drawn(await with.Of<CaseMapLinker>().DrawAsync(RetentionHouse.LeadId(Number), default)));
            Assert.Equal(Of(never, "mentions"), Of(with, "mentions"));
            Assert.Equal(Of(never, "cells"), Of(with, "cells"));
            Assert.Equal(Of(never, "guns"), Of(with, "guns"));

            // What is of no substance by itself goes along with the next version: both get one.
            foreach (var house in new[] { with, never })
            {
                await house.LandAsync(Made.South, Made.Incident("S1", Made.Noon.AddDays(1), 40.71) with { Injured = 7 });
            }

            Assert.Equal(Content(await never.NewestAsync(Number)), Content(await with.NewestAsync(Number)));
        }, iter: 12, threads: 1);
    }

    private static string Drawn(LeadPicture? picture) => JsonSerializer.Serialize(picture!, CaseMapsJson.Default.LeadPicture);

    /// <summary>What a packet tells, without its number, its time and what it says of others.</summary>
    private static string Content(LeadPacket packet) => JsonSerializer.Serialize(
        packet with { Version = 0, IssuedAt = default, Reason = PacketReason.New, Notices = null, Clocks = [], Enrichment = [], Priority = packet.Priority with { Score = 0, Decay = 0 } }, PacketsJson.Default.LeadPacket);

    private static List<string> Of(RetentionHouse house, string container) =>
        [.. house.Documents.Everything().Where(d => d.Container == container).Select(d => $"{d.Partition} {d.Document.Id} {d.Document.Sort} {Encoding.UTF8.GetString(d.Document.Body.Span)}")];

    /// <summary>Everything but the purges that are under way.</summary>
    private static List<string> Kept(RetentionHouse house) =>
        [.. house.Documents.Everything().Where(d => !d.Partition.EndsWith("|purges", StringComparison.Ordinal)).Select(d => $"{d.Container} {d.Partition} {d.Document.Id} {Encoding.UTF8.GetString(d.Document.Body.Span)}")];
}
