using Microsoft.Playwright;

namespace CgiHub.Board.Tests;

[Collection(OneRegion.Name)]
public sealed class An_agencys_inbox(PlayedRegion region)
{
    [SkippableFact]
    public async Task Opens_from_the_list_of_agencies_entry_by_entry()
    {
        Skip.If(Browser.Missing is not null, Browser.Missing);
        using var staff = await region.Hub.ClientAsync(null, "Cgic.Analyst");
        var ori = (await Pages.ItemsAsync(staff, "/api/v1/leads?limit=1"))[0].GetProperty("owners")[0].GetString()!;
        var all = await Pages.ItemsAsync(staff, $"/api/v1/agencies/{ori}/inbox?state=all&limit=200");
        Assert.NotEmpty(all);
        await using var window = await region.Browser.OpenAsync(region.Hub.Address);
        var page = window.Page;
        await window.SignInAsync("kim", "Cgic.Analyst");
        await window.GoAsync($"/agencies?month={Pages.Month}");
        await page.GetByRole(AriaRole.Link, new() { Name = ori }).First.ClickAsync();
        await Assertions.Expect(page.Locator("h1")).ToContainTextAsync("Inbox of");

        await page.GetByRole(AriaRole.Button, new() { Name = "All", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByText("All packets, newest first")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("[data-row]")).ToHaveTextAsync(all.Select(i => i.GetProperty("leadNumber").GetString()!).ToArray());
        await Assertions.Expect(page.GetByText("inbox, queue").First).ToBeVisibleAsync();

        // What is acknowledged no longer waits.
        var open = (await Pages.ItemsAsync(staff, $"/api/v1/agencies/{ori}/inbox?limit=200")).Count;
        using (var agency = await region.Hub.ClientAsync(ori, "Agency.Receive"))
        {
            var first = (await Pages.ItemsAsync(agency, "/api/v1/inbox?limit=1")).Select(i => i.GetProperty("packetId").GetString()).FirstOrDefault();
            if (first is not null)
            {
                using var ack = await agency.PostAsync($"/api/v1/packets/{first}/ack", null);
                Assert.True(ack.IsSuccessStatusCode);
                open--;
            }
        }

        await page.GetByRole(AriaRole.Button, new() { Name = "Waiting", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator("[data-row]")).ToHaveCountAsync(open);
        Assert.Empty(window.Complaints);
    }
}
