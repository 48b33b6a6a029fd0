namespace CgiHub.Infrastructure.Tests;

[Collection(CompiledCollection.Name)]
public sealed class The_templates(CompiledRegions regions)
{
    /// <summary>Compiler and linter look at the parameter file, the main template and every module.</summary>
    [SkippableTheory]
    [MemberData(nameof(CompiledRegions.Names), MemberType = typeof(CompiledRegions))]
    public void Take_each_regions_parameters_without_a_word(string region) => Assert.Equal("", regions.SaidOf(region));

    [SkippableFact]
    public async Task Are_clean_by_the_linters_every_rule_file_by_file()
    {
        CompiledRegions.SkipWithoutCompiler();

        var said = await regions.RunAsync("lint", "--pattern", "**/*.bicep");

        Assert.Equal((0, "", ""), (said.ExitCode, said.Output.Trim(), said.Errors.Trim()));
    }

    [Fact]
    public void Have_no_rule_of_the_linter_below_error()
    {
        var levels = Repository.Find(Repository.Read("bicep", "bicepconfig.json"), "\"level\": \"(\\w+)\"");

        Assert.Equal(["error"], levels);
    }

    [Fact]
    public void Switch_off_no_rule_in_passing() =>
        Assert.DoesNotContain(Repository.Read("bicep", "*.bicep*"), f => f.Value.Contains("#disable", StringComparison.Ordinal));

    [Fact]
    public void Come_for_two_public_regions_and_one_of_the_government()
    {
        var locations = Repository.Read("bicep/regions", "*.bicepparam").Values.Select(text => System.Text.RegularExpressions.Regex.Match(text, "param location = '(\\w+)'").Groups[1].Value).ToList();

        Assert.Equal(2, locations.Count(l => !l.StartsWith("usgov", StringComparison.Ordinal)));
        Assert.Equal(1, locations.Count(l => l.StartsWith("usgov", StringComparison.Ordinal)));
    }

    /// <summary>The suffix of a service differs between clouds; Azure says it of itself, or of a resource.</summary>
    [Theory]
    [InlineData("core.windows.net")]
    [InlineData("windows.net")]
    [InlineData("azure.com")]
    [InlineData("azure.net")]
    [InlineData("azure.us")]
    [InlineData("usgovcloudapi")]
    [InlineData("azurewebsites")]
    [InlineData("microsoftonline")]
    public void Write_down_no_clouds_suffix(string suffix)
    {
        var sources = Repository.Read("bicep", "*.bicep*").Concat(Repository.Read("bicep/hooks", "*")).Append(new("azure.yaml", File.ReadAllText(Path.Combine(Repository.Root, "azure.yaml"))));

        Assert.Empty(sources.Where(f => !f.Key.EndsWith("bicepconfig.json", StringComparison.Ordinal) && f.Value.Contains(suffix, StringComparison.OrdinalIgnoreCase)).Select(f => f.Key));
    }

    [Fact]
    public void Give_roles_in_one_file_alone()
    {
        var giving = Repository.Read("bicep", "*.bicep").Where(f => f.Value.Contains("oleAssignments@", StringComparison.Ordinal)).Select(f => f.Key);

        Assert.Equal(["bicep/modules/roles.bicep"], giving);
    }

    [Fact]
    public void Ask_for_no_key()
    {
        var asking = Repository.Read("bicep", "*.bicep").Where(f => System.Text.RegularExpressions.Regex.IsMatch(f.Value, @"list(Keys|AccountSas|ServiceSas|ConnectionStrings)|AccountKey=|SharedAccessKey", System.Text.RegularExpressions.RegexOptions.IgnoreCase)).Select(f => f.Key);

        Assert.Empty(asking);
    }
}
