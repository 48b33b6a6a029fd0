using CgiHub.Core.Records;
using CsCheck;

namespace CgiHub.Core.Tests.Records;

public sealed class A_serial_number
{
    private static readonly Gen<string> Typed = Gen.Char["0123456789OABJMXZ"].Array[3, 12].Select(c => "7" + new string(c));

    private static string? Compared(string? text) => SerialNumber.From(text)?.Compared;

    [Theory]
    [InlineData("369J257")]
    [InlineData("369M257")]
    [InlineData("369-257")]
    [InlineData("3 6 9 2 5 7")]
    public void Is_the_same_whatever_letters_stand_inside_it(string text) => Assert.Equal("369257", Compared(text));

    [Fact]
    public void Keeps_the_letters_before_and_after_its_digits()
    {
        Assert.Equal("AB369257C", Compared("AB369J257C"));
        Assert.NotEqual(Compared("AB369257"), Compared("369257"));
        Assert.NotEqual(Compared("369257C"), Compared("369257"));
    }

    [Fact]
    public void Reads_the_letter_o_as_zero() => Assert.Equal("K10420", Compared("K1O42o"));

    [Fact]
    public void Keeps_an_o_inside_it_for_it_is_a_digit() => Assert.Equal("369025", Compared("369O25"));

    [Fact]
    public void Reads_an_o_in_front_as_its_first_digit() => Assert.Equal("0123", Compared("OA123"));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("unknown")]
    [InlineData("UNKN0WN")]
    [InlineData("N/A")]
    [InlineData("n.o.n.e")]
    [InlineData("Obliterated")]
    [InlineData("No Serial Number")]
    [InlineData("0000000")]
    [InlineData("OOO")]
    [InlineData("7")]
    [InlineData("AB")]
    [InlineData("---")]
    [InlineData("\u0000\u0007")]
    public void Is_none_where_there_is_nothing_to_compare(string? text) => Assert.Null(SerialNumber.From(text));

    [Fact]
    public void Takes_all_letters_where_there_is_no_digit() => Assert.Equal("ABCDEF", Compared("abc-def"));

    [Fact]
    public void Takes_whatever_somebody_types()
    {
        Assert.Null(Record.Exception(() => SerialNumber.From(new string('9', 100_000))));
        Assert.Equal(Compared("A1234"), Compared("\uff21\uff11\uff12\uff13\uff14"));
        Assert.Equal("1234", Compared("12\ud83d\udd2b34"));
        Assert.Equal("1234", Compared("12\ud83d34"));
    }

    [Fact]
    public void Compares_like_what_it_compares_as() => Typed.Sample(text => Compared(Compared(text)) == Compared(text));

    [Fact]
    public void Does_not_depend_on_case() => Typed.Sample(text => Compared(text.ToLowerInvariant()) == Compared(text));

    [Fact]
    public void Does_not_depend_on_who_typed_zeros_as_letters() =>
        Gen.Select(Gen.Char["0ONEUKWBL159"].Array[1, 12], Gen.Bool.Array[12]).Sample((chars, asLetter) =>
            Compared(string.Concat(chars.Select((c, i) => c is '0' or 'O' && asLetter[i] ? 'O' : c is 'O' ? '0' : c))) == Compared(new string(chars)));

    [Fact]
    public void Does_not_depend_on_blanks_and_punctuation() =>
        Gen.Select(Typed, Gen.Int[0, 8], Gen.OneOfConst("-", " ", ".", "/", "#", "\t", "_")).Sample((text, at, mark) =>
            Compared(text.Insert(Math.Min(at, text.Length), mark)) == Compared(text));

    [Fact]
    public void Does_not_depend_on_letters_put_between_its_digits() =>
        Gen.Select(Gen.Char["0123456789"].Array[2, 10], Gen.Int[1, 9], Gen.Char["ABCJMXZ"]).Sample((digits, at, letter) =>
        {
            var number = new string(digits);
            return Compared(number.Insert(Math.Min(at, number.Length - 1), letter.ToString())) == Compared(number);
        });

    [Fact]
    public void Never_holds_a_letter_between_two_digits() => Typed.Sample(text =>
    {
        var compared = Compared(text);
        var (first, last) = (compared!.IndexOfAny([.. "0123456789"]), compared.LastIndexOfAny([.. "0123456789"]));
        return compared[first..(last + 1)].All(char.IsAsciiDigit);
    });
}
