using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Xml.Linq;

namespace CgiHub.EndToEnd.Tests.Real_data;

/// <summary>Scans of real surfaces and photographs of breech faces, sent as exhibits of real cases.</summary>
[Collection(RealDataCollection.Name)]
public sealed class A_real_scan(RealDataHub real)
{
    [SkippableFact]
    public void Is_taken_or_refused_with_a_reason()
    {
        PublicData.Require();
        Assert.Equal(20, real.Scans.Count);
        Assert.All(real.Scans, s => Assert.True(s.Status is 201 or 422, $"{Path.GetFileName(s.File)}: {s.Status} {s.Answer}"));
        Assert.All(real.Scans.Where(s => s.Status == 422), s => Assert.NotEmpty(s.Answer.GetProperty("detail").GetString()!));
        Assert.All(real.Scans.Where(s => IsOfAnExhibit(s.File)), s => Assert.Equal(201, s.Status));
    }

    [SkippableFact]
    public void Has_the_size_that_its_own_header_says()
    {
        PublicData.Require();
        Assert.All(Taken().Where(s => s.View == "surface"), s =>
            Assert.Equal(SizeOf(s.File), (s.Answer.GetProperty("width").GetInt32(), s.Answer.GetProperty("height").GetInt32())));
    }

    [SkippableFact]
    public async Task Is_read_back_byte_by_byte()
    {
        PublicData.Require();
        using var client = await real.Hub.ClientAsync(RealCases.Washington, "Agency.Submit");
        foreach (var scan in Taken())
        {
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(scan.File))), Convert.ToHexStringLower(SHA256.HashData(await client.GetByteArrayAsync(Href(scan)))));
        }
    }

    [SkippableFact]
    public async Task Has_a_preview()
    {
        PublicData.Require();
        using var client = await real.Hub.ClientAsync(RealCases.Washington, "Agency.Submit");
        foreach (var scan in Taken())
        {
            using var answer = await client.GetAsync($"{Href(scan)}?size=preview");
            Assert.Equal(200, (int)answer.StatusCode);
            Assert.StartsWith("image/", answer.Content.Headers.ContentType?.MediaType, StringComparison.Ordinal);
            Assert.True(answer.Content.Headers.ContentLength is > 50 and < 1_000_000, Path.GetFileName(scan.File));
        }
    }

    [SkippableFact]
    public void Goes_with_the_packet_of_a_lead_on_its_exhibit()
    {
        PublicData.Require();
        var images = real.PacketsOf("ward-").SelectMany(p => p.Packet.GetProperty("images").EnumerateArray()).Select(i => (i.GetProperty("exhibitId").GetString()!, i.GetProperty("view").GetString()!, i.GetProperty("href").GetString()!)).Order();
        Assert.Equal(Taken().Select(s => (s.ExhibitId, s.View, Href(s))).Order(), images);
    }

    private List<SentScan> Taken() => [.. real.Scans.Where(s => s.Status == 201)];

    private static string Href(SentScan scan) => $"/api/v1/evidence/{scan.ExhibitId}/images/{scan.View}";

    /// <summary>Columns and rows of a matrix; a list of points is one row.</summary>
    private static (int Width, int Height) SizeOf(string file)
    {
        using var zip = ZipFile.OpenRead(file);
        using var main = zip.Entries.Single(e => e.Name == "main.xml").Open();
        var numbers = XDocument.Load(main).Descendants().Where(e => e.Name.LocalName is "SizeX" or "SizeY" or "ListDimension")
            .ToDictionary(e => e.Name.LocalName, e => int.Parse(e.Value, CultureInfo.InvariantCulture));
        return numbers.TryGetValue("ListDimension", out var points) ? (points, 1) : (numbers["SizeX"], numbers["SizeY"]);
    }

    /// <summary>Not an example of the format, nor one that is broken on purpose.</summary>
    private static bool IsOfAnExhibit(string file) => new[] { "cartridge_csafe", "bullets_hamby252_barrel1", "nfi", "breechfaces" }.Any(f => file.Contains(f, StringComparison.Ordinal));
}
