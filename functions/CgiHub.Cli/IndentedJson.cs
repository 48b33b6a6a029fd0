using System.Text.Json;
using System.Text.Json.Serialization;

namespace CgiHub.Cli;

/// <summary>Generated JSON for people.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(Evidence.EvidenceReceipt))]
internal sealed partial class IndentedJson : JsonSerializerContext;
