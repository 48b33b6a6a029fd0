namespace CgiHub.Cli.Hub;

/// <summary>A refusal as the hub tells it (RFC 9457).</summary>
internal sealed record ProblemDocument
{
    /// <summary><c>urn:cgihub:error:</c> and the number.</summary>
    public string? Type { get; init; }

    /// <summary>The same words every time.</summary>
    public string? Title { get; init; }

    /// <summary>This time's words.</summary>
    public string? Detail { get; init; }

    /// <summary>Finds the request in the hub's log.</summary>
    public string? TraceId { get; init; }

    /// <summary>Faults of a body, field by field.</summary>
    public IReadOnlyList<Fault> Errors { get; set; } = [];

    /// <summary>Whether it is this error of the catalogue.</summary>
    public bool Is(int number) => Type == string.Create(System.Globalization.CultureInfo.InvariantCulture, $"urn:cgihub:error:{number}");
}

/// <summary>One fault.</summary>
/// <param name="Pointer">Where (RFC 6901).</param>
/// <param name="Code">What kind.</param>
/// <param name="Detail">What to mend.</param>
internal sealed record Fault(string? Pointer, string? Code, string? Detail);
