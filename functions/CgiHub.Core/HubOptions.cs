using System.ComponentModel.DataAnnotations;

namespace CgiHub.Core;

/// <summary>What is true of the hub as a whole: <c>CgiHub</c>.</summary>
public sealed class HubOptions
{
    /// <summary>The region that this hub serves; a part of keys, so it stays. Default <c>local</c>.</summary>
    [Required, RegularExpression("^[a-z0-9][a-z0-9-]{0,31}$")]
    public string Region { get; init; } = "local";
}
