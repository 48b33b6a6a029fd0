using System.Text.Json.Serialization;

namespace CgiHub.Core.Records;

/// <summary>An enumeration as its wire names only: a number is refused, as the published schemas say.</summary>
/// <typeparam name="T">The enumeration.</typeparam>
public sealed class WireEnumConverter<T>() : JsonStringEnumConverter<T>(namingPolicy: null, allowIntegerValues: false)
    where T : struct, Enum;
