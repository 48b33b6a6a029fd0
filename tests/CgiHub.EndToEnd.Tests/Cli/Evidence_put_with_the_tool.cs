using System.Text.Json;
using CgiHub.EndToEnd.Tests.Evidence;
using CgiHub.EndToEnd.Tests.Harness;

namespace CgiHub.EndToEnd.Tests.Cli;

public sealed class Evidence_put_with_the_tool(ToolHub hub) : IClassFixture<ToolHub>, IAsyncLifetime
{
    private const string Header = "file,view,caseNumber,exhibitNumber,kind,recoveredAt,caliber,note\n";

    /// <summary>Larger than the hub takes in a request.</summary>
    private static readonly byte[] Large = LargeTiff.Bytes(2000, 1000);

    private readonly ToolProcess _tool = new();
    private readonly string _agency = ToolHub.NewAgency();

    [Fact]
    public async Task Is_in_custody_byte_by_byte()
    {
        _tool.Write("scene/a/1.png", EvidenceHub.Png);
        _tool.Write("scene/2.x3p", EvidenceHub.Surface);
        _tool.Write("scene/manifest.csv", $"{Header}a/1.png,breechFace,26-1,1,cartridgeCase,2026-01-05T10:00:00-06:00,9mm,\"near the door, \"\"left\"\"\"\n2.x3p,surface,26-1,1,cartridgeCase,2026-01-05T10:00:00-06:00,9mm,\n,,26-1,2,firearm,2026-01-05T11:00:00-06:00,,\n");
        var receipt = (await _tool.RunAsync("evidence", "put", "scene", "--json")).ExitsWith(0).Json;

        Assert.True(receipt.GetProperty("complete").GetBoolean());
        var first = receipt.GetProperty("exhibits")[0];
        using var client = await hub.ClientAsync(_agency, "Agency.Submit", "Agency.Receive");
        var path = $"/api/v1/evidence/{first.GetProperty("id").GetString()}";
        Assert.Equal(EvidenceHub.Png, await client.GetByteArrayAsync(path + "/images/breechFace"));
        Assert.Equal(EvidenceHub.Surface, await client.GetByteArrayAsync(path + "/images/surface"));
        Assert.Equal("near the door, \"left\"", JsonSerializer.Deserialize<JsonElement>(await client.GetStringAsync(path)).GetProperty("note").GetString());
        Assert.Equal(EvidenceHub.Sha256(EvidenceHub.Png), first.GetProperty("images")[0].GetProperty("sha256").GetString());
    }

    [Fact]
    public async Task Is_sent_once_however_often_it_is_put()
    {
        _tool.Write("scene/1.png", EvidenceHub.Png);
        _tool.Write("scene/manifest.json", """[{"file":"1.png","view":"breechFace","caseNumber":"26-2","exhibitNumber":"1","kind":"cartridgeCase","recoveredAt":"2026-01-05T10:00:00Z"}]""");
        (await _tool.RunAsync("evidence", "put", "scene")).ExitsWith(0);
        var again = (await _tool.RunAsync("evidence", "put", "scene", "--json")).ExitsWith(0).Json.GetProperty("exhibits")[0];

        Assert.Equal(("known", "present"), (again.GetProperty("status").GetString(), again.GetProperty("images")[0].GetProperty("status").GetString()));
        Assert.Equal(["registered", "imageStored"], await CustodyAsync(again.GetProperty("id").GetString()!));
    }

    [Fact]
    public async Task Goes_straight_into_storage_where_it_is_too_large_for_a_request()
    {
        _tool.Write("scene/1.tif", Large);
        _tool.Write("scene/manifest.csv", $"{Header}1.tif,overall,26-3,1,cartridgeCase,2026-01-05T10:00:00Z,,\n");
        var sent = (await _tool.RunAsync("evidence", "put", "scene", "--json")).ExitsWith(0).Json.GetProperty("exhibits")[0];

        Assert.Equal(EvidenceHub.Sha256(Large), sent.GetProperty("images")[0].GetProperty("sha256").GetString());
        Assert.Equal(["registered", "uploadOffered", "imageStored"], await CustodyAsync(sent.GetProperty("id").GetString()!));
    }

    [Fact]
    public async Task Names_what_is_refused_and_sends_the_rest()
    {
        _tool.Write("scene/1.png", EvidenceHub.Png);
        _tool.Write("scene/2.png", "no image");
        _tool.Write("scene/manifest.csv", $"{Header}1.png,breechFace,26-4,1,cartridgeCase,2026-01-05T10:00:00Z,,\n2.png,firingPin,26-4,1,cartridgeCase,2026-01-05T10:00:00Z,,\n1.png,breechFace,26-4,2,cartridgeCase,yesterday,,\n");
        var run = (await _tool.RunAsync("evidence", "put", "scene", "--receipt", "receipt.json")).ExitsWith(5);

        Assert.Contains("Image format not supported", run.Error, StringComparison.Ordinal);
        Assert.Contains("recoveredAt", run.Error, StringComparison.Ordinal);
        var receipt = JsonSerializer.Deserialize<JsonElement>(await File.ReadAllTextAsync(Path.Combine(_tool.Folder, "receipt.json")));
        Assert.False(receipt.GetProperty("complete").GetBoolean());
        Assert.Equal(["stored", "refused"], receipt.GetProperty("exhibits")[0].GetProperty("images").EnumerateArray().Select(i => i.GetProperty("status").GetString()));
        Assert.Equal("refused", receipt.GetProperty("exhibits")[1].GetProperty("status").GetString());
    }

