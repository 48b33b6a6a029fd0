using System.CommandLine;
using CgiHub.Cli.Hub;

namespace CgiHub.Cli.Commands;

/// <summary><c>audit verify</c>: whether the audit trail is whole.</summary>
internal sealed class AuditVerifyCommand : ToolCommand
{
    /// <inheritdoc/>
    public override Command Describe() => new("verify", "Has the hub walk its audit trail; ends with 7 where it is broken.");

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation call, CancellationToken cancel)
    {
        using var answer = (await call.Hub().SendAsync(new HubRequest(HttpMethod.Get, "api/v1/admin/audit/verify"), cancel)).OrFail();
        var found = await answer.ReadAsync(CliJson.Default.AuditChecked, cancel);
        call.Terminal.Say(found is { Intact: false, Break: { } at }
            ? $"BROKEN at entry {at.Sequence} of {at.Writer} on {at.Day}: {at.What}."
            : $"Whole: {found.Entries} entries of {found.Writers} writers, each in its place, as it was written.");
        call.Terminal.Give(found, CliJson.Default.AuditChecked);
        return found.Intact ? ExitCodes.Done : ExitCodes.Broken;
    }
}

/// <summary>Whether the trail is whole.</summary>
internal sealed record AuditChecked(bool Intact, long Entries, int Writers, AuditBreak? Break);

/// <summary>Where it breaks.</summary>
internal sealed record AuditBreak(string Writer, string Day, long Sequence, string What);
