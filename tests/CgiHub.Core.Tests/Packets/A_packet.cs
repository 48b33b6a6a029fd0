using CgiHub.Core.Agencies;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Enrichment;
using CgiHub.Core.Packets;
using CgiHub.Core.Records;
using CgiHub.Core.Storage;
using CgiHub.Core.Triage;
using Microsoft.Extensions.Options;

namespace CgiHub.Core.Tests.Packets;

public sealed class A_packet : IDisposedAfterTest
{
    private readonly PacketHouse _house = new();

    private static readonly LeadPicture Two = Lead.Over((Lead.North, "N1"), (Lead.South, "S1"));
    private static readonly LeadPicture Three = Lead.Over((Lead.North, "N1"), (Lead.South, "S1"), (Lead.East, "E1"));

    public ValueTask DisposeAsync() => _house.DisposeAsync();

    private double PointsOf(LeadPicture picture) =>
        new LeadTriage(Options.Create(new TriageOptions()), Options.Create(new TriageWeights()), Options.Create(new ClockOptions()), _house.Time).Rank(picture, Lead.Nothing).Score;

    [Fact]
    public async Task Grows_by_a_version_with_its_reason_each_time_there_is_something_to_tell()
    {
        await _house.SeeAsync(Two);
        await _house.SeeAsync(Three);
        await _house.SeeAsync(Three.Standing(LeadStatus.Hit));
        await _house.SeeAsync(Three with { Lead = Three.Standing(LeadStatus.Hit).Lead, Arrests = [Lead.Stored("arrests", Lead.North, new Arrest { SourceId = "a", ArrestNumber = "A", ArrestedAt = Lead.Noon, Offenses = ["520"], Person = new Person { FullName = "A B" } })] });
        await _house.SeeAsync(Three.Standing(LeadStatus.Eliminated));

        var versions = await _house.VersionsAsync();
        Assert.Equal([PacketReason.New, PacketReason.NewEvent, PacketReason.Confirmed, PacketReason.Enriched, PacketReason.Eliminated], versions.Select(v => v.Reason));
        Assert.Equal([1, 2, 3, 4, 5], versions.Select(v => v.Version));
    }

    [Fact]
    public async Task Says_eliminated_when_an_event_is_withdrawn_from_it()
    {
        await _house.SeeAsync(Three);
        await _house.SeeAsync(Two);
        Assert.Equal(PacketReason.Eliminated, (await _house.VersionsAsync())[^1].Reason);
    }

    [Fact]
    public async Task Is_not_issued_again_when_nothing_of_substance_changed()
    {
        await _house.SeeAsync(Two);
        await _house.DispatchAsync();
        await _house.SeeAsync(Two);
        _house.Time.Advance(TimeSpan.FromDays(400));
        await _house.SeeAsync(Two with { Gunshots = [new GunshotNearEvent("gs-1", Two.Events[0].CaseKey, ["a"], Lead.Noon, GunshotKind.Multiple, 3, 40.7, -74, 10, 5, ["gunshots/x/1"])] });
        Assert.Single(await _house.VersionsAsync());
    }

    [Fact]
    public async Task Is_issued_anew_when_a_row_that_came_late_says_that_the_lead_was_made_before()
    {
        await _house.SeeAsync(Two.Standing(LeadStatus.Eliminated));
        var rejected = Two.Standing(LeadStatus.Eliminated);
        await _house.SeeAsync(rejected with { Lead = rejected.Lead with { At = rejected.Lead.At.AddDays(-6) } });
        Assert.Equal([PacketReason.New, PacketReason.Enriched], (await _house.VersionsAsync()).Select(v => v.Reason));
    }

