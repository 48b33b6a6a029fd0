using System.CommandLine;
using System.CommandLine.Invocation;
using System.Runtime.InteropServices;
using CgiHub.Cli;

// One Ctrl+C (or SIGTERM) asks the command to stop where it can go on later; a second one ends it at once.
using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

var asked = CommandTree.Build(TimeProvider.System).Parse(args);
var exit = await asked.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, stop.Token);
return asked.Action is ParseErrorAction ? ExitCodes.Usage : exit;

void Stop(PosixSignalContext signal)
{
    signal.Cancel = !stop.IsCancellationRequested;
    stop.Cancel();
}
