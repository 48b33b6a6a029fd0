using System.Text.Json;
using System.Text.Json.Serialization;

namespace CgiHub.Functions.Http;

/// <summary>How people sign in to the board, which it asks before anybody has.</summary>
/// <param name="Kind"><c>choose</c>: on one machine whoever opens it chooses who they are; <c>provider</c>: at an identity provider; <c>none</c>: nobody can sign in here.</param>
/// <param name="LockAfterSeconds">It locks after so long without a key or a pointer.</param>
/// <param name="SignInForSeconds">Signing in counts for so long.</param>
public sealed record BoardSignIn(string Kind, int LockAfterSeconds, int SignInForSeconds)
{
    /// <summary>The identity provider; none for the other kinds.</summary>
    public BoardProvider? Provider { get; init; }

    /// <summary>As the settings say.</summary>
    public static BoardSignIn Of(BoardOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var provider = options.SignIn is { Authority: { } authority, ClientId: { } client, Scope: { } scope } ? new BoardProvider(authority.AbsoluteUri, client, scope) : null;
        return new BoardSignIn(options.ChooseRoles ? "choose" : provider is null ? "none" : "provider", (int)options.LockAfter.TotalSeconds, (int)options.SignInFor.TotalSeconds) { Provider = provider };
    }
}

/// <summary>The identity provider at which people sign in (authorization code with PKCE). Nothing of this is secret.</summary>
/// <param name="Authority">Its address and issuer.</param>
/// <param name="ClientId">The board's application there.</param>
/// <param name="Scope">What the board asks for.</param>
public sealed record BoardProvider(string Authority, string ClientId, string Scope);

/// <summary>Generated JSON of what the board asks before anybody signed in.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(BoardSignIn))]
public sealed partial class BoardJson : JsonSerializerContext;