    [Fact]
    public async Task Takes_a_source_that_is_away_and_one_that_owes_an_answer_for_the_same()
    {
        await _house.SeeAsync(Two, Lead.Awaited);
        await _house.SeeAsync(Two, Lead.Awaited with { Sources = [new("eTrace", EnrichmentStatus.Unavailable, null, "away"), .. Lead.Awaited.Sources.Skip(1)] });
        Assert.Single(await _house.VersionsAsync());

        await _house.SeeAsync(Two, Lead.Nothing);
        Assert.Equal(PacketReason.Enriched, (await _house.VersionsAsync())[^1].Reason);
    }

    [Fact]
    public async Task Reaches_the_owners_of_the_events_and_whom_the_registry_adds_but_not_the_site_nor_an_inactive_agency()
    {
        var taskForce = Ori.Parse("ZZ0000009");
        _house.Agencies[taskForce] = new Agency(taskForce, "Task force");
        _house.Agencies[Lead.North] = new Agency(Lead.North, "North") { Recipients = [taskForce] };
        _house.Agencies[Lead.South] = new Agency(Lead.South, "South") { Active = false };
        await _house.SeeAsync(Two);
        await _house.DispatchAsync();

        Assert.Single(await _house.QueueOfAsync(Lead.North));
        Assert.Single(await _house.QueueOfAsync(taskForce));
        Assert.Empty(await _house.QueueOfAsync(Lead.South));
        Assert.Empty(await _house.QueueOfAsync(Lead.Lab));
    }

    [Fact]
    public async Task Waits_fully_withheld_in_the_inbox_of_an_agency_that_the_registry_does_not_know()
    {
        _house.Agencies.TryRemove(Lead.South, out _);
        await _house.SeeAsync(Two);
        await _house.DispatchAsync();

        Assert.Empty(await _house.QueueOfAsync(Lead.South));
        var view = (await _house.Inbox.ReadAsync(PacketHouse.Of(Lead.South), "pk-" + Lead.Id[3..], null, default)).Value;
        Assert.Contains(view.Dissemination.Withheld, w => w.Rule == DisseminationRule.Tiahrt);
        Assert.Equal([Lead.South], (await _house.Desk.ReadAsync(Lead.Id, default)).Value.Unregistered);
    }

    [Fact]
    public async Task Goes_on_to_everyone_who_got_an_earlier_version()
    {
        await _house.SeeAsync(Three);
        await _house.SeeAsync(Lead.Over((Lead.North, "N1")).Standing(LeadStatus.Eliminated));
        await _house.DispatchAsync();
        var id = "pk-" + Lead.Id[3..];
        foreach (var ori in new[] { Lead.North, Lead.South, Lead.East })
        {
            Assert.Equal([$"{id}:1:{ori}", $"{id}:2:{ori}"], await _house.QueueOfAsync(ori));
        }
    }

    [Fact]
    public async Task Carries_the_ids_and_properties_of_the_contract()
    {
        await _house.SeeAsync(Two);
        await _house.DispatchAsync();
        var message = Assert.Single(await _house.MessagesOfAsync(Lead.North));
        Assert.Equal($"pk-{Lead.Id[3..]}:1:{Lead.North}", message.Id);
        Assert.Equal(Lead.Id, message.SessionId);
        Assert.Equal("new", message.Subject);
        Assert.Equal("lead-packet/v1", message.Properties["schema"]);
        Assert.Equal("1", message.Properties["version"]);
        Assert.Equal("local", message.Properties["region"]);
        Assert.Equal(Lead.Id, message.Properties["leadId"]);
        Assert.Equal("high", message.Properties["band"]);
        Assert.Equal("1.0", message.Properties["cloudEvents:specversion"]);
        Assert.Equal(message.Id, message.Properties["cloudEvents:id"]);
    }

    [Fact]
    public async Task Comes_before_the_lists_of_guns_which_follow_every_look()
    {
        await _house.SeeAsync(Two);
        await _house.SeeAsync(Two);
        Assert.Equal([Lead.Id, Lead.Id], _house.Kept.Select(p => p.Lead.LeadId));
    }

