using System.Text.Json;
using System.Text.Json.Serialization;

namespace CgiHub.Core.Records;

/// <summary>Generated JSON of the feeds' records: camelCase, nulls left out, unknown members ignored.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, NumberHandling = JsonNumberHandling.Strict, Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(StoredRecord))]
[JsonSerializable(typeof(FeedRecord))]
[JsonSerializable(typeof(Incident))]
[JsonSerializable(typeof(NibinNotice))]
[JsonSerializable(typeof(FirearmRecovery))]
[JsonSerializable(typeof(GunshotAlert))]
[JsonSerializable(typeof(PlateRead))]
[JsonSerializable(typeof(Trace))]
[JsonSerializable(typeof(Arrest))]
[JsonSerializable(typeof(Supervision))]
[JsonSerializable(typeof(OsintItem))]
[JsonSerializable(typeof(PersonDecision))]
public sealed partial class RecordsJson : JsonSerializerContext;
