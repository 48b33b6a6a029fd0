using System.CommandLine;
using CgiHub.Cli.Hub;
using CgiHub.Cli.Sessions;

namespace CgiHub.Cli;

/// <summary>One call of the tool: what was asked, how to answer, and the way to the hub.</summary>
internal sealed class Invocation(ParseResult asked, CommonOptions common, Terminal terminal, TimeProvider time) : IDisposable
{
    private readonly TokenDesk _desk = new(time);
    private readonly List<SessionTokens> _tokens = [];
    private HubClient? _hub;

    /// <summary>What to say where.</summary>
    public Terminal Terminal { get; } = terminal;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; } = time;

    /// <summary>Gets tokens.</summary>
    public TokenDesk Desk => _desk;

    /// <summary>The profile's session.</summary>
    public SessionFile SessionFile => SessionFile.Of(asked.GetValue(common.Profile)!);

    /// <summary>The hub's address, where the command line or the environment has one.</summary>
    public Uri? NamedHub => (asked.GetValue(common.Hub) ?? Environment.GetEnvironmentVariable("CGIHUB_HUB")) is { Length: > 0 } text ? HubAddress.Parse(text) : null;

    /// <summary>The agency of the session, where it is known.</summary>
    public string? Agency { get; private set; }

    /// <summary>An option's or argument's value.</summary>
    public T? Get<T>(Option<T> option) => asked.GetValue(option);

    /// <summary>An argument's value.</summary>
    public T Get<T>(Argument<T> argument) => asked.GetValue(argument)!;

    /// <summary>The hub, with who is signed in: the profile's session, or <c>CGIHUB_TOKEN</c>.</summary>
    public HubClient Hub()
    {
        if (_hub is not null)
        {
            return _hub;
        }

        var session = Current();
        Agency = session.Agency;
        _hub = Client(session, renewed => Keep(session, renewed));
        return _hub;
    }

    /// <summary>The hub, with somebody else who is signed in for this call only; the caller disposes it.</summary>
    public HubClient Client(Session session) => Client(session, _ => { });

    /// <inheritdoc/>
    public void Dispose()
    {
        _hub?.Dispose();
        _tokens.ForEach(t => t.Dispose());
        _desk.Dispose();
    }

    private HubClient Client(Session session, Action<Session> keep)
    {
        var tokens = new SessionTokens(session, keep, _desk, Time);
        lock (_tokens)
        {
            _tokens.Add(tokens);
        }

        return new HubClient(HubAddress.Parse(session.Hub), tokens, new RetryRules(asked.GetValue(common.Retries)), Time, Terminal.Note);
    }

    private Session Current()
    {
        if (Environment.GetEnvironmentVariable("CGIHUB_TOKEN") is { Length: > 0 } token)
        {
            var at = NamedHub ?? throw CommandFailedException.Usage("CGIHUB_TOKEN is set; say with --hub or CGIHUB_HUB for which hub.");
            return new Session(at.AbsoluteUri, token, new Grant("given"));
        }

        var session = SessionFile.Read() ?? throw new CommandFailedException(ExitCodes.SignIn, "Nobody is signed in. Sign in with: cgihub login");
        return NamedHub is { } hub && hub != HubAddress.Parse(session.Hub)
            ? throw new CommandFailedException(ExitCodes.SignIn, $"This profile is signed in at {session.Hub}, not at {hub}. Sign in there, under another --profile if both are needed.")
            : session;
    }

    private void Keep(Session before, Session renewed)
    {
        if (before.Grant.Kind != "given")
        {
            SessionFile.Write(renewed);
        }
    }
}
