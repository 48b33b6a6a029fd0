using CgiHub.Functions.Http;

namespace CgiHub.Local.Hosting;

/// <summary>Whether every pump runs, and which of them are in trouble.</summary>
internal sealed class PumpProbe(PumpService pumps) : IHealthProbe
{
    public string Name => "pumps";

    public ValueTask<ProbeAnswer> CheckAsync(CancellationToken cancel)
    {
        var states = pumps.States;
        var dead = states.Where(s => !s.Alive).Select(s => s.Name).ToList();
        var troubled = states.Where(s => s.Alive && s.Trouble is not null).Select(s => s.Name).ToList();
        return ValueTask.FromResult(
            dead.Count > 0 ? ProbeAnswer.Failed($"Not running: {string.Join(", ", dead)}.")
            : troubled.Count > 0 ? ProbeAnswer.Degraded($"The last try failed: {string.Join(", ", troubled)}.")
            : ProbeAnswer.Ok($"{states.Count} running."));
    }
}
