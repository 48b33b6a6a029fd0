using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using CgiHub.Core.Agencies;
using CgiHub.Core.Enrichment;
using CgiHub.Core.Packets;
using CgiHub.Core.Packets.Paper;
using CgiHub.Core.Records;
using CgiHub.Core.Tests.CaseMaps;
using CgiHub.Core.Tests.Records;
using CsCheck;
using Microsoft.Extensions.Logging;

namespace CgiHub.Core.Tests.Packets;

/// <summary>
/// Records are made up with a mark of its own in every value that stands under a rule, drawn, issued, sent and read under rules that are made up, too.
/// A mark under a rule that withholds it is then looked for in everything that the recipient, or anybody who looks at a queue or a log, can read.
/// </summary>
public sealed class A_withheld_value
{
    private const string Number = "26-0001";
    private static readonly Ori[] Recipients = [Made.North, Made.South, Made.East];

    /// <summary>What is made up.</summary>
    /// <param name="Rules">Of each recipient; null: the registry does not know it.</param>
    /// <param name="Shared">Whom each ruled record also speaks of by an open name: 0 nobody.</param>
    /// <param name="Traces">How many traces.</param>
    /// <param name="Posts">How many open-source items.</param>
    /// <param name="Supervised">How many supervision records.</param>
    /// <param name="Answered">What sources answered besides.</param>
    /// <param name="Confirmed">The lead is confirmed in a second version.</param>
    /// <param name="Named">Whom the originator of each kept record names: a bit for each recipient.</param>
    private sealed record Case(DisseminationRules?[] Rules, int Shared, int Traces, int Posts, int Supervised, bool Answered, bool Confirmed, int[] Named);

    private static readonly Gen<DisseminationRules?> AnyRules = Gen.Select(Gen.Bool, Gen.Bool, Gen.Bool, Gen.Bool, Gen.Int[0, 5],
        (t, c, s, j, known) => known == 0 ? null : new DisseminationRules { TraceData = t, CriminalIntelligence = c, Supervision = s, Juveniles = j });

    private static readonly Gen<Case> Cases = Gen.Select(AnyRules.Array[3], Gen.Int[0, 3], Gen.Int[0, 2], Gen.Int[0, 2], Gen.Int[0, 2], Gen.Bool, Gen.Int[0, 7].Array[6],
        (rules, shared, traces, posts, supervised, answered, named) => new Case(rules, shared, traces, posts, supervised, answered, named[5] > 3, named));

    /// <summary>Gives out marks, and remembers under which rule.</summary>
    private sealed class Marks
    {
        public List<(string Mark, string Rule)> All { get; } = [];

        /// <summary>Who may see the marks of originators.</summary>
        public Dictionary<string, HashSet<Ori>> Readers { get; } = new(StringComparer.Ordinal);

        /// <summary>Those on records that a packet tells to whoever may see them.</summary>
        public HashSet<string> Told { get; } = new(StringComparer.Ordinal);

        public string For(HashSet<Ori> readers)
        {
            var mark = Of(DisseminationRule.Originator);
            Readers[mark] = readers;
            return mark;
        }

        public string Of(string rule)
        {
            var letter = rule switch { DisseminationRule.Tiahrt => 'T', DisseminationRule.CriminalIntelligence => 'I', DisseminationRule.Juvenile => 'J', DisseminationRule.Originator => 'O', _ => 'S' };
            var mark = string.Create(CultureInfo.InvariantCulture, $"ZQ{letter}{All.Count:000}QZ");
            All.Add((mark, rule));
            return mark;
        }
    }

    private static readonly Person[] Open =
    [
        new() { Name = new PersonName { Given = "Testa", Family = "Trotworth" }, Dob = new DateOnly(1988, 3, 4) },
        new() { Name = new PersonName { Given = "Uno", Family = "Sample" }, Dob = new DateOnly(1970, 5, 6), Ids = [new PersonIdentifier { Type = PersonIdentifierType.Fbi, Value = "123456AB7" }] },
        new() { FullName = "Dos Renamed", Dob = new DateOnly(1991, 1, 2) },
    ];

    private static Person Marked(Marks marks, string rule, int shared, int which)
    {
        var known = shared > 0 ? Open[(shared + which) % Open.Length] : new Person { Name = new PersonName { Given = marks.Of(rule), Family = marks.Of(rule) } };
        return known with { Address = marks.Of(rule) + " Street", Aliases = [marks.Of(rule)], Phones = [marks.Of(rule)], Groups = null };
    }

