using CgiHub.Core.Evidence;
using CsCheck;

namespace CgiHub.Core.Tests.Evidence;

public sealed class An_image
{
    [Fact]
    public async Task Is_kept_byte_by_byte_under_its_digest()
    {
        await using var house = new EvidenceHouse();
        var id = await house.RegisterAsync();
        var bytes = Pictures.Jpeg(exif: Pictures.Exif(1, "2026:01:05 10:15:30", "-06:00"));
        var receipt = (await house.PutAsync(id, bytes, digest: EvidenceHouse.Digest(bytes))).Value;
        Assert.True(receipt.Created);
        var image = receipt.Image;
        Assert.Equal((EvidenceHouse.Sha256(bytes), bytes.Length, ImageFormat.Jpeg, 64, 48, 1), (image.Sha256, image.Bytes, image.Format, image.Width, image.Height, image.Version));
        Assert.Equal(new DateTimeOffset(2026, 1, 5, 16, 15, 30, TimeSpan.Zero), image.CapturedAt);
        Assert.Equal(bytes, await house.OriginalAsync(id));
        Assert.Equal(image, Assert.Single((await house.Archive.FindAsync(EvidenceHouse.Owner, id, default)).Value.Images));

        var held = (await house.Archive.FindImageAsync(EvidenceHouse.Analyst, id, "breechFace", null, default)).Value;
        await using var preview = (await house.Archive.OpenPreviewAsync(held, default)).Value;
        Assert.Equal(("image/jpeg", "image/jpeg"), (held.ContentType, held.PreviewType));
        Assert.Equal(Inspection.Taken(bytes).Preview, await EvidenceHouse.AllAsync(preview));
    }

    [Fact]
    public async Task Sent_again_changes_nothing()
    {
        await using var house = new EvidenceHouse();
        var id = await house.RegisterAsync();
        var first = (await house.PutAsync(id, Pictures.Png())).Value;
        house.Time.Advance(TimeSpan.FromHours(1));
        var again = (await house.PutAsync(id, Pictures.Png())).Value;
        Assert.False(again.Created);
        Assert.Equal(first.Image, again.Image);
        Assert.False((await house.PutAsync(id, Pictures.Png(), ifMatch: "\"anything\"")).Value.Created);
        Assert.Equal(2, (await house.CustodyAsync(id)).Count);
    }

    [Fact]
    public async Task Of_other_bytes_is_refused_and_the_first_stays()
    {
        await using var house = new EvidenceHouse();
        var id = await house.RegisterAsync();
        await house.PutAsync(id, Pictures.Png());
        var other = (await house.PutAsync(id, Pictures.Png(90, 90))).Error!;
        Assert.Equal((2101, 409, $"/api/v1/evidence/{id}/images/breechFace"), (other.Number, other.Status, other.Location));
        Assert.Equal(Pictures.Png(), await house.OriginalAsync(id));
        Assert.Equal(2, (await house.BlobsAsync("evidence/")).Count);
        Assert.Equal(0, house.Staged);
    }

    [Fact]
    public async Task Is_superseded_by_who_names_it_and_stays_in_custody()
    {
        await using var house = new EvidenceHouse();
        var id = await house.RegisterAsync();
        var (one, two, three) = (Pictures.Png(), Pictures.Jpeg(), Pictures.Tiff());
        var first = (await house.PutAsync(id, one)).Value.Image;
        Assert.Equal((1009, 412), (await house.PutAsync(id, two, ifMatch: "\"0000\"")).Error is { } stale ? (stale.Number, stale.Status) : default);
        var second = (await house.PutAsync(id, two, ifMatch: $"\"0000\", {first.ETag}")).Value;
        Assert.Equal((true, 2), (second.Created, second.Image.Version));
        Assert.Equal(1009, (await house.PutAsync(id, three, ifMatch: first.ETag)).Error?.Number);
        Assert.Equal(3, (await house.PutAsync(id, three, ifMatch: "*")).Value.Image.Version);
        Assert.Equal([one, two, three, three], [await house.OriginalAsync(id, 1), await house.OriginalAsync(id, 2), await house.OriginalAsync(id, 3), await house.OriginalAsync(id)]);
        Assert.Equal(1004, (await house.Archive.FindImageAsync(EvidenceHouse.Owner, id, "breechFace", 4, default)).Error?.Number);

        var told = (await house.CustodyAsync(id)).Where(e => e.Action == CustodyAction.ImageSuperseded).ToList();
        Assert.Equal([EvidenceHouse.Sha256(one), EvidenceHouse.Sha256(two)], told.Select(e => e.Superseded));
        Assert.Equal([EvidenceHouse.Sha256(two), EvidenceHouse.Sha256(three)], told.Select(e => e.Sha256));
    }

