using System.Reflection;
using System.Text.Json;
using CgiHub.Functions.Hosting;
using CgiHub.Functions.Triggers;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Moq;

namespace CgiHub.Functions.Tests;

public sealed class The_composition
{
    /// <summary>The template that an admin copies is all that the hub needs to start.</summary>
    private static readonly IReadOnlyDictionary<string, string?> Settings = Template();

    private static Dictionary<string, string?> Template()
    {
        using var template = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "local.settings.template.json")));
        return template.RootElement.GetProperty("Values").EnumerateObject().ToDictionary(v => v.Name.Replace("__", ":", StringComparison.Ordinal), v => v.Value.GetString());
    }

    private static IEnumerable<MethodInfo> Functions => typeof(WorkTriggers).Assembly.GetTypes().SelectMany(t => t.GetMethods()).Where(m => m.GetCustomAttribute<FunctionAttribute>() is not null);

    [Fact]
    public async Task Can_make_every_function_class()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(Settings).Build();
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddLogging();

        // Every host brings one of its own.
        services.AddSingleton(Mock.Of<IHostApplicationLifetime>());
        services.AddHubInAzure(configuration);
        await using var provider = services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });

        var classes = Functions.Select(m => m.DeclaringType!).Distinct().ToList();
        Assert.True(classes.Count > 10);
        Assert.All(classes, c => Assert.Null(Record.Exception(() => ActivatorUtilities.CreateInstance(provider, c))));
    }

    [Fact]
    public void Names_every_function_once() =>
        Assert.DoesNotContain(Functions.GroupBy(m => m.GetCustomAttribute<FunctionAttribute>()!.Name, StringComparer.OrdinalIgnoreCase), g => g.Count() > 1);

    [Fact]
    public void Refuses_to_start_without_a_setting_and_names_all_that_are_missing()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(Settings.Where(s => !s.Key.StartsWith("CgiHubBlobs", StringComparison.Ordinal))).Build();

        var refused = Assert.Throws<InvalidOperationException>(() => new ServiceCollection().AddHubInAzure(configuration));
        Assert.Contains("CgiHubBlobs:blobServiceUri, CgiHubBlobs:queueServiceUri", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Leaves_every_body_to_the_stages()
    {
        var services = new ServiceCollection().AddBodyLimits().AddOptions().BuildServiceProvider();
        Assert.Null(services.GetRequiredService<Microsoft.Extensions.Options.IOptions<Microsoft.AspNetCore.Server.Kestrel.Core.KestrelServerOptions>>().Value.Limits.MaxRequestBodySize);
    }
}
