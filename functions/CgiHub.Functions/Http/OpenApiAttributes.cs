namespace CgiHub.Functions.Http;

/// <summary>What a function answers when all is well; read for <c>/openapi/v1.json</c>.</summary>
/// <typeparam name="T">The body's type; <see cref="Core.Done"/> for none.</typeparam>
/// <param name="status">The HTTP status.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class ProducesAttribute<T>(int status) : Attribute
{
    /// <summary>The HTTP status.</summary>
    public int Status { get; } = status;
}

/// <summary>Which errors a function can answer besides those of the door; names of <see cref="Core.Errors"/> members (<c>nameof</c>).</summary>
/// <param name="errors">Names.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FailsAttribute(params string[] errors) : Attribute
{
    /// <summary>Names.</summary>
    public IReadOnlyList<string> Errors { get; } = errors;
}

/// <summary>What a function reads; for <c>/openapi/v1.json</c>.</summary>
/// <typeparam name="T">The body's type.</typeparam>
/// <param name="mediaTypes">Media types; <c>application/json</c> when none are given.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ReadsAttribute<T>(params string[] mediaTypes) : Attribute
{
    /// <summary>Media types.</summary>
    public IReadOnlyList<string> MediaTypes { get; } = mediaTypes.Length == 0 ? ["application/json"] : mediaTypes;
}

/// <summary>A query parameter that a function reads; for <c>/openapi/v1.json</c>. Lists have <c>limit</c> and <c>cursor</c> without saying so.</summary>
/// <param name="name">Its name.</param>
/// <param name="description">What it does.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class AsksAttribute(string name, string description) : Attribute
{
    /// <summary>Its name.</summary>
    public string Name { get; } = name;

    /// <summary>What it does.</summary>
    public string Description { get; } = description;
}
