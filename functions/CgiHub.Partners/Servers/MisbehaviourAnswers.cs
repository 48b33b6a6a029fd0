using System.Text;

namespace CgiHub.Partners.Servers;

/// <summary>Answers that no contract allows.</summary>
internal static class MisbehaviourAnswers
{
    /// <summary>Misbehaves as switched; false where the partner behaves, or lies in words only.</summary>
    public static async Task<bool> AnswerAsync(HttpContext context, PartnerSwitches switches)
    {
        if (switches.Outage == Outage.Refuse)
        {
            context.Abort();
            return true;
        }

        var response = context.Response;
        response.ContentType = "application/json";
        switch (switches.Misbehaviour)
        {
            case Misbehaviour.Garbage:
                await response.WriteAsync("{\"records\": [} \u0000 not json", context.RequestAborted);
                return true;
            case Misbehaviour.WrongShape:
                await response.WriteAsync("{\"records\": \"many\", \"status\": 17, \"reference\": null}", context.RequestAborted);
                return true;
            case Misbehaviour.BadText:
                await response.Body.WriteAsync(BadText(), context.RequestAborted);
                return true;
            case Misbehaviour.Html:
                response.ContentType = "text/html";
                await response.WriteAsync("<html><body>Scheduled maintenance</body></html>", context.RequestAborted);
                return true;
            case Misbehaviour.Huge:
                response.ContentLength = 10_000_000_000;
                await WriteForeverAsync(response, context.RequestAborted);
                return true;
            case Misbehaviour.Endless:
                await WriteForeverAsync(response, context.RequestAborted);
                return true;
            case Misbehaviour.Redirect:
                response.StatusCode = 302;
                response.Headers.Location = $"{context.Request.Scheme}://{context.Request.Host}/elsewhere";
                return true;
            case Misbehaviour.Cut:
                await response.WriteAsync("{\"records\": [", context.RequestAborted);
                await response.Body.FlushAsync(context.RequestAborted);
                context.Abort();
                return true;
            default:
                return false;
        }
    }

    private static byte[] BadText() =>
    [
        .. "{\"records\": [{\"recordId\": \"\\ud800\", \"startedAt\": \"\\udc00026-01-31T23:59:59Z\", \"county\": \""u8,
        0xC3, 0x28,
        .. "\"}], \"status\": \"pending\", \"reference\": \"\\ud800\"}"u8,
    ];

    private static async Task WriteForeverAsync(HttpResponse response, CancellationToken cancel)
    {
        var piece = Encoding.UTF8.GetBytes(new string(' ', 16 * 1024));
        while (!cancel.IsCancellationRequested)
        {
            await response.Body.WriteAsync(piece, cancel);
        }
    }
}
