using System.Text.Json;
using CgiHub.Core.Agencies;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Packets;
using CgiHub.Core.Records;
using CgiHub.Core.Tests.CaseMaps;
using CgiHub.Core.Tests.Records;
using CsCheck;

namespace CgiHub.Core.Tests.Packets;

/// <summary>Originator control: East keeps records from North; South is named, or is not.</summary>
public sealed class A_record_that_its_originator_keeps : IDisposedAfterTest
{
    private const string Number = "26-0001";
    private static readonly string PacketId = "pk-" + Lead.Id[3..];

    private readonly MapHouse _maps = MapHouse.InMemory();
    private readonly PacketHouse _house = new();

    public A_record_that_its_originator_keeps() => _house.SeenBy = sight => _maps.Linker.DrawAsync(MapHouse.LeadId(Number), sight, default);

    public async ValueTask DisposeAsync()
    {
        await _house.DisposeAsync();
        await _maps.DisposeAsync();
    }

    private static T For<T>(T record, params Ori[] named)
        where T : FeedRecord => record with { Handling = new Handling { ReleasableTo = named } };

    private static Person Someone(string given, string family, int born = 1986) => new() { Name = new PersonName { Given = given, Family = family }, Dob = new DateOnly(born, 4, 11) };

    private static readonly Person Sam = Someone("Sam", "Open");

    private static IEnumerable<Row> Open() =>
    [
        new(Made.Lab, Made.Notice("n1", Number, NibinKind.Lead, 0, Made.Casing(Made.North, "N1"), Made.Casing(Made.South, "S1"), Made.Casing(Made.East, "E1"))),
        new(Made.North, Made.Incident("N1", persons: Sam.As(IncidentRole.Suspect))),
        new(Made.South, Made.Incident("S1", Made.Noon.AddDays(1), 40.71, persons: Someone("Uno", "Sample", 1970).As(IncidentRole.Victim))),
        new(Made.North, Made.Firearm("N1", serial: "ABC12345", make: "Glock", possessor: Someone("Uno", "Sample", 1970))),
        new(Made.North, Made.Gunshot("G0", Made.Noon, 40.7, -74.0)),
    ];

    private static Arrest Kept(params Ori[] named) => For(Made.Arrest("A1", Sam, caseNumber: "E1"), named);

    private static readonly string KeptName = $"arrests/{Made.East}/aA1";

    private async Task SeeAsync()
    {
        await _house.SeeAsync(await _maps.DrawAsync(Number));
        await _house.DispatchAsync();
    }

    private async Task<LeadPacket?> ReadAsync(Ori ori) =>
        (await _house.Inbox.ReadAsync(PacketHouse.Of(ori), PacketId, null, default)).TryGet(out var view, out _) ? view : null;

    private static string Text(LeadPacket? view) => JsonSerializer.Serialize(view!, PacketsJson.Default.LeadPacket);

    [Fact]
    public async Task Is_seen_by_its_sender_by_whom_they_name_and_by_nobody_else()
    {
        await _maps.LandAsync([.. Open(), new(Made.East, Kept(Made.South))]);
        await SeeAsync();
        Assert.DoesNotContain("aA1", Text(await ReadAsync(Made.North)), StringComparison.Ordinal);
        foreach (var reader in new[] { Made.East, Made.South })
        {
            var view = (await ReadAsync(reader))!;
            Assert.Contains(view.Arrests, a => a.Record == KeptName && a.Arrest.Handling!.ReleasableTo!.SequenceEqual([Made.South]));
            Assert.Equal([Made.South], view.Provenance.Single(p => p.Record == KeptName).ReleasableTo);
        }

        Assert.Contains((await ReadAsync(Made.North))!.Dissemination.Withheld, w => w == new Withheld("", "originator"));
    }