    [Fact]
    public async Task May_come_back_after_it_was_superseded()
    {
        await using var house = new EvidenceHouse();
        var id = await house.RegisterAsync();
        await house.PutAsync(id, Pictures.Png());
        await house.PutAsync(id, Pictures.Jpeg(), ifMatch: "*");
        Assert.Equal(3, (await house.PutAsync(id, Pictures.Png(), ifMatch: "*")).Value.Image.Version);
        Assert.Equal(Pictures.Jpeg(), await house.OriginalAsync(id, 2));
        Assert.Equal(Pictures.Png(), await house.OriginalAsync(id));
    }

    [Fact]
    public async Task That_was_never_there_cannot_be_superseded()
    {
        await using var house = new EvidenceHouse();
        var id = await house.RegisterAsync();
        Assert.Equal(1009, (await house.PutAsync(id, Pictures.Png(), ifMatch: "*")).Error?.Number);
    }

    [Theory]
    [InlineData("sha-256=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=:", 2103)]
    [InlineData("sha-256=:AAAA:", 2102)]
    [InlineData("sha-256=AAAA", 2102)]
    [InlineData("nonsense", 2102)]
    [InlineData("sha-512=:AAAA:", null)]
    public async Task Is_held_to_the_digest_that_was_promised(string digest, int? refused)
    {
        await using var house = new EvidenceHouse();
        var id = await house.RegisterAsync();
        var result = await house.PutAsync(id, Pictures.Png(), digest: digest);
        Assert.Equal(refused, result.Error?.Number);
        Assert.Equal(refused is null ? 2 : 0, (await house.BlobsAsync("evidence/")).Count);
    }

    [Theory]
    [InlineData("frontFace")]
    [InlineData("BreechFace")]
    [InlineData("")]
    public async Task Of_a_view_that_does_not_exist_is_not_found(string view)
    {
        await using var house = new EvidenceHouse();
        Assert.Equal((2002, 404), (await house.PutAsync(await house.RegisterAsync(), Pictures.Png(), view)).Error is { } e ? (e.Number, e.Status) : default);
    }

    [Fact]
    public async Task Over_the_limit_is_refused_while_it_streams()
    {
        var png = Pictures.Png(300, 300);
        await using var house = new EvidenceHouse(new EvidenceOptions { MaxImageBytes = png.Length - 1 });
        var id = await house.RegisterAsync();
        Assert.Equal((2104, 413), (await house.PutAsync(id, png)).Error is { } said ? (said.Number, said.Status) : default);
        var unsaid = await house.Intake.StoreImageAsync(EvidenceHouse.Owner, id, "breechFace", new ImageUpload(new MemoryStream(png)), default);
        Assert.Equal(2104, unsaid.Error?.Number);
        Assert.Equal((0, 0), (house.Staged, (await house.BlobsAsync("")).Count));
    }

    [Fact]
    public async Task Over_what_a_request_carries_is_pointed_to_the_valet_key()
    {
        var png = Pictures.Png(300, 300);
        await using var house = new EvidenceHouse(new EvidenceOptions { HttpUploadLimit = png.Length - 1 });
        var id = await house.RegisterAsync();
        foreach (var length in new long?[] { png.Length, null })
        {
            var error = (await house.Intake.StoreImageAsync(EvidenceHouse.Owner, id, "breechFace", new ImageUpload(new MemoryStream(png)) { Length = length }, default)).Error!;
            Assert.Equal((2105, 413, $"/api/v1/evidence/{id}/images/breechFace/upload"), (error.Number, error.Status, error.Location));
        }

        var offer = await house.BringAsync(id, png);
        Assert.True((await house.CompleteAsync(id, offer)).Value.Created);
    }

