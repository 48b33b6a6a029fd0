using CgiHub.Core.Agencies;
using CgiHub.Core.Records;
using CsCheck;

namespace CgiHub.Core.Tests.Records;

public sealed class A_key
{
    private static readonly Ori North = Ori.Parse("ZZ0000001");
    private static readonly Ori South = Ori.Parse("ZZ0000002");

    [Fact]
    public void Is_the_same_in_every_version_of_the_hub()
    {
        // Ids are in partners' systems: these letters may never change.
        Assert.Equal("cs-2zd65ydsvzgrvawb", EntityKey.Case(North, "24-1001").Value);
        Assert.Equal("ex-psicpz6kixk554rs", EntityKey.Exhibit(North, "24-1001", "1").Value);
        Assert.Equal("ld-dnd5k4emvfcwwro7", EntityKey.Lead(North, "24-0001").Value);
    }

    [Fact]
    public void Does_not_depend_on_how_a_number_is_typed()
    {
        foreach (var typed in new[] { "24-1001", "24 1001", "24/1001", " 241001\t", "２４-1001" })
        {
            Assert.Equal(EntityKey.Case(North, "241001"), EntityKey.Case(North, typed));
        }
    }

    [Theory]
    [InlineData("José Peña", "JOSE PENA")]
    [InlineData("Jose\u0301 Pen\u0303a", "Jose Pena")]
    [InlineData("Nguyễn", "Nguyen")]
    [InlineData("Žofia Štěpánová", "Zofia Stepanova")]
    [InlineData("ＡＢＣ１２３", "ABC123")]
    public void Does_not_depend_on_accents_and_widths(string typed, string plain) => Assert.Equal(EntityKey.Group(plain), EntityKey.Group(typed));

    [Theory]
    [InlineData("Øster", "Oster")]
    [InlineData("Иван", "Ivan")]
    [InlineData("李", "王")]
    public void Keeps_letters_apart_that_are_letters_of_their_own(string one, string other) => Assert.NotEqual(EntityKey.Group(one), EntityKey.Group(other));

    [Fact]
    public void Tells_agencies_apart() => Assert.NotEqual(EntityKey.Case(North, "1"), EntityKey.Case(South, "1"));

    [Fact]
    public void Tells_kinds_apart()
    {
        Assert.Equal("cs", EntityKey.Case(North, "1").Kind);
        Assert.Equal("ld", EntityKey.Lead(North, "1").Kind);
        Assert.NotEqual(EntityKey.Case(North, "1").Value[2..], EntityKey.Exhibit(North, "1", "1").Value[2..]);
    }

    [Fact]
    public void Tells_where_one_part_ends_and_the_next_begins() =>
        Gen.Select(Gen.String[1, 6], Gen.String[1, 6], Gen.String[1, 6], Gen.String[1, 6]).Sample((a, b, c, d) =>
            (EntityKey.Exhibit(North, a, b) == EntityKey.Exhibit(North, c, d)) == ((EntityKey.Normalise(a), EntityKey.Normalise(b)) == (EntityKey.Normalise(c), EntityKey.Normalise(d))));

    [Fact]
    public void Cannot_be_forged_with_the_mark_between_parts() =>
        Assert.NotEqual(EntityKey.Exhibit(North, "-\u001f-", "-"), EntityKey.Exhibit(North, "-", "-\u001f-"));

    [Fact]
    public void Has_its_shape_whatever_it_is_made_of() =>
        Gen.String[0, 200].Sample(text => StableId.Suffix("cs", EntityKey.Case(North, text).Value) is { Length: 16 });

    [Theory]
    [InlineData("\ud83d\udd2b\ud83d\udd2b")]
    [InlineData("\u0000\u0001")]
    [InlineData("\ud83d")]
    [InlineData("\udd2b\ud83d")]
    [InlineData("---")]
    public void Is_made_of_text_without_letters_too(string text) => Assert.NotEqual(EntityKey.Case(North, text), EntityKey.Case(North, text + text));

    [Fact]
    public void Is_short_however_long_its_parts_are() => Assert.Equal(19, EntityKey.Exhibit(North, new string('9', 1_000_000), new string('x', 1_000_000)).Value.Length);

    [Fact]
    public void Normalises_what_is_normalised_to_itself() =>
        Gen.String[0, 40].Sample(text => EntityKey.Normalise(EntityKey.Normalise(text)) == EntityKey.Normalise(text));
}