    /// <summary>Somebody who was under eighteen then.</summary>
    private static Person Child(Marks marks, int which) => new()
    {
        Name = new PersonName { Given = marks.Of(DisseminationRule.Juvenile), Family = marks.Of(DisseminationRule.Juvenile) },
        Dob = new DateOnly(2010, 1, 1 + which),
        Ids = [new PersonIdentifier { Type = PersonIdentifierType.Fbi, Value = marks.Of(DisseminationRule.Juvenile) }],
        Address = marks.Of(DisseminationRule.Juvenile),
        Aliases = [marks.Of(DisseminationRule.Juvenile)],
    };

    private static List<Row> Rows(Case made, Marks marks)
    {
        var suspect = Open[0].As(IncidentRole.Suspect) with { Groups = [marks.Of(DisseminationRule.CriminalIntelligence) + " crew"] };
        List<Row> rows =
        [
            new(Made.Lab, Made.Notice("n1", Number, NibinKind.Lead, 0, Made.Casing(Made.North, "N1"), Made.Casing(Made.South, "S1"), Made.Casing(Made.East, "E1"))),
            new(Made.North, Made.Incident("N1", persons: suspect)),
            new(Made.South, Made.Incident("S1", persons: [Open[1].As(IncidentRole.Victim), Child(marks, 0).As(IncidentRole.Victim)]) with { Narrative = marks.Of(DisseminationRule.Juvenile) + " was hit." }),
            new(Made.South, Made.Arrest("A2", Child(marks, 1), caseNumber: "S1")),
            new(Made.North, Made.Firearm("N1", serial: "ABC12345", make: "Glock", possessor: Open[1])),
            new(Made.East, Made.Arrest("A1", Open[2], caseNumber: "E1")),
        ];
        for (var i = 0; i < made.Traces; i++)
        {
            var number = marks.Of(DisseminationRule.Tiahrt);
            rows.Add(new(Made.North, Made.Trace(number, "ABC12345", "Glock", Marked(marks, DisseminationRule.Tiahrt, made.Shared, i), Marked(marks, DisseminationRule.Tiahrt, made.Shared, i + 1)) with
            {
                Model = marks.Of(DisseminationRule.Tiahrt), PurchasedAt = Made.Noon.AddDays(-40 - i), RecoveredAt = Made.Noon.AddDays(3), RecoveryState = "NY",
                Ffl = new Ffl { Name = marks.Of(DisseminationRule.Tiahrt), City = marks.Of(DisseminationRule.Tiahrt), State = "VA", Licence = marks.Of(DisseminationRule.Tiahrt) },
            }));
        }

        for (var i = 0; i < made.Posts; i++)
        {
            rows.Add(new(Made.South, Made.Post(marks.Of(DisseminationRule.CriminalIntelligence), [Marked(marks, DisseminationRule.CriminalIntelligence, made.Shared == 0 ? 1 : made.Shared, i)], marks.Of(DisseminationRule.CriminalIntelligence)) with
            {
                Handle = marks.Of(DisseminationRule.CriminalIntelligence), Text = marks.Of(DisseminationRule.CriminalIntelligence), Url = "https://x.example/" + marks.Of(DisseminationRule.CriminalIntelligence),
                CriminalNexus = marks.Of(DisseminationRule.CriminalIntelligence), Platform = marks.Of(DisseminationRule.CriminalIntelligence),
            }));
        }

        for (var i = 0; i < made.Supervised; i++)
        {
            rows.Add(new(Made.East, OfSupervision(marks, Marked(marks, DisseminationRule.Supervision, made.Shared == 0 ? 1 : made.Shared, i))));
        }

        return [.. rows, .. KeptRows(made, marks)];
    }

