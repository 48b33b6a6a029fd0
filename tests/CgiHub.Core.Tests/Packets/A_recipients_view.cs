using System.Text.Json;
using CgiHub.Core.Agencies;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Enrichment;
using CgiHub.Core.Packets;
using CgiHub.Core.Records;

namespace CgiHub.Core.Tests.Packets;

public sealed class A_recipients_view : IDisposedAfterTest
{
    private const string TraceMark = "TRACEMARK";
    private const string IntelMark = "INTELMARK";
    private const string SupervisionMark = "SUPERVISIONMARK";
    private static readonly DateOnly Born = new(1990, 5, 5);

    private readonly PacketHouse _house = new();

    public ValueTask DisposeAsync() => _house.DisposeAsync();

    private static Person Someone(string given, string family, string? mark = null) => new()
    {
        Name = new PersonName { Given = given, Family = family },
        Dob = Born,
        Address = mark is null ? null : $"{mark} street",
        Phones = mark is null ? null : [$"{mark} phone"],
        Aliases = mark is null ? null : [$"{mark} alias"],
    };

    /// <summary>A lead on which every kind of record speaks of people, each value under a rule marked with its rule.</summary>
    internal static LeadPicture Marked()
    {
        var plain = Lead.Over((Lead.North, "N1"), (Lead.South, "S1"));
        var suspect = new PersonInRole { Role = IncidentRole.Suspect, Name = new PersonName { Given = "Sam", Family = "Open" }, Dob = Born, Groups = [IntelMark + " crew"] };
        var recovery = new FirearmRecovery { SourceId = "f1", CaseNumber = "N1", ExhibitNumber = "G1", RecoveredAt = Lead.Noon, Make = "Glock", Serial = "A123", Possessor = Someone("Sam", "Open") };
        var trace = new Trace
        {
            SourceId = TraceMark + "1", TraceNumber = TraceMark + "-T", Serial = "A123", Make = TraceMark + " make", Model = TraceMark, PurchasedAt = Lead.Noon.AddDays(-47), RecoveredAt = Lead.Noon,
            Purchaser = Someone(TraceMark, "Buyer", TraceMark), Possessor = Someone("Sam", "Open", TraceMark), Ffl = new Ffl { Name = TraceMark + " guns", State = "VA", Licence = TraceMark }, RecoveryState = "NY",
        };
        var supervised = new Supervision
        {
            SourceId = SupervisionMark + "1", RecordId = SupervisionMark, Kind = SupervisionKind.Parole, Status = SupervisionStatus.Absconded, Person = Someone("Sam", "Open", SupervisionMark),
            Officer = new Officer { Name = SupervisionMark + " officer" }, Conditions = [SupervisionMark + " no firearms"], County = SupervisionMark,
        };
        var post = new OsintItem
        {
            SourceId = IntelMark + "1", ItemId = IntelMark, CapturedAt = Lead.Noon, Platform = IntelMark, Handle = IntelMark, Text = IntelMark, CriminalNexus = IntelMark,
            Persons = [Someone("Sam", "Open", IntelMark)], Groups = [IntelMark + " crew"],
        };
        string traceName = $"traces/{Lead.North}/{TraceMark}1", postName = $"osint/{Lead.North}/{IntelMark}1", supervisionName = $"supervision/{Lead.North}/{SupervisionMark}1", incident = $"incidents/{Lead.North}/N1", gun = $"firearms/{Lead.North}/f1";
        var merged = Someone("Sam", "Open") with
        {
            Address = TraceMark + " street",
            Phones = [TraceMark + " phone", SupervisionMark + " phone", IntelMark + " phone"],
            Aliases = [TraceMark + " alias", SupervisionMark + " alias", IntelMark + " alias"],
            Groups = [IntelMark + " crew"],
        };
        return plain with
        {
            Events = [Lead.Event(Lead.North, "N1", Lead.Noon.AddDays(-2), IncidentType.Homicide, persons: suspect), plain.Events[1] with { Records = [.. plain.Events[1].Records, traceName] }],
            Firearms = [new FirearmOnPath("fa-1", Lead.Stored("firearms", Lead.North, recovery), SerialNumber.From("A123"))],
            Persons =
            [
                new PersonOnPath("pr-sam", TraceMark + " Sam", merged, ["possessor", "suspect"], [incident, gun, traceName, supervisionName, postName],
                    [new Reason("Same name and date of birth.", [incident, gun]), new Reason(TraceMark + " same as on the trace.", [incident, traceName])]),
                new PersonOnPath("pr-buyer", TraceMark + " Buyer", Someone(TraceMark, "Buyer", TraceMark), ["purchaser"], [traceName], []),
            ],
            Traces = [Lead.Stored("traces", Lead.North, trace)],
            Supervision = [Lead.Stored("supervision", Lead.North, supervised)],
            Osint = [Lead.Stored("osint", Lead.North, post)],
            Groups = [IntelMark + " crew"],
            Map = new CaseMap(
                [
                    new MapNode("cs-1", NodeKind.Incident, "N1"), new MapNode("fa-1", NodeKind.Firearm, TraceMark + " Glock"), new MapNode("fa-2", NodeKind.Firearm, TraceMark + " other"),
                    new MapNode("gr-1", NodeKind.Group, IntelMark + " crew"), new MapNode("pr-buyer", NodeKind.Person, TraceMark + " Buyer"), new MapNode("pr-sam", NodeKind.Person, TraceMark + " Sam"),
                ],
                [
                    new MapLink("fa-1", "pr-buyer", "purchaser", 1, [new Reason(TraceMark, [traceName])]),
                    new MapLink("fa-1", "pr-sam", "possessor", 1, [new Reason("Had it.", [gun]), new Reason(TraceMark, [traceName])]),
                    new MapLink("fa-1", "fa-2", "serial", 0.5, [new Reason(TraceMark, [traceName])]),
                    new MapLink("gr-1", "pr-sam", "member", 1, [new Reason(IntelMark, [postName])]),
                    new MapLink("cs-1", "pr-sam", "suspect", 1, [new Reason("Named.", [incident])]),
                ]),
        };
    }

