using CgiHub.Core.Evidence;

namespace CgiHub.Core.Tests.Evidence;

public sealed class A_valet_key
{
    [Fact]
    public async Task Brings_an_image_as_if_it_had_been_put()
    {
        await using var house = new EvidenceHouse();
        var id = await house.RegisterAsync();
        var offer = await house.BringAsync(id, Pictures.Tiff());
        Assert.Equal(house.Time.GetUtcNow().AddMinutes(15), offer.ExpiresAt);
        Assert.Equal($"/api/v1/evidence/{id}/images/breechFace/upload/{offer.UploadId}/complete", offer.Complete);
        var done = (await house.CompleteAsync(id, offer, terms: new ImageTerms { ReprDigest = EvidenceHouse.Digest(Pictures.Tiff()) })).Value;
        Assert.Equal((true, ImageFormat.Tiff, 64), (done.Created, done.Image.Format, done.Image.Width));
        Assert.Equal(Pictures.Tiff(), await house.OriginalAsync(id));
        Assert.Empty(house.Uploads);
        Assert.Equal(0, house.Staged);
    }

    [Fact]
    public async Task Completed_twice_answers_twice_the_same()
    {
        await using var house = new EvidenceHouse();
        var id = await house.RegisterAsync();
        var offer = await house.BringAsync(id, Pictures.Png());
        var first = (await house.CompleteAsync(id, offer)).Value;
        var again = (await house.CompleteAsync(id, offer)).Value;
        Assert.Equal((first.Image, false), (again.Image, again.Created));

        // The same bytes over another key are the same image, and that key too answers twice.
        var other = await house.BringAsync(id, Pictures.Png());
        Assert.False((await house.CompleteAsync(id, other)).Value.Created);
        Assert.False((await house.CompleteAsync(id, other)).Value.Created);
        Assert.Empty(await house.BlobsAsync("uploads/"));
    }

    [Fact]
    public async Task Completed_by_many_at_once_stores_one_image()
    {
        await using var house = new EvidenceHouse(new EvidenceOptions { MaxConcurrentDecodes = 8 });
        for (var round = 0; round < 5; round++)
        {
            var id = await house.RegisterAsync($"r{round}");
            var offer = await house.BringAsync(id, Pictures.Tiff(200, 200));
            var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => house.CompleteAsync(id, offer)));
            Assert.Single(results, r => r.Value.Created);
            Assert.Equal(Pictures.Tiff(200, 200), await house.OriginalAsync(id));
        }
    }

    [Fact]
    public async Task Refused_for_a_reason_that_can_be_mended_keeps_what_it_brought()
    {
        await using var house = new EvidenceHouse();
        var id = await house.RegisterAsync();
        var first = (await house.PutAsync(id, Pictures.Png())).Value.Image;
        var offer = await house.BringAsync(id, Pictures.Tiff());
        Assert.Equal(2101, (await house.CompleteAsync(id, offer)).Error?.Number);
        Assert.Equal(1009, (await house.CompleteAsync(id, offer, terms: new ImageTerms { IfMatch = "\"00\"" })).Error?.Number);
        Assert.Equal(2103, (await house.CompleteAsync(id, offer, terms: new ImageTerms { IfMatch = first.ETag, ReprDigest = EvidenceHouse.Digest([1]) })).Error?.Number);
        Assert.Equal(2, (await house.CompleteAsync(id, offer, terms: new ImageTerms { IfMatch = first.ETag })).Value.Image.Version);
        Assert.Equal(Pictures.Tiff(), await house.OriginalAsync(id));
    }

    [Fact]
    public async Task Refused_for_good_loses_what_it_brought()
    {
        await using var house = new EvidenceHouse(new EvidenceOptions { MaxImageBytes = 5000 });
        var id = await house.RegisterAsync();
        foreach (var (image, number) in new[] { ("no image at all"u8.ToArray(), 2106), (Pictures.Png()[..^20], 2107), (new byte[5001], 2104) })
        {
            var offer = await house.BringAsync(id, image);
            Assert.Equal(number, (await house.CompleteAsync(id, offer)).Error?.Number);
            Assert.Equal(2109, (await house.CompleteAsync(id, offer)).Error?.Number);
        }

        Assert.Empty(await house.BlobsAsync(""));
        Assert.Equal(0, house.Staged);
    }

    [Fact]
    public async Task Whose_hub_is_killed_while_it_completes_can_be_completed_again()
    {
        InterruptedDocuments? documents = null;
        await using var house = new EvidenceHouse(documents: store => documents = new InterruptedDocuments(store));
        var id = await house.RegisterAsync();
        var offer = await house.BringAsync(id, Pictures.Png());
        documents!.BeforeCommit = () => throw new IOException("Killed.");
        await Assert.ThrowsAsync<IOException>(() => house.CompleteAsync(id, offer));
        documents.BeforeCommit = () => { };
        Assert.True((await house.CompleteAsync(id, offer)).Value.Created);
        Assert.Equal(Pictures.Png(), await house.OriginalAsync(id));
    }

    [Fact]
    public async Task Is_good_for_its_own_exhibit_view_and_agency_only()
    {
        await using var house = new EvidenceHouse();
        var (id, other) = (await house.RegisterAsync(), await house.RegisterAsync("2"));
        var offer = await house.BringAsync(id, Pictures.Png());
        Assert.Equal(1004, (await house.CompleteAsync(other, offer)).Error?.Number);
        Assert.Equal(1004, (await house.CompleteAsync(id, offer, "overall")).Error?.Number);
        Assert.Equal(1004, (await house.CompleteAsync(id, offer with { UploadId = new string('a', 32) })).Error?.Number);
        Assert.Equal(1004, (await house.CompleteAsync(id, offer with { UploadId = "../x" })).Error?.Number);
        Assert.Equal(1004, (await house.Intake.CompleteUploadAsync(EvidenceHouse.Stranger, id, "breechFace", offer.UploadId, new ImageTerms(), default)).Error?.Number);
        Assert.True((await house.CompleteAsync(id, offer)).Value.Created);
    }

    [Fact]
    public async Task That_brought_nothing_yet_says_so()
    {
        await using var house = new EvidenceHouse();
        var id = await house.RegisterAsync();
        var offer = (await house.Intake.OfferUploadAsync(EvidenceHouse.Owner, id, "surface", default)).Value;
        Assert.Equal((2109, 409), (await house.CompleteAsync(id, offer, "surface")).Error is { } e ? (e.Number, e.Status) : default);
    }

    [Fact]
    public async Task That_nobody_completed_is_swept_after_a_day()
    {
        await using var house = new EvidenceHouse();
        var id = await house.RegisterAsync();
        await house.BringAsync(id, Pictures.Png());
        await house.PutAsync(id, Pictures.Jpeg(), "overall");

        // Files carry the machine's time, so the hub's clock follows it here.
        house.Time.SetUtcNow(DateTimeOffset.UtcNow.AddHours(24));
        Assert.Equal(0, await house.Intake.SweepUploadsAsync(default));
        house.Time.Advance(TimeSpan.FromMinutes(20));
        Assert.Equal(1, await house.Intake.SweepUploadsAsync(default));
        Assert.Empty(await house.BlobsAsync("uploads/"));
        Assert.Equal(2, (await house.BlobsAsync("evidence/")).Count);
    }
}
