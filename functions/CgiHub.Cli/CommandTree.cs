using System.CommandLine;
using CgiHub.Cli.Commands;

namespace CgiHub.Cli;

/// <summary>All commands, and how each ends.</summary>
internal static class CommandTree
{
    /// <summary>Builds them.</summary>
    public static RootCommand Build(TimeProvider time)
    {
        var common = new CommonOptions();
        var root = new RootCommand("For agencies and administrators of a CgiHub: evidence, feeds, lead packets, registry.");
        common.AddTo(root);
        Add(root, new LoginCommand(), new LogoutCommand());
        Add(Group(root, "evidence", "Exhibits and their images."), new EvidencePutCommand());
        Add(Group(root, "feed", "Rows of feeds."), new FeedPushCommand());
        Add(Group(root, "inbox", "Lead packets for this agency."), new InboxPullCommand());
        Add(root, new AckCommand(), new OutcomeCommand());
        Add(Group(root, "lead", "The triage list (staff)."), new LeadListCommand());
        Add(Group(root, "agency", "The registry (administrators)."), new AgencyListCommand(), new AgencyGetCommand(), new AgencySetCommand());
        Add(Group(root, "mapping", "Column mappings (administrators)."), new MappingTryCommand());
        Add(Group(root, "dead-letter", "Messages that could not be handled (administrators)."), new DeadLetterListCommand(), new DeadLetterReplayCommand(), new DeadLetterRemoveCommand());
        Add(Group(root, "holding", "Records that wait for a review before they enter the hub (supervisors)."), new HoldingListCommand(),
            new HoldingReviewCommand("approve", "Lets a record into the hub.", "is in the hub"), new HoldingReviewCommand("decline", "Takes a record out of the bin for good; the same content is refused from then on.", "is declined"));
        Add(Group(root, "retention", "How long records are kept (supervisors and administrators)."), new RetentionListCommand(), new RetentionValidateCommand(), new RetentionPurgeCommand());
        Add(Group(root, "audit", "The audit trail (administrators)."), new AuditVerifyCommand());
        Add(root, new LostMessagesCommand());
        Add(root, new SimulateCommand(), new CompletionCommand());
        return root;

        void Add(Command parent, params ToolCommand[] commands)
        {
            foreach (var command in commands)
            {
                var described = command.Describe();
                described.SetAction((asked, cancel) => RunAsync(command, asked, common, time, cancel));
                parent.Subcommands.Add(described);
            }
        }
    }

    private static Command Group(RootCommand root, string name, string description)
    {
        var group = new Command(name, description);
        root.Subcommands.Add(group);
        return group;
    }

    private static async Task<int> RunAsync(ToolCommand command, ParseResult asked, CommonOptions common, TimeProvider time, CancellationToken cancel)
    {
        var terminal = new Terminal(Console.Out, Console.Error, asked.GetValue(common.Json), !Console.IsErrorRedirected);
        try
        {
            using var call = new Invocation(asked, common, terminal, time);
            return await command.RunAsync(call, cancel);
        }
        catch (CommandFailedException failure)
        {
            terminal.Fail(failure);
            return failure.ExitCode;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            terminal.Note("Interrupted. The same call goes on from here.");
            return ExitCodes.Interrupted;
        }
        catch (Exception broken) when (broken is HttpRequestException or HttpIOException)
        {
            terminal.Fail(new CommandFailedException(ExitCodes.Unavailable, $"The connection broke while the hub answered: {broken.Message}"));
            return ExitCodes.Unavailable;
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            terminal.Fail(CommandFailedException.Usage(wrong.Message));
            return ExitCodes.Usage;
        }
#pragma warning disable CA1031 // This is the boundary: whatever else is thrown is the tool's own fault, and is told as such.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            terminal.Fail(new CommandFailedException(ExitCodes.Unexpected, $"The tool failed unexpectedly: {fault}"));
            return ExitCodes.Unexpected;
        }
    }
}
