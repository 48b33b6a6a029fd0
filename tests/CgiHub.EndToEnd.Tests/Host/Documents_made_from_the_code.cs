using System.Reflection;
using System.Text;
using CgiHub.Azure;
using CgiHub.Azure.Blobs;
using CgiHub.Azure.Documents;
using CgiHub.Functions.ServiceBus;
using CgiHub.Local.Hosting;
using CgiHub.Local.OpenApi;

namespace CgiHub.EndToEnd.Tests.Host;

/// <summary>Documents that follow from the code. Set <c>CGIHUB_WRITE_DOCS=1</c> and run these to write them anew.</summary>
public sealed class Documents_made_from_the_code
{
    [Fact]
    public void The_openapi_document_says_what_the_functions_say() => Check("docs/openapi/v1.json", OpenApiGenerator.Generate());

    [Fact]
    public void The_error_catalogue_lists_every_error()
    {
        var page = new StringBuilder("""
            # Errors

            Every refusal is a problem document (RFC 9457); its `type` is `urn:cgihub:error:` and the number. Numbers are never used again.
            1xxx the door, 2xxx evidence, 3xxx feeds, 4xxx case maps, leads and packets, 5xxx enrichment, 6xxx administration.

            | number | status | title | detail |
            | --- | --- | --- | --- |

            """);
        foreach (var (_, error) in ErrorCatalogue.All)
        {
            page.Append(System.Globalization.CultureInfo.InvariantCulture, $"| {error.Number} | {error.Status} | {error.Title} | {error.Detail.Replace("|", "\\|", StringComparison.Ordinal)} |\n");
        }

        Check("docs/errors.md", page.ToString());
    }

    private static readonly (string Section, Type Options)[] OnAzure =
        [(AzureModule.Blobs, typeof(BlobStoreOptions)), (AzureModule.Cosmos, typeof(CosmosStoreOptions)), ("CgiHubServiceBus", typeof(ServiceBusOptions))];

    [Fact]
    public void The_page_of_settings_lists_every_setting()
    {
        var page = new StringBuilder("""
            # Settings

            Every setting stands in the environment (`CgiHub__Evidence__MaxImageBytes=…`) or on the one-machine host's command line (`--CgiHub:Evidence:MaxImageBytes=…`).
            All are checked when the hub starts: one that is out of its range stops it, with a sentence that says which. Times are written `d.hh:mm:ss.fff`.

            """);
        foreach (var (section, options) in SettingsCatalogue.Sections.Concat(OnAzure))
        {
            var where = section == AzureModule.Blobs ? "\n# On Azure alone\n\nThese three sections are the connections that the Functions host reads as well; in the app's settings a colon is two underscores.\n" : "";
            page.Append(System.Globalization.CultureInfo.InvariantCulture, $"{where}\n## {section}\n\n| setting | from, to | what it does |\n| --- | --- | --- |\n");
            foreach (var setting in SettingsCatalogue.Of(options))
            {
                page.Append(System.Globalization.CultureInfo.InvariantCulture, $"| {setting.Name} | {setting.Range} | {setting.Summary.Replace("|", "\\|", StringComparison.Ordinal)} |\n");
            }
        }

        Check("docs/settings.md", page.ToString());
    }

    [Fact]
    public void Every_setting_is_documented() =>
        Assert.Empty(SettingsCatalogue.Sections.Concat(OnAzure).SelectMany(s => SettingsCatalogue.Of(s.Options).Where(o => o.Summary.Length == 0).Select(o => $"{s.Section}:{o.Name}")));

    [Fact]
    public async Task The_page_of_settings_knows_all_options_that_the_hub_binds()
    {
        IReadOnlyList<Type> bound = [];
        await using var host = LocalHost.Build(
            new CommandLine { Urls = "http://127.0.0.1:0" },
            builder => bound = [.. builder.Services.Select(s => s.ServiceType)
                .Where(t => t.IsGenericType && t.GetGenericTypeDefinition() == typeof(Microsoft.Extensions.Options.IConfigureOptions<>))
                .Select(t => t.GenericTypeArguments[0]).Where(t => t.Namespace!.StartsWith("CgiHub.", StringComparison.Ordinal)).Distinct()]);
        Assert.NotEmpty(bound);
        Assert.Empty(bound.Except(SettingsCatalogue.Sections.Select(s => s.Options)).Select(t => t.Name));
    }

    [Fact]
    public void No_error_number_stands_twice() => Assert.Empty(ErrorCatalogue.All.GroupBy(e => e.Error.Number).Where(g => g.Count() > 1).Select(g => string.Join(", ", g.Select(e => e.Name))));

    [Fact]
    public async Task The_hub_serves_the_committed_openapi_document()
    {
        var hub = new InProcessHub();
        await hub.InitializeAsync();
        using var client = hub.Anonymous();
        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs/openapi/v1.json")), await client.GetStringAsync("/openapi/v1.json"));
        await hub.DisposeAsync();
    }

    private static void Check(string file, string expected)
    {
        var path = Path.Combine(Repository.Root, file);
        if (Environment.GetEnvironmentVariable("CGIHUB_WRITE_DOCS") == "1")
        {
            File.WriteAllText(path, expected);
        }

        Assert.True(File.ReadAllText(path) == expected, $"{file} is not what the code says. Run: CGIHUB_WRITE_DOCS=1 dotnet test tests/CgiHub.EndToEnd.Tests --filter Documents_made_from_the_code, then build again.");
    }
}

/// <summary>The repository that these tests belong to.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "CgiHub.sln")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName ?? throw new DirectoryNotFoundException("CgiHub.sln is in no folder above the tests.");
    }
}
