using CgiHub.Core.Records;

namespace CgiHub.Partners.Servers;

/// <summary>eTrace, probation and parole as real HTTP servers on this machine, with switches for everything that goes wrong in life.</summary>
public sealed class PartnerServers : IAsyncDisposable
{
    private PartnerServers(PartnerServer eTrace, PartnerServer probation, PartnerServer parole, PartnerServerOptions options) =>
        (ETrace, Probation, Parole, Options) = (eTrace, probation, parole, options);

    /// <summary>eTrace.</summary>
    public PartnerServer ETrace { get; }

    /// <summary>Probation.</summary>
    public PartnerServer Probation { get; }

    /// <summary>Parole.</summary>
    public PartnerServer Parole { get; }

    /// <summary>How they were started.</summary>
    public PartnerServerOptions Options { get; }

    /// <summary>Starts the three.</summary>
    public static async Task<PartnerServers> StartAsync(PartnerServerOptions options, IPartnerData data, TimeProvider time, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(options);
        var eTrace = await PartnerServer.StartAsync("eTrace", options.ETracePort, options, options.ETrace, (app, server) => new TraceDesk(data, time, server).Map(app), time, cancel);
        var probation = await PartnerServer.StartAsync("probation", options.ProbationPort, options, options.Probation, (app, server) => new SupervisionDesk(SupervisionKind.Probation, data, server).Map(app), time, cancel);
        var parole = await PartnerServer.StartAsync("parole", options.ParolePort, options, options.Parole, (app, server) => new SupervisionDesk(SupervisionKind.Parole, data, server).Map(app), time, cancel);
        return new PartnerServers(eTrace, probation, parole, options);
    }

    /// <summary>The hub's settings that connect it to these servers by API key, such as <c>CgiHub:Enrichment:ETrace:BaseAddress</c>.</summary>
    public IReadOnlyDictionary<string, string?> HubSettings() => new[] { ("ETrace", ETrace), ("Probation", Probation), ("Parole", Parole) }
        .SelectMany(s => new Dictionary<string, string?>
        {
            [$"CgiHub:Enrichment:{s.Item1}:BaseAddress"] = s.Item2.Address.AbsoluteUri,
            [$"CgiHub:Enrichment:{s.Item1}:Auth:Kind"] = "ApiKey",
            [$"CgiHub:Enrichment:{s.Item1}:Auth:ApiKey"] = Options.ApiKey,
        })
        .ToDictionary(s => s.Key, s => s.Value);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await ETrace.DisposeAsync();
        await Probation.DisposeAsync();
        await Parole.DisposeAsync();
    }
}
