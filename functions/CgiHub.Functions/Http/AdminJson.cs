using System.Text.Json;
using System.Text.Json.Serialization;
using CgiHub.Core;
using CgiHub.Core.Storage;

namespace CgiHub.Functions.Http;

/// <summary>Generated JSON of what only admins see.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(Page<DeadLetter>))]
public sealed partial class AdminJson : JsonSerializerContext;
