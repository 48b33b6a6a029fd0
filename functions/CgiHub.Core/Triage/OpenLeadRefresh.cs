using System.ComponentModel.DataAnnotations;
using System.Globalization;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Storage;
using Microsoft.Extensions.Options;

namespace CgiHub.Core.Triage;

/// <summary>How open leads are kept fresh: <c>CgiHub:Triage:Refresh</c>.</summary>
public sealed class RefreshOptions
{
    /// <summary>When the highest leads are looked at again, as six-field NCRONTAB; read by the timer trigger. Default on the hour.</summary>
    [Required]
    public string Schedule { get; init; } = "0 0 * * * *";

    /// <summary>Most leads of the bands immediate and high that one run has looked at again, highest first. Default 200; 0 for none.</summary>
    [Range(0, 10_000)]
    public int Most { get; init; } = 200;
}

/// <summary>
/// Has the highest open leads looked at again, so that what only a source knows (a parolee absconded) reaches them: an answer that is older than
/// <see cref="Enrichment.EnrichmentOptions.CacheFor"/> is asked for again then, and one that tells something new issues a version.
/// </summary>
public sealed class OpenLeadRefresh(LeadList list, IMessageQueue queue, IOptions<RefreshOptions> options, TimeProvider time)
{
    /// <summary>Queues the leads. Two runs of one hour queue each lead once.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        string? cursor = null;
        var left = options.Value.Most;
        var hour = time.GetUtcNow().ToString("yyyyMMddHH", CultureInfo.InvariantCulture);
        while (left > 0)
        {
            var read = await list.ListAsync(new LeadFilter(LeadOrder.Priority), new PageRequest(Math.Min(left, PageRequest.MostItems), cursor), cancel);
            var page = read.Value;
            var high = page.Items.TakeWhile(e => e.Band is Band.Immediate or Band.High).ToList();
            var messages = high.Where(e => e.Status != LeadStatus.Eliminated).Select(e => new LeadRequest(e.LeadId).ToMessage($"{e.LeadId}|refresh|{hour}", "refresh")).ToList();
            if (messages.Count > 0)
            {
                await queue.SendAsync(Queues.Leads, messages, cancel);
            }

            if (high.Count < page.Items.Count || page.Next is null)
            {
                return;
            }

            left -= high.Count;
            cursor = page.Next;
        }
    }
}