    [Fact]
    public async Task Becomes_a_claim_check_when_it_is_too_large_for_a_message()
    {
        await using var house = new PacketHouse(packets: new PacketOptions { MaxMessageBytes = 1024 });
        await house.SeeAsync(Two);
        await house.DispatchAsync();
        var message = Assert.Single(await house.MessagesOfAsync(Lead.North));
        Assert.Equal($"/api/v1/packets/pk-{Lead.Id[3..]}?version=1", message.Properties["cloudEvents:dataref"]);
        Assert.True(message.Body.Length < 1024);
    }

    [Fact]
    public async Task Sends_nothing_twice_when_the_worker_is_killed_between_steps_and_runs_again()
    {
        await _house.SeeAsync(Two);
        await _house.Issuer.EvaluateAsync(Lead.Id, default);
        var issued = await _house.IssuedAsync(1);
        var killed = issued.Recipients[0];

        // Killed after the first recipient's message, before anything else: then all of it again, twice, once without the record of the releases.
        await _house.Queue.SendAsync(Queues.Packets(killed.Ori.Value), [new QueueMessage($"{issued.Packet.Id}:1:{killed.Ori}", "{}"u8.ToArray())], default);
        await _house.Dispatcher.DispatchAsync(Lead.Id, 1, default);
        await _house.ForgetReleaseAsync(1);
        await _house.Dispatcher.DispatchAsync(Lead.Id, 1, default);
        await _house.Dispatcher.DispatchAsync(Lead.Id, 1, default);

        Assert.Single(await _house.VersionsAsync());
        Assert.Single(await _house.QueueOfAsync(Lead.North));
        Assert.Single(await _house.QueueOfAsync(Lead.South));
        Assert.Single((await _house.Inbox.ListAsync(PacketHouse.Of(Lead.North), all: true, new PageRequest(50, null), default)).Value.Items);
        Assert.Single((await _house.Desk.ReadAsync(Lead.Id, default)).Value.Released);
    }

