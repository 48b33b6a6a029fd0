using System.Text.Json;
using System.Text.Json.Serialization;
using CgiHub.Cli.Commands;
using CgiHub.Cli.Evidence;
using CgiHub.Cli.Feeds;
using CgiHub.Cli.Hub;
using CgiHub.Cli.Inbox;
using CgiHub.Cli.Sessions;
using CgiHub.Cli.Simulation;

namespace CgiHub.Cli;

/// <summary>Generated JSON of everything that the tool reads and writes.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ProblemDocument))]
[JsonSerializable(typeof(HubPage))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(IReadOnlyList<JsonElement>))]
[JsonSerializable(typeof(Failure))]
[JsonSerializable(typeof(Session))]
[JsonSerializable(typeof(SignedIn))]
[JsonSerializable(typeof(DevTokenAsked))]
[JsonSerializable(typeof(DevTokenGiven))]
[JsonSerializable(typeof(TokenAnswer))]
[JsonSerializable(typeof(ProviderMetadata))]
[JsonSerializable(typeof(ExhibitAsked))]
[JsonSerializable(typeof(ExhibitKnown))]
[JsonSerializable(typeof(ImageKept))]
[JsonSerializable(typeof(UploadOffered))]
[JsonSerializable(typeof(IReadOnlyList<ManifestRow>))]
[JsonSerializable(typeof(EvidenceReceipt))]
[JsonSerializable(typeof(FeedReceipt))]
[JsonSerializable(typeof(PushReceipt))]
[JsonSerializable(typeof(InboxEntry))]
[JsonSerializable(typeof(PacketSaved))]
[JsonSerializable(typeof(PacketVersion))]
[JsonSerializable(typeof(Acknowledged))]
[JsonSerializable(typeof(OutcomeTold))]
[JsonSerializable(typeof(AuditChecked))]
[JsonSerializable(typeof(MappingTrial))]
[JsonSerializable(typeof(MappingTried))]
[JsonSerializable(typeof(IdsDone))]
[JsonSerializable(typeof(LostMessages))]
[JsonSerializable(typeof(AskedAgain))]
[JsonSerializable(typeof(RecordValidated))]
[JsonSerializable(typeof(RecordPurged))]
[JsonSerializable(typeof(RecordReviewed))]
[JsonSerializable(typeof(RegionPlayed))]
internal sealed partial class CliJson : JsonSerializerContext;
