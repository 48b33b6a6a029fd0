using BitMiracle.LibTiff.Classic;
using CgiHub.Core.Evidence;
using CsCheck;

namespace CgiHub.Core.Tests.Evidence;

/// <summary>Whatever happens to an image on its way, the answer is an image or a refusal, and never an exception.</summary>
public sealed class Any_damage
{
    internal static readonly EvidenceOptions Limits = new() { MaxPixels = 4_000_000, MaxX3pBytes = 4_000_000, DecodeMemoryBytes = 4 << 20 };

    internal static readonly (string Name, byte[] Bytes)[] Sound =
    [
        ("jpeg", Pictures.Jpeg(60, 40, Pictures.Exif(6, "2026:01:05 10:15:30", "-06:00"))),
        ("png", Pictures.Png(60, 40, Pictures.Exif(3))),
        ("tiff", Pictures.Tiff(60, 40, 16, pages: 2)),
        ("tiff lzw", Pictures.Tiff(60, 40, compression: Compression.LZW)),
        ("tiff deflate, tiled", Pictures.Tiff(60, 40, compression: Compression.ADOBE_DEFLATE, tile: 16)),
        ("tiff packbits, planar", Pictures.Tiff(60, 40, compression: Compression.PACKBITS, planar: true)),
        ("bigtiff", Pictures.Tiff(60, 40, mode: "w8")),
        ("x3p", new SurfaceFile { Columns = 20, Rows = 10 }.Build()),
        ("x3p inline", new SurfaceFile { Columns = 2, Rows = 2, Inline = "<Datum>0;0;1.5E-6</Datum><Datum/><Datum>0;1;2E-6</Datum><Datum>1;1;0</Datum>" }.Build()),
    ];

    internal static readonly int[] Known = [2106, 2107, 2108];

    [Fact]
    public void To_some_bits_is_refused_or_harmless() =>
        Gen.Select(Gen.Int[0, Sound.Length - 1], Gen.Select(Gen.Int[0, int.MaxValue], Gen.Byte).Array[1, 8]).Sample((which, flips) =>
        {
            var bytes = Sound[which].Bytes.ToArray();
            foreach (var (at, bits) in flips)
            {
                bytes[at % bytes.Length] ^= bits;
            }

            Answers(bytes);
        }, iter: 600, print: Print);

    [Fact]
    public void To_the_first_bytes_is_refused_or_harmless() =>
        Gen.Select(Gen.Int[0, Sound.Length - 1], Gen.Int[0, 300], Gen.Byte).Sample((which, at, value) =>
        {
            var bytes = Sound[which].Bytes.ToArray();
            bytes[at % bytes.Length] = value;
            Answers(bytes);
        }, iter: 600);

    [Fact]
    public void That_cuts_it_short_is_refused() =>
        Gen.Select(Gen.Int[0, Sound.Length - 1], Gen.Int[0, int.MaxValue]).Sample((which, length) =>
        {
            var (name, bytes) = Sound[which];
            var cut = Inspection.Of(bytes[..(length % bytes.Length)], Limits);

            // Only the last bytes of a JPEG, its end marker, can be done without.
            Assert.True(cut.Error is not null ? Known.Contains(cut.Error.Number) : name == "jpeg" && length % bytes.Length >= bytes.Length - 4, $"{name} cut to {length % bytes.Length} of {bytes.Length}");
        }, iter: 300);

    [Fact]
    public void That_puts_something_in_or_takes_it_out_is_refused_or_harmless() =>
        Gen.Select(Gen.Int[0, Sound.Length - 1], Gen.Int[0, int.MaxValue], Gen.Int[0, 40], Gen.Byte.Array[0, 40]).Sample((which, at, less, more) =>
        {
            var bytes = Sound[which].Bytes;
            at %= bytes.Length;
            Answers([.. bytes[..at], .. more, .. bytes[Math.Min(bytes.Length, at + less)..]]);
        }, iter: 300);

    [Fact]
    public void To_the_content_of_a_surfaces_header_is_refused_or_harmless() =>
        Gen.Select(Gen.Int[0, 1200], Gen.Char[' ', '~'].Array[0, 6], Gen.Int[0, 6], Gen.Bool).Sample((at, put, less, inline) =>
        {
            var surface = new SurfaceFile { Columns = 2, Rows = 2, Inline = inline ? "<Datum>0;0;1</Datum><Datum/><Datum>3</Datum><Datum>1;1;0</Datum>" : null };
            Answers((surface with { Xml = x => x[..(at % x.Length)] + new string(put) + x[Math.Min(x.Length, (at % x.Length) + less)..] }).Build());
        }, iter: 300);

    [Fact]
    public void That_leaves_no_image_at_all_is_refused() =>
        Gen.Byte.Array[0, 300].Sample(bytes => Assert.Contains(Inspection.Of(bytes, Limits).Error?.Number ?? 0, Known), iter: 300);

    private static void Answers(byte[] bytes)
    {
        var result = Inspection.Of(bytes, Limits);
        if (result.Error is { } error)
        {
            Assert.Contains(error.Number, Known);
        }
        else
        {
            result.Value.ShowsOnlyPixels();
        }
    }

    private static string Print((int Which, (int At, byte Bits)[] Flips) damage) =>
        $"{Sound[damage.Which].Name}: {string.Join(' ', damage.Flips.Select(f => $"{f.At % Sound[damage.Which].Bytes.Length}^{f.Bits}"))}";
}
