using System.Text.Json;
using CgiHub.Core.Agencies;
using CsCheck;

namespace CgiHub.Core.Tests.Records;

public sealed class An_ori
{
    [Fact]
    public void Is_nine_letters_and_digits_in_either_case()
    {
        Assert.Equal("NY0303000", Ori.Parse("ny0303000").Value);
        Assert.Equal(Ori.Parse("NY0303000"), Ori.Parse("Ny0303000"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("NY030300")]
    [InlineData("NY03030000")]
    [InlineData("NY 303000")]
    [InlineData("NY0303-00")]
    [InlineData("NY030300\u0660")]
    [InlineData("NÝ0303000")]
    [InlineData("NY03030\ud83d\udd2b")]
    public void Is_nothing_else(string? text)
    {
        Assert.False(Ori.TryParse(text, out _));
        Assert.Throws<FormatException>(() => Ori.Parse(text!));
    }

    [Fact]
    public void Comes_back_as_it_was_written() => Gen.Char["ABCXYZ0123456789"].Array[9].Sample(c =>
    {
        var ori = Ori.Parse(new string(c));
        return JsonSerializer.Deserialize<Ori>(JsonSerializer.Serialize(ori)) == ori && ori.ToString() == new string(c);
    });

    [Theory]
    [InlineData("123456789")]
    [InlineData("null")]
    [InlineData("\"NY03\"")]
    [InlineData("{}")]
    public void Is_refused_on_the_wire_where_it_is_none(string json) => Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Ori>(json));
}
