using System.Text.Json;
using System.Text.Json.Serialization;
using CgiHub.Core.Agencies;

namespace CgiHub.Functions.Http;

/// <summary>Who the hub takes a caller for, by their token.</summary>
/// <param name="Subject">The token's <c>sub</c>.</param>
/// <param name="Roles">What they may do, as far as the hub knows the roles.</param>
/// <param name="Agency">The agency they act for; none for staff and administrators.</param>
public sealed record CallerView(string Subject, IReadOnlyList<string> Roles, Ori? Agency)
{
    /// <summary>The view of a caller.</summary>
    public static CallerView Of(Caller caller)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return new CallerView(caller.Subject, CallerReader.Names(caller.Roles), caller.Agency);
    }
}

/// <summary>Generated JSON of who calls.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CallerView))]
public sealed partial class CallerJson : JsonSerializerContext;