    [Fact]
    public async Task Replaces_another_image_only_where_it_is_told_to()
    {
        _tool.Write("scene/1.img", EvidenceHub.Png);
        _tool.Write("scene/manifest.csv", $"{Header}1.img,breechFace,26-5,1,cartridgeCase,2026-01-05T10:00:00Z,,\n");
        (await _tool.RunAsync("evidence", "put", "scene")).ExitsWith(0);
        _tool.Write("scene/1.img", EvidenceHub.Jpeg);
        Assert.Contains("--supersede", (await _tool.RunAsync("evidence", "put", "scene")).ExitsWith(5).Error, StringComparison.Ordinal);

        var sent = (await _tool.RunAsync("evidence", "put", "scene", "--supersede", "--json")).ExitsWith(0).Json.GetProperty("exhibits")[0];
        using var client = await hub.ClientAsync(_agency, "Agency.Submit");
        Assert.Equal(EvidenceHub.Jpeg, await client.GetByteArrayAsync($"/api/v1/evidence/{sent.GetProperty("id").GetString()}/images/breechFace"));
    }

    [SkippableTheory]
    [InlineData("../secret.png")]
    [InlineData("link.png")]
    [InlineData("linked/secret.png")]
    public async Task Never_leaves_from_outside_of_the_folder(string file)
    {
        Skip.If(OperatingSystem.IsWindows(), "Links need a privilege on Windows.");
        _tool.Write("outside/secret.png", EvidenceHub.Png);
        _tool.Write("secret.png", EvidenceHub.Png);
        _tool.Write("scene/manifest.csv", $"{Header}{file},breechFace,26-6,1,cartridgeCase,2026-01-05T10:00:00Z,,\n");
        File.CreateSymbolicLink(Path.Combine(_tool.Folder, "scene/link.png"), Path.Combine(_tool.Folder, "secret.png"));
        Directory.CreateSymbolicLink(Path.Combine(_tool.Folder, "scene/linked"), Path.Combine(_tool.Folder, "outside"));

        Assert.Contains("there is no file", (await _tool.RunAsync("evidence", "put", "scene")).ExitsWith(2).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Is_told_line_by_line_where_nobody_watches_a_terminal()
    {
        _tool.Write("scene/1.png", EvidenceHub.Png);
        _tool.Write("scene/manifest.csv", Header + string.Concat(Enumerable.Range(1, 9).Select(i => $"1.png,breechFace,26-7,{i},cartridgeCase,2026-01-05T10:00:00Z,,\n")));
        var run = (await _tool.RunAsync("evidence", "put", "scene", "--parallel", "3")).ExitsWith(0);

        Assert.Equal(9, run.Error.Split('\n').Count(l => l.EndsWith("registered, breechFace stored", StringComparison.Ordinal)));
        Assert.StartsWith("9 exhibits: 9 registered, 0 known, 0 refused, 0 not sent. 9 images: 9 stored", run.Output, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task That_was_interrupted_says_what_is_in_custody_and_goes_on()
    {
        Skip.If(OperatingSystem.IsWindows(), "A test cannot send Ctrl+C on Windows.");
        _tool.Write("scene/1.tif", Large);
        _tool.Write("scene/manifest.csv", Header + string.Concat(Enumerable.Range(1, 40).Select(i => $"1.tif,overall,26-8,{i},cartridgeCase,2026-01-05T10:00:00Z,,\n")));
        using (var process = _tool.Start("evidence", "put", "scene", "--parallel", "1", "--receipt", "receipt.json"))
        {
            var output = process.StandardOutput.ReadToEndAsync();
            Assert.Contains("[1/40]", await process.StandardError.ReadLineAsync() ?? "", StringComparison.Ordinal);
            Signals.Interrupt(process);
            await process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
            Assert.Equal(130, process.ExitCode);
            Assert.Contains("not sent", await output, StringComparison.Ordinal);
        }

        var receipt = JsonSerializer.Deserialize<JsonElement>(await File.ReadAllTextAsync(Path.Combine(_tool.Folder, "receipt.json")));
        var sent = receipt.GetProperty("exhibits").EnumerateArray().Count(e => e.GetProperty("status").GetString() == "registered");
        Assert.InRange(sent, 1, 39);
        var rest = (await _tool.RunAsync("evidence", "put", "scene", "--json")).ExitsWith(0).Json;
        Assert.True(rest.GetProperty("complete").GetBoolean());
        Assert.InRange(rest.GetProperty("exhibits").EnumerateArray().Count(e => e.GetProperty("images")[0].GetProperty("status").GetString() == "present"), sent, 39);
    }

    public Task InitializeAsync() => _tool.SignInAsync(hub.Hub, _agency, "Agency.Submit", "Agency.Receive");

    public Task DisposeAsync()
    {
        _tool.Dispose();
        return Task.CompletedTask;
    }

    private async Task<IReadOnlyList<string>> CustodyAsync(string exhibit)
    {
        using var client = await hub.ClientAsync(_agency, "Agency.Submit");
        var page = JsonSerializer.Deserialize<JsonElement>(await client.GetStringAsync($"/api/v1/evidence/{exhibit}/custody?limit=200"));
        return [.. page.GetProperty("items").EnumerateArray().Select(e => e.GetProperty("action").GetString()!)];
    }
}
