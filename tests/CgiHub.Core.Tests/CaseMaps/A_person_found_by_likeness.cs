using System.Text.Json;
using CgiHub.Core.Agencies;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Packets;
using CgiHub.Core.Records;
using CgiHub.Core.Storage;
using CgiHub.Core.Tests.Packets;
using CgiHub.Core.Tests.Records;

namespace CgiHub.Core.Tests.CaseMaps;

/// <summary>Records without a number or an exact name in common.</summary>
public sealed class A_person_found_by_likeness : IDisposedAfterTest
{
    private const string Number = "26-0001";

    private static readonly PersonInRole Suspect = new()
    {
        Role = IncidentRole.Suspect, Name = new PersonName { Given = "Robert", Family = "Trotworth" }, Dob = new DateOnly(1986, 4, 11), Address = "1482 Senfield Street Apt 4, Springfield, NY 12063",
    };

    private static readonly Person Alike = new() { Name = new PersonName { Given = "Bob", Family = "Trotwroth" }, Dob = new DateOnly(1986, 11, 4), Address = "1482 Senfeild St, Springfield" };
    private static readonly PersonInRole Common = new() { Role = IncidentRole.Suspect, Name = new PersonName { Given = "John", Family = "Smith" }, Dob = new DateOnly(1986, 4, 11) };
    private static readonly Person PerhapsCommon = new() { Name = new PersonName { Given = "Jon", Family = "Smyth" }, Dob = new DateOnly(1986, 4, 11) };

    private readonly MapHouse _house = new();

    public ValueTask DisposeAsync() => _house.DisposeAsync();

    private async Task<LeadPicture> WithAsync(MapHouse house, PersonInRole suspect, params FeedRecord[] elsewhere)
    {
        await house.LandAsync(Made.North, Made.Notice("n1", Number, NibinKind.Lead, 0, Made.Casing(Made.North, "N1"), Made.Casing(Made.South, "S1")), Made.Incident("N1", persons: suspect));
        await house.LandAsync(Made.East, elsewhere);
        return await house.DrawAsync(Number);
    }

    private static string IdOf(Person person) => "pr" + PersonKeys.Of(person).Min(k => k.Value)![2..];

    [Fact]
    public async Task Has_the_lead_looked_at_again_when_the_record_comes()
    {
        Assert.Empty((await WithAsync(_house, Suspect)).Supervision);
        await _house.AffectedAsync();
        await _house.LandAsync(Made.East, Made.Supervision("S1", Alike));
        Assert.Contains(MapHouse.LeadId(Number), await _house.AffectedAsync());
        var picture = await _house.DrawAsync(Number);
        Assert.Single(picture.Supervision);
        var person = Assert.Single(picture.Persons);
        Assert.Equal([$"incidents/{Made.North}/iN1", $"supervision/{Made.East}/sS1"], person.Records);
        Assert.Contains(person.Because, b => b.Text.Contains("given name in another form, day and month of birth swapped", StringComparison.Ordinal) && b.Text.EndsWith(" bits).", StringComparison.Ordinal) && b.Records.SequenceEqual(person.Records));
    }

    [Fact]
    public async Task Has_the_lead_looked_at_again_when_the_record_is_corrected_to_somebody_else()
    {
        var before = MapHouse.Written(await WithAsync(_house, Suspect));
        await _house.LandAsync(Made.East, Made.Supervision("S1", Alike));
        await _house.AffectedAsync();
        await _house.LandAsync(Made.East, Made.Supervision("S1", new Person { Name = new PersonName { Given = "Uno", Family = "Other" }, Dob = new DateOnly(1970, 2, 3) }));
        Assert.Contains(MapHouse.LeadId(Number), await _house.AffectedAsync());
        Assert.Equal(before, MapHouse.Written(await _house.DrawAsync(Number)));
    }

    [Fact]
    public async Task Leaves_the_leads_of_others_alone()
    {
        await WithAsync(_house, Suspect);
        await _house.AffectedAsync();
        await _house.LandAsync(Made.East, Made.Supervision("S1", Alike with { Name = new PersonName { Given = "Genstley", Family = "Porta" }, Dob = new DateOnly(1951, 1, 30) }));
        Assert.Empty(await _house.AffectedAsync());
    }

