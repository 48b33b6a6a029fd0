using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using CgiHub.Partners.Simulation;
using Microsoft.Playwright;

namespace CgiHub.Benchmarks;

/// <summary>How soon the board shows its list, and how much script it takes, in Chromium against a hub that holds a region's year.</summary>
internal static class BoardBenchmark
{
    private const double PaintLimitMs = 1500;
    private const double ScriptLimitKb = 400;

    /// <summary>Notes when the first row of the list is there: a browser's own paint times know only that something was painted.</summary>
    private const string NoteFirstRow = """
        new MutationObserver((_, o) => { if (document.querySelector('[data-row]')) { o.disconnect(); requestAnimationFrame(() => setTimeout(() => { window.firstRow = performance.now(); })); } }).observe(document, { childList: true, subtree: true });
        """;

    public static async Task RunAsync(BenchmarkOptions options, CancellationToken cancel)
    {
        var (days, rounds) = (options.Int("days", 365), options.Int("rounds", 20));
        var chromium = options.Text("chromium") ?? "/usr/bin/chromium";
        await using var hub = await HubProcess.StartAsync(["--Logging:LogLevel:Default=Error"], cancel);
        var region = RegionSimulator.Run(new SimulationOptions { Seed = 1, Start = new DateTimeOffset(DateTime.UtcNow.Date.AddDays(-days - 1), TimeSpan.Zero), Days = days, Agencies = 10, ImageShare = 0 });
        var clock = Stopwatch.StartNew();
        using (var player = new SimulationPlayer(hub.Address, new PlayerOptions(), TimeProvider.System))
        {
            await player.PlayAsync(region, progress: null, cancel);
        }

        using (var watch = new HubWatch(hub.Address, TimeProvider.System))
        {
            await watch.WhenQuietAsync(progress: null, cancel);
        }

        using var staff = await hub.ClientAsync(null, "Cgic.Analyst");
        var lead = (await staff.GetFromJsonAsync<JsonElement>("/api/v1/leads?limit=1", cancel)).GetProperty("items")[0].GetProperty("leadId").GetString();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"A simulated region of ten agencies over {days} days, {region.Truth.Leads.Count} leads, loaded in {clock.Elapsed.TotalSeconds:F0} s; {Environment.ProcessorCount} processors for hub and browser; a new browser profile each round."));
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = chromium, Args = ["--no-sandbox"] });
        var (paints, rows, list, whole) = (new Percentiles(), new Percentiles(), 0.0, 0.0);
        for (var round = -2; round < rounds; round++)
        {
            await using var context = await browser.NewContextAsync(new() { ViewportSize = new() { Width = 1280, Height = 720 } });
            var page = await context.NewPageAsync();
            await page.GotoAsync(new Uri(hub.Address, "/board/").ToString());
            await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).WaitForAsync();

            // As somebody meets it who is signed in and has nothing of it kept.
            var kept = await page.EvaluateAsync<string>("() => sessionStorage.getItem('cgihub.session')");
            await using var fresh = await browser.NewContextAsync(new() { ViewportSize = new() { Width = 1280, Height = 720 } });
            await fresh.AddInitScriptAsync($"sessionStorage.setItem('cgihub.session', {JsonSerializer.Serialize(kept)}); {NoteFirstRow}");
            var measured = await fresh.NewPageAsync();
            await measured.GotoAsync(new Uri(hub.Address, "/board/").ToString());
            await measured.WaitForFunctionAsync("() => window.firstRow > 0");
            list = await ScriptAsync(measured);
            if (round >= 0)
            {
                paints.Add(await measured.EvaluateAsync<double>("() => performance.getEntriesByName('first-contentful-paint')[0].startTime"));
                rows.Add(await measured.EvaluateAsync<double>("() => window.firstRow"));
            }

            if (round == rounds - 1)
            {
                await measured.GotoAsync(new Uri(hub.Address, $"/board/leads/{lead}").ToString());
                await measured.Locator(".graph canvas").First.WaitForAsync();
                await measured.Locator(".leaflet-control-scale").First.WaitForAsync();
                whole = await ScriptAsync(measured);
            }
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""

            | what | median | worst of {rounds} | limit |
            | --- | --- | --- | --- |
            | first contentful paint, ms | {paints.At(0.5):F0} | {paints.At(1):F0} | |
            | first row of the list shown, ms | {rows.At(0.5):F0} | {rows.At(1):F0} | {PaintLimitMs:F0} |
            | script until the list shows, KB compressed | {list:F0} | | {ScriptLimitKb:F0} |
            | script of a lead's page with graph and map, KB compressed | {whole:F0} | | {ScriptLimitKb:F0} |
            """));
    }

    private static Task<double> ScriptAsync(IPage page) =>
        page.EvaluateAsync<double>("() => performance.getEntriesByType('resource').filter(r => r.name.endsWith('.js')).reduce((sum, r) => sum + r.encodedBodySize, 0) / 1000");
}
