using CgiHub.Core.CaseMaps;
using CgiHub.Core.Enrichment;
using CgiHub.Core.Records;
using CgiHub.Partners.Servers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CgiHub.Core.Tests.Enrichment;

public sealed class A_source_that_wants_credentials
{
    [Fact]
    public async Task Gets_one_token_for_many_questions()
    {
        await using var bench = await WithTokensAsync(new PartnerServerOptions());

        await Task.WhenAll(Enumerable.Range(0, 20).Select(n => bench.AskAsync(PictureOf(n))));

        Assert.Equal((1, 0), (bench.Partners.Parole.Counts.Tokens, bench.Partners.Parole.Counts.Unauthenticated));
        Assert.Equal(20, bench.Partners.Parole.Counts.Requests);
    }

    [Fact]
    public async Task Gets_a_new_token_before_the_old_one_ends()
    {
        await using var bench = await WithTokensAsync(new PartnerServerOptions { TokenLifetime = TimeSpan.FromMinutes(10) });
        await bench.AskAsync(PictureOf(1));
        bench.Time.Forward(TimeSpan.FromMinutes(9.5));

        await bench.AskAsync(PictureOf(2));

        Assert.Equal((2, 0), (bench.Partners.Parole.Counts.Tokens, bench.Partners.Parole.Counts.Unauthenticated));
    }

    [Fact]
    public async Task Gets_a_new_token_when_it_revoked_the_old_one()
    {
        await using var bench = await WithTokensAsync(new PartnerServerOptions());
        await bench.AskAsync(PictureOf(1));
        bench.Partners.Parole.RevokeTokens();

        Assert.Equal(EnrichmentStatus.None, (await bench.AskAsync(PictureOf(2))).Of("parole").Status);
        Assert.Equal((2, 1), (bench.Partners.Parole.Counts.Tokens, bench.Partners.Parole.Counts.Unauthenticated));
    }

    [Fact]
    public async Task Is_unavailable_when_it_does_not_accept_the_key_or_the_secret()
    {
        await using var bench = await EnrichmentBench.StartAsync(("Parole:Auth:ApiKey", "wrong"));
        await using var tokens = await WithTokensAsync(new PartnerServerOptions { ClientSecret = "another" }, "wrong");

        Assert.Equal(EnrichmentStatus.Unavailable, (await bench.AskAsync()).Of("parole").Status);
        Assert.Equal(EnrichmentStatus.Unavailable, (await tokens.AskAsync()).Of("parole").Status);
        Assert.Equal(5003, bench.Report("parole").LastError?.Number);
        Assert.Equal(5003, tokens.Report("parole").LastError?.Number);
    }

    [Theory]
    [InlineData("BaseAddress", "http://parole.example/")]
    [InlineData("BaseAddress", "https://user:secret@parole.example/")]
    [InlineData("BaseAddress", "https://parole.example/?key=1")]
    [InlineData("Auth:Kind", "ClientCredentials")]
    [InlineData("Auth:Kind", "ApiKey")]
    [InlineData("Auth:Kind", "ClientCertificate")]
    [InlineData("AttemptTimeout", "00:00:16")]
    [InlineData("AttemptTimeout", "00:00:00")]
    [InlineData("MaxResponseBytes", "12")]
    [InlineData("CircuitFailureRatio", "1.5")]
    public void Is_not_started_with_settings_that_cannot_be_meant(string setting, string value)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection([new($"CgiHub:Enrichment:Parole:{setting}", value)]).Build());
        services.AddEnrichment();
        using var hub = services.BuildServiceProvider();

        var refused = Assert.ThrowsAny<Exception>(hub.GetRequiredService<IStartupValidator>().Validate);

        Assert.Contains(setting.Split(':')[0], refused.Message, StringComparison.Ordinal);
    }

    private static async Task<EnrichmentBench> WithTokensAsync(PartnerServerOptions options, string? secret = null)
    {
        var bench = await EnrichmentBench.StartAsync(options);
        bench.StartHub(
            ("Parole:Auth:Kind", "ClientCredentials"),
            ("Parole:Auth:TokenEndpoint", new Uri(bench.Partners.Parole.Address, "token").AbsoluteUri),
            ("Parole:Auth:ClientId", options.ClientId),
            ("Parole:Auth:ClientSecret", secret ?? options.ClientSecret));
        return bench;
    }

    private static LeadPicture PictureOf(int number) => EnrichmentBench.Picture($"26-{number}") with
    {
        Firearms = [],
        Persons = [EnrichmentBench.Person(new Person { Name = new PersonName { Given = "Pat", Family = $"Person{number}" }, Dob = new DateOnly(1990, 1, 1) }, "suspect")],
    };
}