    [Fact]
    public async Task Is_sought_for_suspects_and_not_for_victims()
    {
        var picture = await WithAsync(_house, Suspect with { Role = IncidentRole.Victim }, Made.Supervision("S1", Alike));
        Assert.Empty(picture.Supervision);
        Assert.Single(Assert.Single(picture.Persons).Records);
    }

    [Fact]
    public async Task Who_may_be_the_same_is_shown_beside_and_never_put_to_them()
    {
        var picture = await WithAsync(_house, Common, Made.Supervision("S1", PerhapsCommon));
        Assert.Empty(picture.Supervision);
        Assert.Single(Assert.Single(picture.Persons).Records);
        var file = (await _house.Finder.PersonAsync(IdOf(Common), default)).Value;
        var possible = Assert.Single(file.Possible);
        Assert.Equal((IdOf(PerhapsCommon), "Jon Smyth"), (possible.Id, possible.Label));
        Assert.Equal([$"supervision/{Made.East}/sS1"], possible.Records);
        Assert.InRange(possible.Weight, 14, 22);
        Assert.Single(file.Records);
        Assert.Contains("same date of birth", Assert.Single(possible.Because).Text, StringComparison.Ordinal);
        Assert.Equal(IdOf(Common), Assert.Single((await _house.Finder.PersonAsync(possible.Id, default)).Value.Possible).Id);
    }

