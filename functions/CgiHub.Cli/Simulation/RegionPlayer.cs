using System.Globalization;
using System.Net.Http.Headers;
using CgiHub.Cli.Evidence;
using CgiHub.Cli.Feeds;
using CgiHub.Cli.Hub;

namespace CgiHub.Cli.Simulation;

/// <summary>Plays a region into a hub, day by day, as its agencies would: each with a token of its own, in its own format. Everything may be sent again.</summary>
/// <param name="open">The way to the hub for an agency.</param>
/// <param name="parallel">Requests at a time.</param>
/// <param name="rate">Rows a second at most, over the whole; null: as fast as the hub takes them.</param>
/// <param name="time">The clock.</param>
/// <param name="tell">Hears how far it is.</param>
internal sealed class RegionPlayer(Func<string, CancellationToken, Task<HubClient>> open, int parallel, int? rate, TimeProvider time, Action<string> tell)
{
    private const long DirectAbove = 90L * 1024 * 1024;
    private const int MostRefused = 50;

    private readonly Lock _turn = new();
    private readonly List<string> _refused = [];
    private readonly long _start = time.GetTimestamp();
    private int _days;
    private long _rows;
    private long _accepted;
    private long _duplicates;
    private long _rejected;
    private long _exhibits;
    private long _images;

    /// <summary>Plays it.</summary>
    public async Task PlayAsync(RegionFolder region, CancellationToken cancel)
    {
        var side = new ParallelOptions { MaxDegreeOfParallelism = parallel, CancellationToken = cancel };
        foreach (var day in region.Days)
        {
            foreach (var step in day.Steps)
            {
                await Parallel.ForEachAsync(step, side, async (batch, stop) => await SendAsync(batch, stop));
                await HoldAsync(cancel);
            }

            await Parallel.ForEachAsync(day.Exhibits, side, async (exhibit, stop) => await SendAsync(exhibit, stop));
            _days++;
            tell(string.Create(CultureInfo.InvariantCulture, $"{day.Day:yyyy-MM-dd}: {_days} of {region.Days.Count} days, {_rows} rows, {_exhibits} exhibits, {_images} images."));
        }
    }

    /// <summary>What was done so far.</summary>
    public RegionPlayed Done(Uri hub, int agencies)
    {
        lock (_turn)
        {
            return new RegionPlayed(hub.AbsoluteUri, _days, agencies, _rows, _accepted, _duplicates, _rejected, _exhibits, _images, [.. _refused]);
        }
    }

    private async Task SendAsync(RegionBatch batch, CancellationToken cancel)
    {
        var hub = await open(batch.Agency, cancel);
        var request = new HubRequest(HttpMethod.Post, $"api/v1/feeds/{Uri.EscapeDataString(batch.Feed)}")
        {
            Content = () =>
            {
                var content = FileContent.Of(batch.Path, _ => { });
                content.Headers.ContentType = MediaTypeHeaderValue.Parse(batch.Format.MediaType);
                if (FeedFormat.IsZipped(batch.Path))
                {
                    content.Headers.ContentEncoding.Add("gzip");
                }

                return content;
            },
        };
        using var answer = (await hub.SendAsync(request, cancel)).OrFail();
        var receipt = await answer.ReadAsync(CliJson.Default.FeedReceipt, cancel);
        lock (_turn)
        {
            (_rows, _accepted, _duplicates, _rejected) = (_rows + receipt.Received, _accepted + receipt.Accepted, _duplicates + receipt.Duplicates, _rejected + receipt.Rejected);
            Refuse(receipt.Errors.Select(e => string.Create(CultureInfo.InvariantCulture, $"{batch.Agency} {batch.Feed} {Path.GetFileName(batch.Path)} row {e.Index + 1} {e.Pointer}: {e.Detail}")));
        }
    }

    private async Task SendAsync(ManifestExhibit exhibit, CancellationToken cancel)
    {
        var sent = await new EvidenceSender(await open(exhibit.Asked.Ori, cancel), DirectAbove, supersede: false, _ => { }).SendAsync(exhibit, cancel);
        lock (_turn)
        {
            _exhibits += sent.Status == "refused" ? 0 : 1;
            _images += sent.Images.Count(i => i.Status is "stored" or "present");
            Refuse(sent.Images.Where(i => i.Status == "refused").Select(i => $"{i.File}: {i.Detail}").Prepend(sent.Status == "refused" ? sent.Detail : null).OfType<string>()
                .Select(d => $"{sent.Ori} {sent.CaseNumber}/{sent.ExhibitNumber}: {d}"));
        }
    }

    private void Refuse(IEnumerable<string> details) => _refused.AddRange(details.Take(MostRefused - _refused.Count));

    /// <summary>Waits until so many rows may have been sent.</summary>
    private async Task HoldAsync(CancellationToken cancel)
    {
        if (rate is { } most && TimeSpan.FromSeconds((double)_rows / most) - time.GetElapsedTime(_start) is { Ticks: > 0 } early)
        {
            await Task.Delay(early, time, cancel);
        }
    }
}
