using CgiHub.Core.Agencies;
using CgiHub.Core.Evidence;
using CgiHub.Core.Packets.Paper;
using Microsoft.Extensions.Options;

namespace CgiHub.Core.Packets;

/// <summary>Puts a packet on paper for whoever may read it: their view, what changed since the one before, and the previews that they may see.</summary>
public sealed class PacketPrinter(PacketInbox inbox, DisseminationLog log, EvidenceArchive archive, PacketPaper paper, IOptions<PacketOptions> options)
{
    /// <summary>The paper of the newest version that the caller got, or of one that they name, for whom the inbox would show it.</summary>
    public async Task<Result<PrintedPacket>> PrintAsync(Caller caller, string packetId, int? version, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (!(await inbox.SeeAsync(caller, packetId, version, cancel)).TryGet(out var seen, out var error))
        {
            return error;
        }

        var view = seen.View;

        // Who got this version and not the one before has nothing to compare it with.
        var before = view.Version > 1 && (await inbox.SeeAsync(caller, packetId, view.Version - 1, cancel)).TryGet(out var earlier, out _) ? earlier.View : null;
        var images = new List<PaperImage>();
        foreach (var image in view.Images.Where(i => i.Preview is not null).Take(options.Value.MaxPaperImages))
        {
            images.Add(new PaperImage(image, await PreviewAsync(caller, image, cancel)));
        }

        await log.RecordReadingAsync(caller, seen, "paper", cancel);
        return new PrintedPacket($"{view.Id}-{view.Version}.pdf", paper.Write(view, before, images));
    }

    /// <summary>The preview that the packet names; null where the image was superseded since, or its preview is over the limit.</summary>
    private async Task<ReadOnlyMemory<byte>?> PreviewAsync(Caller caller, PacketImage image, CancellationToken cancel)
    {
        if (!(await archive.FindImageAsync(caller, image.ExhibitId, image.View, null, cancel)).TryGet(out var held, out _) || held.Image.ReceivedAt != image.StoredAt
            || !(await archive.OpenPreviewAsync(held, cancel)).TryGet(out var stream, out _))
        {
            return null;
        }

        await using (stream)
        {
            var bytes = new byte[options.Value.MaxPaperImageBytes + 1];
            var read = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancel);
            return read > options.Value.MaxPaperImageBytes ? null : bytes.AsMemory(0, read).ToArray();
        }
    }
}

/// <summary>A packet on paper.</summary>
/// <param name="FileName">What to call it: the packet's id and version.</param>
/// <param name="Pdf">The document.</param>
public sealed record PrintedPacket(string FileName, byte[] Pdf);
