using CgiHub.Core.Agencies;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Enrichment;
using CgiHub.Core.Packets;
using CgiHub.Core.Records;
using CgiHub.Core.Storage;
using CgiHub.Core.Tests.CaseMaps;
using CgiHub.Core.Tests.Records;
using CgiHub.Core.Triage;
using Microsoft.Extensions.Options;

namespace CgiHub.Core.Tests.Packets;

public sealed class A_change_of_supervision : IDisposedAfterTest
{
    private readonly PacketHouse _house = new();
    private readonly MapHouse _maps = new();

    private static readonly Person Sam = new() { FullName = "Sam Open", Name = new PersonName { Given = "Sam", Family = "Open" }, Dob = new DateOnly(1990, 4, 5), Ids = [new PersonIdentifier { Type = PersonIdentifierType.Fbi, Value = "123456AB7" }] };

    public async ValueTask DisposeAsync()
    {
        await _maps.DisposeAsync();
        await _house.DisposeAsync();
    }

    private static Supervision Of(SupervisionStatus status, params string[] conditions) => new()
    {
        SourceId = "s1", RecordId = "P-1", Kind = SupervisionKind.Parole, Person = Sam, Status = status, Conditions = conditions, Officer = new Officer { Name = "R. Field", Phone = "555-0100" },
    };

    private async Task<string> SeeAsync()
    {
        var picture = await _maps.DrawAsync();
        await _house.SeeAsync(picture);
        return picture.Lead.LeadId;
    }

    private async Task<LeadPacket> NewestAsync(string leadId)
    {
        var page = await _house.Documents.QueryAsync(new DocumentQuery(Containers.Leads, leadId) { From = "packet|", To = "packet}" }, default);
        return System.Text.Json.JsonSerializer.Deserialize(page.Documents[^1].Body.Span, PacketsJson.Default.IssuedPacket)!.Packet;
    }

    [Fact]
    public async Task Comes_by_the_feed_to_everyone_who_had_the_packet()
    {
        await _maps.LandAsync(Made.Lab, Made.Notice("n1", "1", NibinKind.Lead, 0, Made.Casing(Made.North, "N1"), Made.Casing(Made.South, "S1")));
        await _maps.LandAsync(Made.South, Made.Incident("S1") with { Persons = [new PersonInRole { Role = IncidentRole.Suspect, FullName = Sam.FullName, Name = Sam.Name, Dob = Sam.Dob, Ids = Sam.Ids }] });
        await _maps.LandAsync(Made.North, Of(SupervisionStatus.Active, "Curfew", "No firearms or ammunition"));
        var leadId = await SeeAsync();
        var before = await NewestAsync(leadId);
        Assert.True(Assert.Single(before.Supervision) is { FirearmsForbidden: true, Supervision: { Status: SupervisionStatus.Active, Officer.Name: "R. Field" } });
        Assert.Contains(before.Recommendations, r => r.Because.Contains("forbids firearms: No firearms or ammunition", StringComparison.Ordinal));

        var changed = Of(SupervisionStatus.Absconded, "Curfew", "No firearms or ammunition");
        await _maps.LandAsync(Made.North, changed);
        Assert.Contains(leadId, await _maps.Linker.AffectedLeadsAsync(new LinkRequest([.. Mentions.Of(changed, Made.North).Select(k => k.Value)], "supervision"), default));
        await SeeAsync();

        var after = await NewestAsync(leadId);
        Assert.Equal((before.Version + 1, PacketReason.Enriched), (after.Version, after.Reason));
        Assert.Equal(SupervisionStatus.Absconded, Assert.Single(after.Supervision).Supervision.Status);
        Assert.Equal(before.Dissemination.Recipient, after.Dissemination.Recipient);
    }

    [Fact]
    public async Task Is_worth_a_version_when_a_condition_begins_to_forbid_firearms_and_not_when_another_word_changes()
    {
        await SeeWithAsync(Of(SupervisionStatus.Active, "Curfew"));
        await SeeWithAsync(Of(SupervisionStatus.Active, "Curfew at nine"));
        Assert.Single(await _house.VersionsAsync());
        await SeeWithAsync(Of(SupervisionStatus.Active, "Curfew at nine", "No weapons"));
        Assert.Equal(2, (await _house.VersionsAsync()).Count);
        Assert.True((await _house.VersionsAsync())[1].Supervision[0].FirearmsForbidden);
    }