    [Fact]
    public async Task Is_marked_for_the_centers_staff()
    {
        await _maps.LandAsync([.. Open(), new(Made.East, Kept())]);
        await SeeAsync();
        var (view, _) = ((await _house.Inbox.ReadAsync(PacketHouse.Supervisor, PacketId, null, default)).Value, 0);
        Assert.Empty(view.Provenance.Single(p => p.Record == KeptName).ReleasableTo!);
        using var papers = new PaperHouse();
        using var paper = papers.Read(view, null, []);
        Assert.Contains($"ORIGINATOR-CONTROLLED by {Made.East}, for nobody else and the center only: {KeptName}", paper.Text.Replace("\n", " ", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reaches_others_with_the_next_version_once_it_names_them()
    {
        await _maps.LandAsync([.. Open(), new(Made.East, Kept(Made.South))]);
        await SeeAsync();
        await _maps.LandAsync(Made.East, Kept(Made.South, Made.North));
        await SeeAsync();
        var view = (await ReadAsync(Made.North))!;
        Assert.Equal(2, view.Version);
        Assert.Contains(view.Arrests, a => a.Record == KeptName);
        Assert.Equal([$"{PacketId}:1:{Made.North}", $"{PacketId}:2:{Made.North}"], await _house.QueueOfAsync(Made.North));
    }

    [Fact]
    public async Task Is_taken_back_with_the_next_version_once_it_names_them_no_longer()
    {
        await _maps.LandAsync([.. Open(), new(Made.East, Kept(Made.North))]);
        await SeeAsync();
        await _maps.LandAsync(Made.East, Kept());
        await SeeAsync();
        var view = (await ReadAsync(Made.North))!;
        Assert.Equal(2, view.Version);
        Assert.DoesNotContain("aA1", Text(view), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Is_seen_by_no_agency_that_the_registry_does_not_know()
    {
        _house.Agencies.TryRemove(Made.South, out _);
        await _maps.LandAsync([.. Open(), new(Made.East, Kept(Made.South))]);
        await SeeAsync();
        Assert.DoesNotContain("aA1", Text(await ReadAsync(Made.South)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Is_in_the_log_of_releases_as_kept_from_whom_it_was()
    {
        await _maps.LandAsync([.. Open(), new(Made.East, Kept(Made.South))]);
        await SeeAsync();
        await ReadAsync(Made.North);
        var log = (await _house.Log.ListAsync(PacketHouse.Supervisor, Lead.Id, new PageRequest(50, null), default)).Value;
        var releases = log.Items.SelectMany(e => e.Releases).ToList();
        Assert.Equal([Made.North, Made.North], releases.Where(r => r.Withheld.Contains("originator")).Select(r => r.Ori));
        Assert.Equal(4, releases.Count);
    }

    [Fact]
    public async Task Makes_nobody_a_recipient_whom_only_it_concerns()
    {
        // The test fire of a gun that East recovered is what East's casing was matched with; North and South know nothing of that gun.
        await _maps.LandAsync(
        [
            new(Made.Lab, Made.Notice("n1", Number, NibinKind.Lead, 0, Made.Casing(Made.North, "N1"), Made.Casing(Made.East, "E1", "T1"))),
            new(Made.Lab, Made.Notice("n2", "26-0002", NibinKind.Lead, 0, Made.Casing(Made.South, "S1"), Made.Casing(Made.East, "E1", "G1"))),
            new(Made.East, For(Made.Firearm("E1", serial: "ABC12345"))),
        ]);
        await SeeAsync();
        Assert.Contains((await ReadAsync(Made.East))!.Guns[0].Owners, o => o == Made.South);
        Assert.DoesNotContain(Made.South.Value, Text(await ReadAsync(Made.North)), StringComparison.Ordinal);
        Assert.Null(await ReadAsync(Made.South));
        Assert.Empty(await _house.QueueOfAsync(Made.South));

        // Nor does the log of who was told tell North of it, or South of anything.
        var log = (await _house.Log.ListAsync(PacketHouse.Of(Made.North), Lead.Id, new PageRequest(50, null), default)).Value;
        Assert.DoesNotContain(log.Items.SelectMany(e => e.Releases), r => r.Ori == Made.South);
        Assert.False((await _house.Log.ListAsync(PacketHouse.Of(Made.South), Lead.Id, new PageRequest(50, null), default)).TryGet(out _, out _));
    }

    [Fact]
    public async Task Is_no_new_event_to_whom_it_is_kept_from()
    {
        List<Row> rows =
        [
            new(Made.Lab, Made.Notice("n1", Number, NibinKind.Lead, 0, Made.Casing(Made.North, "N1"), Made.Casing(Made.East, "E1", "T1"))),
            new(Made.Lab, Made.Notice("n2", "26-0002", NibinKind.Lead, 0, Made.Casing(Made.South, "S1"), Made.Casing(Made.East, "E1", "G1"))),
        ];
        await _maps.LandAsync(rows);
        await SeeAsync();
        await _maps.LandAsync(Made.East, For(Made.Firearm("E1", serial: "ABC12345")));
        await SeeAsync();
        Assert.Equal(PacketReason.NewEvent, (await ReadAsync(Made.East))!.Reason);
        Assert.Equal(PacketReason.Enriched, (await ReadAsync(Made.North))!.Reason);
        await _maps.LandAsync(Made.East, For(Made.Firearm("E1", testFire: null, serial: "ABC12345")));
        await SeeAsync();
        Assert.Equal(PacketReason.Eliminated, (await ReadAsync(Made.East))!.Reason);
        Assert.Equal(PacketReason.Enriched, (await ReadAsync(Made.North))!.Reason);
    }

    [Fact]
    public async Task Protects_a_child_also_from_whom_it_is_kept()
    {
        // That Kim was seventeen is told by the kept record alone; North may not know juveniles, and its own record names Kim.
        var kim = new Person { Name = new PersonName { Given = "Kim", Family = "Younger" }, Ids = [new PersonIdentifier { Type = PersonIdentifierType.Fbi, Value = "123456AB7" }] };
        _house.Agencies[Made.North] = new Agency(Made.North, "North") { Dissemination = new DisseminationRules { Juveniles = false } };
        await _maps.LandAsync(
        [
            .. Open(),
            new(Made.South, Made.Arrest("A2", kim, caseNumber: "S1")),
            new(Made.East, For(Made.Arrest("A3", kim with { Dob = new DateOnly(2009, 1, 1) }, caseNumber: "E1"))),
        ]);
        await SeeAsync();
        Assert.Contains("Younger", Text(await ReadAsync(Made.South)), StringComparison.Ordinal);
        Assert.DoesNotContain("Younger", Text(await ReadAsync(Made.North)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Leaves_what_others_read_as_if_it_had_never_been_sent() => await Gen.Int[0, 8].HashSet[1, 4].SampleAsync(async chosen =>
    {
        Row[] kept =
        [
            new(Made.East, Kept()),
            new(Made.East, For(Made.Incident("E1", Made.Noon.AddDays(2), 40.72, persons: Sam.As(IncidentRole.Suspect) with { Groups = ["Hill"] }) with { Type = IncidentType.Homicide })),
            new(Made.East, For(Made.Firearm("E1", serial: "XYZ98765", make: "Taurus", possessor: Sam))),
            new(Made.East, For(Made.Trace("T1", "ABC12345", "Glock", Someone("Dos", "Buyer"), Sam) with { PurchasedAt = Made.Noon.AddDays(-30), RecoveredAt = Made.Noon.AddDays(3) })),
            new(Made.East, For(Made.Supervision("P1", Sam) with { Status = SupervisionStatus.Absconded })),
            new(Made.East, For(Made.Post("O1", [Sam], "Hill"))),
            new(Made.East, For(Made.Gunshot("G1", Made.Noon.AddSeconds(2), 40.7001, -74.0, 7))),
            new(Made.East, For(Made.Plate("R1", "ABC123", Made.Noon.AddMinutes(1), 40.7, -74.0, "stolen"))),

            // The same man by another name and the same number: it joins two that nothing else joins.
            new(Made.East, For(Made.Arrest("A9", Sam with { Aliases = ["Uno Sample"], Ids = [new PersonIdentifier { Type = PersonIdentifierType.Fbi, Value = "123456AB7" }] }, caseNumber: "E1"))),
        ];
        Assert.Equal(await TextAsync([.. Open()]), await TextAsync([.. Open(), .. kept.Where((_, i) => chosen.Contains(i))]));

        static async Task<string> TextAsync(Row[] rows)
        {
            await using var one = new A_record_that_its_originator_keeps();
            await one._maps.LandAsync(rows);
            await one.SeeAsync();
            var messages = await one._house.MessagesOfAsync(Made.North);
            var inbox = (await one._house.Inbox.ListAsync(PacketHouse.Of(Made.North), all: true, new PageRequest(50, null), default)).Value;
            return string.Join('\n',
                [
                    Text(await one.ReadAsync(Made.North)),
                    .. messages.Select(m => $"{System.Text.Encoding.UTF8.GetString(m.Body.Span)} {string.Join(' ', m.Properties.Select(p => $"{p.Key}={p.Value}"))}"),
                    JsonSerializer.Serialize(inbox, PacketsJson.Default.PageInboxItem),
                    JsonSerializer.Serialize((await one._house.Log.ListAsync(PacketHouse.Of(Made.North), Lead.Id, new PageRequest(50, null), default)).Value, PacketsJson.Default.PageDisseminationEntry),
                ]);
        }
    }, iter: 25, threads: 1);
}
