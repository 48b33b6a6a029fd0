using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using CgiHub.Cli.Feeds;
using CgiHub.Cli.Hub;

namespace CgiHub.Cli.Commands;

/// <summary><c>mapping try</c>: what a column mapping would make of a sample, before it is saved.</summary>
internal sealed class MappingTryCommand : ToolCommand
{
    private readonly Argument<string> _feed = new("feed") { Description = "The feed." };
    private readonly Argument<string> _mapping = new("mapping") { Description = "The mapping as JSON (docs/feeds.md); - for standard input." };
    private readonly Argument<string> _sample = new("sample") { Description = "Some rows as the agency exports them: CSV, JSON or NDJSON." };
    private readonly Option<string?> _type = new("--type") { Description = "The sample's format, where its name does not tell." };
    private readonly Option<string?> _agency = new("--agency") { Description = "Reads the rows with this agency's rights. Default: those of a NIBIN site.", HelpName = "ORI" };

    /// <inheritdoc/>
    public override Command Describe()
    {
        _type.AcceptOnlyFromAmong("csv", "json", "ndjson");
        return new Command("try", "Shows what a mapping makes of a sample; ends with 7 where the mapping is faulty, with 5 where rows would be refused. Nothing is stored.") { _feed, _mapping, _sample, _type, _agency };
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation call, CancellationToken cancel)
    {
        var sample = call.Get(_sample);
        var format = FeedFormat.Of(call.Get(_type), sample) is { Name: "csv" or "json" or "ndjson" } known ? known : throw CommandFailedException.Usage($"The name {sample} does not tell the format; say it with --type (csv, json or ndjson).");
        var trial = new MappingTrial(call.Get(_feed), call.Get(_agency), Parse(await InputFile.ReadAsync(call.Get(_mapping), cancel)), format.MediaType, Text(await InputFile.ReadAsync(sample, cancel)));
        using var answer = (await call.Hub().SendAsync(new HubRequest(HttpMethod.Post, "api/v1/admin/mappings/try") { Content = () => JsonBody.Of(trial, CliJson.Default.MappingTrial) }, cancel)).OrFail();
        var tried = await answer.ReadAsync(CliJson.Default.MappingTried, cancel);
        foreach (var fault in tried.Faults)
        {
            call.Terminal.Say($"the mapping's {fault.Pointer}: {fault.Detail} ({fault.Code})");
        }

        foreach (var row in tried.Rows)
        {
            call.Terminal.Say(row.ToString());
        }

        foreach (var error in tried.Errors)
        {
            call.Terminal.Say(string.Create(CultureInfo.InvariantCulture, $"row {error.Index + 1} {error.Pointer}: {error.Detail} ({error.Code})"));
        }

        call.Terminal.Say(tried.Faults.Count > 0
            ? "The mapping cannot be saved like this."
            : string.Create(CultureInfo.InvariantCulture, $"{tried.Received} rows: {tried.Accepted} would be accepted, {tried.Rejected} rejected, {tried.Skipped} skipped, {tried.Merged} merged."));
        call.Terminal.Give(tried, CliJson.Default.MappingTried);
        return tried.Faults.Count > 0 ? ExitCodes.Broken : tried.Rejected > 0 ? ExitCodes.Partly : ExitCodes.Done;
    }

    private static JsonElement Parse(byte[] mapping)
    {
        try
        {
            return JsonSerializer.Deserialize(mapping, CliJson.Default.JsonElement);
        }
        catch (JsonException wrong)
        {
            throw CommandFailedException.Usage($"The mapping is not JSON: {wrong.Message}");
        }
    }

    private static string Text(byte[] sample)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(sample);
        }
        catch (DecoderFallbackException)
        {
            throw CommandFailedException.Usage("The sample is not UTF-8.");
        }
    }
}

/// <summary>A mapping to try.</summary>
internal sealed record MappingTrial(string Feed, string? Agency, JsonElement Mapping, string ContentType, string Sample);

/// <summary>What it made of the sample.</summary>
internal sealed record MappingTried(long Received, long Accepted, long Rejected, long Skipped, long Merged)
{
    /// <summary>What is wrong with the mapping itself.</summary>
    public IReadOnlyList<Fault> Faults { get; set; } = [];

    /// <summary>Rows of the contract that came of it.</summary>
    public IReadOnlyList<JsonElement> Rows { get; set; } = [];

    /// <summary>Faults of rows.</summary>
    public IReadOnlyList<RowFault> Errors { get; set; } = [];
}
