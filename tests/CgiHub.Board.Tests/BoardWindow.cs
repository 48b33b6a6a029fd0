using System.Collections.Concurrent;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace CgiHub.Board.Tests;

/// <summary>The board in a window, and everything that it complained of or asked for elsewhere.</summary>
internal sealed class BoardWindow : IAsyncDisposable
{
    /// <summary>Machines that build are busy; nothing here is a measure of time.</summary>
    private const float Patience = 90_000;

    /// <summary>Set to a folder, pictures of all pages are written there: how docs/images came about.</summary>
    private static readonly string? Pictures = Environment.GetEnvironmentVariable("CGIHUB_BOARD_PICTURES");

    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _complaints = new();

    private BoardWindow(IBrowserContext context, IPage page) => (_context, Page) = (context, page);

    public IPage Page { get; }

    /// <summary>Errors and warnings of the console, exceptions, requests that failed, requests to another host.</summary>
    public IReadOnlyList<string> Complaints => [.. _complaints];

    public static async Task<BoardWindow> OfAsync(IBrowserContext context, Uri hub, Uri? also)
    {
        context.SetDefaultTimeout(Patience);
        Assertions.SetDefaultExpectTimeout(Patience);
        var window = new BoardWindow(context, await context.NewPageAsync());
        window.Page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                window._complaints.Enqueue($"{message.Type}: {message.Text} ({message.Location})");
            }
        };
        window.Page.PageError += (_, error) => window._complaints.Enqueue($"exception: {error}");
        window.Page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(hub.ToString(), StringComparison.Ordinal) && (also is null || !request.Url.StartsWith(also.ToString(), StringComparison.Ordinal)) && !request.Url.StartsWith("blob:", StringComparison.Ordinal))
            {
                window._complaints.Enqueue($"asked elsewhere: {request.Url}");
            }
        };
        return window;
    }

    /// <summary>Signs in with these roles, as people on one machine do.</summary>
    public async Task SignInAsync(string name, params string[] roles)
    {
        await Page.GotoAsync("/board/");
        await Page.GetByLabel("Name").FillAsync(name);
        foreach (var (role, text) in new[] { ("Cgic.Analyst", "Analyst"), ("Cgic.Supervisor", "Supervisor"), ("Hub.Admin", "Admin") })
        {
            await Page.GetByRole(AriaRole.Checkbox, new() { Name = text }).SetCheckedAsync(roles.Contains(role));
        }

        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).WaitForAsync();
    }

    /// <summary>Goes to a page and waits until all that it shows is there.</summary>
    public async Task GoAsync(string path)
    {
        await Page.GotoAsync("/board" + path);
        await SettledAsync();
    }

    /// <summary>Waits until nothing says any more that it loads.</summary>
    public async Task SettledAsync()
    {
        await Page.Locator("main h1").First.WaitForAsync();
        await Assertions.Expect(Page.GetByText("Loading…")).ToHaveCountAsync(0);
    }

    /// <summary>What axe finds wrong with the page as it stands, by the rules of WCAG 2.2 AA and good practice.</summary>
    public async Task<IReadOnlyList<string>> ViolationsAsync()
    {
        var found = await Page.RunAxe(new() { RunOnly = new() { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] } });
        return [.. found.Violations.Select(v => $"{v.Id}: {string.Join(" | ", v.Nodes.Take(3).Select(n => n.Html))}")];
    }

    /// <summary>Pixels by which the page is wider than its window.</summary>
    public Task<int> OverhangAsync() => Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");

    /// <summary>Writes a picture of the page as it stands, where pictures are wanted.</summary>
    public async Task PictureAsync(string name, bool dark, bool phone)
    {
        if (Pictures is not null)
        {
            // Maps and graphs draw after they are there.
            await Page.WaitForTimeoutAsync(1500);
            await Page.ScreenshotAsync(new() { Path = Path.Combine(Pictures, $"board-{name}-{(dark ? "dark" : "light")}{(phone ? "-phone" : "")}.png"), FullPage = name is "lead" or "gun" && !phone });
        }
    }

    public ValueTask DisposeAsync() => _context.DisposeAsync();
}
