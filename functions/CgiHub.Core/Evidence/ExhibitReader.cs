using System.Text.Json;
using CgiHub.Core.Records;
using CgiHub.Core.Storage;

namespace CgiHub.Core.Evidence;

/// <summary>Reads what is registered about exhibits, for the stages to the right: no caller, no custody entry, no image bytes.</summary>
public sealed class ExhibitReader(IDocumentStore documents)
{
    /// <summary>
    /// The exhibit that a key names (<see cref="EntityKey.Exhibit"/>), with its current images, or null where nobody registered it.
    /// <see cref="Exhibit.RecoveredAt"/> and <see cref="Exhibit.ReceivedAt"/> start its clocks; <see cref="ImageStored.ReceivedAt"/> is when it was imaged, as far as the hub knows.
    /// </summary>
    public async Task<Exhibit?> FindAsync(EntityKey exhibit, CancellationToken cancel) =>
        await ReadAsync(exhibit.Value, cancel) is { } document
            ? document.ToExhibit(exhibit.Value, [.. (await ReadImagesAsync(exhibit.Value, cancel)).Select(i => i.Image)])
            : null;

    /// <summary>Whether a document of an exhibit's partition can have changed when it was received or first imaged.</summary>
    public static bool BearsOnClocks(StoredDocument document) => ClockedAt(document) is not null;

    /// <summary>When what such a document tells of happened; null for every other document.</summary>
    public static DateTimeOffset? ClockedAt(StoredDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        if (document.Id == ExhibitDocument.Id)
        {
            return JsonSerializer.Deserialize(document.Body.Span, EvidenceStorageJson.Default.ExhibitDocument)!.ReceivedAt;
        }

        return document.Id.StartsWith("image|", StringComparison.Ordinal) && JsonSerializer.Deserialize(document.Body.Span, EvidenceStorageJson.Default.ImageDocument) is { Image: { Version: 1 } first }
            ? first.ReceivedAt
            : null;
    }

    /// <summary>When an exhibit's first image was stored: superseded ones count; null where it has none.</summary>
    public async Task<DateTimeOffset?> FirstImagedAtAsync(Exhibit exhibit, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(exhibit);
        DateTimeOffset? first = null;
        foreach (var image in exhibit.Images)
        {
            var stored = image.Version > 1 && await ReadSupersededAsync(exhibit.Id, image.View, 1, cancel) is { } original ? original.Image.ReceivedAt : image.ReceivedAt;
            first = stored < first ? stored : first ?? stored;
        }

        return first;
    }

    /// <summary>The exhibit alone; null where there is none, or the id has not the shape of one.</summary>
    internal async Task<ExhibitDocument?> ReadAsync(string exhibitId, CancellationToken cancel)
    {
        if (StableId.Suffix("ex", exhibitId) is null)
        {
            return null;
        }

        var stored = await documents.ReadAsync(Containers.Exhibits, exhibitId, ExhibitDocument.Id, cancel);
        return stored is null ? null : JsonSerializer.Deserialize(stored.Body.Span, EvidenceStorageJson.Default.ExhibitDocument);
    }

    /// <summary>The current image of a view with its ETag, or null.</summary>
    internal async Task<(ImageDocument Document, StoredDocument Stored)?> ReadImageAsync(string exhibitId, ImageView view, CancellationToken cancel)
    {
        var stored = await documents.ReadAsync(Containers.Exhibits, exhibitId, ImageDocument.Current(view), cancel);
        return stored is null ? null : (JsonSerializer.Deserialize(stored.Body.Span, EvidenceStorageJson.Default.ImageDocument)!, stored);
    }

    /// <summary>A superseded version of a view, or null.</summary>
    internal async Task<ImageDocument?> ReadSupersededAsync(string exhibitId, ImageView view, int version, CancellationToken cancel)
    {
        var stored = await documents.ReadAsync(Containers.Exhibits, exhibitId, ImageDocument.Superseded(view, version), cancel);
        return stored is null ? null : JsonSerializer.Deserialize(stored.Body.Span, EvidenceStorageJson.Default.ImageDocument);
    }

    private async Task<IEnumerable<ImageDocument>> ReadImagesAsync(string exhibitId, CancellationToken cancel)
    {
        var page = await documents.QueryAsync(new DocumentQuery(Containers.Exhibits, exhibitId) { From = "image|", To = "image}" }, cancel);
        return page.Documents.Select(d => JsonSerializer.Deserialize(d.Body.Span, EvidenceStorageJson.Default.ImageDocument)!);
    }
}
