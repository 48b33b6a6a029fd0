using CgiHub.Local.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace CgiHub.EndToEnd.Tests.Seeing;

public sealed class A_hub_that_nobody_follows : IDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("cgihub-seeing-");

    public void Dispose() => _data.Delete(recursive: true);

    [Fact]
    public async Task Has_nothing_that_sends()
    {
        await using var host = Build();
        Assert.Null(host.Services.GetService<TracerProvider>());
        Assert.Null(host.Services.GetService<MeterProvider>());
    }

    [Theory]
    [InlineData("OtlpEndpoint", "ftp://127.0.0.1/")]
    [InlineData("OtlpEndpoint", "collector")]
    [InlineData("SampleRatio", "1.5")]
    [InlineData("MetricsEvery", "00:00:00.001")]
    [InlineData("Protocol", "7")]
    public async Task Does_not_start_with_a_setting_that_is_wrong(string setting, string value)
    {
        await using var host = Build((setting, value));
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());
        Assert.Contains(setting, refused.Message, StringComparison.Ordinal);
    }

    private LocalHost Build(params (string Name, string Value)[] settings) => LocalHost.Build(new CommandLine
    {
        Data = _data.FullName,
        Urls = "http://127.0.0.1:0",
        Settings = settings.ToDictionary(s => "CgiHub:Telemetry:" + s.Name, string? (s) => s.Value),
    });
}
