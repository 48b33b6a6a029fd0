using System.Text.Json;
using System.Text.Json.Serialization;

namespace CgiHub.Functions.Http;

/// <summary>How people sign in to the board, which it asks before anybody has.</summary>
/// <param name="Kind"><c>choose</c>: on one machine whoever opens it chooses who they are; <c>none</c>: nobody can sign in here.</param>
/// <param name="LockAfterSeconds">It locks after so long without a key or a pointer.</param>
/// <param name="SignInForSeconds">Signing in counts for so long.</param>
public sealed record BoardSignIn(string Kind, int LockAfterSeconds, int SignInForSeconds)
{
    /// <summary>As the settings say.</summary>
    public static BoardSignIn Of(BoardOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new BoardSignIn(options.ChooseRoles ? "choose" : "none", (int)options.LockAfter.TotalSeconds, (int)options.SignInFor.TotalSeconds);
    }
}

/// <summary>Generated JSON of what the board asks before anybody signed in.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(BoardSignIn))]
public sealed partial class BoardJson : JsonSerializerContext;
