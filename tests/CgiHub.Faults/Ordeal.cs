using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using CgiHub.Core.Records;
using CgiHub.Partners.Servers;

namespace CgiHub.Faults;

/// <summary>A hub process with its partners to which something happens while a region is played into it, and what must be so afterwards.</summary>
public sealed class Ordeal : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    private readonly Undisturbed _calm;
    private readonly HubWatch _watch;
    private PacketsOfRegion? _packets;

    private Ordeal(Undisturbed calm, PartnerServers partners, HubProcess hub)
    {
        (_calm, Partners, Hub) = (calm, partners, hub);
        _watch = new HubWatch(hub.Address, TimeProvider.System);
    }

    public PartnerServers Partners { get; }

    public HubProcess Hub { get; }

    public SimulatedRegion Region => _calm.Region;

    /// <summary>A hub that takes two rows for a history already: its leads come by either queue, and are looked at from both side by side.</summary>
    public static HubLaunch BothWays { get; } = new() { Settings = ["--CgiHub:Feeds:BulkAfterRows=1"] };

    /// <summary>The agencies' queues as they were last read.</summary>
    public PacketsOfRegion Packets => _packets!;

    public static async Task<Ordeal> BeginAsync(Undisturbed calm, HubLaunch launch)
    {
        var partners = await Play.StartPartnersAsync(calm.Region);
        var hub = await HubProcess.StartAsync(launch with { Settings = [.. Play.Settings(partners), .. launch.Settings] });
        return new Ordeal(calm, partners, hub);
    }

    /// <summary>A player that sends until somebody answers, as agencies' systems do.</summary>
    /// <param name="through">Where it sends to, if that is not the hub itself.</param>
    /// <param name="beforeQuiet">Done before it waits for the hub to be quiet.</param>
    /// <param name="afterQuiet">Done after that.</param>
    public SimulationPlayer Player(Uri? through = null, Action? beforeQuiet = null, Action? afterQuiet = null) => new(
        through ?? Hub.Address,
        new PlayerOptions
        {
            WhenQuiet = async cancel =>
            {
                beforeQuiet?.Invoke();
                await WhenQuietAsync(cancel);
                afterQuiet?.Invoke();
            },
            Attempts = 10_000,
            RetryAfter = TimeSpan.FromMilliseconds(50),
        },
        TimeProvider.System);

    public Task WhenQuietAsync(CancellationToken cancel) => _watch.WhenQuietAsync(null, cancel).WaitAsync(Limit, cancel);

    /// <summary>Plays the whole region.</summary>
    public async Task PlayAsync(SimulationPlayer player)
    {
        ArgumentNullException.ThrowIfNull(player);
        using (player)
        {
            await player.PlayAsync(Region, null, CancellationToken.None);
        }
    }

    /// <summary>Waits until nothing is left to do and no source is awaited, then reads the queues.</summary>
    public async Task SettleAsync() => _packets = await Play.SettleAsync(Hub, _watch, Region);

    /// <summary>Everything that must be so after whatever happened.</summary>
    public async Task EndsAsIfNothingHadHappenedAsync()
    {
        await SettleAsync();
        Packets.LeadsOfEveryAgencyAreThoseOfTheTruth();
        Packets.NewestVersionsSayTheTruth();
        Packets.EveryVersionComesOnceAndInOrder();
        await HoldsTheSameAsync();
    }

    /// <summary>The hub has everything that was sent, and says what the undisturbed one says.</summary>
    public async Task HoldsTheSameAsync()
    {
        (await HubPortrait.OfAsync(Hub, Region, Packets)).IsThatOf(_calm.Portrait);
        await EveryRowIsThereAsync();
        await EveryImageIsThereAsync();
        await TheAuditTrailIsWholeAsync();
    }

    /// <summary>Once everybody has gone the process has as many files and sockets open as the undisturbed one, give or take some connections that are kept for a while.</summary>
    public Task HandlesComeBackAsync() => Eventually.Async(() => Hub.OpenHandles <= _calm.Handles + 40, Limit, () => $"{Hub.OpenHandles} handles are open; the undisturbed hub has {_calm.Handles}.");

    public async ValueTask DisposeAsync()
    {
        _watch.Dispose();
        await Hub.DisposeAsync();
        await Partners.DisposeAsync();
    }

    /// <summary>Each record's newest version, sent again, is one that the hub has with the very same content.</summary>
    private async Task EveryRowIsThereAsync()
    {
        var newest = Region.Deliveries.GroupBy(d => (d.Agency, d.Feed, d.Record.SourceId)).Select(g => g.Last());
        foreach (var sender in newest.GroupBy(d => (d.Agency, d.Feed)))
        {
            using var client = await Hub.ClientAsync(sender.Key.Agency.Value, "Agency.Submit");
            foreach (var rows in sender.Select(d => d.Record).Chunk(500))
            {
                var body = FeedBody.Write(FeedForm.Lines, $"urn:ori:{sender.Key.Agency}", rows);
                using var content = new ByteArrayContent(body.Content) { Headers = { ContentType = new MediaTypeHeaderValue(body.MediaType) } };
                using var answer = await client.PostAsync($"/api/v1/feeds/{sender.Key.Feed}", content);
                var receipt = await answer.Content.ReadFromJsonAsync<JsonElement>();
                Assert.Equal((HttpStatusCode.OK, rows.Length, rows.Length), (answer.StatusCode, receipt.GetProperty("received").GetInt32(), receipt.GetProperty("duplicates").GetInt32()));
            }
        }
    }

    /// <summary>Each image has the bytes that were sent, was stored once, and its exhibit's chain of custody is whole.</summary>
    private async Task EveryImageIsThereAsync()
    {
        foreach (var owner in Region.Evidence.GroupBy(e => e.Ori))
        {
            using var client = await Hub.ClientAsync(owner.Key.Value, "Agency.Submit");
            foreach (var exhibit in owner)
            {
                await IsThereAsync(client, exhibit);
            }
        }
    }

    private static async Task IsThereAsync(HttpClient client, EvidenceDelivery exhibit)
    {
        var path = $"/api/v1/evidence/{EntityKey.Exhibit(exhibit.Ori, exhibit.CaseNumber, exhibit.ExhibitNumber).Value}";
        var custody = await client.GetFromJsonAsync<JsonElement>($"{path}/custody?limit=200");
        Assert.True(custody.GetProperty("intact").GetBoolean());
        var actions = custody.GetProperty("items").EnumerateArray().Select(e => e.GetProperty("action").GetString()).ToList();
        Assert.Single(actions, "registered");
        Assert.DoesNotContain("imageSuperseded", actions);
        Assert.Equal(exhibit.Images.Count, actions.Count(a => a == "imageStored"));
        foreach (var image in exhibit.Images)
        {
            var stored = await client.GetByteArrayAsync($"{path}/images/{image.View}");
            Assert.Equal(SHA256.HashData(image.Draw()), SHA256.HashData(stored));
        }
    }

    private async Task TheAuditTrailIsWholeAsync()
    {
        using var admin = await Hub.ClientAsync(null, "Hub.Admin");
        var verified = await admin.GetFromJsonAsync<JsonElement>("/api/v1/admin/audit/verify");
        Assert.True(verified.GetProperty("intact").GetBoolean(), verified.ToString());
    }
}
