using CgiHub.Core.Agencies;
using CgiHub.Core.Evidence;

namespace CgiHub.Core.Tests.Evidence;

public sealed class An_exhibit
{
    [Fact]
    public async Task Is_registered_once_and_found_by_its_id()
    {
        await using var house = new EvidenceHouse();
        var said = EvidenceHouse.Registration() with { Caliber = " 9mm Luger ", Lat = 41.5, Lon = -99.5, Note = "Found in the gutter.\nWet." };
        var exhibit = (await house.Intake.RegisterAsync(EvidenceHouse.Owner, said, default)).Value;
        Assert.Equal((EvidenceHouse.Own, "26-1", "1", "9mm Luger", house.Time.GetUtcNow()), (exhibit.Ori, exhibit.CaseNumber, exhibit.ExhibitNumber, exhibit.Caliber, exhibit.ReceivedAt));
        var found = (await house.Archive.FindAsync(EvidenceHouse.Owner, exhibit.Id, default)).Value;
        Assert.Equal(exhibit, found with { Images = exhibit.Images });

        var again = (await house.Intake.RegisterAsync(EvidenceHouse.Owner, said with { Note = "Another note." }, default)).Error;
        Assert.Equal((2001, 409, $"/api/v1/evidence/{exhibit.Id}"), (again!.Number, again.Status, again.Location));
        Assert.Equal("Found in the gutter.\nWet.", (await house.Archive.FindAsync(EvidenceHouse.Owner, exhibit.Id, default)).Value.Note);
    }

    [Fact]
    public async Task Registered_by_many_at_once_is_registered_once()
    {
        await using var house = new EvidenceHouse();
        var results = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => house.Intake.RegisterAsync(EvidenceHouse.Owner, EvidenceHouse.Registration(), default)));
        var id = Assert.Single(results, r => r.Error is null).Value.Id;
        Assert.All(results.Where(r => r.Error is not null), r => Assert.Equal(2001, r.Error!.Number));
        Assert.Equal(CustodyAction.Registered, Assert.Single(await house.CustodyAsync(id)).Action);
    }

    [Fact]
    public async Task Is_not_there_for_another_agency()
    {
        await using var house = new EvidenceHouse();
        var id = await house.RegisterAsync();
        await house.PutAsync(id, Pictures.Png());
        var upload = new ImageUpload(new MemoryStream(Pictures.Png()));
        Assert.Equal(
            [1004, 1004, 1004, 1004, 1004, 1004],
            [
                (await house.Archive.FindAsync(EvidenceHouse.Stranger, id, default)).Error?.Number,
                (await house.Archive.FindImageAsync(EvidenceHouse.Stranger, id, "breechFace", null, default)).Error?.Number,
                (await house.Archive.ReadCustodyAsync(EvidenceHouse.Stranger, id, 10, null, default)).Error?.Number,
                (await house.Intake.StoreImageAsync(EvidenceHouse.Stranger, id, "overall", upload, default)).Error?.Number,
                (await house.Intake.OfferUploadAsync(EvidenceHouse.Stranger, id, "overall", default)).Error?.Number,
                (await house.Intake.StoreImageAsync(EvidenceHouse.Analyst, id, "overall", upload, default)).Error?.Number,
            ]);
        Assert.Null((await house.Archive.FindAsync(EvidenceHouse.Analyst, id, default)).Error);
    }

    [Theory]
    [InlineData("ex-")]
    [InlineData("ex-AAAA")]
    [InlineData("../../x")]
    [InlineData("ld-aaaaaaaaaaaaaaaa")]
    public async Task That_nobody_can_have_is_not_found(string id)
    {
        await using var house = new EvidenceHouse();
        Assert.Equal(1004, (await house.Archive.FindAsync(EvidenceHouse.Owner, id, default)).Error?.Number);
        Assert.Equal(1004, (await house.PutAsync(id, Pictures.Png())).Error?.Number);
    }

    [Fact]
    public async Task That_says_too_little_is_told_every_fault_at_once()
    {
        await using var house = new EvidenceHouse();
        Assert.Equal(["/ori", "/caseNumber", "/exhibitNumber", "/kind", "/recoveredAt"], await FaultsAsync(house, new ExhibitRegistration()));
        Assert.Equal(["/ori"], await FaultsAsync(house, EvidenceHouse.Registration() with { Ori = EvidenceHouse.Other.Value }));
        Assert.Equal(["/caseNumber", "/note", "/lat", "/lon"],
            await FaultsAsync(house, EvidenceHouse.Registration() with { CaseNumber = new string('1', 101), Note = "\u0007", Lat = 90.1, Lon = double.NaN }));
        Assert.Equal(["/lon"], await FaultsAsync(house, EvidenceHouse.Registration() with { Lat = 41.5 }));
        Assert.Equal(["/exhibitNumber"], await FaultsAsync(house, EvidenceHouse.Registration() with { ExhibitNumber = "\ud800" }));
        Assert.Equal(["/recoveredAt"], await FaultsAsync(house, EvidenceHouse.Registration() with { RecoveredAt = house.Time.GetUtcNow().AddMinutes(11) }));
        Assert.Equal(["/recoveredAt"], await FaultsAsync(house, EvidenceHouse.Registration() with { RecoveredAt = DateTimeOffset.MinValue }));
    }

    private static async Task<IEnumerable<string>> FaultsAsync(EvidenceHouse house, ExhibitRegistration said) =>
        (await house.Intake.RegisterAsync(EvidenceHouse.Owner, said, default)).Error!.Faults.Select(f => f.Pointer);
}
