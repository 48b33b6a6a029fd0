using System.CommandLine;
using System.Globalization;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using CgiHub.Cli.Evidence;
using CgiHub.Cli.Feeds;
using CgiHub.Cli.Hub;

namespace CgiHub.Cli.Commands;

/// <summary><c>feed push</c>: sends rows of a feed, and shows which were refused and why.</summary>
internal sealed class FeedPushCommand : ToolCommand
{
    private const int Megabyte = 1024 * 1024;
    private const int MostShown = 50;

    private readonly Argument<string> _feed = new("feed") { Description = "The feed: incidents, nibin, firearms, gunshots, lpr, traces, arrests, supervision, osint." };
    private readonly Argument<string> _file = new("file") { Description = "The rows; - for standard input.", DefaultValueFactory = _ => InputFile.Standard };
    private readonly Option<string?> _type = new("--type") { Description = "Their format, where the file's name does not tell." };
    private readonly Option<string?> _charset = new("--charset") { Description = "The character set of text that is not UTF-8; such a file goes whole.", HelpName = "NAME" };
    private readonly Option<int> _megabytes = CommonOptions.Bounded(new Option<int>("--batch-mb") { Description = "Rows of CSV and NDJSON are sent in batches of so many megabytes; 0 sends all in one.", DefaultValueFactory = _ => 16, HelpName = "MB" }, 0, 512);
    private readonly Option<int> _rows = CommonOptions.Bounded(new Option<int>("--batch-rows") { Description = "And of so many rows at most.", DefaultValueFactory = _ => 100_000, HelpName = "N" }, 1, 100_000_000);
    private readonly Option<string?> _rejected = new("--rejected") { Description = "Writes the refused rows there as they came, to mend and push again.", HelpName = "FILE" };

    /// <inheritdoc/>
    public override Command Describe()
    {
        _type.AcceptOnlyFromAmong([.. FeedFormat.All.Select(f => f.Name)]);
        return new Command("push", "Sends rows of a feed; ends with 5 where some were refused. Sent again, rows are duplicates and change nothing.") { _feed, _file, _type, _charset, _megabytes, _rows, _rejected };
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation call, CancellationToken cancel)
    {
        var file = call.Get(_file);
        var format = FeedFormat.Of(call.Get(_type), file) ?? throw CommandFailedException.Usage($"The name {file} does not tell the format; say it with --type.");
        if (file != InputFile.Standard && !File.Exists(file))
        {
            throw CommandFailedException.Usage($"There is no file {file}.");
        }

        var hub = call.Hub();
        var taken = new List<FeedReceipt>();
        try
        {
            await foreach (var body in BodiesAsync(call, file, format, cancel))
            {
                var request = new HubRequest(HttpMethod.Post, $"api/v1/feeds/{Uri.EscapeDataString(call.Get(_feed))}") { Content = body };
                using var answer = (await hub.SendAsync(request, cancel)).OrFail();
                taken.Add(await answer.ReadAsync(CliJson.Default.FeedReceipt, cancel));
                call.Terminal.Note(string.Create(CultureInfo.InvariantCulture, $"{taken.Sum(r => r.Received)} rows sent."));
            }
        }
        finally
        {
            // Also of a push that broke off: these rows have landed.
            Tell(call, taken);
        }

        if (call.Get(_rejected) is { } path && taken.Exists(r => r.RejectedType is not null))
        {
            await WholeFile.WriteAsync(Path.GetFullPath(path), rows => FetchRejectedAsync(hub, taken, format, rows, cancel));
            call.Terminal.Note($"The refused rows are in {path}.");
        }

        return taken.Exists(r => r.Rejected > 0) ? ExitCodes.Partly : ExitCodes.Done;
    }

