using System.Text.Json;
using System.Text.Json.Serialization;

namespace CgiHub.Core.Agencies;

/// <summary>Generated JSON of the agency registry.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Agency))]
[JsonSerializable(typeof(Page<Agency>))]
[JsonSerializable(typeof(AppIdOwner))]
public sealed partial class AgenciesJson : JsonSerializerContext;

/// <summary>Which agency an application id acts for.</summary>
/// <param name="Ori">The agency.</param>
public sealed record AppIdOwner(Ori Ori);
