namespace CgiHub.Board.Tests;

[Collection(OneRegion.Name)]
public sealed class Every_page(PlayedRegion region)
{
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
        await window.PictureAsync(name, dark, phone);
    }
}
