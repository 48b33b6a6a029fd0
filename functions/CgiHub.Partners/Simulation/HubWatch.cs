using System.Net;
using System.Net.Http.Json;
using CgiHub.Core.Storage;

namespace CgiHub.Partners.Simulation;

/// <summary>Watches the queues of a hub on this machine until it has nothing more to do.</summary>
public sealed class HubWatch : IDisposable
{
    /// <summary>A message is in no queue for a moment while it goes from one to the next; seen quiet so often in a row, there is none.</summary>
    private const int TimesInARow = 4;

    private static readonly Uri Queued = new("/dev/queues", UriKind.Relative);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly HttpClient _http;
    private readonly TimeProvider _time;

    /// <summary>Watches this hub.</summary>
    public HubWatch(Uri hub, TimeProvider time) => (_http, _time) = (new HttpClient(new DevelopmentTokens()) { BaseAddress = hub }, time);

    /// <summary>Waits until the hub's own queues are empty and stay so; nothing waits there, is in hand, or is due later.</summary>
    /// <param name="progress">Told how many messages are left, or null.</param>
    /// <param name="cancel">Cancels.</param>
    /// <exception cref="InvalidOperationException">Messages were given up: the hub will not be quiet by itself.</exception>
    public async Task WhenQuietAsync(Action<long>? progress, CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(Pause, _time);
        long? packets = null;
        for (var quiet = 0; quiet < TimesInARow;)
        {
            if (await TryQueuesAsync(cancel) is { } queues)
            {
                var work = queues.Where(q => q.IsWork).ToList();
                if (work.Sum(q => q.Dead) is > 0 and var dead)
                {
                    throw new InvalidOperationException($"{dead} messages were given up; see /api/v1/admin/dead-letters.");
                }

                var left = work.Sum(q => q.Active + q.Scheduled);
                var sent = queues.Where(q => !q.IsWork).Sum(q => q.Active);
                quiet = left == 0 && packets == sent ? quiet + 1 : 0;
                packets = sent;
                progress?.Invoke(left);
            }
            else
            {
                quiet = 0;
            }

            if (quiet < TimesInARow)
            {
                await timer.WaitForNextTickAsync(cancel);
            }
        }
    }

    /// <summary>How many messages wait for each agency, by ORI.</summary>
    public async Task<IReadOnlyDictionary<string, long>> PacketsAsync(CancellationToken cancel)
    {
        var queues = await QueuesAsync(cancel);
        return queues.Where(q => Queues.IsPackets(q.Name)).ToDictionary(q => q.Name[Queues.PacketsPrefix.Length..], q => q.Active);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    /// <summary>The queues; null while the hub cannot be reached or its stores cannot: one that is away (starting, or stopped for a moment) is not quiet.</summary>
    private async Task<IReadOnlyList<QueueState>?> TryQueuesAsync(CancellationToken cancel)
    {
        try
        {
            return await QueuesAsync(cancel);
        }
        catch (HttpRequestException away) when (away.StatusCode is null or HttpStatusCode.ServiceUnavailable)
        {
            return null;
        }
    }

    private async Task<IReadOnlyList<QueueState>> QueuesAsync(CancellationToken cancel)
    {
        // Read whole first: an answer that breaks off is a request without an answer.
        using var answer = await _http.GetAsync(Queued, cancel);
        return (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync(SimulationJson.Default.QueueStates, cancel))!.Items;
    }
}

internal sealed record QueueStates(IReadOnlyList<QueueState> Items);

internal sealed record QueueState(string Name, long Active, long Scheduled, long Dead)
{
    /// <summary>One of the hub's own queues, or a change feed that it follows; not an agency's.</summary>
    public bool IsWork => Queues.Work.Contains(Name, StringComparer.Ordinal) || Name.StartsWith("changes-", StringComparison.Ordinal);
}
