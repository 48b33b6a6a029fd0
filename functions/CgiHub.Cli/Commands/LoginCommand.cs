using System.CommandLine;
using CgiHub.Cli.Hub;
using CgiHub.Cli.Sessions;

namespace CgiHub.Cli.Commands;

/// <summary><c>login</c>: gets a token and keeps it where only the user can read it.</summary>
internal sealed class LoginCommand : ToolCommand
{
    private const string ThisMachine = "http://127.0.0.1:7071";
    private const int MostTokenLetters = 32 * 1024;

    private readonly Option<string?> _agency = new("--agency") { Description = "The agency (ORI) to act for.", HelpName = "ORI" };
    private readonly Option<string[]> _roles = new("--role") { Description = "A role of the development token; may be repeated. Default: Agency.Submit and Agency.Receive.", HelpName = "ROLE" };
    private readonly Option<string?> _authority = new("--authority") { Description = "The OpenID Connect provider (with Entra ID https://login.microsoftonline.com/TENANT/v2.0).", HelpName = "URL" };
    private readonly Option<string?> _client = new("--client-id") { Description = "The application at the provider.", HelpName = "ID" };
    private readonly Option<string?> _scope = new("--scope") { Description = "What the token is for (with Entra ID api://HUB/.default).", HelpName = "SCOPE" };
    private readonly Option<bool> _device = new("--device-code") { Description = "A person signs in with a code in a browser. Without it the application signs in with the secret in CGIHUB_CLIENT_SECRET." };
    private readonly Option<bool> _given = new("--token-stdin") { Description = "Takes a token that was got elsewhere from standard input." };

    /// <inheritdoc/>
    public override Command Describe()
    {
        _roles.AcceptOnlyFromAmong("Agency.Submit", "Agency.Receive", "Cgic.Analyst", "Cgic.Supervisor", "Hub.Admin");
        return new Command("login", "Signs in: on one machine with a development token, elsewhere at the hub's provider.") { _agency, _roles, _authority, _client, _scope, _device, _given };
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation call, CancellationToken cancel)
    {
        var hub = call.NamedHub ?? HubAddress.Parse(ThisMachine);
        var agency = call.Get(_agency);
        var session = call.Get(_given) ? await GivenAsync(hub, agency, cancel)
            : call.Get(_authority) is { } authority ? await AtProviderAsync(call, hub, agency, authority, cancel)
            : await call.Desk.DevelopmentAsync(hub, call.Get(_roles) is { Length: > 0 } roles ? roles : ["Agency.Submit", "Agency.Receive"], agency, cancel);
        call.SessionFile.Write(session);
        call.Terminal.Say($"Signed in at {session.Hub}{(agency is null ? "" : $" for {agency}")}{(session.ExpiresAt is { } end ? $" until {end.UtcDateTime:yyyy-MM-dd HH:mm} UTC" : "")}.");
        call.Terminal.Give(new SignedIn(session.Hub, agency, session.ExpiresAt), CliJson.Default.SignedIn);
        return ExitCodes.Done;
    }

    private static async Task<Session> GivenAsync(Uri hub, string? agency, CancellationToken cancel)
    {
        var buffer = new char[MostTokenLetters];
        var read = await Console.In.ReadBlockAsync(buffer, cancel);
        var token = new string(buffer, 0, read).Trim();
        return token.Length is 0 or MostTokenLetters || token.Any(c => c is <= ' ' or > '~')
            ? throw CommandFailedException.Usage("Standard input held no token.")
            : new Session(hub.AbsoluteUri, token, new Grant("given")) { Agency = agency };
    }

    private Task<Session> AtProviderAsync(Invocation call, Uri hub, string? agency, string authority, CancellationToken cancel)
    {
        if (call.Get(_client) is not { } client || call.Get(_scope) is not { } scope)
        {
            throw CommandFailedException.Usage("--authority needs --client-id and --scope.");
        }

        var grant = new Grant(call.Get(_device) ? "device" : "client") { Authority = authority, ClientId = client, Scope = scope };
        return call.Get(_device) ? call.Desk.DeviceAsync(hub, grant, agency, call.Terminal.Note, cancel) : call.Desk.ClientAsync(hub, grant, agency, cancel);
    }
}

/// <summary>Who is signed in now, for programs.</summary>
internal sealed record SignedIn(string Hub, string? Agency, DateTimeOffset? ExpiresAt);
