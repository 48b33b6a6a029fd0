using CgiHub.Board.Serving;
using CgiHub.Core;
using CgiHub.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace CgiHub.Functions.Triggers;

/// <summary>The staff's web page. Its files are the same for everybody, need no token and are not audited; what it shows it reads through the API, which does both.</summary>
public sealed class BoardTriggers(BoardFiles files, IOptions<BoardOptions> options)
{
    /// <summary>The page and its files.</summary>
    [Function("Board")]
    [Produces<Stream>(200), Fails(nameof(Errors.NotFound))]
    public IResult Get([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "board/{*path}")] HttpRequest request) => BoardAnswer.To(request, files, options.Value.SignIn.Origin);

    /// <summary>How people sign in to the board.</summary>
    [Function("BoardSignIn")]
    [Produces<BoardSignIn>(200)]
    public IResult SignIn([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "board/config.json")] HttpRequest request) =>
        Answers.Json(BoardSignIn.Of(options.Value), BoardJson.Default.BoardSignIn);
}
