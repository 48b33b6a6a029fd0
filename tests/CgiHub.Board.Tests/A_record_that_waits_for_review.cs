using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using CgiHub.EndToEnd.Tests.Harness;
using Microsoft.Playwright;

namespace CgiHub.Board.Tests;

/// <summary>A center that looks at open-source items itself (28 CFR 23.20(a–c)): its supervisors do so on the board.</summary>
[Collection(OneRegion.Name)]
public sealed class A_record_that_waits_for_review(PlayedRegion region)
{
    private const string Sender = "ZZ0000071";

    private static string Post(string id, string text) =>
        $$"""{"sourceId":"{{id}}","itemId":"{{id}}","capturedAt":"2026-03-01T12:00:00Z","platform":"board","text":"{{text}}","criminalNexus":"Shows the gun of 26-1.","groups":["Eastside"],"persons":[{"fullName":"Testa Sample","dob":"1990-04-17"}]}""";

    private static async Task SendAsync(HttpClient agency, params string[] posts)
    {
        using var body = new StringContent($"[{string.Join(',', posts)}]", Encoding.UTF8, "application/json");
        using var sent = await agency.PostAsync("/api/v1/feeds/osint", body);
        Assert.Equal(posts.Length, (await sent.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("held").GetInt32());
    }

    [SkippableFact]
    public async Task Is_read_on_the_board_and_let_in_or_declined_with_a_reason()
    {
        Skip.If(Browser.Missing is not null, Browser.Missing);
        await using var hub = await HubProcess.StartAsync("--CgiHub:Holding:Feeds:0=osint", "--Logging:LogLevel:Default=Error");
        using var agency = await hub.ClientAsync(Sender, "Agency.Submit");
        using var supervisor = await hub.ClientAsync(null, "Cgic.Supervisor");
        await SendAsync(agency, Post("o1", "Quagmire shows a gun"), Post("o2", "Nothing of a crime"));
        await using var window = await region.Browser.OpenAsync(hub.Address);
        var page = window.Page;
        await window.SignInAsync("sam", "Cgic.Supervisor");
        await page.GetByRole(AriaRole.Link, new() { Name = "Review", Exact = true }).ClickAsync();
        var good = page.GetByRole(AriaRole.Region, new() { Name = $"Open-source item o1 of {Sender}" });
        await Assertions.Expect(good).ToContainTextAsync("Quagmire shows a gun");
        await Assertions.Expect(good).ToContainTextAsync("Shows the gun of 26-1.");
        await Assertions.Expect(good).ToContainTextAsync("Testa Sample");
        await Assertions.Expect(good).ToContainTextAsync("Eastside");
        Assert.Empty(await window.ViolationsAsync());
        await window.PictureAsync("review-waiting", dark: false, phone: false);

        await good.GetByRole(AriaRole.Button, new() { Name = "Let it in" }).ClickAsync();
        await DecideAsync(page, "Let it in", "The item shows the gun of the case.");
        await Assertions.Expect(page.GetByText("Let in: the leads that it belongs to are looked at.")).ToBeVisibleAsync();
        await Assertions.Expect(good).ToHaveCountAsync(0);

        var poor = page.GetByRole(AriaRole.Region, new() { Name = $"Open-source item o2 of {Sender}" });
        await poor.GetByRole(AriaRole.Button, new() { Name = "Decline" }).ClickAsync();
        await DecideAsync(page, "Decline", "No crime is named.");
        await Assertions.Expect(page.GetByText("Nothing waits.")).ToBeVisibleAsync();
        Assert.Empty(await Pages.ItemsAsync(supervisor, "/api/v1/admin/holding"));

        // A mended one waits again, and whoever decides sees what was decided before.
        await SendAsync(agency, Post("o2", "Quagmire sells a gun"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Look again" }).ClickAsync();
        await poor.GetByRole(AriaRole.Button, new() { Name = "Let it in" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("by sam: No crime is named.");
        Assert.Empty(window.Complaints);
    }

    [SkippableFact]
    public async Task Is_not_decided_by_what_was_read_before_its_sender_changed_it()
    {
        Skip.If(Browser.Missing is not null, Browser.Missing);
        await using var hub = await HubProcess.StartAsync("--CgiHub:Holding:Feeds:0=osint", "--Logging:LogLevel:Default=Error");
        using var agency = await hub.ClientAsync(Sender, "Agency.Submit");
        using var supervisor = await hub.ClientAsync(null, "Cgic.Supervisor");
        await SendAsync(agency, Post("o1", "Quagmire shows a gun"));
        await using var window = await region.Browser.OpenAsync(hub.Address, dark: true, phone: true);
        var page = window.Page;
        await window.SignInAsync("sam", "Cgic.Supervisor");
        await window.GoAsync("/review");
        Assert.Empty(await window.ViolationsAsync());
        Assert.True(await window.OverhangAsync() <= 0);
        await window.PictureAsync("review-waiting", dark: true, phone: true);
        await page.GetByRole(AriaRole.Button, new() { Name = "Let it in" }).ClickAsync();
        await SendAsync(agency, Post("o1", "Quagmire shows a knife"));
        await DecideAsync(page, "Let it in", "The item shows the gun of the case.");
        await Assertions.Expect(page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Quagmire shows a knife")).ToBeVisibleAsync();
        Assert.Single(await Pages.ItemsAsync(supervisor, "/api/v1/admin/holding"));
    }

    private static async Task DecideAsync(IPage page, string verb, string reason)
    {
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByRole(AriaRole.Textbox).FillAsync(reason);
        await dialog.GetByRole(AriaRole.Button, new() { Name = verb, Exact = true }).ClickAsync();
    }
}
