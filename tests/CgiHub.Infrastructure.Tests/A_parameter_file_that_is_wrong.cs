namespace CgiHub.Infrastructure.Tests;

[Collection(CompiledCollection.Name)]
public sealed class A_parameter_file_that_is_wrong(CompiledRegions regions)
{
    [SkippableFact]
    public async Task Is_told_all_its_faults_at_once()
    {
        var refusal = await regions.RefusalAsync(
            "mid-atlantic",
            ("param region = 'mid-atlantic'", "param region = 'Mid_Atlantic'"),
            ("'eastus2'", "'usgovarizona'"),
            ("{ ori: 'PA0460000' }", "{ ori: 'NJ0070000' }\n  { ori: 'pa0460000' }"),
            ("198.51.100.0/25", "0.0.0.0/0"),
            ("10.40.0.0/22", "10.40.0.0/25"),
            ("archiveAfterDays: 1095", "archiveAfterDays: 180"),
            ("coolAfterDays: 90", "coolAfterDays: 200"),
            ("shared: 10000", "shared: 10500"),
            ("'America/New_York'", "'EST'"),
            ("{ name: 'newark1', secretName: 'push-newark-1' }", "{ name: 'newark-1', secretName: 'a' }\n    { name: 'Newark-1', secretName: 'b' }"));

        Assert.NotNull(refusal);
        foreach (var fault in new[]
        {
            "region: lower-case", "Flex Consumption is not offered in Azure Government", "usgovarizona has no availability zones", "an ORI is there twice", "an ORI is written in upper case",
            "lets everybody in", "addressSpace: /24 or larger", "images are cooled before they are archived", "throughput: in steps of 1000", "timeZone: an IANA name",
            "a secret's name is there twice", "a secret is named with letters and digits",
        })
        {
            Assert.Contains(fault, refusal, StringComparison.Ordinal);
        }
    }

    [SkippableFact]
    public async Task May_not_span_zones_with_one_instance() =>
        Assert.Contains("two instances or more", await regions.RefusalAsync("gulf-gov", ("minimumInstances: 2", "minimumInstances: 1")), StringComparison.Ordinal);

    [SkippableFact]
    public async Task May_neither_leave_the_United_States_nor_keep_the_audit_for_less_than_a_year()
    {
        var refusal = await regions.RefusalAsync("great-lakes", ("'centralus'", "'westeurope'"), ("auditDays = 365", "auditDays = 364"));

        Assert.Contains("westeurope", refusal, StringComparison.Ordinal);
        Assert.Contains("364", refusal, StringComparison.Ordinal);
    }
}
