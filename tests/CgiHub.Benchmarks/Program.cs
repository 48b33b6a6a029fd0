using CgiHub.Benchmarks;

// dotnet run -c Release --project tests/CgiHub.Benchmarks -- evidence|feeds|leads|persons [--name value …]
var (verb, options) = (args.FirstOrDefault() ?? "help", BenchmarkOptions.Parse(args.Skip(1)));
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stop.Cancel();
};

switch (verb)
{
    case "evidence":
        await EvidenceBenchmark.RunAsync(options, stop.Token);
        break;
    case "feeds":
        await FeedBenchmark.RunAsync(options, stop.Token);
        break;
    case "leads":
        await LeadBenchmark.RunAsync(options, stop.Token);
        break;
    case "persons":
        return PersonBenchmark.Run(options, stop.Token);
    default:
        Console.WriteLine("""
            Measures the hub as its users meet it: a process of its own, over HTTP, on loopback.

              evidence [--megabytes 256] [--rounds 5]     image upload against sha256sum plus a synced copy
              feeds    [--rows 200000] [--rounds 3]       plate reads against PostgreSQL taking the same rows
              leads    [--leads 3000] [--paced 50] [--seconds 30] [--partner-ms 100]
                                                          NIBIN rows through the whole way to the agencies' queues
              persons  FILE.csv                           a table in the form of the FEBRL sets: precision, recall, pairs compared
              persons  --estimate FILE.csv                the comparison's figures as that table has them
              persons  --scale 10000,100000,1000000 [--seed 1]
                                                          made-up people: how cost grows

            Run it with -c Release. Figures and how they came about are kept in docs/benchmarks.md.
            """);
        break;
}

return 0;