    [Fact]
    public async Task Has_each_number_once_when_many_workers_look_at_its_lead_at_once()
    {
        _house.Picture = Two;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => _house.Issuer.EvaluateAsync(Lead.Id, default))));
        Assert.Single(await _house.VersionsAsync());

        // Each worker finds another picture: every one that is told has a number of its own, without a gap.
        var pictures = Enumerable.Range(0, 12).Select(i => Lead.Over([.. Enumerable.Range(0, i + 2).Select(n => (Lead.North, $"N{n}"))])).ToList();
        await Task.WhenAll(pictures.Select(p => Task.Run(async () =>
        {
            _house.Picture = p;
            await _house.Issuer.EvaluateAsync(Lead.Id, default);
        })));
        var versions = await _house.VersionsAsync();
        Assert.Equal(Enumerable.Range(1, versions.Count), versions.Select(v => v.Version));
    }

    [Fact]
    public async Task Never_tells_less_than_was_told_by_a_faster_worker()
    {
        // While this worker waits for the sources, a faster one has told of a third event.
        _house.Picture = Two;
        _house.Known = Lead.Awaited;
        _house.Answers = Lead.Nothing;
        _house.WhileAsking = async () =>
        {
            _house.WhileAsking = () => Task.CompletedTask;
            _house.Known = Lead.Nothing;
            await _house.SeeAsync(Three);
        };
        await _house.Issuer.EvaluateAsync(Lead.Id, default);
        var version = Assert.Single(await _house.VersionsAsync());
        Assert.Equal(3, version.Events.Count);
    }

    [Fact]
    public async Task Of_the_immediate_band_leaves_raw_while_the_sources_are_still_asked_and_its_enriched_version_follows()
    {
        await using var house = new PacketHouse(new TriageOptions { Immediate = 1, High = 1, Medium = 1 });
        house.Picture = Two;
        house.Known = Lead.Awaited;
        house.Answers = Lead.Nothing;
        var queuedWhileAsking = 0;
        house.WhileAsking = async () =>
        {
            await house.DispatchAsync();
            queuedWhileAsking = (await house.QueueOfAsync(Lead.North)).Count;
        };
        await house.Issuer.EvaluateAsync(Lead.Id, default);

        Assert.Equal(1, queuedWhileAsking);
        var versions = await house.VersionsAsync();
        Assert.Equal([PacketReason.Released, PacketReason.Enriched], versions.Select(v => v.Reason));
        Assert.Equal(EnrichmentStatus.Pending, versions[0].Enrichment[0].Status);
    }

    [Fact]
    public async Task Leaves_raw_at_once_when_a_new_record_makes_a_lead_immediate()
    {
        await using var house = new PacketHouse(new TriageOptions { Immediate = PointsOf(Two) + 1, High = 1, Medium = 1 });
        await house.SeeAsync(Two);
        await house.DispatchAsync();
        house.Picture = Two with { Events = [Two.Events[0] with { Incident = Two.Events[0].Incident! with { Type = IncidentType.Homicide, Injured = 9 } }, Two.Events[1]] };
        house.Known = Lead.Awaited;
        house.Answers = Lead.Nothing;
        var queuedWhileAsking = 0;
        house.WhileAsking = async () =>
        {
            await house.DispatchAsync();
            queuedWhileAsking = (await house.QueueOfAsync(Lead.North)).Count;
        };
        await house.Issuer.EvaluateAsync(Lead.Id, default);

        Assert.Equal(2, queuedWhileAsking);
        Assert.Equal([Band.High, Band.Immediate, Band.Immediate], (await house.VersionsAsync()).Select(v => v.Priority.Band));
    }

    [Fact]
    public async Task Is_issued_anew_when_something_that_is_not_told_by_itself_makes_the_lead_immediate_and_only_then()
    {
        NearbyShooting Near(int number) => new(EntityKey.Case(Lead.East, $"E{number}"), Two.Events[0].CaseKey, Lead.Noon.AddDays(-3), 100, IncidentType.ShotsFired, $"incidents/ZZ0000003/E{number}");
        await using var house = new PacketHouse(new TriageOptions { Immediate = PointsOf(Two) + 1.5 * new TriageWeights().SeriesNearby, High = 1, Medium = 1 });
        await house.SeeAsync(Two);
        await house.SeeAsync(Two with { SeriesNearby = [Near(1)] });
        Assert.Single(await house.VersionsAsync());
        await house.SeeAsync(Two with { SeriesNearby = [Near(1), Near(2)] });
        await house.SeeAsync(Two with { SeriesNearby = [Near(1), Near(2)] });
        Assert.Equal([Band.High, Band.Immediate], (await house.VersionsAsync()).Select(v => v.Priority.Band));
    }

    [Fact]
    public async Task Says_that_a_lead_is_unconfirmed_until_it_is_confirmed()
    {
        await _house.SeeAsync(Two);
        await _house.SeeAsync(Two.Standing(LeadStatus.Hit));
        var versions = await _house.VersionsAsync();
        Assert.Contains("unconfirmed", versions[0].Disclaimer, StringComparison.Ordinal);
        Assert.Contains("has confirmed", versions[1].Disclaimer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Is_bounded_by_options_and_says_what_was_cut()
    {
        await using var house = new PacketHouse(packets: new PacketOptions { MaxSightings = 3 });
        var sightings = Enumerable.Range(0, 10).Select(i => new Sighting(Two.Events[0].CaseKey, Lead.Noon, 40.7, -74, 5, i, "D1", null, $"lpr/x/{i}")).ToList();
        await house.SeeAsync(Two with { Vehicles = [new VehicleNearEvents("pl-1", "ABC123", "NY", sightings, 1)] });
        var packet = Assert.Single(await house.VersionsAsync());
        Assert.Equal(3, packet.Lpr.Count);
        Assert.Equal(10, packet.Vehicles[0].Sightings);
        Assert.Contains("lpr", packet.Truncated);
    }
}
