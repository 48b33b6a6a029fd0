using System.CommandLine;
using System.Text.Json;
using CgiHub.Cli.Hub;

namespace CgiHub.Cli.Commands;

/// <summary><c>agency set</c>: writes an entry of the registry.</summary>
internal sealed class AgencySetCommand : ToolCommand
{
    private readonly Argument<string> _file = new("file") { Description = "The entry as JSON; - for standard input." };
    private readonly Option<string?> _ifMatch = new("--if-match") { Description = "Only if the entry still is this version, as 'agency get' told it.", HelpName = "VERSION" };
    private readonly Option<bool> _create = new("--create") { Description = "Only if there is no entry yet." };

    /// <inheritdoc/>
    public override Command Describe() => new("set", "Writes an agency's entry.") { _file, _ifMatch, _create };

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation call, CancellationToken cancel)
    {
        var bytes = await InputFile.ReadAsync(call.Get(_file), cancel);
        var headers = new List<(string, string)>();
        if (call.Get(_ifMatch) is { } version)
        {
            headers.Add(("If-Match", version.StartsWith('"') || version == "*" ? version : $"\"{version}\""));
        }

        if (call.Get(_create))
        {
            headers.Add(("If-None-Match", "*"));
        }

        var request = new HubRequest(HttpMethod.Put, $"api/v1/admin/agencies/{Uri.EscapeDataString(OriOf(bytes))}") { Content = () => JsonBody.OfBytes(bytes), Headers = headers };
        using var answer = (await call.Hub().SendAsync(request, cancel)).OrFail();
        var entry = await answer.ReadAsync(CliJson.Default.JsonElement, cancel);
        call.Terminal.Note($"version {answer.ETag}");
        call.Terminal.Say($"{entry.Text("ori")} {entry.Text("name")} is {(answer.Status == 201 ? "registered" : "written")}.");
        call.Terminal.Give(entry, CliJson.Default.JsonElement);
        return ExitCodes.Done;
    }

    private static string OriOf(byte[] entry)
    {
        try
        {
            using var document = JsonDocument.Parse(entry);
            return document.RootElement.Text("ori") is { Length: > 0 } ori ? ori : throw CommandFailedException.Usage("The entry has no ori.");
        }
        catch (JsonException)
        {
            throw CommandFailedException.Usage("The entry is not JSON.");
        }
    }
}
