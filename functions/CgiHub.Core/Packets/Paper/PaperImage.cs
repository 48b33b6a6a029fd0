namespace CgiHub.Core.Packets.Paper;

/// <summary>An image that a recipient may see.</summary>
/// <param name="Of">What the packet says of it.</param>
/// <param name="Bytes">Its preview, JPEG or PNG; null where it is not to be had as it was.</param>
public sealed record PaperImage(PacketImage Of, ReadOnlyMemory<byte>? Bytes);
