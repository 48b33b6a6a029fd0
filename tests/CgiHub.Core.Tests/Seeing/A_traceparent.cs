using System.Diagnostics;
using CsCheck;

namespace CgiHub.Core.Tests.Seeing;

/// <summary>It may come from anybody.</summary>
public sealed class A_traceparent
{
    private const string Sound = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    [Fact]
    public void Is_read_when_it_is_exactly_one() => Assert.Equal("0af7651916cd43dd8448eb211c80319c", TraceParent.Read(Sound)?.TraceId.ToHexString());

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("00-00000000000000000000000000000000-b7ad6b7169203331-01")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01")]
    [InlineData("ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")]
    [InlineData("00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more")]
    public void Is_none_otherwise(string? text) => Assert.Null(TraceParent.Read(text));

    [Fact]
    public void Is_never_fatal_and_never_carries_another_text() =>
        Gen.OneOf(Gen.String[0, 80], Gen.Select(Gen.Int[0, Sound.Length - 1], Gen.Char).Select((at, letter) => Sound[..at] + letter + Sound[(at + 1)..])).Sample(text =>
            TraceParent.Read(text) is not { } context || new ActivityContext(context.TraceId, context.SpanId, context.TraceFlags) is { TraceState: null } plain && text.Contains(plain.TraceId.ToHexString(), StringComparison.Ordinal));
}
