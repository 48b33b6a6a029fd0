using CgiHub.Cli.Hub;

namespace CgiHub.Cli.Commands;

/// <summary>Does the same with several dead letters; one that is gone does not keep the others.</summary>
internal static class EachDeadLetter
{
    /// <summary>Does it.</summary>
    public static async Task<int> RunAsync(Invocation call, IReadOnlyList<string> ids, Func<string, HubRequest> request, string word, CancellationToken cancel)
    {
        var (done, gone) = (new List<string>(), new List<string>());
        foreach (var id in ids)
        {
            using var answer = await call.Hub().SendAsync(request(Uri.EscapeDataString(id)), cancel);
            if (answer.Status == 404)
            {
                gone.Add(id);
                call.Terminal.Note($"{id} is no dead letter.");
                continue;
            }

            answer.OrFail();
            done.Add(id);
            call.Terminal.Say($"{id} is {word}.");
        }

        call.Terminal.Give(new IdsDone(done, gone), CliJson.Default.IdsDone);
        return gone.Count == 0 ? ExitCodes.Done : ExitCodes.Partly;
    }
}

/// <summary>What was done with which, for programs.</summary>
internal sealed record IdsDone(IReadOnlyList<string> Done, IReadOnlyList<string> NotFound);