    [Fact]
    public async Task Is_withheld_with_the_record_from_whom_supervision_is_withheld()
    {
        await SeeWithAsync(Of(SupervisionStatus.Active, "No weapons"));
        var view = PacketView.For(await _house.IssuedAsync(1), Lead.North, new DisseminationRules { Supervision = false });
        Assert.Empty(view.Supervision);
        Assert.DoesNotContain("forbids firearms", System.Text.Json.JsonSerializer.Serialize(view, PacketsJson.Default.LeadPacket), StringComparison.Ordinal);
    }

    [Fact]
    public async Task That_only_the_source_knows_is_asked_for_when_the_old_answer_is_stale()
    {
        var picture = Lead.Over((Lead.North, "N1"), (Lead.South, "S1"));
        EnrichmentAnswers Said(SupervisionStatus status) => Lead.Nothing with { Supervision = [new SupervisionOfPerson("pr-sam", Of(status))] };
        await _house.SeeAsync(picture, Said(SupervisionStatus.Active));

        // The book has the old answer; the source has another.
        _house.Known = Said(SupervisionStatus.Active) with { Stale = true };
        _house.Answers = Said(SupervisionStatus.Absconded);
        await _house.Issuer.EvaluateAsync(Lead.Id, default);
        Assert.Equal(2, (await _house.VersionsAsync()).Count);

        _house.Known = Said(SupervisionStatus.Absconded);
        _house.WhileAsking = () => throw new InvalidOperationException("A fresh answer is not asked for again.");
        await _house.Issuer.EvaluateAsync(Lead.Id, default);
        Assert.Equal(2, (await _house.VersionsAsync()).Count);
    }

    [Fact]
    public async Task Reaches_the_highest_open_leads_by_a_look_each_hour()
    {
        var deadly = Lead.Over((Lead.North, "N-1"), (Lead.South, "S1"));
        deadly = deadly with { Events = [.. deadly.Events, Lead.Event(Lead.East, "E9", Lead.Noon.AddDays(-1), IncidentType.Homicide), Lead.Event(Lead.East, "E8", Lead.Noon.AddDays(-2), IncidentType.Homicide)] };
        await _house.SeeAsync(deadly);
        await _house.DispatchAsync();
        var refresh = new OpenLeadRefresh(_house.List, _house.Queue, Options.Create(new RefreshOptions()), _house.Time);
        await refresh.RunAsync(default);
        await refresh.RunAsync(default);
        Assert.Equal([Lead.Id], (await _house.Queue.PeekAsync(Queues.Leads, 50, null, default)).Items.Select(m => m.Message.SessionId));

        _house.Time.Advance(TimeSpan.FromHours(1));
        await refresh.RunAsync(default);
        Assert.Equal(2, (await _house.Queue.PeekAsync(Queues.Leads, 50, null, default)).Items.Count);
    }

    [Fact]
    public async Task Is_not_asked_for_by_the_hour_where_a_lead_stands_low()
    {
        var old = Lead.Over((Lead.North, "N-1"), (Lead.South, "S1"));
        await _house.SeeAsync(old with { Events = [.. old.Events.Select((e, i) => Lead.Event(e.Ori, e.CaseNumber, Lead.Noon.AddDays(-400 + 90 * i)))] });
        await _house.DispatchAsync();
        await new OpenLeadRefresh(_house.List, _house.Queue, Options.Create(new RefreshOptions()), _house.Time).RunAsync(default);
        Assert.Empty((await _house.Queue.PeekAsync(Queues.Leads, 50, null, default)).Items);
    }

    private Task SeeWithAsync(Supervision record) =>
        _house.SeeAsync(Lead.Over((Lead.North, "N1"), (Lead.South, "S1")) with { Supervision = [Lead.Stored("supervision", Lead.North, record)] });
}
