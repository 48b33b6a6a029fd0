namespace CgiHub.Board.Tests;

[Collection(OneRegion.Name)]
public sealed class Every_page(PlayedRegion region)
{
    /// <summary>Set to a folder, pictures of all pages are written there: how docs/images came about.</summary>
    private static readonly string? Pictures = Environment.GetEnvironmentVariable("CGIHUB_BOARD_PICTURES");

    [SkippableTheory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task Is_well_formed_for_everybody_in_both_themes_and_on_a_phone(bool dark, bool phone)
    {
        Skip.If(Browser.Missing is not null, Browser.Missing);
        using var staff = await region.Hub.ClientAsync(null, "Cgic.Analyst");
        await using var window = await region.Browser.OpenAsync(region.Hub.Address, dark, phone);
        await window.Page.GotoAsync("/board/");
        await window.Page.GetByText("choose who you are").WaitForAsync();
        await CheckAsync(window, "sign-in", dark, phone);
        await window.SignInAsync("analyst", "Cgic.Analyst", "Cgic.Supervisor", "Hub.Admin");
        foreach (var (name, path) in await Pages.OfAsync(staff))
        {
            await window.GoAsync(path);
            await CheckAsync(window, name, dark, phone);
        }

        Assert.Empty(window.Complaints);
    }

    private static async Task CheckAsync(BoardWindow window, string name, bool dark, bool phone)
    {
        Assert.Empty((await window.ViolationsAsync()).Select(v => $"{name}: {v}"));
        Assert.True(await window.OverhangAsync() <= 0, $"{name} is wider than its window.");
        if (Pictures is not null)
        {
            // Maps and graphs draw after they are there.
            await window.Page.WaitForTimeoutAsync(1500);
            await window.Page.ScreenshotAsync(new() { Path = Path.Combine(Pictures, $"board-{name}-{(dark ? "dark" : "light")}{(phone ? "-phone" : "")}.png"), FullPage = name is "lead" or "gun" && !phone });
        }
    }
}
