using System.Text.Json;
using System.Text.Json.Serialization;
using CgiHub.Core;
using CgiHub.Core.Agencies;
using CgiHub.Core.Records;

namespace CgiHub.Partners.Simulation;

/// <summary>Generated JSON of what the simulator sends and writes.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(GroundTruth))]
[JsonSerializable(typeof(IReadOnlyList<Agency>))]
[JsonSerializable(typeof(Agency))]
[JsonSerializable(typeof(EvidenceRegistration))]
[JsonSerializable(typeof(EvidenceRegistered))]
[JsonSerializable(typeof(TokenRequest))]
[JsonSerializable(typeof(TokenAnswer))]
[JsonSerializable(typeof(FeedAnswer))]
[JsonSerializable(typeof(QueueStates))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class SimulationJson : JsonSerializerContext;

internal sealed record EvidenceRegistration(
    Ori Ori, string CaseNumber, string ExhibitNumber, string Kind, string Caliber, DateTimeOffset RecoveredAt, double Lat, double Lon)
{
    public static EvidenceRegistration Of(EvidenceDelivery evidence) =>
        new(evidence.Ori, evidence.CaseNumber, evidence.ExhibitNumber, evidence.Kind, evidence.Caliber, evidence.RecoveredAt, evidence.Lat, evidence.Lon);
}

internal sealed record EvidenceRegistered(string Id);

internal sealed record TokenRequest(IReadOnlyList<string> Roles, string? Agency);

internal sealed record TokenAnswer(string Token);

internal sealed record FeedAnswer(int Received, int Accepted, int Duplicates, int Rejected, IReadOnlyList<FeedFault>? Errors);

internal sealed record FeedFault(long Index, string? Pointer, string? Code, string? Detail);