    /// <summary>Records that their originators keep, of every feed under no other rule; the last of each pair speaks of somebody whom others know.</summary>
    private static IEnumerable<Row> KeptRows(Case made, Marks marks)
    {
        for (var i = 0; i < 5; i++)
        {
            var sender = i % 2 == 0 ? Made.East : Made.South;
            Ori[] named = [.. Recipients.Where((_, r) => (made.Named[i] >> r & 1) == 1)];
            HashSet<Ori> readers = [sender, .. named];
            List<string> before = [.. marks.Readers.Keys];
            string Mark() => marks.For(readers);
            var person = new Person { Name = new PersonName { Given = Mark(), Family = Mark() }, Dob = new DateOnly(1977, 7, 1 + i), Address = Mark(), Aliases = [Mark()] };
            var known = Open[i % Open.Length] with { Address = Mark(), Aliases = [Mark()], Phones = [Mark()] };
            FeedRecord record = i switch
            {
                0 => Made.Incident("E1", Made.Noon.AddHours(5), persons: [person.As(IncidentRole.Suspect), known.As(IncidentRole.Suspect)]) with { Narrative = Mark(), Address = Mark(), Type = IncidentType.Homicide },
                1 => Made.Arrest(Mark(), known, "ABC12345", "S1") with { Offenses = [Mark()] },
                2 => Made.Firearm("E1", Mark(), null, Mark(), Mark(), person),
                3 => Made.Gunshot(Mark(), Made.Noon, 40.7, -74.0, 4),
                _ => Made.Plate(Mark(), Mark(), Made.Noon, 40.7, -74.0, Mark()),
            };
            if (record is Incident or Arrest)
            {
                // Of the others a packet need not say anything: the firearm is not on the gun, reads and alerts come along or do not.
                marks.Told.UnionWith(marks.Readers.Keys.Except(before, StringComparer.Ordinal));
            }

            yield return new Row(sender, record with { Handling = new Handling { ReleasableTo = named } });
        }
    }

    private static Supervision OfSupervision(Marks marks, Person person) => Made.Supervision(marks.Of(DisseminationRule.Supervision), person) with
    {
        Status = SupervisionStatus.Absconded,
        Level = marks.Of(DisseminationRule.Supervision),
        County = marks.Of(DisseminationRule.Supervision),
        Conditions = [marks.Of(DisseminationRule.Supervision) + " no firearms"],
        Officer = new Officer { Name = marks.Of(DisseminationRule.Supervision), Phone = marks.Of(DisseminationRule.Supervision), Email = marks.Of(DisseminationRule.Supervision) },
    };

    private static EnrichmentAnswers Answers(Case made, Marks marks, string personId) => !made.Answered ? Lead.Nothing : new(
        [
            new("eTrace", EnrichmentStatus.Found, Made.Noon, marks.Of(DisseminationRule.Tiahrt)),
            new("probation", EnrichmentStatus.Found, Made.Noon, marks.Of(DisseminationRule.Supervision)),
            new("parole", EnrichmentStatus.Denied, null, marks.Of(DisseminationRule.Supervision)),
        ],
        [Made.Trace(marks.Of(DisseminationRule.Tiahrt), "ABC12345", "Glock", purchaser: Marked(marks, DisseminationRule.Tiahrt, made.Shared, 2)) with { PurchasedAt = Made.Noon.AddDays(-20), RecoveredAt = Made.Noon }],
        [new SupervisionOfPerson(personId, OfSupervision(marks, Marked(marks, DisseminationRule.Supervision, 1, 0)))]);