    internal static EnrichmentAnswers Answered() => new(
        [new("eTrace", EnrichmentStatus.Found, Lead.Noon, TraceMark), new("probation", EnrichmentStatus.Found, Lead.Noon, SupervisionMark), new("parole", EnrichmentStatus.Denied, null, SupervisionMark)],
        [new Trace { SourceId = "e", TraceNumber = TraceMark + "-E", Serial = "A123", Make = TraceMark, PurchasedAt = Lead.Noon.AddDays(-30), RecoveredAt = Lead.Noon, Purchaser = Someone(TraceMark, "Other") }],
        [new SupervisionOfPerson("pr-sam", new Supervision { SourceId = "p", RecordId = SupervisionMark + "P", Kind = SupervisionKind.Probation, Status = SupervisionStatus.Active, Person = Someone("Sam", "Open", SupervisionMark), Officer = new Officer { Phone = SupervisionMark } })]);

    private async Task<IssuedPacket> IssuedAsync()
    {
        await _house.SeeAsync(Marked(), Answered());
        return await _house.IssuedAsync(1);
    }

    private static string Text(LeadPacket view) => JsonSerializer.Serialize(view, PacketsJson.Default.LeadPacket);

    [Fact]
    public async Task Shows_everything_to_whom_no_rule_withholds_anything()
    {
        var issued = await IssuedAsync();
        var view = PacketView.For(issued, Lead.North, new DisseminationRules());
        Assert.Equal(Text(issued.Packet with { Dissemination = view.Dissemination }), Text(view));
        Assert.Equal([new Withheld("", "originator")], view.Dissemination.Withheld);
        Assert.Equal(Lead.North, view.Dissemination.Recipient);
        foreach (var mark in new[] { TraceMark, IntelMark, SupervisionMark })
        {
            Assert.Contains(mark, Text(view), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(false, true, true)]
    [InlineData(true, false, true)]
    [InlineData(true, true, false)]
    [InlineData(false, false, true)]
    [InlineData(false, true, false)]
    [InlineData(true, false, false)]
    [InlineData(false, false, false)]
    public async Task Holds_no_withheld_value_anywhere(bool traces, bool intelligence, bool supervision)
    {
        var view = PacketView.For(await IssuedAsync(), Lead.North, new DisseminationRules { TraceData = traces, CriminalIntelligence = intelligence, Supervision = supervision });
        var text = Text(view);
        Assert.Equal(traces, text.Contains(TraceMark, StringComparison.OrdinalIgnoreCase));
        Assert.Equal(intelligence, text.Contains(IntelMark, StringComparison.OrdinalIgnoreCase));
        Assert.Equal(supervision, text.Contains(SupervisionMark, StringComparison.OrdinalIgnoreCase));
        Assert.Equal(traces, text.Contains("shortTimeToCrime", StringComparison.Ordinal));
        Assert.Equal(traces, view.Priority.TraffickingIndex is not null);
        Assert.Equal(supervision, text.Contains("absconded", StringComparison.OrdinalIgnoreCase));

        var withheld = view.Dissemination.Withheld.Select(w => w.Rule).ToHashSet(StringComparer.Ordinal);
        Assert.Equal(!traces, withheld.Contains("tiahrt"));
        Assert.Equal(!intelligence, withheld.Contains("28cfr23"));
        Assert.Equal(!supervision, withheld.Contains("supervision"));

        // What is open stays.
        var sam = view.Persons.Single(p => p.Roles.Contains("suspect", StringComparer.Ordinal));
        Assert.Contains("Sam", sam.Person.Name!.Given, StringComparison.Ordinal);
        Assert.Equal(traces, view.Persons.Any(p => p.Roles.Contains("purchaser", StringComparer.Ordinal)));
        Assert.Contains(view.CaseMap.Links, l => l.Kind == "suspect" && l.To == sam.Id);
        Assert.Contains(view.Recommendations, r => r.Kind == "interview" && r.Text.Contains("Sam Open", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Scores_by_the_reasons_that_it_shows()
    {
        var issued = await IssuedAsync();
        var view = PacketView.For(issued, Lead.North, new DisseminationRules { TraceData = false, Supervision = false });
        Assert.Equal(view.Priority.Factors.Sum(f => f.Points) * view.Priority.Decay, view.Priority.Score, 1);
        Assert.True(view.Priority.Score < issued.Packet.Priority.Score);
    }

    [Fact]
    public async Task Is_the_same_whether_the_withheld_records_exist_or_not()
    {
        // Told the same rules, two packets that differ in trace data only read the same (but for how often somebody was told).
        var rules = new DisseminationRules { TraceData = false };
        var with = PacketView.For(await IssuedAsync(), Lead.North, rules);
        await using var other = new PacketHouse();
        var marked = Marked();
        await other.SeeAsync(
            marked with { Traces = [] },
            Answered() with { Traces = [], Sources = [new("eTrace", EnrichmentStatus.None, null, null), .. Answered().Sources.Skip(1)] });
        var without = PacketView.For(await other.IssuedAsync(1), Lead.North, rules);
        Assert.Equal(Text(without), Text(with));
    }

    [Fact]
    public async Task Takes_apart_persons_whom_only_a_withheld_record_joined()
    {
        // The suspect is known by name, the arrestee by an FBI number; only the trace has both.
        var fbi = new PersonIdentifier { Type = PersonIdentifierType.Fbi, Value = "123456AB7" };
        var plain = Lead.Over((Lead.North, "N1"), (Lead.South, "S1"));
        var arrest = new Arrest { SourceId = "a1", ArrestNumber = "A1", ArrestedAt = Lead.Noon, Offenses = ["520"], Person = new Person { FullName = "S. O.", Ids = [fbi] } };
        var trace = new Trace { SourceId = "t1", TraceNumber = "T1", Serial = "A1", Make = "M", Possessor = Someone("Sam", "Open") with { Ids = [fbi] } };
        await _house.SeeAsync(plain with
        {
            Events = [Lead.Event(Lead.North, "N1", Lead.Noon.AddDays(-1), persons: new PersonInRole { Role = IncidentRole.Suspect, Name = new PersonName { Given = "Sam", Family = "Open" }, Dob = Born })],
            Persons = [new PersonOnPath("pr-both", "Sam Open", Someone("Sam", "Open") with { Ids = [fbi] }, ["arrestee", "possessor", "suspect"], [$"arrests/{Lead.North}/a1", $"incidents/{Lead.North}/N1", $"traces/{Lead.North}/t1"], [])],
            Arrests = [Lead.Stored("arrests", Lead.North, arrest)],
            Traces = [Lead.Stored("traces", Lead.North, trace)],
        });
        var issued = await _house.IssuedAsync(1);
        Assert.Single(PacketView.For(issued, Lead.North, new DisseminationRules()).Persons);
        var apart = PacketView.For(issued, Lead.North, new DisseminationRules { TraceData = false }).Persons;
        Assert.Equal(["arrestee", "suspect"], apart.SelectMany(p => p.Roles).Order(StringComparer.Ordinal));
        Assert.Null(apart.Single(p => p.Roles.Contains("suspect", StringComparer.Ordinal)).Person.Ids);
    }

    [Fact]
    public async Task Uses_the_rules_as_they_were_when_the_version_was_issued()
    {
        _house.Agencies[Lead.North] = new Agency(Lead.North, "North") { Dissemination = new DisseminationRules { TraceData = false } };
        await _house.SeeAsync(Marked(), Answered());
        await _house.DispatchAsync();
        _house.Agencies[Lead.North] = new Agency(Lead.North, "North");
        var view = (await _house.Inbox.ReadAsync(PacketHouse.Of(Lead.North), "pk-" + Lead.Id[3..], null, default)).Value;
        Assert.DoesNotContain(TraceMark, Text(view), StringComparison.Ordinal);
        foreach (var message in await _house.MessagesOfAsync(Lead.North))
        {
            Assert.DoesNotContain(TraceMark, System.Text.Encoding.UTF8.GetString(message.Body.Span), StringComparison.Ordinal);
        }
    }
}
