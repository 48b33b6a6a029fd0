using System.Collections.Concurrent;
using CgiHub.Cli.Hub;
using CgiHub.Cli.Sessions;

namespace CgiHub.Cli.Simulation;

/// <summary>A way to a development hub for each agency of a region, with a token of its own; and one for its administrator.</summary>
internal sealed class AgencyDesks(Invocation call, Uri hub) : IDisposable
{
    private static readonly string[] Sending = ["Agency.Submit", "Agency.Receive"];

    private readonly ConcurrentDictionary<string, Lazy<Task<HubClient>>> _agencies = new(StringComparer.Ordinal);

    /// <summary>Whether the hub gives out development tokens, and so holds nobody's real records.</summary>
    public async Task<bool> AreGivenAsync(CancellationToken cancel)
    {
        if (!HubAddress.IsLoopback(hub))
        {
            return false;
        }

        try
        {
            await call.Desk.DevelopmentAsync(hub, ["Hub.Admin"], null, cancel);
            return true;
        }
        catch (CommandFailedException refused) when (refused.ExitCode is ExitCodes.Refused or ExitCodes.SignIn)
        {
            return false;
        }
    }

    /// <summary>The administrator's way.</summary>
    public Task<HubClient> AdminAsync(CancellationToken cancel) => OpenAsync("", ["Hub.Admin"], null, cancel);

    /// <summary>An agency's way.</summary>
    public Task<HubClient> OfAsync(string agency, CancellationToken cancel) => OpenAsync(agency, Sending, agency, cancel);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var client in _agencies.Values.Where(c => c.IsValueCreated && c.Value.IsCompletedSuccessfully))
        {
            client.Value.Result.Dispose();
        }
    }

    private Task<HubClient> OpenAsync(string who, IReadOnlyList<string> roles, string? agency, CancellationToken cancel) =>
        _agencies.GetOrAdd(who, _ => new Lazy<Task<HubClient>>(async () => call.Client(await call.Desk.DevelopmentAsync(hub, roles, agency, cancel)))).Value;
}
