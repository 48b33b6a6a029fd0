using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using CgiHub.Cli.Hub;

namespace CgiHub.Cli.Commands;

/// <summary><c>lead ls</c>: the triage list.</summary>
internal sealed class LeadListCommand : ToolCommand
{
    private readonly Option<string> _order = new("--order") { Description = "By what.", DefaultValueFactory = _ => "priority" };
    private readonly Option<string?> _band = new("--band") { Description = "Only this band." };
    private readonly Option<string?> _status = new("--status") { Description = "Only this status." };
    private readonly Option<string?> _clock = new("--clock") { Description = "Only leads whose clock of this name is in breach.", HelpName = "STAGE" };
    private readonly Option<string?> _agency = new("--agency") { Description = "Only leads on which this agency owns an event.", HelpName = "ORI" };
    private readonly Option<string?> _text = new("--query") { Description = "Only leads with this in their numbers.", HelpName = "TEXT" };
    private readonly Option<int> _limit = CommonOptions.Bounded(new Option<int>("--limit") { Description = "So many at most.", DefaultValueFactory = _ => 50, HelpName = "N" }, 1, 100_000);

    /// <inheritdoc/>
    public override Command Describe()
    {
        _order.AcceptOnlyFromAmong("priority", "received", "breach", "untouched");
        _band.AcceptOnlyFromAmong("immediate", "high", "medium", "low");
        _status.AcceptOnlyFromAmong("lead", "hit", "eliminated");
        return new Command("ls", "Lists leads with their reasons.") { _order, _band, _status, _clock, _agency, _text, _limit };
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation call, CancellationToken cancel)
    {
        (string Name, string? Value)[] filters = [("order", call.Get(_order)), ("band", call.Get(_band)), ("status", call.Get(_status)), ("clock", call.Get(_clock)), ("agency", call.Get(_agency)), ("q", call.Get(_text))];
        var query = string.Join('&', filters.Where(f => f.Value is not null).Select(f => $"{f.Name}={Uri.EscapeDataString(f.Value!)}"));
        var leads = await call.Hub().ListAsync($"api/v1/leads?{query}", call.Get(_limit), cancel).ToListAsync(cancel);
        call.Terminal.Table(["LEAD", "NUMBER", "BAND", "STATUS", "SCORE", "BREACHED", "BECAUSE"], [.. leads.Select(Row)]);
        call.Terminal.Give(leads, CliJson.Default.IReadOnlyListJsonElement);
        return ExitCodes.Done;
    }

    private static IReadOnlyList<string> Row(JsonElement lead) =>
    [
        lead.Text("leadId"), lead.Text("leadNumber"), lead.Text("band"), lead.Text("status"),
        lead.TryGetProperty("score", out var score) && score.TryGetDouble(out var points) ? points.ToString("0.0", CultureInfo.InvariantCulture) : "",
        Listed(lead, "breached", ", "), Listed(lead, "because", " "),
    ];

    private static string Listed(JsonElement lead, string name, string between) =>
        lead.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? string.Join(between, list.EnumerateArray().Select(e => e.ToString())) : "";
}
