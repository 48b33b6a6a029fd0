using CsCheck;

namespace CgiHub.Core.Tests.Records;

public sealed class A_stable_id
{
    [Fact]
    public void Follows_from_its_parts_and_from_nothing_else() =>
        Gen.String[0, 50].Array[1, 4].Sample(parts => StableId.Of("xx", parts) == StableId.Of("xx", [.. parts]));

    [Fact]
    public void Has_a_prefix_and_sixteen_letters() =>
        Gen.String[0, 50].Sample(part => StableId.Suffix("xx", StableId.Of("xx", part)) is { Length: 16 } letters && letters.All(c => c is (>= 'a' and <= 'z') or (>= '2' and <= '7')));

    [Fact]
    public void Differs_where_any_part_differs() =>
        Gen.Select(Gen.Int, Gen.Int, Gen.Int, Gen.Int).Sample((a, b, c, d) => ((a, b) == (c, d)) == (StableId.Of("xx", $"{a}", $"{b}") == StableId.Of("xx", $"{c}", $"{d}")));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("xx")]
    [InlineData("xx-abc")]
    [InlineData("yy-aaaaaaaaaaaaaaaa")]
    [InlineData("xx_aaaaaaaaaaaaaaaa")]
    [InlineData("xx-AAAAAAAAAAAAAAAA")]
    [InlineData("xx-aaaaaaaaaaaaaaa1")]
    [InlineData("xx-aaaaaaaaaaaaaaaaa")]
    [InlineData("xx-../../../../..aa")]
    public void Is_recognised_only_where_it_is_one(string? text) => Assert.Null(StableId.Suffix("xx", text));
}
