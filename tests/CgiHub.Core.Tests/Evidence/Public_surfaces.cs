using CgiHub.Core.Evidence;

namespace CgiHub.Core.Tests.Evidence;

/// <summary>Scans of real cartridge cases and bullets, and the format's own samples, with all their oddities.</summary>
public sealed class Public_surfaces
{
    private static readonly (string Name, int Columns, int Rows, string Warnings)[] Known =
    [
        ("bullets_hamby252_barrel1/Hamby252_Barrel1_Bullet1_Land2.x3p", 500, 1550, ""),
        ("bullets_hamby252_barrel1/Hamby252_Barrel1_Bullet2_Land4.x3p", 500, 1559, ""),
        ("cartridge_csafe/known_match_processed/K013sA1.x3p", 419, 414, "x3p.units"),
        ("cartridge_csafe/known_match_processed/K013sA2.x3p", 417, 412, "x3p.units"),
        ("cartridge_csafe/known_match_raw/K013sA1.x3p", 769, 749, "x3p.units"),
        ("cartridge_csafe/known_match_raw/K013sA2.x3p", 769, 674, "x3p.units"),
        ("cartridge_csafe/known_nonmatch_vs_K013sA1/K227iG3.x3p", 426, 428, "x3p.units"),
        ("nfi/Klein_replica_mode_X3P_Alicona.x3p", 924, 924, ""),
        ("nfi/Klein_replica_mode_X3P_Scratch.x3p", 924, 924, ""),
        ("nfi/circle.x3p", 259, 259, ""),
        ("nonconforming/csafe-logo.x3p", 741, 419, "x3p.nested x3p.checksum.main"),
        ("opengps/ISO5436-sample1.x3p", 4, 4, "x3p.units"),
        ("opengps/ISO5436-sample1_bin.x3p", 4, 4, "x3p.units"),
        ("opengps/ISO5436-sample2.x3p", 16, 1, ""),
        ("opengps/ISO5436-sample4.x3p", 4, 4, "x3p.units"),
        ("opengps/KautschukInfiniteFocus.x3p", 860, 634, ""),
        ("x3ptools/pyramid.x3p", 5, 5, "x3p.units"),
        ("x3ptools/testing.x3p", 30, 20, "x3p.units"),
    ];

    [SkippableFact]
    public void Are_all_taken_with_their_size_and_their_warnings()
    {
        var seen = PublicImages.Of("surfaces").Select(f => (f.Name, Image: Inspection.Taken(File.ReadAllBytes(f.Path)))).ToList();
        Assert.Equal(Known, seen.Select(s => (s.Name, s.Image.Width, s.Image.Height, string.Join(' ', s.Image.Warnings.Select(w => w.Code)))));
        Assert.All(seen, s => Assert.Equal(ImageFormat.X3p, s.Image.Format));
        Assert.All(seen, s => s.Image.ShowsOnlyPixels());
    }

    [SkippableFact]
    public void That_were_measured_have_relief_in_their_previews()
    {
        foreach (var (name, path) in PublicImages.Of("surfaces").Where(f => new FileInfo(f.Path).Length > 100_000))
        {
            using var preview = Inspection.Taken(File.ReadAllBytes(path)).Picture();
            var shades = preview.Bytes.Chunk(4).Where(p => p[3] == 255).Select(p => (int)p[0]).Order().ToList();
            Assert.True(shades[shades.Count * 95 / 100] - shades[shades.Count * 5 / 100] > 40, $"{name} is flat.");
            Assert.InRange(shades[shades.Count / 2], 90, 220);
        }
    }

    [SkippableFact]
    public void That_lost_their_end_or_a_byte_on_the_way_are_refused()
    {
        foreach (var (_, path) in PublicImages.Of("surfaces"))
        {
            var bytes = File.ReadAllBytes(path);
            Assert.Equal(2107, Inspection.Of(bytes[..(bytes.Length / 2)]).Error?.Number);
            Assert.Equal(2107, Inspection.Of(bytes[..^30]).Error?.Number);
        }
    }
}