    /// <summary>The bodies to send, each made anew for every attempt.</summary>
    private async IAsyncEnumerable<Func<HttpContent>> BodiesAsync(Invocation call, string file, FeedFormat format, [EnumeratorCancellation] CancellationToken cancel)
    {
        var charset = call.Get(_charset);
        var type = MediaTypeHeaderValue.Parse(charset is null ? format.MediaType : $"{format.MediaType}; charset={charset}");
        if (format.Cut == Cut.Nowhere || charset is not null || FeedFormat.IsZipped(file) || call.Get(_megabytes) == 0)
        {
            using var spool = file == InputFile.Standard ? await SpooledInput.OfAsync(Console.OpenStandardInput(), cancel) : null;
            yield return () => Typed(FileContent.Of(spool?.Path ?? file, _ => { }), type, FeedFormat.IsZipped(file));
            yield break;
        }

        await using var rows = file == InputFile.Standard ? Console.OpenStandardInput() : FileContent.Open(file);
        using var batches = new Batches(rows, format.Cut, call.Get(_megabytes) * Megabyte, call.Get(_rows));
        await foreach (var batch in batches.ReadAsync(cancel))
        {
            yield return () => Typed(new ByteArrayContent(batch), type, zipped: false);
        }
    }

    private static HttpContent Typed(HttpContent content, MediaTypeHeaderValue type, bool zipped)
    {
        content.Headers.ContentType = type;
        if (zipped)
        {
            content.Headers.ContentEncoding.Add("gzip");
        }

        return content;
    }

    private void Tell(Invocation call, List<FeedReceipt> taken)
    {
        var faults = new List<RowFault>();
        var before = 0L;
        foreach (var receipt in taken)
        {
            // The hub counts from the beginning of a batch, people from that of their file.
            faults.AddRange(receipt.Errors.Select(e => e with { Index = e.Index + before }));
            before += receipt.Received;
        }

        var all = new PushReceipt(
            call.Get(_feed), [.. taken.Select(r => r.Id)], before, taken.Sum(r => r.Accepted), taken.Sum(r => r.Duplicates), taken.Sum(r => r.Rejected), taken.Sum(r => r.Skipped), taken.Sum(r => r.Merged), taken.Sum(r => r.Held), faults, taken.Exists(r => r.MoreErrors));
        foreach (var fault in faults.Take(MostShown))
        {
            call.Terminal.Say(string.Create(CultureInfo.InvariantCulture, $"row {fault.Index + 1}{(fault.Pointer.Length == 0 ? "" : " ")}{Terminal.Plain(fault.Pointer)}: {Terminal.Plain(fault.Detail)} ({fault.Code})"));
        }

        if (faults.Count > MostShown || all.MoreErrors)
        {
            call.Terminal.Say(string.Create(CultureInfo.InvariantCulture, $"The first {Math.Min(faults.Count, MostShown)} faults are shown; --json lists what the hub lists, --rejected FILE fetches the rows."));
        }

        call.Terminal.Say(string.Create(CultureInfo.InvariantCulture, $"{all.Received} rows: {all.Accepted} accepted, {all.Duplicates} duplicates, {all.Rejected} rejected{(all.Held > 0 ? $", {all.Held} held for review" : "")}{(all.Skipped > 0 ? $", {all.Skipped} skipped" : "")}{(all.Merged > 0 ? $", {all.Merged} merged" : "")}. Receipts: {string.Join(' ', all.Receipts)}"));
        call.Terminal.Give(all, CliJson.Default.PushReceipt);
    }

    private static async Task FetchRejectedAsync(HubClient hub, IReadOnlyList<FeedReceipt> taken, FeedFormat format, Stream rows, CancellationToken cancel)
    {
        var first = true;
        foreach (var receipt in taken.Where(r => r.RejectedType is not null))
        {
            using var answer = (await hub.SendAsync(new HubRequest(HttpMethod.Get, $"api/v1/receipts/{Uri.EscapeDataString(receipt.Id)}/rejected"), cancel)).OrFail();
            await using var body = await answer.OpenAsync(cancel);
            if (!first && format.Cut == Cut.Table)
            {
                await SkipHeaderAsync(body, cancel);
            }

            await body.CopyToAsync(rows, cancel);
            first = false;
        }
    }

    /// <summary>Reads past a table's header, which stands on one line in what the hub gives back.</summary>
    private static async Task SkipHeaderAsync(Stream body, CancellationToken cancel)
    {
        var one = new byte[1];
        while (await body.ReadAsync(one, cancel) == 1 && one[0] != '\n')
        {
        }
    }
}
