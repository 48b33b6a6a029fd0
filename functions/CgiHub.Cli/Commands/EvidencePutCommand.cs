using System.Collections.Concurrent;
using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using CgiHub.Cli.Evidence;

namespace CgiHub.Cli.Commands;

/// <summary><c>evidence put</c>: brings a folder of images into the hub's custody.</summary>
internal sealed class EvidencePutCommand : ToolCommand
{
    private const long Megabyte = 1024 * 1024;

    private readonly Argument<string> _folder = new("folder") { Description = "Where the images lie." };
    private readonly Option<string?> _manifest = new("--manifest") { Description = "Which image shows which exhibit, as CSV or JSON. Default: manifest.json or manifest.csv in the folder.", HelpName = "FILE" };
    private readonly Option<int> _parallel = CommonOptions.Bounded(new Option<int>("--parallel") { Description = "Exhibits that are sent at the same time.", DefaultValueFactory = _ => 4, HelpName = "N" }, 1, 64);
    private readonly Option<int> _direct = CommonOptions.Bounded(new Option<int>("--direct-above") { Description = "Images of more megabytes go straight into storage, by an upload URL.", DefaultValueFactory = _ => 90, HelpName = "MB" }, 0, 1_000_000);
    private readonly Option<bool> _supersede = new("--supersede") { Description = "Puts an image in the place of another one that the hub has for its view; that one stays in custody." };
    private readonly Option<string?> _receipt = new("--receipt") { Description = "Writes the receipt there, as JSON.", HelpName = "FILE" };

    /// <inheritdoc/>
    public override Command Describe() =>
        new("put", "Registers exhibits and uploads their images; made again, it sends only what is missing.") { _folder, _manifest, _parallel, _direct, _supersede, _receipt };

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation call, CancellationToken cancel)
    {
        var hub = call.Hub();
        var exhibits = Manifest.Read(call.Get(_folder), call.Get(_manifest), call.Agency);
        var bytes = exhibits.Sum(e => e.Images.Sum(i => new FileInfo(i.Path).Length));
        var progress = new SendingProgress(call.Terminal, exhibits.Count, bytes);
        var sender = new EvidenceSender(hub, call.Get(_direct) * Megabyte, call.Get(_supersede), progress.Sent);
        var done = new ConcurrentDictionary<int, ExhibitSent>();
        try
        {
            await progress.RunAsync(() => Parallel.ForEachAsync(exhibits.Index(), new ParallelOptions { MaxDegreeOfParallelism = call.Get(_parallel), CancellationToken = cancel }, async (exhibit, stop) =>
            {
                var sent = await sender.SendAsync(exhibit.Item, stop);
                done[exhibit.Index] = sent;
                progress.Done(exhibit.Item, sent);
            }));
        }
        finally
        {
            // Also of a sending that broke off: it says what is in the hub's custody.
            await TellAsync(call, hub.Address, exhibits, done);
        }

        return done.Values.Any(e => IsRefused(e)) ? ExitCodes.Partly : ExitCodes.Done;
    }

    private static bool IsRefused(ExhibitSent exhibit) => exhibit.Status == "refused" || exhibit.Images.Any(i => i.Status == "refused");

    private async Task TellAsync(Invocation call, Uri hub, IReadOnlyList<ManifestExhibit> exhibits, ConcurrentDictionary<int, ExhibitSent> done)
    {
        var all = exhibits.Select((e, i) => done.GetValueOrDefault(i) ?? NotSent(e)).ToList();
        var receipt = new EvidenceReceipt(hub.AbsoluteUri, call.Time.GetUtcNow(), done.Count == exhibits.Count && !all.Exists(IsRefused), all);
        if (call.Get(_receipt) is { } path)
        {
            await WholeFile.WriteAsync(Path.GetFullPath(path), file => JsonSerializer.SerializeAsync(file, receipt, IndentedJson.Default.EvidenceReceipt));
        }

        foreach (var (name, detail) in all.SelectMany(Oddities))
        {
            call.Terminal.Note($"{Terminal.Plain(name)}: {Terminal.Plain(detail)}");
        }

        var images = all.SelectMany(e => e.Images).ToList();
        call.Terminal.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"{all.Count} exhibits: {all.Count(e => e.Status == "registered")} registered, {all.Count(e => e.Status == "known")} known, {all.Count(e => e.Status == "refused")} refused, {all.Count(e => e.Status == "notSent")} not sent. {images.Count} images: {Count("stored")} stored, {Count("present")} already there, {Count("refused")} refused, {Count("notSent")} not sent."));
        call.Terminal.Give(receipt, CliJson.Default.EvidenceReceipt);

        int Count(string status) => images.Count(i => i.Status == status);
    }

    private static IEnumerable<(string Name, string Detail)> Oddities(ExhibitSent exhibit)
    {
        var name = $"{exhibit.Ori} {exhibit.CaseNumber}/{exhibit.ExhibitNumber}";
        return exhibit.Images.Where(i => i.Detail is not null).Select(i => ($"{name} {i.View} ({i.File})", i.Detail!)).Prepend((name, exhibit.Detail ?? "")).Where(o => o.Item2.Length > 0);
    }

    private static ExhibitSent NotSent(ManifestExhibit exhibit) => new(exhibit.Asked.Ori, exhibit.Asked.CaseNumber, exhibit.Asked.ExhibitNumber)
    {
        Status = "notSent",
        Images = [.. exhibit.Images.Select(i => new ImageSent(i.File, i.View, "notSent"))],
    };
}
