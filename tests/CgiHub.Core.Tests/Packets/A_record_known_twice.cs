using CgiHub.Core.CaseMaps;
using CgiHub.Core.Enrichment;
using CgiHub.Core.Packets;
using CgiHub.Core.Records;

namespace CgiHub.Core.Tests.Packets;

/// <summary>By a feed and by a source's answer.</summary>
public sealed class A_record_known_twice : IDisposedAfterTest
{
    private static readonly Person Sam = new() { FullName = "Sam Open", Dob = new DateOnly(1990, 4, 5) };
    private static readonly DateTimeOffset Before = Lead.Noon.AddHours(-1);
    private static readonly DateTimeOffset After = Lead.Noon.AddHours(1);

    private readonly PacketHouse _house = new();

    public async ValueTask DisposeAsync() => await _house.DisposeAsync();

    private static Trace TraceOf(string? buyer) => new()
    {
        SourceId = "t", TraceNumber = "T-1", Serial = "A123", Make = "Glock", PurchasedAt = buyer is null ? null : Lead.Noon.AddDays(-90), RecoveredAt = Lead.Noon,
        Purchaser = buyer is null ? null : new Person { FullName = buyer },
    };

    private static Supervision ParoleOf(SupervisionStatus status, Person? person = null) => new() { SourceId = "s", RecordId = "P-1", Kind = SupervisionKind.Parole, Person = person ?? Sam, Status = status };

    private static PersonOnPath On(string id, params string[] records) => new(id, "Sam Open", Sam, ["suspect"], records, []);

    private static LeadPicture Paroled(SupervisionStatus status) => Lead.Over((Lead.North, "N1"), (Lead.South, "S1")) is var lead
        ? lead with
        {
            Events = [Lead.Event(Lead.North, "N1", Lead.Noon.AddDays(-2), persons: new PersonInRole { Role = IncidentRole.Suspect, FullName = Sam.FullName, Dob = Sam.Dob }), lead.Events[1]],
            Persons = [On("pr-sam", "incidents/ZZ0000001/N1", "supervision/ZZ0000001/s")],
            Supervision = [Lead.Stored("supervision", Lead.North, ParoleOf(status))],
        }
        : lead;

    private static EnrichmentAnswers Answered(SupervisionStatus status, DateTimeOffset at, string person = "pr-sam") =>
        Lead.Nothing with { Supervision = [new SupervisionOfPerson(person, ParoleOf(status) with { SourceId = "parole/P-1" }) { At = at }] };

    private async Task<LeadPacket> NewestAsync(LeadPicture picture, EnrichmentAnswers answers)
    {
        await _house.SeeAsync(picture, answers);
        return (await _house.VersionsAsync())[^1];
    }

    [Fact]
    public async Task Is_told_once_with_its_senders_name_where_both_say_the_same()
    {
        var packet = await NewestAsync(
            Paroled(SupervisionStatus.Active) with { Traces = [Lead.Stored("traces", Lead.North, TraceOf("Bo Buyer"))] },
            Answered(SupervisionStatus.Active, After) with { Traces = [TraceOf("Bo Buyer") with { SourceId = "eTrace/T-1" }] });
        Assert.Equal("supervision/ZZ0000001/s", Assert.Single(packet.Supervision).Record);
        Assert.Equal("traces/ZZ0000001/t", Assert.Single(packet.Traces).Record);
    }

    [Fact]
    public async Task Tells_of_the_trace_that_is_complete()
    {
        var packet = await NewestAsync(Lead.Over((Lead.North, "N1"), (Lead.South, "S1")) with { Traces = [Lead.Stored("traces", Lead.North, TraceOf(null))] }, Lead.Nothing with { Traces = [TraceOf("Bo Buyer")] });
        var trace = Assert.Single(packet.Traces);
        Assert.Equal(("eTrace/T-1", "Bo Buyer", 90), (trace.Record, trace.Trace.Purchaser?.FullName, trace.DaysToCrime));
        Assert.Equal(["eTrace/T-1"], Assert.Single(packet.Priority.Factors, f => f.Name == "shortTimeToCrime").Evidence);
    }

    [Fact]
    public async Task Tells_of_the_supervision_that_was_learnt_last()
    {
        var active = await NewestAsync(Paroled(SupervisionStatus.Active), Answered(SupervisionStatus.Absconded, Before));
        Assert.Equal(SupervisionStatus.Active, Assert.Single(active.Supervision).Supervision.Status);
        Assert.DoesNotContain(active.Priority.Factors, f => f.Name == "absconded");

        var absconded = await NewestAsync(Paroled(SupervisionStatus.Active), Answered(SupervisionStatus.Absconded, After));
        Assert.Equal((active.Version + 1, "parole/P-1", "pr-sam", SupervisionStatus.Absconded),
            (absconded.Version, Assert.Single(absconded.Supervision).Record, absconded.Supervision[0].PersonId, absconded.Supervision[0].Supervision.Status));
        Assert.Equal(["parole/P-1"], Assert.Single(absconded.Priority.Factors, f => f.Name == "absconded").Evidence);
        Assert.Contains(absconded.Recommendations, r => r.Kind == "locate");
        Assert.DoesNotContain(absconded.Recommendations, r => r.Kind == "supervision");
    }

    [Fact]
    public async Task Gives_no_advice_about_a_term_that_is_over()
    {
        var packet = await NewestAsync(Paroled(SupervisionStatus.Active), Answered(SupervisionStatus.Completed, After));
        Assert.Equal(SupervisionStatus.Completed, Assert.Single(packet.Supervision).Supervision.Status);
        Assert.DoesNotContain(packet.Recommendations, r => r.Because.StartsWith("On parole", StringComparison.Ordinal));
        Assert.DoesNotContain(packet.Priority.Factors, f => f.Name == "supervision");
    }

    [Fact]
    public async Task By_a_number_that_two_agencies_gave_is_two_records()
    {
        var other = new Person { FullName = "Kim Other", Dob = new DateOnly(1980, 1, 1) };
        var picture = Paroled(SupervisionStatus.Active);
        var packet = await NewestAsync(
            picture with
            {
                Persons = [.. picture.Persons, On("pr-kim", "supervision/ZZ0000002/s")],
                Supervision = [.. picture.Supervision, Lead.Stored("supervision", Lead.South, ParoleOf(SupervisionStatus.Revoked, other))],
            },
            Lead.Nothing);
        Assert.Equal(["pr-sam", "pr-kim"], packet.Supervision.Select(s => s.PersonId));
    }
}
