using CgiHub.Benchmarks;

// dotnet run -c Release --project tests/CgiHub.Benchmarks -- evidence|feeds|leads|spacetime|triage|guns|casemap|persons|board|growth|soak|model|start|hostile|all [--name value …]
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
    case "spacetime":
        Environment.ExitCode = await SpaceTimeBenchmark.RunAsync([.. args.Skip(1)], stop.Token);
        break;
    case "triage":
        await TriageBenchmark.RunAsync(options, stop.Token);
        break;
    case "guns":
        await GunsBenchmark.RunAsync(args[1..], stop.Token);
        break;
    case "casemap":
        await CaseMapBenchmark.RunAsync(options, stop.Token);
        break;
    case "board":
        await BoardBenchmark.RunAsync(options, stop.Token);
        break;
    case "growth":
        await GrowthBenchmark.RunAsync(options, stop.Token);
        break;
    case "soak":
        await SoakBenchmark.RunAsync(options, stop.Token);
        break;
    case "model":
        await CloudModel.RunAsync(options, stop.Token);
        break;
    case "start":
        await StartBenchmark.RunAsync(options, stop.Token);
        break;
    case "hostile":
        await HostileBenchmark.RunAsync(options, stop.Token);
        break;
    case "all":
        return await EveryBenchmark.RunAsync(options, stop.Token);
    case "persons":
        return PersonBenchmark.Run(options, stop.Token);
    default:
        Console.WriteLine("""
            Measures the hub as its users meet it: a process of its own, over HTTP, on loopback.

              evidence [--megabytes 256] [--rounds 5]     image upload against sha256sum plus a synced copy
              feeds    [--rows 200000] [--rounds 3]       plate reads against PostgreSQL taking the same rows
              leads    [--leads 3000] [--paced 50] [--seconds 30] [--partner-ms 100] [--plates 0 | --past 0]
                                                          NIBIN rows through the whole way to the agencies' queues; at an even pace also
                                                          beside an agency that uploads so many plate reads, or incidents past, a request
              spacetime ALERTS.csv CRIMES.csv [--radius 300] [--before 900] [--after 1800]
                                                          prints the alerts near crimes as CSV (columns id,time,lat,lon)
              spacetime --postgis [--alerts 1000000] [--crimes 100000]
                                                          the same join against PostGIS with its indexes
              triage   [--seed 1 | --seeds 1..5] [--days 365] [--agencies 10]
                                                          does the list put the guns on top that are fired again? In this process
              guns     LINKS.csv                          prints id,component of each exhibit in a file of links
              guns     --scale 1000000,10000000 [--seed 1] components of random links against igraph, and how fast links come and go
              casemap  [--events 200] [--days 365] [--requests 300] [--seed 1]
                                                          a case map and a gun of many events with a region's year loaded
              board    [--days 365] [--rounds 20] [--chromium /usr/bin/chromium]
                                                          how soon the board shows its list with a region's year loaded, and how much script it takes
              growth   [--years 1,2,5,10] [--seed 1] [--fill-in 60]
                                                          what each operation costs after a region's first year, and after more
              soak     [--minutes 60] [--times 20] [--sites 378]
                                                          steady load of so many times the national rate: does memory grow, or time?
              model    [--days 120] [--sites 1,10,378] [--reads 2000] [--burst 5] [--readings 20]
                                                          request units, messages and processors of a mean site and of more, and their price on Azure
              start    [--starts 20] [--days 30] [--idle 60] [--seed 1] [--program CgiHub.Local.dll]
                                                          how soon a hub answers after its start, and what memory it takes when idle
              hostile  [--megabytes 4]                    bodies made to cost more than their share: does twice as much take more than twice as long?
              persons  FILE.csv                           a table in the form of the FEBRL sets: precision, recall, pairs compared
              persons  --estimate FILE.csv                the comparison's figures as that table has them
              persons  --scale 10000,100000,1000000 [--seed 1]
                                                          made-up people: how cost grows

              all      [--quick]                          every one of these as docs/benchmarks.md has them (hours), or small (minutes)

            Run it with -c Release. Figures and how they came about are kept in docs/benchmarks.md.
            """);
        break;
}

return 0;
