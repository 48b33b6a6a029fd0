namespace CgiHub.Cli.Hub;

/// <summary>One request; its content is made anew for every attempt.</summary>
/// <param name="Method">The method.</param>
/// <param name="Target">A path below the hub, or an absolute address.</param>
internal sealed record HubRequest(HttpMethod Method, string Target)
{
    /// <summary>Makes the body.</summary>
    public Func<HttpContent>? Content { get; init; }

    /// <summary>Headers besides the usual ones.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>No token goes along: the address carries its own proof (a valet key), or asks for one.</summary>
    public bool Anonymous { get; init; }
}