    [Fact]
    public async Task Who_may_be_the_same_changes_no_packet_and_no_rank()
    {
        await using var packets = new PacketHouse();
        var alone = await WithAsync(_house, Common);
        await packets.SeeAsync(alone);
        await using var other = new MapHouse();
        var beside = await WithAsync(other, Common, Made.Supervision("S1", PerhapsCommon) with { Status = SupervisionStatus.Absconded }, Made.Arrest("A1", PerhapsCommon));
        Assert.NotEmpty((await other.Finder.PersonAsync(IdOf(Common), default)).Value.Possible);
        Assert.Equal(Factors(packets, alone), Factors(packets, beside));
        await packets.SeeAsync(beside);
        Assert.Single(await packets.VersionsAsync());

        await using var fresh = new PacketHouse();
        await fresh.SeeAsync(beside);
        foreach (var text in new[]
        {
            JsonSerializer.Serialize(await fresh.IssuedAsync(1), PacketsJson.Default.IssuedPacket),
            JsonSerializer.Serialize(PacketView.For(await fresh.IssuedAsync(1), Made.North, new DisseminationRules()), PacketsJson.Default.LeadPacket),
        })
        {
            Assert.Contains("Smith", text, StringComparison.Ordinal);
            Assert.DoesNotContain("Smyth", text, StringComparison.Ordinal);
            Assert.DoesNotContain(IdOf(PerhapsCommon), text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Under_a_key_that_too_many_share_is_passed_over_and_the_file_says_so()
    {
        // Both names a slip apart and sounding otherwise: nothing but the date of birth leads from one to the other.
        var slips = new Person { Name = new PersonName { Given = "Terta", Family = "Trotwolth" }, Dob = new DateOnly(1986, 4, 11) };
        var suspect = new PersonInRole { Role = IncidentRole.Suspect, Name = new PersonName { Given = "Testa", Family = "Trotworth" }, Dob = slips.Dob };
        FeedRecord[] sameDay = [Made.Supervision("S1", slips), .. "Abe Bo Cal Dee Eve Flo Gus Hal".Split(' ').Select((given, i) => Made.Arrest($"A{i}", new Person { Name = new PersonName { Given = given, Family = "Unlike" + given }, Dob = slips.Dob }))];
        Assert.Single((await WithAsync(_house, suspect, sameDay)).Supervision);
        Assert.Equal(0, (await _house.Finder.PersonAsync(IdOf(suspect), default)).Value.PassedOver);

        await using var limited = new MapHouse(new CaseMapOptions { MaxDescriptionsCompared = 9 });
        Assert.Empty((await WithAsync(limited, suspect, sameDay)).Supervision);
        var file = (await limited.Finder.PersonAsync(IdOf(suspect), default)).Value;
        Assert.Equal((1, false), (file.PassedOver, file.Truncated));
        Assert.Single(file.Records);
    }

    [Fact]
    public async Task Has_the_lead_looked_at_again_when_one_record_more_makes_a_key_too_large()
    {
        var slips = new Person { Name = new PersonName { Given = "Terta", Family = "Trotwolth" }, Dob = new DateOnly(1986, 4, 11) };
        var suspect = new PersonInRole { Role = IncidentRole.Suspect, Name = new PersonName { Given = "Testa", Family = "Trotworth" }, Dob = slips.Dob };
        await using var limited = new MapHouse(new CaseMapOptions { MaxDescriptionsCompared = 2 });
        Assert.Single((await WithAsync(limited, suspect, Made.Supervision("S1", slips))).Supervision);
        await limited.AffectedAsync();
        await limited.LandAsync(Made.South, Made.Arrest("A1", new Person { Name = new PersonName { Given = "Abe", Family = "Unlike" }, Dob = slips.Dob }));
        Assert.Contains(MapHouse.LeadId(Number), await limited.AffectedAsync());
        Assert.Empty((await limited.DrawAsync(Number)).Supervision);
    }

    [Fact]
    public async Task Is_nothing_to_somebody_else_with_a_key_of_theirs()
    {
        // Two alike under a date of birth; a third one born on that day is like neither of them.
        Assert.Single((await WithAsync(_house, Suspect, Made.Supervision("S1", Alike with { Dob = Suspect.Dob }))).Supervision);
        await _house.AffectedAsync();
        await _house.LandAsync(Made.South, Made.Arrest("A1", new Person { Name = new PersonName { Given = "Abe", Family = "Unlike" }, Dob = Suspect.Dob }));
        Assert.Empty(await _house.AffectedAsync());
    }

    [Fact]
    public async Task Under_a_common_key_costs_no_more_reads_the_more_there_are()
    {
        async Task<int> DocumentsReadAsync(int others)
        {
            var counting = new CountingDocuments(new MemoryDocuments());
            await using var house = new MapHouse(documents: counting);
            await WithAsync(house, Common, [.. Enumerable.Range(0, others).Select(i => Made.Arrest($"A{i:d4}", new Person { Name = new PersonName { Given = $"G{i}", Family = $"F{i}" }, Dob = Common.Dob }))]);
            var before = counting.Read;
            await house.DrawAsync(Number);
            return counting.Read - before;
        }

        var few = await DocumentsReadAsync(200);
        Assert.InRange(few, 150, 400);
        Assert.Equal(few, await DocumentsReadAsync(800));
    }

    private static string Factors(PacketHouse house, LeadPicture picture)
    {
        var rank = house.Triage.Rank(picture, Lead.Nothing);
        return $"{rank.Score} {string.Join(' ', rank.Factors.Select(f => $"{f.Name}:{f.Points}"))}";
    }

    private sealed class CountingDocuments(IDocumentStore documents) : IDocumentStore
    {
        public int Read { get; private set; }

        public ValueTask<StoredDocument?> ReadAsync(string container, string partition, string id, CancellationToken cancel)
        {
            Read++;
            return documents.ReadAsync(container, partition, id, cancel);
        }

        public async ValueTask<DocumentPage> QueryAsync(DocumentQuery query, CancellationToken cancel)
        {
            var page = await documents.QueryAsync(query, cancel);
            Read += page.Documents.Count;
            return page;
        }

        public ValueTask<ChangePage> ReadChangesAsync(string container, string? cursor, int limit, CancellationToken cancel) => documents.ReadChangesAsync(container, cursor, limit, cancel);

        public ValueTask<CommitOutcome> CommitAsync(string container, string partition, IReadOnlyList<DocumentWrite> writes, CancellationToken cancel) => documents.CommitAsync(container, partition, writes, cancel);
    }
}
