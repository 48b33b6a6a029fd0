using CgiHub.Partners.Servers;
using CgiHub.Partners.Simulation;

// One Ctrl+C asks to stop; a second one ends the process at once.
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = !stop.IsCancellationRequested;
    stop.Cancel();
};

switch (args)
{
    case ["simulate", .. var rest]:
        return await SimulateCommand.RunAsync(rest, Console.Out, stop.Token);
    case ["serve", .. var rest]:
        return await ServeCommand.RunAsync(rest, Console.Out, stop.Token);
    default:
        Console.WriteLine(SimulateCommand.Usage);
        Console.WriteLine(ServeCommand.Usage);
        return 2;
}
