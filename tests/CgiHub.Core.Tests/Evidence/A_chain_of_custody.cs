using System.Text.Json;
using CgiHub.Core.Evidence;
using CsCheck;

namespace CgiHub.Core.Tests.Evidence;

public sealed class A_chain_of_custody
{
    [Fact]
    public async Task Tells_who_did_what_when_and_with_which_bytes()
    {
        await using var house = new EvidenceHouse();
        var id = await house.RegisterAsync();
        house.Time.Advance(TimeSpan.FromMinutes(1));
        await house.PutAsync(id, Pictures.Png());
        house.Time.Advance(TimeSpan.FromMinutes(1));
        await house.OriginalAsync(id);
        await house.PutAsync(id, Pictures.Jpeg(), ifMatch: "*");
        var held = (await house.Archive.FindImageAsync(EvidenceHouse.Analyst, id, "breechFace", 1, default)).Value;
        await (await house.Archive.OpenOriginalAsync(EvidenceHouse.Analyst, held, "10-19", default)).Value.DisposeAsync();
        await house.Intake.OfferUploadAsync(EvidenceHouse.Owner, id, "surface", default);

        var (png, jpeg) = (EvidenceHouse.Sha256(Pictures.Png()), EvidenceHouse.Sha256(Pictures.Jpeg()));
        var chain = await house.CustodyAsync(id);
        Assert.Equal(
            [
                (CustodyAction.Registered, "owner", null, null, null), (CustodyAction.ImageStored, "owner", png, 1, null), (CustodyAction.ImageRead, "owner", png, 1, null),
                (CustodyAction.ImageSuperseded, "owner", jpeg, 2, null), (CustodyAction.ImageRead, "analyst", png, 1, "10-19"), (CustodyAction.UploadOffered, "owner", null, null, null),
            ],
            chain.Select(e => (e.Action, e.By, e.Sha256, e.Version, e.Bytes)));
        Assert.Equal(Enumerable.Range(1, 6).Select(i => (long)i), chain.Select(e => e.Seq));
        Assert.True(chain.Zip(chain.Skip(1)).All(p => p.First.At <= p.Second.At && p.Second.Previous == p.First.Hash));
        Assert.Equal(png, chain[3].Superseded);
    }

    [Fact]
    public async Task Is_not_lengthened_by_what_leaves_nothing_of_substance()
    {
        await using var house = new EvidenceHouse();
        var id = await house.RegisterAsync();
        await house.PutAsync(id, Pictures.Png());
        var held = (await house.Archive.FindImageAsync(EvidenceHouse.Owner, id, "breechFace", null, default)).Value;
        await (await house.Archive.OpenPreviewAsync(held, default)).Value.DisposeAsync();
        await house.PutAsync(id, Pictures.Png());
        await house.PutAsync(id, Pictures.Jpeg());
        await house.Archive.FindAsync(EvidenceHouse.Owner, id, default);
        Assert.Equal(2, (await house.CustodyAsync(id)).Count);
    }

    [Fact]
    public async Task Holds_when_many_write_it_at_once()
    {
        await using var house = new EvidenceHouse();
        var id = await house.RegisterAsync();
        await house.PutAsync(id, Pictures.Png());
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => house.OriginalAsync(id)));
        var chain = await house.CustodyAsync(id);
        Assert.Equal(22, chain.Count);
        Assert.Equal(Enumerable.Range(1, 22).Select(i => (long)i), chain.Select(e => e.Seq));
    }

    [Fact]
    public async Task Is_read_by_the_page_without_a_gap()
    {
        await using var house = new EvidenceHouse();
        var id = await house.RegisterAsync();
        await house.PutAsync(id, Pictures.Png());
        for (var i = 0; i < 9; i++)
        {
            await house.OriginalAsync(id);
        }

        var read = new List<CustodyEntry>();
        string? cursor = null;
        do
        {
            var page = (await house.Archive.ReadCustodyAsync(EvidenceHouse.Owner, id, 4, cursor, default)).Value;
            Assert.True(page.Intact);
            read.AddRange(page.Items);
            cursor = page.Next;
        }
        while (cursor is not null);
        Assert.Equal(11, read.Count);
        Assert.True(CustodyEntry.AreLinked(read));
    }

    [Fact]
    public void Shows_every_change_of_any_entry()
    {
        var chain = Chain(6);
        Assert.True(CustodyEntry.AreLinked(chain));
        Gen.Select(Gen.Int[0, 5], Gen.Int[0, 8]).Sample((at, what) =>
        {
            List<CustodyEntry> changed = [.. chain];
            changed[at] = what switch
            {
                0 => changed[at] with { At = changed[at].At.AddTicks(1) },
                1 => changed[at] with { By = "somebody else" },
                2 => changed[at] with { Agency = EvidenceHouse.Other },
                3 => changed[at] with { Sha256 = new string('0', 64) },
                4 => changed[at] with { Version = 99 },
                5 => changed[at] with { View = ImageView.Surface },
                6 => changed[at] with { Action = CustodyAction.UploadOffered },
                7 => (changed[at] with { By = "somebody else" }).Seal(changed[at].Previous),
                _ => changed[at] with { Bytes = "0-1" },
            };

            // The last entry alone may be sealed anew unseen; the head's hash, and the audit record, know of it.
            Assert.Equal(what == 7 && at == 5, CustodyEntry.AreLinked(changed));
        });
    }

    [Fact]
    public void Shows_a_gap_and_another_order()
    {
        var chain = Chain(6);
        Assert.False(CustodyEntry.AreLinked([.. chain.Where((_, i) => i != 3)]));
        Assert.False(CustodyEntry.AreLinked([.. Enumerable.Reverse(chain)]));
        Assert.False(CustodyEntry.AreLinked([chain[0], chain[2], chain[1], .. chain.Skip(3)]));
        Assert.True(CustodyEntry.AreLinked([.. chain.Skip(2)]));
    }

    [Fact]
    public void Can_be_checked_by_anybody_who_reads_it()
    {
        // The published rule, done by hand.
        var entry = Chain(2)[1];
        string[] content = [.. new object?[] { entry.Seq, entry.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", null), "imageStored", "Zoë \"Z\" <z@example.org>", "ZZ0010100", "breechFace", 2, entry.Sha256, "", "", entry.Previous }.Select(v => $"{v}")];
        var text = "[" + string.Join(',', content.Select(c => $"\"{c.Replace("\"", "\\\"", StringComparison.Ordinal)}\"")) + "]";
        Assert.Equal(entry.Hash, EvidenceHouse.Sha256(System.Text.Encoding.UTF8.GetBytes(text)));
        Assert.Equal(entry, JsonSerializer.Deserialize(JsonSerializer.Serialize(entry, EvidenceJson.Default.CustodyEntry), EvidenceJson.Default.CustodyEntry));
    }

    private static List<CustodyEntry> Chain(int length)
    {
        var chain = new List<CustodyEntry>();
        for (var i = 1; i <= length; i++)
        {
            chain.Add(new CustodyEntry(i, new DateTimeOffset(2026, 1, 5, 10, 0, i, TimeSpan.Zero).AddTicks(i), CustodyAction.ImageStored, "Zoë \"Z\" <z@example.org>")
            {
                Agency = EvidenceHouse.Own,
                View = ImageView.BreechFace,
                Version = i,
                Sha256 = EvidenceHouse.Sha256([(byte)i]),
            }.Seal(i == 1 ? CustodyEntry.FirstPrevious : chain[^1].Hash));
        }

        return chain;
    }
}
