using System.Security.Cryptography;
using CgiHub.Cli.Hub;

namespace CgiHub.Cli.Evidence;

/// <summary>
/// Sends one exhibit: registers it, asks what the hub has of it already, and sends the rest. So a sending that was interrupted is simply made again.
/// </summary>
/// <param name="hub">The hub.</param>
/// <param name="directAbove">Larger images go straight into storage by a valet key.</param>
/// <param name="supersede">An image that the hub has for a view is replaced; it stays in custody.</param>
/// <param name="progress">Hears of bytes that were sent.</param>
internal sealed class EvidenceSender(HubClient hub, long directAbove, bool supersede, Action<long> progress)
{
    private const int AlreadyRegistered = 2001;
    private const int ImageExists = 2101;
    private const int UseValetKey = 2105;

    /// <summary>Sends it. Refusals stand in what is returned; what keeps everything from being sent ends the command.</summary>
    public async Task<ExhibitSent> SendAsync(ManifestExhibit exhibit, CancellationToken cancel)
    {
        var asked = exhibit.Asked;
        var sent = new ExhibitSent(asked.Ori, asked.CaseNumber, asked.ExhibitNumber) { Status = "registered" };
        var request = new HubRequest(HttpMethod.Post, "api/v1/evidence") { Content = () => JsonBody.Of(asked, CliJson.Default.ExhibitAsked) };
        ExhibitKnown known;
        using (var answer = await hub.SendAsync(request, cancel))
        {
            if (answer.Ok)
            {
                known = await answer.ReadAsync(CliJson.Default.ExhibitKnown, cancel);
            }
            else if (answer.Problem?.Is(AlreadyRegistered) == true && answer.Location is { } at)
            {
                using var found = (await hub.SendAsync(new HubRequest(HttpMethod.Get, at), cancel)).OrFail();
                known = await found.ReadAsync(CliJson.Default.ExhibitKnown, cancel);
                sent = sent with { Status = "known", Detail = Differs(asked, known) };
            }
            else
            {
                return Concerns(answer) ? sent with { Status = "refused", Detail = Said(answer), Images = [.. exhibit.Images.Select(i => new ImageSent(i.File, i.View, "notSent"))] }
                    : throw CommandFailedException.Of(answer.Status, answer.Problem);
            }
        }

        var images = new List<ImageSent>();
        foreach (var image in exhibit.Images)
        {
            images.Add(await SendAsync(known, image, cancel));
        }

        return sent with { Id = known.Id, Images = images };
    }

    private async Task<ImageSent> SendAsync(ExhibitKnown exhibit, ManifestImage image, CancellationToken cancel)
    {
        var (digest, bytes) = await DigestAsync(image.Path, cancel);
        var hex = Convert.ToHexStringLower(digest);
        var sent = new ImageSent(image.File, image.View, "stored") { Sha256 = hex, Bytes = bytes };
        var held = exhibit.Images.FirstOrDefault(i => i.View == image.View);
        if (held?.Sha256 == hex)
        {
            progress(bytes);
            return sent with { Status = "present" };
        }

        var headers = new List<(string, string)> { ("Repr-Digest", $"sha-256=:{Convert.ToBase64String(digest)}:") };
        if (held is not null && supersede)
        {
            headers.Add(("If-Match", $"\"{held.Sha256}\""));
        }

        var path = $"api/v1/evidence/{Uri.EscapeDataString(exhibit.Id)}/images/{image.View}";
        if (bytes <= directAbove)
        {
            using var answer = await hub.SendAsync(new HubRequest(HttpMethod.Put, path) { Content = () => FileContent.Of(image.Path, progress), Headers = headers }, cancel);
            if (answer.Problem?.Is(UseValetKey) != true)
            {
                return Told(sent, answer);
            }
        }

        return await SendDirectlyAsync(sent, path, image, headers, cancel);
    }

    private async Task<ImageSent> SendDirectlyAsync(ImageSent sent, string path, ManifestImage image, List<(string, string)> headers, CancellationToken cancel)
    {
        using var offered = await hub.SendAsync(new HubRequest(HttpMethod.Post, path + "/upload"), cancel);
        if (!offered.Ok)
        {
            return Told(sent, offered);
        }

        var offer = await offered.ReadAsync(CliJson.Default.UploadOffered, cancel);
        var upload = new HubRequest(HttpMethod.Put, offer.Url) { Anonymous = true, Content = () => FileContent.Of(image.Path, progress), Headers = [("x-ms-blob-type", "BlockBlob")] };
        using (var brought = await hub.SendAsync(upload, cancel))
        {
            // 409: an attempt whose answer was lost has brought the bytes; their digest is checked next.
            if (!brought.Ok && brought.Status != 409)
            {
                return Told(sent, brought);
            }
        }

        using var completed = await hub.SendAsync(new HubRequest(HttpMethod.Post, offer.Complete) { Headers = headers }, cancel);
        return Told(sent, completed);
    }

    private static ImageSent Told(ImageSent sent, HubAnswer answer) => answer switch
    {
        { Ok: true } => sent,
        _ when answer.Problem?.Is(ImageExists) == true => sent with { Status = "refused", Detail = "The hub has another image for this view; --supersede puts this one in its place, and keeps the other in custody." },
        _ when Concerns(answer) => sent with { Status = "refused", Detail = Said(answer) },
        _ => throw CommandFailedException.Of(answer.Status, answer.Problem),
    };

    /// <summary>Whether a refusal is about this exhibit or image only; the others may fare better.</summary>
    private static bool Concerns(HubAnswer answer) => answer.Status is 400 or 404 or 409 or 412 or 413 or 415 or 422;

    private static string Said(HubAnswer answer) => answer.Problem is { } problem
        ? $"{problem.Title}: {problem.Detail}{string.Concat(problem.Errors.Select(e => $" {e.Pointer}: {e.Detail}"))}"
        : $"Status {answer.Status}.";

    private static string? Differs(ExhibitAsked asked, ExhibitKnown known)
    {
        var differs = new List<string>();
        if (asked.Kind != known.Kind)
        {
            differs.Add("kind");
        }

        if (DateTimeOffset.TryParse(asked.RecoveredAt, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal, out var at) && known.RecoveredAt is { } then && at != then)
        {
            differs.Add("recoveredAt");
        }

        return differs.Count == 0 ? null : $"The hub has it with another {string.Join(" and ", differs)}; a registration is not changed by sending it again.";
    }

    private static async Task<(byte[] Digest, long Bytes)> DigestAsync(string path, CancellationToken cancel)
    {
        await using var file = FileContent.Open(path);
        return (await SHA256.HashDataAsync(file, cancel), file.Length);
    }
}
