namespace CgiHub.Infrastructure.Tests;

/// <summary>All parameter files, compiled once for all tests.</summary>
public sealed class CompiledRegions : IAsyncLifetime
{
    private const string Subscription = "00000000-0000-4000-8000-0000000000aa";
    private const string Tenant = "00000000-0000-4000-8000-0000000000bb";

    private readonly string _folder = Directory.CreateTempSubdirectory("cgihub-bicep-").FullName;
    private readonly SemaphoreSlim _turns = new(Math.Max(1, Environment.ProcessorCount));
    private Dictionary<string, Prediction> _regions = [];

    /// <summary>The parameter files' names, for theories.</summary>
    public static TheoryData<string> Names => [.. Repository.Regions];

    /// <summary>A region's template. Skips the test where the compiler is not for this kind of machine.</summary>
    public Template Of(string region)
    {
        SkipWithoutCompiler();
        var predicted = _regions[region];
        return Template.Parse(region, predicted.Snapshot ?? throw new InvalidDataException(predicted.Said));
    }

    /// <summary>What the compiler, with its linter, said of a parameter file and of all that it uses.</summary>
    public string SaidOf(string region)
    {
        SkipWithoutCompiler();
        return _regions[region].Said;
    }

    /// <summary>Skips the test where the compiler is not for this kind of machine.</summary>
    public static void SkipWithoutCompiler() => Skip.If(Bicep.Path is null, "The Bicep compiler is fetched for Linux on x64 only; on this machine its package is another.");

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        if (Bicep.Path is null)
        {
            return;
        }

        Copy(Repository.Infrastructure, _folder);
        var compiled = await Task.WhenAll(Repository.Regions.Select(async region => (region, Prediction: await PredictAsync(region))));
        _regions = compiled.ToDictionary(c => c.region, c => c.Prediction);
    }

    /// <summary>What a changed parameter file makes: what the compiler refuses, or null where it takes it.</summary>
    public async Task<string?> RefusalAsync(string region, params (string From, string To)[] changes)
    {
        SkipWithoutCompiler();
        var name = $"changed-{Guid.NewGuid():n}";
        var text = await File.ReadAllTextAsync(Path.Combine(_folder, "regions", region + ".bicepparam"));
        foreach (var (from, to) in changes)
        {
            Assert.Contains(from, text, StringComparison.Ordinal);
            text = text.Replace(from, to, StringComparison.Ordinal);
        }

        await File.WriteAllTextAsync(Path.Combine(_folder, "regions", name + ".bicepparam"), text);
        var predicted = await PredictAsync(name);
        return predicted.Snapshot is null ? predicted.Said : null;
    }

    /// <summary>Runs the compiler beside the copied sources.</summary>
    internal async Task<Bicep.Said> RunAsync(params string[] arguments)
    {
        await _turns.WaitAsync();
        try
        {
            return await Bicep.RunAsync(_folder, arguments);
        }
        finally
        {
            _turns.Release();
        }
    }

    /// <inheritdoc/>
    public Task DisposeAsync()
    {
        _turns.Dispose();
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }

    private async Task<Prediction> PredictAsync(string name)
    {
        var file = Path.Combine("regions", name);
        var said = await RunAsync("snapshot", file + ".bicepparam", "--mode", "overwrite", "--subscription-id", Subscription, "--tenant-id", Tenant, "--location", "eastus2", "--deployment-name", "test");
        var snapshot = Path.Combine(_folder, file + ".snapshot.json");
        return new Prediction(said.ExitCode == 0 && File.Exists(snapshot) ? await File.ReadAllTextAsync(snapshot) : null, (said.Output + said.Errors).Trim());
    }

    /// <summary>What the compiler made of a parameter file, and what it said.</summary>
    private sealed record Prediction(string? Snapshot, string Said);

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            // What azd's hook leaves behind is not a source.
            if (Path.GetFileName(file) == "main.bicepparam")
            {
                continue;
            }

            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}

/// <summary>Tests that read compiled templates share them.</summary>
[CollectionDefinition(Name)]
[System.Diagnostics.CodeAnalysis.SuppressMessage("Naming", "CA1711", Justification = "xunit calls it a collection.")]
public sealed class CompiledCollection : ICollectionFixture<CompiledRegions>
{
    /// <summary>Their name.</summary>
    public const string Name = "Compiled templates";
}
