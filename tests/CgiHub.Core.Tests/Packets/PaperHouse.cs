using CgiHub.Core.Agencies;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Packets;
using CgiHub.Core.Packets.Paper;
using CgiHub.Core.Records;
using CgiHub.Core.Triage.Paper;
using Microsoft.Extensions.Options;
using SkiaSharp;

namespace CgiHub.Core.Tests.Packets;

/// <summary>Sets views of packets on paper.</summary>
internal sealed class PaperHouse : IDisposable
{
    private readonly PaperFonts _fonts = new();

    public void Dispose() => _fonts.Dispose();

    public byte[] Write(LeadPacket view, LeadPacket? before = null, PacketOptions? options = null, params PaperImage[] images) =>
        new PacketPaper(_fonts, Options.Create(options ?? new PacketOptions()), Options.Create(new HubOptions { Region = "north", TimeZone = "America/New_York" })).Write(view, before, images);

    public PaperReader Read(LeadPacket view, LeadPacket? before = null, params PaperImage[] images) => new(Write(view, before, null, images));

    /// <summary>The first version of a lead with everything on it, as an agency may see it.</summary>
    public static async Task<LeadPacket> EverythingAsync(DisseminationRules? rules = null)
    {
        await using var house = new PacketHouse();
        house.Agencies[Lead.South] = new Agency(Lead.South, "South Police") { Contact = "Sgt. Miller, 555-0142" };
        var marked = A_recipients_view.Marked();
        house.Exhibits[marked.Lead.Exhibits[0].Key.Value] = new ExhibitFacts(Lead.Noon.AddDays(-3), Lead.Noon.AddDays(-2), [new ExhibitImage("breechFace", Lead.Noon)]);
        house.Exhibits[marked.Lead.Exhibits[1].Key.Value] = new ExhibitFacts(Lead.Noon.AddDays(-3), Lead.Noon.AddDays(-2), [new ExhibitImage("firingPin", Lead.Noon)]);
        await house.SeeAsync(marked with
        {
            Vehicles = [new VehicleNearEvents("pl-1", "ABC123", "NY", [.. marked.Events.Select(e => new Sighting(e.CaseKey, Lead.Noon, 40.7, -74, 5, 3, "D1", "stolen", "lpr/x/1"))], 2)],
            Gunshots = [new GunshotNearEvent("gs-1", marked.Events[0].CaseKey, ["a"], Lead.Noon, GunshotKind.Multiple, 3, 40.7, -74, 10, 5, ["gunshots/x/1"])],
        }, A_recipients_view.Answered());
        return PacketView.For(await house.IssuedAsync(1), Lead.North, rules ?? new DisseminationRules());
    }

    public static byte[] Picture()
    {
        using var bitmap = new SKBitmap(40, 30);
        bitmap.Erase(SKColors.SlateGray);
        using var data = bitmap.Encode(SKEncodedImageFormat.Jpeg, 80);
        return data.ToArray();
    }
}
