using CgiHub.EndToEnd.Tests.Harness;
using Microsoft.Playwright;

namespace CgiHub.Board.Tests;

public sealed class A_board_nobody_touches
{
    [SkippableFact]
    public async Task Locks_and_keeps_nothing_of_the_sign_in()
    {
        Skip.If(Browser.Missing is not null, Browser.Missing);
        await using var hub = await HubProcess.StartAsync("--Logging:LogLevel:Default=Error");
        await using var browser = await Browser.StartAsync();
        await using var window = await browser.OpenAsync(hub.Address);
        await window.Page.Clock.InstallAsync();
        await window.SignInAsync("kim", "Cgic.Analyst");
        await window.Page.Clock.FastForwardAsync("29:00");
        await Assertions.Expect(window.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" })).ToBeVisibleAsync();
        await window.Page.Clock.FastForwardAsync("01:05");

        await Assertions.Expect(window.Page.GetByText("Locked: nobody touched the board for 30 min.")).ToBeVisibleAsync();
        Assert.Equal(0, await window.Page.EvaluateAsync<int>("() => sessionStorage.length"));
    }

    [SkippableFact]
    public async Task Signs_out_after_twelve_hours_though_somebody_works()
    {
        Skip.If(Browser.Missing is not null, Browser.Missing);
        await using var hub = await HubProcess.StartAsync("--Logging:LogLevel:Default=Error", "--CgiHub:Board:SignInFor=00:40:00");
        await using var browser = await Browser.StartAsync();
        await using var window = await browser.OpenAsync(hub.Address);
        await window.Page.Clock.InstallAsync();
        await window.SignInAsync("kim", "Cgic.Analyst");
        for (var i = 0; i < 2; i++)
        {
            await window.Page.Clock.FastForwardAsync("19:00");
            await window.Page.Keyboard.PressAsync("Shift");
        }

        await Assertions.Expect(window.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" })).ToBeVisibleAsync();
        await window.Page.Clock.FastForwardAsync("03:00");
        await Assertions.Expect(window.Page.GetByText("Signed out: signing in counts for at most 12 hours.")).ToBeVisibleAsync();
    }
}
