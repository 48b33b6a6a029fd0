using System.Globalization;
using System.Text.Json;
using CgiHub.Cli.Hub;

namespace CgiHub.Cli.Inbox;

/// <summary>A folder that packets are written to: <c>{packet}.v{version}.json</c> and, where the hub gives it, <c>.pdf</c>; each is there whole or not at all.</summary>
internal sealed class PacketFolder(HubClient hub, string folder, bool papers, Action<string> tell)
{
    private const int LongestId = 100;

    private bool _told;

    /// <summary>Writes one version of a packet; what is there already is not fetched again.</summary>
    public async Task<(string Json, string? Pdf)> SaveAsync(string packetId, int version, CancellationToken cancel)
    {
        // The name comes from elsewhere: it must not lead out of the folder.
        if (packetId.Length is 0 or > LongestId || !packetId.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
        {
            throw new CommandFailedException(ExitCodes.Refused, "The hub's answer names a packet in a way that no packet is named.");
        }

        var name = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{packetId}.v{version}"));
        var query = string.Create(CultureInfo.InvariantCulture, $"?version={version}");
        await FetchAsync($"api/v1/packets/{packetId}{query}", name + ".json", optional: false, cancel);
        return (name + ".json", papers && await FetchAsync($"api/v1/packets/{packetId}.pdf{query}", name + ".pdf", optional: true, cancel) ? name + ".pdf" : null);
    }

    /// <summary>The newest version of a packet that this agency got.</summary>
    public async Task<int> NewestAsync(string packetId, CancellationToken cancel)
    {
        using var answer = (await hub.SendAsync(new HubRequest(HttpMethod.Get, $"api/v1/packets/{packetId}"), cancel)).OrFail();
        return (await answer.ReadAsync(CliJson.Default.PacketVersion, cancel)).Version;
    }

    private async Task<bool> FetchAsync(string path, string file, bool optional, CancellationToken cancel)
    {
        if (File.Exists(file))
        {
            return true;
        }

        using var answer = await hub.SendAsync(new HubRequest(HttpMethod.Get, path), cancel);
        if (optional && answer.Status is 404 or 405 or 406 or 415 or 501)
        {
            if (!_told)
            {
                _told = true;
                tell("This hub gives no packets on paper (PDF); JSON alone is written.");
            }

            return false;
        }

        answer.OrFail();
        await using var body = await answer.OpenAsync(cancel);
        await WholeFile.WriteAsync(file, target => body.CopyToAsync(target, cancel), ownerOnly: true);
        return true;
    }
}
