using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using CgiHub.Core.Tests.House;

namespace CgiHub.Core.Tests.Budget;

/// <summary>The table in docs/operations.md is the budget. Set <c>CGIHUB_WRITE_DOCS=1</c> and run this to write it anew.</summary>
public sealed partial class Documents_that_each_operation_needs
{
    private const string Begin = "<!-- budget: written by the tests -->";
    private const string End = "<!-- budget ends -->";

    private static string Page { get; } = Path.Combine(SourceFiles.Root, "docs", "operations.md");

    [Fact]
    public async Task Are_no_more_than_the_table_says()
    {
        var done = await BudgetHouse.RunAsync();
        if (Environment.GetEnvironmentVariable("CGIHUB_WRITE_DOCS") == "1")
        {
            await File.WriteAllTextAsync(Page, Written(await File.ReadAllTextAsync(Page), done));
        }

        var budget = Rows().Matches(await File.ReadAllTextAsync(Page)).ToDictionary(r => r.Groups[1].Value, r => r.Groups.Values.Skip(2).Select(g => int.Parse(g.Value, CultureInfo.InvariantCulture)).ToArray());
        Assert.Equal(done.Select(d => d.Operation).Order(StringComparer.Ordinal), budget.Keys.Order(StringComparer.Ordinal));
        Assert.Empty(done.Where(d => d.Usage.Read > budget[d.Operation][0] || d.Usage.Queries > budget[d.Operation][1] || d.Usage.Found > budget[d.Operation][2] || d.Usage.Written > budget[d.Operation][3])
            .Select(d => $"{d.Operation}: {d.Usage.Read} reads, {d.Usage.Queries} queries of {d.Usage.Found}, {d.Usage.Written} writes; the table allows {string.Join(' ', budget[d.Operation])}"));
    }

    private static string Written(string page, IReadOnlyList<(string Operation, Usage Usage)> done)
    {
        var table = new StringBuilder("\n\n| operation | read by id | queries | found by them | written | request units |\n| --- | --- | --- | --- | --- | --- |\n");
        foreach (var (operation, usage) in done)
        {
            table.Append(CultureInfo.InvariantCulture, $"| {operation} | {usage.Read} | {usage.Queries} | {usage.Found} | {usage.Written} | {usage.RequestUnits:f0} |\n");
        }

        return page[..(page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length)] + table + "\n" + page[page.IndexOf(End, StringComparison.Ordinal)..];
    }

    [GeneratedRegex(@"^\| ([^|]+) \| ([0-9]+) \| ([0-9]+) \| ([0-9]+) \| ([0-9]+) \| [0-9]+ \|$", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Rows();
}
