using Microsoft.Playwright;

namespace CgiHub.Board.Tests;

public sealed class Signing_in_at_an_identity_provider(SignInHub hub) : IClassFixture<SignInHub>
{
    [SkippableFact]
    public async Task Shows_the_list_to_whom_the_hub_knows_and_leaves_no_token_where_others_find_it()
    {
        Skip.If(Browser.Missing is not null, Browser.Missing);
        await using var window = await hub.OpenAsync();
        var addresses = new List<string>();
        window.Page.FrameNavigated += (_, frame) => addresses.Add(frame.Url);
        window.Page.Request += (_, request) => addresses.Add(request.Url);
        await SignInAsync(window, "/board/guns?recovered=true");

        await Assertions.Expect(window.Page.GetByText("Kim Doe")).ToBeVisibleAsync();
        Assert.EndsWith("/board/guns?recovered=true", window.Page.Url, StringComparison.Ordinal);
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "Triage" }).ClickAsync();
        await Assertions.Expect(window.Page.GetByRole(AriaRole.Link, new() { Name = SignInHub.Lead })).ToBeVisibleAsync();
        await Assertions.Expect(window.Page.GetByRole(AriaRole.Link, new() { Name = "Audit" })).ToHaveCountAsync(0);
        await Assertions.Expect(window.Page.GetByText("Live", new() { Exact = true })).ToBeVisibleAsync();
        Assert.Empty(hub.Provider.Faults);
        Assert.Equal(1, hub.Provider.Asked);
        Assert.DoesNotContain(addresses, a => a.Contains("eyJ", StringComparison.Ordinal));
        Assert.DoesNotContain(addresses, a => a.StartsWith(hub.Hub.Address.ToString(), StringComparison.Ordinal) && a.Contains("?code=", StringComparison.Ordinal));
        Assert.Equal("", await window.Page.EvaluateAsync<string>("() => JSON.stringify(Object.values(localStorage)).match(/eyJ|[0-9A-F]{32}/)?.[0] ?? ''"));
        Assert.Empty(window.Complaints);
    }

    [SkippableFact]
    public async Task Lets_the_page_ask_the_provider_and_no_other_host()
    {
        Skip.If(Browser.Missing is not null, Browser.Missing);
        using var page = await hub.Hub.Anonymous.GetAsync("/board/");
        var policy = Assert.Single(page.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains($" connect-src 'self' {hub.Provider.Origin};", policy, StringComparison.Ordinal);
        Assert.Single(policy.Split(' '), part => part.Contains("://", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task Is_refused_where_the_answer_belongs_to_another_request()
    {
        Skip.If(Browser.Missing is not null, Browser.Missing);
        await using var window = await hub.OpenAsync();
        hub.Provider.MixesUpState = true;
        await AnswerAsync(window);
        await Assertions.Expect(window.Page.GetByText("unexpected \"state\" response parameter value")).ToBeVisibleAsync();
        await NobodyAsync(window);

        (hub.Provider.MixesUpState, hub.Provider.MixesUpNonce) = (false, true);
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Assertions.Expect(window.Page.GetByText("unexpected ID Token \"nonce\" claim value")).ToBeVisibleAsync();
        await NobodyAsync(window);
        Assert.Empty(window.Complaints);
    }

    [SkippableFact]
    public async Task Is_refused_where_nobody_began_it()
    {
        Skip.If(Browser.Missing is not null, Browser.Missing);
        await using var window = await hub.OpenAsync();
        await window.Page.GotoAsync("/board#code=0123456789&state=0123456789");
        await Assertions.Expect(window.Page.GetByText("belongs to no sign-in that was begun in this tab")).ToBeVisibleAsync();
        Assert.DoesNotContain("code=", window.Page.Url, StringComparison.Ordinal);
        await NobodyAsync(window);
    }

    [SkippableFact]
    public async Task Tells_plainly_that_the_hub_does_not_take_the_token()
    {
        Skip.If(Browser.Missing is not null, Browser.Missing);
        await using var window = await hub.OpenAsync();
        hub.Provider.TokenAudience = "another";
        await AnswerAsync(window);
        await Assertions.Expect(window.Page.GetByText("this hub does not accept its token")).ToBeVisibleAsync();
        await NobodyAsync(window);

        (hub.Provider.TokenAudience, hub.Provider.Roles) = (IdentityProvider.Audience, ["Another.Role"]);
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Assertions.Expect(window.Page.GetByText("you have no role at this hub")).ToBeVisibleAsync();
        await NobodyAsync(window);
    }

    [SkippableFact]
    public async Task Asks_no_host_that_the_provider_names_besides_itself()
    {
        Skip.If(Browser.Missing is not null, Browser.Missing);
        await using var window = await hub.OpenAsync();
        hub.Provider.TokenOrigin = "https://tokens.example.test";
        await window.Page.GotoAsync("/board/");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Assertions.Expect(window.Page.GetByText("names an address of another host")).ToBeVisibleAsync();
        Assert.Empty(window.Complaints);
    }

    [SkippableFact]
    public async Task Is_asked_anew_after_a_lock_in_a_new_tab_as_well()
    {
        Skip.If(Browser.Missing is not null, Browser.Missing);
        await using var window = await hub.OpenAsync();
        await window.Page.Clock.InstallAsync();
        await SignInAsync(window, "/board/");
        await window.Page.Clock.FastForwardAsync("31:00");
        await Assertions.Expect(window.Page.GetByText("Locked: nobody touched the board for 30 min.")).ToBeVisibleAsync();
        Assert.Equal(0, await window.Page.EvaluateAsync<int>("() => sessionStorage.length"));

        // The provider still knows them, and another tab knows nothing of this one's session.
        hub.Provider.Ahead = TimeSpan.FromMinutes(31);
        var tab = await window.Page.Context.NewPageAsync();
        await tab.Clock.InstallAsync(new() { TimeDate = DateTime.UtcNow.AddMinutes(31) });
        await tab.GotoAsync("/board/");
        await tab.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await tab.GetByRole(AriaRole.Link, new() { Name = "Kim Doe" }).ClickAsync();
        await Assertions.Expect(tab.GetByRole(AriaRole.Button, new() { Name = "Sign out" })).ToBeVisibleAsync();
        Assert.Equal(2, hub.Provider.Asked);
    }

    [SkippableFact]
    public async Task Counts_for_nothing_after_a_lock_where_the_provider_did_not_ask_anew()
    {
        Skip.If(Browser.Missing is not null, Browser.Missing);
        await using var window = await hub.OpenAsync();
        await SignInAsync(window, "/board/");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        (hub.Provider.NeverAsksAgain, hub.Provider.AuthenticatedAt) = (true, DateTimeOffset.UtcNow.AddMinutes(-20));
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Assertions.Expect(window.Page.GetByText("The identity provider did not ask who you are")).ToBeVisibleAsync();
        await NobodyAsync(window);
    }

    [SkippableFact]
    public async Task Ends_in_every_tab_when_somebody_signs_out()
    {
        Skip.If(Browser.Missing is not null, Browser.Missing);
        await using var window = await hub.OpenAsync();
        await SignInAsync(window, "/board/");
        var tab = await window.Page.Context.NewPageAsync();
        await tab.GotoAsync("/board/");
        await tab.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await tab.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Assertions.Expect(window.Page.GetByText("Signed out in another tab.")).ToBeVisibleAsync();
        Assert.Equal(1, hub.Provider.Asked);
        await NobodyAsync(window);
    }

    [SkippableFact]
    public async Task Counts_twelve_hours_from_when_the_provider_asked()
    {
        Skip.If(Browser.Missing is not null, Browser.Missing);
        await using var window = await hub.OpenAsync();
        hub.Provider.AuthenticatedAt = DateTimeOffset.UtcNow.AddHours(-12).AddMinutes(20);
        await window.Page.Clock.InstallAsync();
        await window.Page.GotoAsync("/board/");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Assertions.Expect(window.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" })).ToBeVisibleAsync();
        Assert.Equal(0, hub.Provider.Asked);

        await window.Page.Clock.FastForwardAsync("21:00");
        await Assertions.Expect(window.Page.GetByText("Signed out: signing in counts for at most 12 hours.")).ToBeVisibleAsync();
    }

    [SkippableFact]
    public async Task Renews_its_token_before_it_ends_and_ends_where_the_provider_will_not()
    {
        Skip.If(Browser.Missing is not null, Browser.Missing);
        await using var window = await hub.OpenAsync();
        hub.Provider.TokenLife = TimeSpan.FromSeconds(1);
        await SignInAsync(window, "/board/");

        // A page that opens while the token is still good has nothing to renew.
        await Task.Delay(hub.Provider.TokenLife * 2);
        await window.GoAsync("/guns");
        await window.GoAsync("/crews");
        await Assertions.Expect(window.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" })).ToBeVisibleAsync();
        Assert.True(hub.Provider.Renewed > 0);
        Assert.Empty(hub.Provider.Faults);
        Assert.Empty(window.Complaints);

        hub.Provider.RefusesRenewals();
        await Task.Delay(hub.Provider.TokenLife * 2);
        await window.Page.GotoAsync("/board/alerts");
        await Assertions.Expect(window.Page.GetByText("the identity provider did not renew this sign-in")).ToBeVisibleAsync();
        await NobodyAsync(window);
    }

    private static async Task SignInAsync(BoardWindow window, string path)
    {
        await AnswerAsync(window, path);
        await Assertions.Expect(window.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" })).ToBeVisibleAsync();
    }

    /// <summary>From the board to the provider, which asks who it is, and back.</summary>
    private static async Task AnswerAsync(BoardWindow window, string path = "/board/")
    {
        await window.Page.GotoAsync(path);
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "Kim Doe" }).ClickAsync();
    }

    private static async Task NobodyAsync(BoardWindow window)
    {
        await Assertions.Expect(window.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" })).ToBeVisibleAsync();
        Assert.Equal(0, await window.Page.EvaluateAsync<int>("() => sessionStorage.length"));
    }
}