    [Fact]
    public async Task Is_in_nothing_that_its_recipient_gets_or_that_lies_about()
    {
        using var papers = new PaperHouse();
        await Cases.SampleAsync(async made =>
        {
            var marks = new Marks();
            await using var maps = MapHouse.InMemory();
            await maps.LandAsync(Rows(made, marks));
            var picture = await maps.DrawAsync(Number);
            var log = new Lines();
            await using var house = new PacketHouse(issuerLog: log);
            var status = Core.CaseMaps.LeadStatus.Lead;
            house.SeenBy = async sight => (await maps.Linker.DrawAsync(MapHouse.LeadId(Number), sight, default))!.Standing(status);
            for (var i = 0; i < Recipients.Length; i++)
            {
                if (made.Rules[i] is { } rules)
                {
                    house.Agencies[Recipients[i]] = new Agency(Recipients[i], Recipients[i].Value) { Dissemination = rules };
                }
                else
                {
                    house.Agencies.TryRemove(Recipients[i], out _);
                }
            }

            var answers = Answers(made, marks, picture.Persons[0].Id);
            await house.SeeAsync(picture, answers);
            await house.DispatchAsync();
            if (made.Confirmed)
            {
                await house.SeeAsync(picture.Standing(status = Core.CaseMaps.LeadStatus.Hit), answers);
                await house.DispatchAsync();
            }

            var shown = new HashSet<string>(StringComparer.Ordinal);
            for (var i = 0; i < Recipients.Length; i++)
            {
                var rules = made.Rules[i] ?? new DisseminationRules { TraceData = false, CriminalIntelligence = false, Supervision = false, Juveniles = false };
                bool Allows((string Mark, string Rule) m) => m.Rule == DisseminationRule.Originator ? made.Rules[i] is not null && marks.Readers[m.Mark].Contains(Recipients[i]) : rules.Allows(m.Rule);
                var withheld = marks.All.Where(m => !Allows(m)).Select(m => m.Mark).ToList();
                foreach (var (where, text) in await RepresentationsAsync(house, papers, Recipients[i]))
                {
                    // A mark may be broken between two lines of paper.
                    var whole = string.Concat(text.Where(c => !char.IsWhiteSpace(c)));
                    Assert.All(withheld, mark => Assert.False(whole.Contains(mark, StringComparison.OrdinalIgnoreCase), $"{mark} is in {where} of {Recipients[i]} under {rules}."));
                    shown.UnionWith(marks.All.Select(m => m.Mark).Where(m => whole.Contains(m, StringComparison.OrdinalIgnoreCase)));
                }

                // The crew, and a child arrested: who may see them is shown them, so that their absence elsewhere means something.
                Assert.All(marks.All.Where(m => rules.Allows(m.Rule) && m.Mark is "ZQI000QZ" or "ZQJ007QZ"), m => Assert.True(!rules.Allows(m.Rule) || shown.Contains(m.Mark), m.Mark));

                // The same of what an originator lets them see.
                Assert.True(made.Rules[i] is null || marks.Told.All(m => !marks.Readers[m].Contains(Recipients[i])) || marks.Told.Any(m => marks.Readers[m].Contains(Recipients[i]) && shown.Contains(m)));
            }

            Assert.All(marks.All, m => Assert.DoesNotContain(m.Mark, log.Text, StringComparison.OrdinalIgnoreCase));
        }, iter: 25, threads: 1);
    }

    /// <summary>Everything in which a recipient, or somebody at a queue, could find something.</summary>
    private static async Task<IReadOnlyList<(string Where, string Text)>> RepresentationsAsync(PacketHouse house, PaperHouse papers, Ori recipient)
    {
        var caller = PacketHouse.Of(recipient);
        var packetId = "pk-" + Lead.Id[3..];
        var found = new List<(string, string)>();
        LeadPacket? before = null;
        for (var version = 1; (await house.Inbox.ReadAsync(caller, packetId, version, default)).TryGet(out var view, out _); version++)
        {
            found.Add(($"the JSON of version {version}", JsonSerializer.Serialize(view, PacketsJson.Default.LeadPacket)));
            using var paper = papers.Read(view, before, [.. view.Images.Select(i => new PaperImage(i, null))]);
            found.Add(($"the paper of version {version}", paper.Text + paper.Title + string.Concat(paper.Bookmarks) + string.Concat(paper.Tags.Select(t => t.Shows))));
            before = view;
        }

        Assert.NotNull(before);
        foreach (var message in await house.MessagesOfAsync(recipient))
        {
            found.Add(("a message's body", Encoding.UTF8.GetString(message.Body.Span)));
            found.Add(("a message's properties", $"{message.Id} {message.SessionId} {message.Subject} {string.Join(' ', message.Properties.Select(p => $"{p.Key}={p.Value}"))}"));
        }

        var inbox = (await house.Inbox.ListAsync(caller, all: true, new PageRequest(50, null), default)).Value;
        found.Add(("the inbox", JsonSerializer.Serialize(inbox, PacketsJson.Default.PageInboxItem)));
        var log = (await house.Log.ListAsync(caller, Lead.Id, new PageRequest(50, null), default)).Value;
        found.Add(("the dissemination log", JsonSerializer.Serialize(log, PacketsJson.Default.PageDisseminationEntry)));
        return found;
    }

    /// <summary>What was logged.</summary>
    private sealed class Lines : ILogger<PacketIssuer>
    {
        private readonly ConcurrentQueue<string> _lines = new();

        public string Text => string.Join('\n', _lines);

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            _lines.Enqueue(state.ToString() ?? "");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => _lines.Enqueue(formatter(state, exception) + exception);
    }
}
