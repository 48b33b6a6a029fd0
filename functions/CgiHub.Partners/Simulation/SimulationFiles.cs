using System.Globalization;
using System.Text.Json;

namespace CgiHub.Partners.Simulation;

/// <summary>
/// Writes a region to files: <c>feeds/{ori}/{feed}/{day}.*</c> as a partner would drop them, <c>evidence/{ori}/…</c> with images,
/// <c>agencies.json</c> for the registry and <c>truth.json</c>. <c>cgihub simulate</c> plays such a folder into a hub.
/// </summary>
public static class SimulationFiles
{
    /// <summary>Writes everything below a folder.</summary>
    public static async Task WriteAsync(SimulatedRegion region, string directory, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(region);
        var root = Directory.CreateDirectory(directory).FullName;
        await File.WriteAllBytesAsync(Path.Combine(root, "agencies.json"), JsonSerializer.SerializeToUtf8Bytes([.. region.World.Agencies.Select(a => a.Agency)], SimulationJson.Default.IReadOnlyListAgency), cancel);
        await File.WriteAllBytesAsync(Path.Combine(root, "truth.json"), JsonSerializer.SerializeToUtf8Bytes(region.Truth, SimulationJson.Default.GroundTruth), cancel);
        var forms = new SenderForms(region.World);
        for (var number = 0; number < region.Steps.Count; number++)
        {
            var step = region.Steps[number];
            foreach (var batch in step.Deliveries.GroupBy(d => (d.Agency, d.Feed)))
            {
                var folder = Directory.CreateDirectory(Path.Combine(root, "feeds", batch.Key.Agency.Value, batch.Key.Feed)).FullName;
                var body = FeedBody.Write(forms.Of(batch.Key.Agency, batch.Key.Feed), batch.Key.Agency.Value, [.. batch.Select(d => d.Record)]);
                var name = string.Create(CultureInfo.InvariantCulture, $"{number:D4}-{step.From:yyyy-MM-dd}.{Ending(body)}");
                await File.WriteAllBytesAsync(Path.Combine(folder, name), body.Content, cancel);
            }

            foreach (var evidence in step.Evidence)
            {
                var folder = Directory.CreateDirectory(Path.Combine(root, "evidence", evidence.Ori.Value, evidence.CaseNumber, evidence.ExhibitNumber)).FullName;
                await File.WriteAllBytesAsync(Path.Combine(folder, "exhibit.json"), JsonSerializer.SerializeToUtf8Bytes(EvidenceRegistration.Of(evidence), SimulationJson.Default.EvidenceRegistration), cancel);
                foreach (var image in evidence.Images)
                {
                    await File.WriteAllBytesAsync(Path.Combine(folder, $"{image.View}.{image.Extension}"), image.Draw(), cancel);
                }
            }
        }
    }

    private static string Ending(FeedBody body) => body.MediaType switch
    {
        "text/csv" => "csv",
        "application/cloudevents-batch+json" => "events.json",
        "application/x-ndjson" => body.Encoding is null ? "ndjson" : "ndjson.gz",
        _ => "json",
    };
}

/// <summary>Which form each agency sends each of its feeds in: all forms are used in a region, each sender keeps to its own.</summary>
internal sealed class SenderForms(World world)
{
    private static readonly string[] Feeds = ["incidents", "nibin", "firearms", "gunshots", "lpr", "traces", "arrests", "supervision", "osint"];

    private readonly Dictionary<string, int> _agencies = world.Agencies.Select((a, i) => (a.Ori.Value, i)).ToDictionary(x => x.Value, x => x.i);

    public FeedForm Of(Core.Agencies.Ori agency, string feed) => (FeedForm)((_agencies[agency.Value] * 2 + Array.IndexOf(Feeds, feed)) % 5);
}
