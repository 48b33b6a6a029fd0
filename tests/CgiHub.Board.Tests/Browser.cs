using Microsoft.Playwright;

namespace CgiHub.Board.Tests;

/// <summary>A Chromium of this machine: the system's own where there is one (<c>CGIHUB_CHROMIUM</c> says another), never one that a test downloads.</summary>
internal sealed class Browser : IAsyncDisposable
{
    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private Browser(IPlaywright playwright, IBrowser browser) => (_playwright, _browser) = (playwright, browser);

    /// <summary>What is missing for the board to be shown in a browser; null where nothing is.</summary>
    public static string? Missing =>
        !File.Exists(Path.Combine(AppContext.BaseDirectory, "board", "index.html")) ? "The board was not built: npm is not there."
        : Executable is null ? "There is no Chromium on this machine (apt-get install chromium)."
        : null;

    private static string? Executable => Environment.GetEnvironmentVariable("CGIHUB_CHROMIUM") ?? Array.Find(Places, File.Exists);

    public static async Task<Browser> StartAsync()
    {
        var playwright = await Playwright.CreateAsync();
        return new Browser(playwright, await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Executable, Args = ["--no-sandbox"], Timeout = 120_000 }));
    }

    /// <summary>A window of its own, with nothing kept from others. Besides the hub it may ask one other host, where a test names it.</summary>
    public async Task<BoardWindow> OpenAsync(Uri hub, bool dark = false, bool phone = false, Uri? also = null)
    {
        var context = await _browser.NewContextAsync(new()
        {
            BaseURL = hub.ToString(),
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            ReducedMotion = ReducedMotion.Reduce,
            ViewportSize = phone ? new() { Width = 390, Height = 844 } : new() { Width = 1280, Height = 720 },
            TimezoneId = "America/New_York",
        });
        return await BoardWindow.OfAsync(context, hub, also);
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
