using System.Text.Json;
using CgiHub.Core.CaseMaps;
using CgiHub.Core.Records;
using CgiHub.Core.Storage;
using CgiHub.Core.Tests.Records;

namespace CgiHub.Core.Tests.CaseMaps;

/// <summary>Workers that take links of one gun in at the same moment, each without knowing of the others.</summary>
public sealed class Many_workers
{
    private const int Exhibits = 14;

    private static NibinExhibit Exhibit(int number) => Made.Casing(number % 2 == 0 ? Made.North : Made.South, $"K{number:d2}");

    /// <summary>A gun that leads hold together, some of them twice, and eliminations that part it in three; people of two groups along it.</summary>
    private static List<Row> Story()
    {
        var rows = new List<Row>();
        for (var i = 1; i < Exhibits; i++)
        {
            rows.Add(new Row(Made.Lab, Made.Notice($"n{i}", $"{i % 6}", NibinKind.Lead, i, Exhibit(i - 1), Exhibit(i))));
        }

        rows.Add(new Row(Made.Lab, Made.Notice("t1", "7", NibinKind.Hit, 20, Exhibit(0), Exhibit(2))));
        foreach (var (at, parted) in new[] { (30, 2), (31, 5), (32, 9) })
        {
            rows.Add(new Row(Made.Lab, Made.Notice($"x{parted}", $"{parted % 6}", NibinKind.Elimination, at, Exhibit(parted - 1), Exhibit(parted))));
        }

        rows.Add(new Row(Made.North, Made.Incident("K00", persons: Made.Person("Uno Sample", 1990, null, "Hill").As(IncidentRole.Suspect))));
        rows.Add(new Row(Made.North, Made.Incident("K12", Made.Noon.AddDays(2), 40.7, -74, Made.Person("Due Sample", 1991, null, "North Side").As(IncidentRole.Suspect), Made.Person("Tre Sample", 1992, null, "Hill").As(IncidentRole.Victim))));
        return rows;
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Leave_the_lists_and_pictures_that_one_worker_leaves(int seed)
    {
        await using var alone = new MapHouse();
        foreach (var row in Story())
        {
            await TakeInAsync(alone, row);
        }

        await using var together = new MapHouse();
        var shuffled = Story().ToArray();
        new Random(seed).Shuffle(shuffled);
        await Task.WhenAll(shuffled.Chunk(3).Select(rows => Task.Run(async () =>
        {
            foreach (var row in rows)
            {
                await TakeInAsync(together, row);
            }
        })));

        string[] leads = ["0", "1", "2", "3", "4", "5", "7"];
        Assert.Equal(await alone.PicturesAsync(leads), await together.PicturesAsync(leads));
        Assert.Equal(Said(await alone.CardsAsync()), Said(await together.CardsAsync()));
        Assert.Equal(Said(await alone.CrewsAsync()), Said(await together.CrewsAsync()));
        Assert.True((await together.CardsAsync()).Count > 1);
    }

    /// <summary>Lands a row, and looks at each lead that it touches, as the queues <c>links</c> and <c>leads</c> have it done: of one lead one look at a time.</summary>
    private static async Task TakeInAsync(MapHouse house, Row row)
    {
        await house.LandAsync([row]);
        var keys = Mentions.Of(row.Record, row.Agency).Select(k => k.Value).ToList();
        foreach (var lead in await house.Linker.AffectedLeadsAsync(new LinkRequest(keys, row.Record is NibinNotice ? "nibin" : "incidents"), default))
        {
            using var _ = await house.Sessions.EnterAsync(lead);
            await house.Guns.KeepGunAsync((await house.Linker.DrawAsync(lead, default))!, default);
        }
    }

    private static string Said<T>(IReadOnlyList<T> items) => JsonSerializer.Serialize(items, JsonSerializerOptions.Web);
}

/// <summary>One at a time for each session, as a queue with sessions delivers.</summary>
internal sealed class Sessions
{
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, SemaphoreSlim> _gates = new(StringComparer.Ordinal);

    public async Task<IDisposable> EnterAsync(string session)
    {
        var gate = _gates.GetOrAdd(session, _ => new SemaphoreSlim(1));
        await gate.WaitAsync();
        return new Leave(gate);
    }

    private sealed class Leave(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}
