using System.CommandLine;
using System.Globalization;
using CgiHub.Cli.Hub;
using CgiHub.Cli.Simulation;

namespace CgiHub.Cli.Commands;

/// <summary><c>simulate</c>: plays a simulated region into a development hub.</summary>
internal sealed class SimulateCommand : ToolCommand
{
    private const string ThisMachine = "http://127.0.0.1:7071";

    private readonly Argument<string> _folder = new("folder") { Description = "The region, as the simulator wrote it." };
    private readonly Option<int?> _days = Bounded("--days", "Plays so many days of it. Default: all.", 3660);
    private readonly Option<int?> _agencies = Bounded("--agencies", "So many of its agencies send, in the order of their ORIs; all are registered. Default: all.", 1000);
    private readonly Option<int?> _rate = Bounded("--rate", "Rows a second at most, over the whole. Default: as fast as the hub takes them.", 1_000_000);
    private readonly Option<int> _parallel = CommonOptions.Bounded(new Option<int>("--parallel") { Description = "Requests at the same time.", DefaultValueFactory = _ => 4, HelpName = "N" }, 1, 64);
    private readonly Option<bool> _yes = new("--yes-this-hub") { Description = "This hub gives no development tokens: plays the part of the agency that is signed in. Invented persons and guns will stand among its records." };

    /// <inheritdoc/>
    public override Command Describe() =>
        new("simulate", "Plays a simulated region into a development hub; played again, it changes nothing.") { _folder, _days, _agencies, _rate, _parallel, _yes };

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation call, CancellationToken cancel)
    {
        var region = RegionFolder.Read(call.Get(_folder));
        var at = call.NamedHub ?? (call.SessionFile.Read() is { } session ? HubAddress.Parse(session.Hub) : HubAddress.Parse(ThisMachine));
        using var desks = new AgencyDesks(call, at);
        if (await desks.AreGivenAsync(cancel))
        {
            await RegisterAsync(await desks.AdminAsync(cancel), region, cancel);
            var sending = region.Agencies.Keys.Order(StringComparer.Ordinal).Take(call.Get(_agencies) ?? int.MaxValue).ToHashSet(StringComparer.Ordinal);
            return await PlayAsync(call, at, region.Part(call.Get(_days), sending.Contains), desks.OfAsync, cancel);
        }

        if (!call.Get(_yes))
        {
            throw new CommandFailedException(ExitCodes.Refused, $"{at} gives no development tokens, so it may hold real records. Nothing was sent; --yes-this-hub plays the part of the agency that is signed in.");
        }

        var hub = call.Hub();
        var own = call.Agency ?? throw new CommandFailedException(ExitCodes.SignIn, "Sign in for one of the region's agencies first, with: cgihub login --agency ORI");
        return await PlayAsync(call, at, region.Part(call.Get(_days), a => a == own), (_, _) => Task.FromResult(hub), cancel);
    }

    private static async Task RegisterAsync(HubClient admin, RegionFolder region, CancellationToken cancel)
    {
        foreach (var (ori, entry) in region.Agencies)
        {
            var request = new HubRequest(HttpMethod.Put, $"api/v1/admin/agencies/{Uri.EscapeDataString(ori)}") { Content = () => JsonBody.OfBytes(entry) };
            using var answer = (await admin.SendAsync(request, cancel)).OrFail();
        }
    }

    private async Task<int> PlayAsync(Invocation call, Uri at, RegionFolder region, Func<string, CancellationToken, Task<HubClient>> open, CancellationToken cancel)
    {
        if (region.Agencies.Count == 0)
        {
            throw CommandFailedException.Usage($"The agency that is signed in has no part in the region of {call.Get(_folder)}.");
        }

        var player = new RegionPlayer(open, call.Get(_parallel), call.Get(_rate), call.Time, call.Terminal.Note);
        try
        {
            await player.PlayAsync(region, cancel);
        }
        finally
        {
            // Also of a region that broke off: this much is in the hub.
            Tell(call, player.Done(at, region.Agencies.Count));
        }

        return player.Done(at, 0).Refused.Count > 0 ? ExitCodes.Partly : ExitCodes.Done;
    }

    private static void Tell(Invocation call, RegionPlayed played)
    {
        foreach (var refused in played.Refused)
        {
            call.Terminal.Note(Terminal.Plain(refused));
        }

        call.Terminal.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"{played.Days} days of {played.Agencies} agencies: {played.Rows} rows ({played.Accepted} accepted, {played.Duplicates} duplicates, {played.Rejected} rejected), {played.Exhibits} exhibits, {played.Images} images."));
        call.Terminal.Give(played, CliJson.Default.RegionPlayed);
    }

    private static Option<int?> Bounded(string name, string description, int most)
    {
        var option = new Option<int?>(name) { Description = description, HelpName = "N" };
        option.Validators.Add(given =>
        {
            if (given.Tokens.Count > 0 && (!int.TryParse(given.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var value) || value < 1 || value > most))
            {
                given.AddError($"{name} is a whole number from 1 to {most}.");
            }
        });
        return option;
    }
}
