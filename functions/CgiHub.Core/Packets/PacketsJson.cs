using System.Text.Json;
using System.Text.Json.Serialization;

namespace CgiHub.Core.Packets;

/// <summary>Generated JSON of the packets stage.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(LeadPacket))]
[JsonSerializable(typeof(IssuedPacket))]
[JsonSerializable(typeof(DispatchRequest))]
[JsonSerializable(typeof(CaseMaps.LeadRequest))]
[JsonSerializable(typeof(DisseminationEntry))]
[JsonSerializable(typeof(Page<DisseminationEntry>))]
[JsonSerializable(typeof(InboxItem))]
[JsonSerializable(typeof(InboxEntry))]
[JsonSerializable(typeof(Page<InboxItem>))]
[JsonSerializable(typeof(Page<DeliveredPacket>))]
[JsonSerializable(typeof(Outcome))]
[JsonSerializable(typeof(OutcomeReport))]
[JsonSerializable(typeof(LeadNote))]
[JsonSerializable(typeof(LeadView))]
[JsonSerializable(typeof(AssignRequest))]
[JsonSerializable(typeof(CommentRequest))]
[JsonSerializable(typeof(ExaminerRequest))]
[JsonSerializable(typeof(ClaimCheck))]
[JsonSerializable(typeof(RetentionItem))]
[JsonSerializable(typeof(Page<RetentionItem>))]
[JsonSerializable(typeof(ValidateRequest))]
[JsonSerializable(typeof(PurgeRequest))]
[JsonSerializable(typeof(LostMessagesRequest))]
[JsonSerializable(typeof(AskedAgain))]
[JsonSerializable(typeof(Webhooks.WebhookRequest))]
public sealed partial class PacketsJson : JsonSerializerContext;

/// <summary>Generated JSON of what only the hub itself reads.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(WithdrawnDocument))]
[JsonSerializable(typeof(CitedRecords))]
internal sealed partial class KeptJson : JsonSerializerContext;
