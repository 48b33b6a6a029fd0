using System.Diagnostics.Metrics;
using CgiHub.Core;

namespace CgiHub.Azure.Documents;

/// <summary>Counts request units, by container and operation. The tags are closed sets: the hub's containers, and the operations named here.</summary>
public sealed class CosmosMeter
{
    /// <summary>The meter's name.</summary>
    public const string Name = "CgiHub.Cosmos";

    internal const string Read = "read";
    internal const string Query = "query";
    internal const string Commit = "commit";
    internal const string Changes = "changes";

    private readonly Counter<double> _charge;
    private readonly Counter<long> _throttled;

    /// <summary>Counts through a factory, which disposes the meter.</summary>
    public CosmosMeter(IMeterFactory factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        var meter = factory.Create(Name);
        _charge = meter.CreateCounter<double>("cgihub.cosmos.charge", "{request_unit}", "Request units, by container and operation.");
        _throttled = meter.CreateCounter<long>("cgihub.cosmos.throttled", "{request}", "Requests that were still refused for want of request units when the client's retries were over.");
    }

    /// <summary>Told of every answer as it comes.</summary>
    public Action<CosmosCharge>? Charged { get; set; }

    internal void Count(string container, string operation, double units, bool throttled)
    {
        KeyValuePair<string, object?> of = HubTags.Of(HubTags.Container, container), by = HubTags.Of(HubTags.Operation, operation);
        _charge.Add(units, of, by);
        if (throttled)
        {
            _throttled.Add(1, of, by);
        }

        Charged?.Invoke(new CosmosCharge(container, operation, units));
    }
}

/// <summary>What one answer cost.</summary>
/// <param name="Container">The container.</param>
/// <param name="Operation"><c>read</c>, <c>query</c>, <c>commit</c> or <c>changes</c>.</param>
/// <param name="RequestUnits">Its request units.</param>
public sealed record CosmosCharge(string Container, string Operation, double RequestUnits);
