using CgiHub.Core.Agencies;

namespace CgiHub.Core.Tests.Agencies;

public sealed class An_agencys_webhook
{
    private static IEnumerable<string> Faults(string url, string secret = "north1") =>
        AgencyRules.Check(new Agency(Ori.Parse("NY0303000"), "North") { Webhook = new AgencyWebhook(url, secret) }).Select(f => f.Pointer);

    [Theory]
    [InlineData("https://hooks.example.gov/cgi?x=1")]
    [InlineData("https://hooks.example.gov:8443/")]
    [InlineData("http://127.0.0.1:8080/hook")]
    [InlineData("http://localhost/hook")]
    public void Is_an_https_address_or_one_of_this_machine(string url) => Assert.Empty(Faults(url));

    [Theory]
    [InlineData("http://hooks.example.gov/")]
    [InlineData("https://user:pass@hooks.example.gov/")]
    [InlineData("https://hooks.example.gov/#top")]
    [InlineData("ftp://hooks.example.gov/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("/hook")]
    [InlineData("")]
    public void Is_nothing_else(string url) => Assert.Equal(["/webhook/url"], Faults(url));

    [Theory]
    [InlineData("")]
    [InlineData("a-b")]
    [InlineData("../x")]
    public void Names_a_secret_and_never_holds_it(string name) => Assert.Equal(["/webhook/secretName"], Faults("https://hooks.example.gov/", name));
}
