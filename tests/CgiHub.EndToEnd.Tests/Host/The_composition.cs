using CgiHub.Local.Hosting;
using CgiHub.Local.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace CgiHub.EndToEnd.Tests.Host;

public sealed class The_composition
{
    [Fact]
    public async Task Can_make_every_function_class()
    {
        var hub = new InProcessHub();
        await hub.InitializeAsync();
        var failures = FunctionCatalog.Find(typeof(LocalHost).Assembly)
            .Select(f => f.Class)
            .Distinct()
            .Select(c => Record.Exception(() => ActivatorUtilities.CreateInstance(hub.Services, c))?.Message)
            .Where(m => m is not null);
        Assert.Empty(failures);
        await hub.DisposeAsync();
    }
}
