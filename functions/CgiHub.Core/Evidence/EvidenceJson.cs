using System.Text.Json;
using System.Text.Json.Serialization;

namespace CgiHub.Core.Evidence;

/// <summary>Generated JSON of the evidence stage: camelCase, nulls left out.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, NumberHandling = JsonNumberHandling.Strict, Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(ExhibitRegistration))]
[JsonSerializable(typeof(Exhibit))]
[JsonSerializable(typeof(ImageStored))]
[JsonSerializable(typeof(UploadOffered))]
[JsonSerializable(typeof(CustodyPage))]
[JsonSerializable(typeof(CustodyEntry))]
public sealed partial class EvidenceJson : JsonSerializerContext;

/// <summary>Generated JSON of the evidence stage's own documents.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(ExhibitDocument))]
[JsonSerializable(typeof(ImageDocument))]
[JsonSerializable(typeof(CustodyHead))]
[JsonSerializable(typeof(UploadDocument))]
internal sealed partial class EvidenceStorageJson : JsonSerializerContext;
