using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;

namespace CgiHub.Board.Tests;

[Collection(OneRegion.Name)]
public sealed class A_surface_of_an_exhibit(PlayedRegion region)
{
    /// <summary>Set to a folder, pictures are written there: how docs/images came about.</summary>
    private static readonly string? Pictures = Environment.GetEnvironmentVariable("CGIHUB_BOARD_PICTURES");

    /// <summary>What is drawn, as text that two drawings can be compared by: how bright each point is, and -1 where nothing was measured.</summary>
    private const string Drawn = """
        () => { const c = document.querySelector('.compare canvas'), d = c.getContext('2d', { willReadFrequently: true }).getImageData(0, 0, c.width, c.height).data; return Array.from({ length: d.length / 4 }, (_, i) => d[4 * i + 3] === 255 ? d[4 * i] : -1); }
        """;

    [SkippableTheory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Is_lit_from_where_somebody_puts_the_light(bool dark, bool phone)
    {
        Skip.If(Browser.Missing is not null, Browser.Missing);
        using var staff = await region.Hub.ClientAsync(null, "Cgic.Analyst");
        var (lead, at) = await SurfacesAsync(staff);
        await using var window = await region.Browser.OpenAsync(region.Hub.Address, dark, phone);
        var page = window.Page;
        await window.SignInAsync("kim", "Cgic.Analyst");
        await window.GoAsync($"/leads/{lead}");
        await page.GetByLabel("Left image", new() { Exact = true }).SelectOptionAsync(at[0].ToString(CultureInfo.InvariantCulture));
        await page.GetByLabel("Right image", new() { Exact = true }).SelectOptionAsync(at[^1].ToString(CultureInfo.InvariantCulture));
        await Assertions.Expect(page.Locator(".compare canvas")).ToHaveCountAsync(2);
        await page.WaitForFunctionAsync($"() => Math.max(...({Drawn})()) > 0");
        var upperLeft = await page.EvaluateAsync<int[]>(Drawn);

        // The other side is lit when the light stands opposite; what was not measured is drawn under no light.
        var direction = page.GetByRole(AriaRole.Slider, new() { Name = "Direction" });
        await Assertions.Expect(direction).ToHaveValueAsync("315");
        await direction.FillAsync("135");
        await page.WaitForFunctionAsync($"before => {{ const now = ({Drawn})(); return now.some((v, i) => Math.abs(v - before[i]) > 40); }}", upperLeft);
        var lowerRight = await page.EvaluateAsync<int[]>(Drawn);
        Assert.Equal(upperLeft.Select(v => v < 0), lowerRight.Select(v => v < 0));

        // By keys, in the image; and by the mouse only for whoever wants that: here people asked for less motion.
        var pane = page.GetByRole(AriaRole.Group, new() { Name = "Left image" });
        await pane.PressAsync("d");
        await pane.PressAsync("w");
        await Assertions.Expect(direction).ToHaveValueAsync("145");
        await Assertions.Expect(page.GetByRole(AriaRole.Slider, new() { Name = "Height" })).ToHaveValueAsync("50");
        await pane.HoverAsync(new() { Position = new() { X = 4, Y = 100 } });
        await Assertions.Expect(direction).ToHaveValueAsync("145");
        await page.GetByRole(AriaRole.Button, new() { Name = "Follow the mouse" }).ClickAsync();
        var box = (await pane.BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(box.X + box.Width - 4, box.Y + (box.Height / 2));
        await Assertions.Expect(direction).ToHaveValueAsync("90");
        await page.Mouse.MoveAsync(box.X + (box.Width / 2) - (box.Height / 4), box.Y + (box.Height / 4));
        await Assertions.Expect(direction).ToHaveValueAsync("315");

        if (Pictures is not null)
        {
            await page.GetByLabel("Images side by side").ScreenshotAsync(new() { Path = Path.Combine(Pictures, $"board-relief-{(dark ? "dark" : "light")}{(phone ? "-phone" : "")}.png") });
        }

        Assert.Empty(await window.ViolationsAsync());
        Assert.True(await window.OverhangAsync() <= 0, "The page is wider than its window.");
        Assert.Empty(window.Complaints);
    }

    /// <summary>A lead with surfaces, the more the better, and their places in its list of images.</summary>
    private static async Task<(string Lead, IReadOnlyList<int> At)> SurfacesAsync(HttpClient staff)
    {
        var found = new List<(string Lead, IReadOnlyList<int> At)>();
        foreach (var lead in (await Pages.ItemsAsync(staff, "/api/v1/leads?limit=100")).Select(l => l.GetProperty("leadId").GetString()!))
        {
            using var packet = JsonDocument.Parse(await staff.GetStringAsync($"/api/v1/packets/{lead.Replace("ld-", "pk-", StringComparison.Ordinal)}"));
            var images = packet.RootElement.GetProperty("images").EnumerateArray().Where(i => i.TryGetProperty("preview", out _)).ToList();
            found.Add((lead, [.. Enumerable.Range(0, images.Count).Where(i => images[i].GetProperty("view").GetString() == "surface")]));
        }

        return found.OrderByDescending(f => f.At.Count).First() is { At.Count: > 0 } best ? best : throw new InvalidOperationException("The played region has no surface on a lead.");
    }
}