    [Fact]
    public async Task Whose_sender_goes_away_leaves_nothing()
    {
        var png = Pictures.Png(400, 400);
        await using var house = new EvidenceHouse();
        var id = await house.RegisterAsync();
        foreach (var end in new[] { 0, 10, 100, png.Length - 1 })
        {
            await Assert.ThrowsAsync<IOException>(() => house.Intake.StoreImageAsync(EvidenceHouse.Owner, id, "breechFace", new ImageUpload(new BrokenStream(png, () => 64, end)), default));
        }

        using var gone = new CancellationTokenSource();
        var leaving = new BrokenStream(png, () =>
        {
            gone.Cancel();
            return 100;
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => house.Intake.StoreImageAsync(EvidenceHouse.Owner, id, "breechFace", new ImageUpload(leaving), gone.Token));
        Assert.Equal((0, 0, 1), (house.Staged, (await house.BlobsAsync("")).Count, (await house.CustodyAsync(id)).Count));
        Assert.True((await house.PutAsync(id, png)).Value.Created);
    }

    [Fact]
    public async Task Is_the_same_however_it_is_cut_on_its_way()
    {
        await using var house = new EvidenceHouse();
        byte[][] images = [Pictures.Jpeg(200, 90), Pictures.Png(200, 90), Pictures.Tiff(200, 90), new SurfaceFile { Columns = 50, Rows = 40 }.Build(), .. new[] { Pictures.Png()[..^20], "no image"u8.ToArray() }];
        var expected = images.Select(i => Inspection.Of(i)).ToList();
        var number = 0;
        await Gen.Select(Gen.Int[0, images.Length - 1], Gen.Int[1, 5000].Array[1, 20]).SampleAsync(async (which, cuts) =>
        {
            var at = 0;
            var id = await house.RegisterAsync($"cut-{Interlocked.Increment(ref number)}");
            var body = new BrokenStream(images[which], () => cuts[at++ % cuts.Length]);
            var result = await house.Intake.StoreImageAsync(EvidenceHouse.Owner, id, "overall", new ImageUpload(body), default);
            Assert.Equal(expected[which].Error?.Number, result.Error?.Number);
            if (result.Error is null)
            {
                Assert.Equal(EvidenceHouse.Sha256(images[which]), result.Value.Image.Sha256);
                Assert.Equal((expected[which].Value.Width, expected[which].Value.Height, expected[which].Value.Format), (result.Value.Image.Width, result.Value.Image.Height, result.Value.Image.Format));
            }
        }, iter: 60, threads: 1);
        Assert.Equal(0, house.Staged);
    }

    [Fact]
    public async Task Among_many_for_one_view_at_once_wins_alone()
    {
        await using var house = new EvidenceHouse(new EvidenceOptions { MaxConcurrentDecodes = 8 });
        var id = await house.RegisterAsync();
        var images = Enumerable.Range(1, 6).Select(i => Pictures.Png(20 + i, 20)).ToArray();
        var results = await Task.WhenAll(images.Concat(images).Select(i => house.PutAsync(id, i)));
        var created = Assert.Single(results, r => r is { Error: null, Value.Created: true }).Value.Image;
        Assert.All(results.Where(r => r.Error is not null), r => Assert.Equal(2101, r.Error!.Number));
        Assert.All(results.Where(r => r.Error is null), r => Assert.Equal(created.Sha256, r.Value.Image.Sha256));
        Assert.Equal(created.Sha256, EvidenceHouse.Sha256(await house.OriginalAsync(id)));
        Assert.Equal([CustodyAction.Registered, CustodyAction.ImageStored], (await house.CustodyAsync(id)).Take(2).Select(e => e.Action));
        Assert.Equal(0, house.Staged);
    }

    [Fact]
    public async Task Superseded_by_many_at_once_is_superseded_once()
    {
        await using var house = new EvidenceHouse(new EvidenceOptions { MaxConcurrentDecodes = 8 });
        var id = await house.RegisterAsync();
        var first = (await house.PutAsync(id, Pictures.Png())).Value.Image;
        var results = await Task.WhenAll(Enumerable.Range(1, 8).Select(i => house.PutAsync(id, Pictures.Png(20 + i, 20), ifMatch: first.ETag)));
        Assert.Equal(2, Assert.Single(results, r => r.Error is null).Value.Image.Version);
        Assert.All(results.Where(r => r.Error is not null), r => Assert.Equal(1009, r.Error!.Number));
        Assert.Equal(Pictures.Png(), await house.OriginalAsync(id, 1));
    }

    [Fact]
    public async Task That_came_too_late_to_be_kept_leaves_no_blob()
    {
        InterruptedDocuments? documents = null;
        await using var house = new EvidenceHouse(documents: store => documents = new InterruptedDocuments(store));
        var id = await house.RegisterAsync();
        var looks = 0;

        // Another image is stored between the slower one's arrival and the end of its decoding.
        documents!.BeforeRead = document => document == "image|breechFace" && ++looks == 2 ? house.PutAsync(id, Pictures.Png()) : Task.CompletedTask;
        Assert.Equal(2101, (await house.PutAsync(id, Pictures.Tiff())).Error?.Number);
        Assert.Equal(2, (await house.BlobsAsync("evidence/")).Count);
        Assert.Equal(Pictures.Png(), await house.OriginalAsync(id));
    }

    [Fact]
    public async Task Whose_hub_is_killed_before_it_commits_is_taken_when_sent_again()
    {
        InterruptedDocuments? documents = null;
        await using var house = new EvidenceHouse(documents: store => documents = new InterruptedDocuments(store));
        var id = await house.RegisterAsync();
        documents!.BeforeCommit = () => throw new IOException("Killed.");
        await Assert.ThrowsAsync<IOException>(() => house.PutAsync(id, Pictures.Png()));
        documents.BeforeCommit = () => { };
        Assert.Equal(1004, (await house.Archive.FindImageAsync(EvidenceHouse.Owner, id, "breechFace", null, default)).Error?.Number);
        Assert.True((await house.PutAsync(id, Pictures.Png())).Value.Created);
        Assert.Equal(Pictures.Png(), await house.OriginalAsync(id));
        Assert.Equal(2, (await house.BlobsAsync("evidence/")).Count);
    }
}
