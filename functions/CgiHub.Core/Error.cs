namespace CgiHub.Core;

/// <summary>One refusal of the hub: a number of the catalogue in <see cref="Errors"/>, and what the caller can mend.</summary>
/// <param name="Number">Stable number; its URI is <c>urn:cgihub:error:{number}</c>.</param>
/// <param name="Status">The HTTP status it becomes (RFC 9110).</param>
/// <param name="Title">The same words every time.</param>
/// <param name="Detail">This time's words. Never holds personal data, an internal name or a stack trace.</param>
public sealed record Error(int Number, int Status, string Title, string Detail)
{
    /// <summary>The faults of a body, field by field (RFC 6901 pointers); empty where no body is at fault.</summary>
    public IReadOnlyList<FieldFault> Faults { get; init; } = [];

    /// <summary>Where the thing in the way can be read, when the caller may read it.</summary>
    public string? Location { get; init; }

    /// <summary>When to try again (429 and 503).</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The stable URI of this error (RFC 9457 <c>type</c>).</summary>
    public string Type => $"urn:cgihub:error:{Number}";
}

/// <summary>One fault in a body.</summary>
/// <param name="Pointer">Where, as an RFC 6901 JSON pointer; empty for the whole.</param>
/// <param name="Code">What kind, as a stable lower-case word such as <c>required</c> or <c>coordinates.range</c>.</param>
/// <param name="Detail">What to mend.</param>
public sealed record FieldFault(string Pointer, string Code, string Detail);
