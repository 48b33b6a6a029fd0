using System.Text.Json;
using System.Text.RegularExpressions;
using CgiHub.EndToEnd.Tests.Harness;
using CgiHub.Partners.Simulation;
using Microsoft.Playwright;

namespace CgiHub.Board.Tests;

[Collection(OneRegion.Name)]
public sealed partial class An_analysts_day(PlayedRegion region)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [SkippableFact]
    public async Task Goes_from_the_list_through_a_lead_to_a_notice_of_its_elimination()
    {
        Skip.If(Browser.Missing is not null, Browser.Missing);
        using var staff = await region.Hub.ClientAsync(null, "Cgic.Analyst");
        await using var window = await region.Browser.OpenAsync(region.Hub.Address);
        var page = window.Page;
        await window.SignInAsync("kim", "Cgic.Analyst", "Cgic.Supervisor");
        await Assertions.Expect(page.GetByText("Live", new() { Exact = true })).ToBeVisibleAsync();

        // Triage by keyboard: the filter, the first row, the second, and in.
        var open = (await Pages.ItemsAsync(staff, "/api/v1/leads?status=lead&limit=10")).Select(l => l.GetProperty("leadNumber").GetString()!).ToList();
        await page.GetByLabel("Status").SelectOptionAsync("lead");
        await Assertions.Expect(page.Locator("[data-row]").First).ToHaveTextAsync(open[0]);
        await page.Locator("h1").ClickAsync();
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("j");
        await Assertions.Expect(page.Locator("[data-row]").Nth(1)).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("k");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync($"Lead {open[0]}");
        await window.SettledAsync();

        // The case map grows by what the gun's exhibits lead to.
        var shown = page.GetByText(Shown());
        var before = await CountAsync(shown);
        await page.GetByText("Case map as a table").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = GrowBy() }).First.ClickAsync();
        await Eventually.Async(async () => await CountAsync(shown) > before, Patience, () => "The case map did not grow.");

        await ActAsync(page, "Release now", "Release now", _ => Task.CompletedTask);
        await Assertions.Expect(page.GetByText("Released: what is known went out.")).ToBeVisibleAsync();
        await ActAsync(page, "Assign", "Assign", dialog => dialog.GetByRole(AriaRole.Textbox).FillAsync("det. moss"));
        await Assertions.Expect(page.GetByText("Assigned to det. moss.")).ToBeVisibleAsync();
        await ActAsync(page, "Comment", "Add comment", dialog => dialog.GetByRole(AriaRole.Textbox).FillAsync("Called the precinct."));
        await Assertions.Expect(page.GetByText("Called the precinct.")).ToBeVisibleAsync();

        // What was released has gone out, and the page knows: a finding is about the lead as it is shown.
        using var watch = new HubWatch(region.Hub.Address, TimeProvider.System);
        await watch.WhenQuietAsync(null, CancellationToken.None);
        await page.ReloadAsync();
        await window.SettledAsync();

        // The confirmation comes back by itself, over the events.
        await ActAsync(page, "Confirm", "Enter confirmation", dialog => dialog.GetByLabel("Examiner").FillAsync("J. Ruiz"));
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync($"Hit {open[0]}");

        // Another one is eliminated; everybody who was told gets a notice.
        await page.Keyboard.PressAsync("u");
        await page.GetByLabel("Filter by lead, case or person assigned").FillAsync(open[1]);
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Link, new() { Name = open[1], Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync($"Lead {open[1]}");
        await window.SettledAsync();
        await ActAsync(page, "Eliminate", "Enter elimination", dialog => dialog.GetByLabel("Examiner").FillAsync("J. Ruiz"));
        var notice = page.GetByText("went to everybody who had been told");
        await Assertions.Expect(notice).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("told an association that does not stand any longer")).ToBeVisibleAsync();
        var lead = (await Pages.ItemsAsync(staff, $"/api/v1/leads?q={open[1]}"))[0].GetProperty("leadId").GetString()!;
        using var packet = JsonDocument.Parse(await staff.GetStringAsync($"/api/v1/leads/{lead}"));
        var told = packet.RootElement.GetProperty("packet").GetProperty("recipients").EnumerateArray().Select(r => r.GetString()!).ToList();
        Assert.NotEmpty(told);
        Assert.All(told, ori => Assert.Contains(ori, notice.TextContentAsync().Result, StringComparison.Ordinal));
        using var recipient = await region.Hub.ClientAsync(told[0], "Agency.Receive");
        await Eventually.Async(
            async () => (await Pages.ItemsAsync(recipient, "/api/v1/inbox?limit=200")).Any(i => i.GetProperty("leadId").GetString() == lead && i.GetProperty("reason").GetString() == "eliminated"),
            Patience,
            () => $"{told[0]} got no notice.");

        Assert.Empty(await window.ViolationsAsync());
        Assert.Empty(window.Complaints);
    }

    private static async Task ActAsync(IPage page, string button, string verb, Func<ILocator, Task> fill)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await fill(dialog);
        await dialog.GetByRole(AriaRole.Button, new() { Name = verb, Exact = true }).ClickAsync();
        await Assertions.Expect(dialog).ToHaveCountAsync(0);
    }

    private static async Task<int> CountAsync(ILocator shown) =>
        int.Parse(Shown().Match((await shown.TextContentAsync())!).Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(\d+) of \d+ shown")]
    private static partial Regex Shown();

    [GeneratedRegex(@"^Grow by \d+$")]
    private static partial Regex GrowBy();
}
