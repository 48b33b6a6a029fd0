using CgiHub.Partners.Servers;
using CgiHub.Partners.Simulation;

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
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
