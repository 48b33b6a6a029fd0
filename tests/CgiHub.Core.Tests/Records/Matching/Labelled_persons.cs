using CgiHub.Core.Records;
using CgiHub.Core.Records.Matching;
using CgiHub.Partners.Persons;

namespace CgiHub.Core.Tests.Records.Matching;

/// <summary>The FEBRL sets, where they are at hand.</summary>
public sealed class Labelled_persons
{
    private static readonly string? Data = Find();

    private static IReadOnlyList<PersonRow> Rows(string file)
    {
        Skip.If(Data is null, "The labelled persons are not here: set CGIHUB_SHARED_DATA, or put them into shared/data in a folder above the repository.");
        using var text = new StreamReader(Path.Combine(Data!, file));
        return PersonTable.Read(text);
    }

    private static PersonScore Score(IReadOnlyList<PersonRow> rows, MatchParameters parameters) =>
        PersonScore.Of(new PersonResolution(new PersonComparer(parameters)).Resolve([.. rows.Select(r => PersonTraits.Of(r.Person))], default).Clusters, [.. rows.Select(r => r.Truth)]);

    private static void AssertAim(PersonScore score)
    {
        Assert.True(score.Precision >= 0.99, $"precision {score.Precision:F4}");
        Assert.True(score.Recall >= 0.95, $"recall {score.Recall:F4}");
    }

    [SkippableTheory]
    [InlineData("febrl1.csv")]
    [InlineData("febrl2.csv")]
    public void Come_out_as_they_should_as_the_hub_joins(string file) => AssertAim(Score(Rows(file), MatchParameters.Estimated));

    [SkippableTheory]
    [InlineData("febrl1.csv", 0.006)]
    [InlineData("febrl2.csv", 0.015)]
    public void Share_a_key_but_for_few_pairs(string file, double most)
    {
        var rows = Rows(file);
        var keys = rows.Select(r => PersonBlocks.Of(PersonTraits.Of(r.Person)).ToHashSet()).ToList();
        var pairs = Enumerable.Range(0, rows.Count).Where(i => rows[i].Truth is not null).GroupBy(i => rows[i].Truth)
            .SelectMany(p => p.SelectMany(a => p.Where(b => a < b).Select(b => keys[a].Overlaps(keys[b])))).ToList();
        var missed = (double)pairs.Count(shared => !shared) / pairs.Count;
        Assert.True(missed <= most, $"{missed:P2} of {pairs.Count}");
    }

    [SkippableTheory]
    [InlineData("febrl1.csv", "febrl2.csv")]
    [InlineData("febrl2.csv", "febrl1.csv")]
    public void Come_out_as_well_by_figures_estimated_on_the_other_set(string estimatedOn, string triedOn)
    {
        var other = Rows(estimatedOn);
        var counts = LevelCounts.Of([.. other.Select(r => PersonTraits.Of(r.Person))], [.. other.Select(r => r.Truth)]);
        AssertAim(Score(Rows(triedOn), counts.Parameters(MatchParameters.Estimated)));
    }

    [SkippableTheory]
    [InlineData("febrl1.csv")]
    [InlineData("febrl2.csv")]
    public void Are_never_joined_wrongly_with_household_caution(string file)
    {
        var score = Score(Rows(file), MatchParameters.Cautious);
        Assert.True(score.Precision >= 0.999, $"precision {score.Precision:F4}");
        Assert.True(score.Recall >= 0.78, $"recall {score.Recall:F4}");
    }

    [Fact]
    public void Are_read_from_a_table_with_odd_rows()
    {
        using var text = new StringReader("\ufeffrec_id, surname, given_name, date_of_birth, unknown\r\nrec-1-org, \"O'Sample, Jr\", \"T \"\"Ace\"\"\", 19900417, x\r\n\r\nrec-1-dup-0, Sample\nother, , Testa, 19901399, \"open");
        var rows = PersonTable.Read(text);
        Assert.Equal(["other", "rec-1-dup-0", "rec-1-org"], rows.Select(r => r.Id));
        Assert.Equal([null, "1", "1"], rows.Select(r => r.Truth));
        Assert.Equal(("T \"Ace\"", "O'Sample, Jr"), (rows[2].Person.Name!.Given, rows[2].Person.Name!.Family));
        Assert.Equal(new DateOnly(1990, 4, 17), rows[2].Person.Dob);
        Assert.Null(rows[0].Person.Dob);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a,b,c\n1,2,3\n")]
    public void Are_refused_in_words_where_the_table_is_none(string table)
    {
        using var text = new StringReader(table);
        Assert.Throws<InvalidDataException>(() => PersonTable.Read(text));
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("CGIHUB_SHARED_DATA") is { Length: > 0 } given)
        {
            return Directory.Exists(Path.Combine(given, "persons")) ? Path.Combine(given, "persons") : null;
        }

        for (var above = new DirectoryInfo(AppContext.BaseDirectory); above is not null; above = above.Parent)
        {
            var data = Path.Combine(above.FullName, "shared", "data", "persons");
            if (Directory.Exists(data))
            {
                return data;
            }
        }

        return null;
    }
}
