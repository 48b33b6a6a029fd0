using CgiHub.Storage.Tests.Durability;

namespace CgiHub.Storage.Tests;

/// <summary>The tests as a process of its own, which writes until it is killed or its disk is full (<see cref="Writer"/>).</summary>
public static class Program
{
    public static async Task<int> Main(string[] args)
    {
        await Writer.RunAsync(args[0], long.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture));
        return 0;
    }
}
