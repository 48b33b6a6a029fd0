namespace CgiHub.Core;

/// <summary>One page of a list.</summary>
/// <typeparam name="T">What is listed.</typeparam>
/// <param name="Items">In the list's order.</param>
/// <param name="Next">The cursor of the next page; null at the end.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>Which page a caller wants.</summary>
/// <param name="Limit">Most items, 1 to 200.</param>
/// <param name="Cursor">What <see cref="Page{T}.Next"/> gave, or null for the first page.</param>
public sealed record PageRequest(int Limit, string? Cursor)
{
    /// <summary>Items in a page when the caller does not say.</summary>
    public const int DefaultLimit = 50;

    /// <summary>Most items in a page.</summary>
    public const int MostItems = 200;
}
