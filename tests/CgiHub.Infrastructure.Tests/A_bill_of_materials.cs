using System.Diagnostics;
using System.Text.Json;

namespace CgiHub.Infrastructure.Tests;

/// <summary>What <c>.ci/sbom</c> writes of each thing that is shipped.</summary>
public sealed class A_bill_of_materials(BillsOfMaterials bills) : IClassFixture<BillsOfMaterials>
{
    [SkippableTheory]
    [InlineData("CgiHub.Local")]
    [InlineData("CgiHub.Cli")]
    public void Lists_the_packages_that_the_lock_file_has_and_no_others(string part)
    {
        var bill = bills.Of(part);
        var locked = LockFile.Of($"functions/{part}").Packages;
        Assert.NotEmpty(locked);
        Assert.Equal(locked.Select(p => $"pkg:nuget/{p.Name}@{p.Version}").Order(StringComparer.Ordinal), bill.Components.Select(c => c.GetProperty("purl").GetString()!).Order(StringComparer.Ordinal));
    }

    [SkippableFact]
    public void Of_the_board_lists_with_their_hashes_what_the_browser_gets()
    {
        var bill = bills.Of("CgiHub.Board");
        using var file = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "functions/CgiHub.Board/package-lock.json")));
        var shipped = file.RootElement.GetProperty("packages").EnumerateObject()
            .Where(p => p.Name.Length > 0 && !(p.Value.TryGetProperty("dev", out var dev) && dev.GetBoolean()))
            .Select(p => ($"pkg:npm/{p.Name["node_modules/".Length..]}@{p.Value.GetProperty("version").GetString()}", Convert.ToHexStringLower(Convert.FromBase64String(p.Value.GetProperty("integrity").GetString()!["sha512-".Length..]))));
        Assert.Equal(shipped.Order(), bill.Components.Select(c => (c.GetProperty("purl").GetString()!, Bill.Sha512Of(c).ToLowerInvariant())).Order());
    }

    /// <summary>What readers of the format rely on: CycloneDX 1.5 and 1.6, as published by ECMA-424 and its JSON schema.</summary>
    [SkippableTheory]
    [InlineData("CgiHub.Local")]
    [InlineData("CgiHub.Cli")]
    [InlineData("CgiHub.Board")]
    public void Is_one_that_readers_of_the_format_understand(string part)
    {
        var bill = bills.Of(part);
        Assert.Equal("CycloneDX", bill.Root.GetProperty("bomFormat").GetString());
        Assert.Contains(bill.Root.GetProperty("specVersion").GetString(), new[] { "1.5", "1.6" });
        Assert.Equal(1, bill.Root.GetProperty("version").GetInt32());
        Assert.Matches("^urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", bill.Root.GetProperty("serialNumber").GetString());
        var about = bill.Root.GetProperty("metadata").GetProperty("component");
        Assert.Equal((part, "application"), (about.GetProperty("name").GetString(), about.GetProperty("type").GetString()));

        Assert.All(bill.Components, c =>
        {
            Assert.Equal("library", c.GetProperty("type").GetString());
            Assert.Equal($"{c.GetProperty("name").GetString()}@{c.GetProperty("version").GetString()}", c.GetProperty("purl").GetString()!.Split('/', 2)[1]);
            Assert.Matches("^[0-9A-Fa-f]{128}$", Bill.Sha512Of(c));
        });
        string[] known = [about.GetProperty("bom-ref").GetString()!, .. bill.Components.Select(c => c.GetProperty("bom-ref").GetString()!)];
        Assert.Equal(known.Length, known.Distinct(StringComparer.Ordinal).Count());
        var told = bill.Root.GetProperty("dependencies").EnumerateArray().ToList();
        Assert.Equal(known.Order(StringComparer.Ordinal), told.Select(d => d.GetProperty("ref").GetString()!).Order(StringComparer.Ordinal));
        Assert.Subset(known.ToHashSet(), told.SelectMany(d => d.TryGetProperty("dependsOn", out var on) ? on.EnumerateArray().Select(o => o.GetString()!) : []).ToHashSet());
    }

    /// <summary>A list whose parts hang on nothing says nothing of how they came in.</summary>
    [SkippableTheory]
    [InlineData("CgiHub.Local")]
    [InlineData("CgiHub.Cli")]
    [InlineData("CgiHub.Board")]
    public void Tells_how_each_package_came_in(string part)
    {
        var bill = bills.Of(part);
        var on = bill.Root.GetProperty("dependencies").EnumerateArray().ToDictionary(d => d.GetProperty("ref").GetString()!, d => d.TryGetProperty("dependsOn", out var to) ? to.EnumerateArray().Select(o => o.GetString()!).ToArray() : [], StringComparer.Ordinal);
        var reached = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>([bill.Root.GetProperty("metadata").GetProperty("component").GetProperty("bom-ref").GetString()!]);
        while (open.TryPop(out var next))
        {
            if (reached.Add(next))
            {
                foreach (var further in on[next])
                {
                    open.Push(further);
                }
            }
        }

        Assert.Superset(bill.Components.Select(c => c.GetProperty("bom-ref").GetString()!).ToHashSet(), reached);
    }
}

/// <summary>One bill.</summary>
internal sealed record Bill(JsonElement Root)
{
    public IReadOnlyList<JsonElement> Components => [.. Root.GetProperty("components").EnumerateArray()];

    public static string Sha512Of(JsonElement component) => component.GetProperty("hashes").EnumerateArray().Single(h => h.GetProperty("alg").GetString() == "SHA-512").GetProperty("content").GetString()!;
}

/// <summary>Bills made once for all tests; where their maker cannot be had, the tests skip.</summary>
public sealed class BillsOfMaterials : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cgihub-sbom-");
    private readonly string? _missing;

    public BillsOfMaterials()
    {
        if (OperatingSystem.IsWindows())
        {
            _missing = "The bill of materials is made by a shell script.";
        }
        else if (Run("dotnet", ["tool", "restore"]) is { Code: not 0 } refused)
        {
            _missing = $"The tool that makes bills of materials cannot be had here: {refused.Output}";
        }
        else
        {
            var made = Run(Path.Combine(Repository.Root, ".ci", "sbom"), [_folder.FullName]);
            Assert.True(made.Code == 0, made.Output);
        }
    }

    internal Bill Of(string part)
    {
        Skip.If(_missing is not null, _missing);
        var file = Path.Combine(_folder.FullName, $"{part}.cdx.json");
        Skip.If(part == "CgiHub.Board" && !File.Exists(file), "npm is not there, or knows no bills of materials.");
        using var read = JsonDocument.Parse(File.ReadAllText(file));
        return new Bill(read.RootElement.Clone());
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static (int Code, string Output) Run(string program, IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = Repository.Root, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.Result);
    }
}
