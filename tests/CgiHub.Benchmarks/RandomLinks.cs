using System.Globalization;
using System.Text;

namespace CgiHub.Benchmarks;

/// <summary>Random links between exhibits that are numbered from 0, in random order.</summary>
/// <param name="Shape">What they look like.</param>
/// <param name="Exhibits">How many exhibits.</param>
/// <param name="From">One end of each link.</param>
/// <param name="To">The other.</param>
internal sealed record RandomLinks(string Shape, int Exhibits, int[] From, int[] To)
{
    private const double NewGunShare = 0.35;

    /// <summary>Guns as a laboratory finds them: two exhibits at first, then with each further lead one more, or two that were on it already.</summary>
    public static RandomLinks ManySmall(int links, int seed)
    {
        var random = new Random(seed);
        var (from, to) = (new int[links], new int[links]);
        var exhibits = 0;
        var first = 0;
        for (var i = 0; i < links; i++)
        {
            if (i == 0 || random.NextDouble() < NewGunShare)
            {
                first = exhibits++;
                (from[i], to[i]) = (first, exhibits++);
            }
            else
            {
                from[i] = random.Next(first, exhibits);
                to[i] = random.Next(5) == 0 ? random.Next(first, exhibits) : exhibits++;
            }
        }

        return Shuffled("many small guns", exhibits, from, to, random);
    }

    /// <summary>As many exhibits as links, joined at random: four fifths of them hang together.</summary>
    public static RandomLinks OneSprawl(int links, int seed)
    {
        var random = new Random(seed);
        var (from, to) = (new int[links], new int[links]);
        for (var i = 0; i < links; i++)
        {
            (from[i], to[i]) = (random.Next(links), random.Next(links));
        }

        return new RandomLinks("one giant sprawl", links, from, to);
    }

    /// <summary>The id of an exhibit in text.</summary>
    public static string IdOf(int exhibit) => string.Create(CultureInfo.InvariantCulture, $"ex-{exhibit:d8}");

    /// <summary>Says which exhibits are together, whatever a component is called: each exhibit times the smallest beside it.</summary>
    public static ulong ChecksumOf(int[] smallest)
    {
        ulong sum = 0;
        for (var i = 0; i < smallest.Length; i++)
        {
            sum = unchecked(sum + ((ulong)(i + 1) * (ulong)(smallest[i] + 7)));
        }

        return sum;
    }

    /// <summary>Exhibits that no link names: no file can, either.</summary>
    public int Unnamed()
    {
        var named = new bool[Exhibits];
        foreach (var exhibit in From.Concat(To))
        {
            named[exhibit] = true;
        }

        return named.Count(n => !n);
    }

    public async Task WriteAsync(string path, char separator, CancellationToken cancel)
    {
        await using var file = new StreamWriter(path, append: false, new UTF8Encoding(false), 1 << 20);
        for (var i = 0; i < From.Length; i++)
        {
            cancel.ThrowIfCancellationRequested();
            file.Write(IdOf(From[i]));
            file.Write(separator);
            file.Write(IdOf(To[i]));
            file.Write('\n');
        }
    }

    private static RandomLinks Shuffled(string shape, int exhibits, int[] from, int[] to, Random random)
    {
        var number = Enumerable.Range(0, exhibits).ToArray();
        random.Shuffle(number);
        var order = Enumerable.Range(0, from.Length).ToArray();
        random.Shuffle(order);
        return new RandomLinks(shape, exhibits, Array.ConvertAll(order, i => number[from[i]]), Array.ConvertAll(order, i => number[to[i]]));
    }
}
