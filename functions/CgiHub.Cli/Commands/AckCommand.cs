using System.CommandLine;
using CgiHub.Cli.Hub;

namespace CgiHub.Cli.Commands;

/// <summary><c>ack</c>: packets were received.</summary>
internal sealed class AckCommand : ToolCommand
{
    private readonly Argument<string[]> _packets = new("packet") { Description = "Ids of packets (pk-…).", Arity = ArgumentArity.OneOrMore };

    /// <inheritdoc/>
    public override Command Describe() => new("ack", "Acknowledges packets: the newest version that this agency got.") { _packets };

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation call, CancellationToken cancel)
    {
        foreach (var packet in call.Get(_packets))
        {
            using var answer = (await call.Hub().SendAsync(new HubRequest(HttpMethod.Post, $"api/v1/packets/{Uri.EscapeDataString(packet)}/ack"), cancel)).OrFail();
            call.Terminal.Say($"{packet} is acknowledged.");
            call.Terminal.Give(new Acknowledged(packet), CliJson.Default.Acknowledged);
        }

        return ExitCodes.Done;
    }
}

/// <summary>A packet that was acknowledged, for programs.</summary>
internal sealed record Acknowledged(string PacketId);
