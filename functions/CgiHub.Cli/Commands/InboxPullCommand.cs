using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using CgiHub.Cli.Hub;
using CgiHub.Cli.Inbox;

namespace CgiHub.Cli.Commands;

/// <summary><c>inbox pull</c>: writes lead packets to files, and acknowledges them once they are safe there.</summary>
internal sealed class InboxPullCommand : ToolCommand
{
    private const int Everything = 1_000_000;

    private readonly Argument<string> _folder = new("folder") { Description = "Where the packets are written, as {packet}.v{version}.json and .pdf.", DefaultValueFactory = _ => "." };
    private readonly Option<bool> _ack = new("--ack") { Description = "Acknowledges each packet once its files are written." };
    private readonly Option<bool> _all = new("--all") { Description = "Also packets that were acknowledged before." };
    private readonly Option<bool> _follow = new("--follow") { Description = "Goes on looking until it is stopped." };
    private readonly Option<int> _every = CommonOptions.Bounded(new Option<int>("--every") { Description = "With --follow: how often, in seconds.", DefaultValueFactory = _ => 30, HelpName = "S" }, 1, 86_400);
    private readonly Option<bool> _noPdf = new("--no-pdf") { Description = "JSON only." };

    /// <inheritdoc/>
    public override Command Describe() => new("pull", "Writes the packets of this agency's inbox to files. With --json, one line for each packet.") { _folder, _ack, _all, _follow, _every, _noPdf };

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation call, CancellationToken cancel)
    {
        var folder = Directory.CreateDirectory(call.Get(_folder)).FullName;
        var packets = new PacketFolder(call.Hub(), folder, !call.Get(_noPdf), call.Terminal.Note);
        if (!call.Get(_follow))
        {
            var pulled = await PullAsync(call, packets, cancel);
            call.Terminal.Say(string.Create(CultureInfo.InvariantCulture, $"{pulled} packets are in {folder}."));
            return ExitCodes.Done;
        }

        try
        {
            while (true)
            {
                await TryPullAsync(call, packets, cancel);
                await Task.Delay(TimeSpan.FromSeconds(call.Get(_every)), call.Time, cancel);
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // Who follows is only ever stopped: that is no failure.
            return ExitCodes.Done;
        }
    }

    /// <summary>A hub that is away for a while does not end a follower.</summary>
    private async Task TryPullAsync(Invocation call, PacketFolder packets, CancellationToken cancel)
    {
        try
        {
            await PullAsync(call, packets, cancel);
        }
        catch (CommandFailedException away) when (away.ExitCode == ExitCodes.Unavailable)
        {
            call.Terminal.Fail(away);
        }
    }

    private async Task<int> PullAsync(Invocation call, PacketFolder packets, CancellationToken cancel)
    {
        var pulled = 0;
        var entries = await call.Hub().ListAsync($"api/v1/inbox{(call.Get(_all) ? "?all=true" : "")}", Everything, cancel).ToListAsync(cancel);
        foreach (var entry in entries.Select(e => e.Deserialize(CliJson.Default.InboxEntry)!))
        {
            await SaveAsync(call, packets, entry, cancel);
            pulled++;
        }

        return pulled;
    }

    private async Task SaveAsync(Invocation call, PacketFolder packets, InboxEntry entry, CancellationToken cancel)
    {
        var (json, pdf) = await packets.SaveAsync(entry.PacketId, entry.Version, cancel);
        var saved = new PacketSaved(entry.PacketId, entry.LeadId, entry.Version, entry.Reason, entry.Band, json) { Pdf = pdf };
        if (!call.Get(_ack))
        {
            Tell(call, saved);
            return;
        }

        using (var answer = await call.Hub().SendAsync(new HubRequest(HttpMethod.Post, $"api/v1/packets/{entry.PacketId}/ack"), cancel))
        {
            answer.OrFail();
        }

        saved = saved with { Acknowledged = true };
        Tell(call, saved);

        // What is acknowledged is the newest version: one that was issued meanwhile must be on file, too.
        if (await packets.NewestAsync(entry.PacketId, cancel) is var newest && newest > entry.Version)
        {
            (json, pdf) = await packets.SaveAsync(entry.PacketId, newest, cancel);
            Tell(call, saved with { Version = newest, Json = json, Pdf = pdf });
        }
    }

    private static void Tell(Invocation call, PacketSaved saved)
    {
        call.Terminal.Say(string.Create(CultureInfo.InvariantCulture, $"{saved.PacketId} v{saved.Version} {saved.Band} {saved.Reason}: {Path.GetFileName(saved.Json)}{(saved.Pdf is null ? "" : " and .pdf")}{(saved.Acknowledged ? ", acknowledged" : "")}"));
        call.Terminal.Give(saved, CliJson.Default.PacketSaved);
    }
}
