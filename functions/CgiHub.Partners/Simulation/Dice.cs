using System.Text;

namespace CgiHub.Partners.Simulation;

/// <summary>
/// Random numbers that follow from a seed and a name, on every machine the same (SplitMix64).
/// Each part of a region forks dice of its own, so that a change in one part leaves the others as they were.
/// </summary>
public sealed class Dice
{
    private const ulong Golden = 0x9E3779B97F4A7C15;
    private readonly ulong _origin;
    private ulong _state;

    /// <summary>Dice for a seed.</summary>
    public Dice(int seed)
        : this(Mix(unchecked((ulong)(long)seed + Golden)))
    {
    }

    private Dice(ulong origin) => (_origin, _state) = (origin, origin);

    /// <summary>Other dice, named; the same however often these were thrown.</summary>
    public Dice Fork(string name, int number = 0)
    {
        var hash = _origin;
        foreach (var letter in Encoding.UTF8.GetBytes(name))
        {
            hash = Mix(hash ^ letter);
        }

        return new Dice(Mix(hash ^ unchecked((ulong)number * Golden)));
    }

    /// <summary>64 random bits.</summary>
    public ulong Bits() => Mix(_state = unchecked(_state + Golden));

    /// <summary>0 up to, not including, 1.</summary>
    public double Fraction() => (Bits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>0 up to, not including, <paramref name="end"/>.</summary>
    public int Below(int end) => (int)(Fraction() * end);

    /// <summary>A whole number, both ends included.</summary>
    public int Between(int first, int last) => first + Below(last - first + 1);

    /// <summary>A number between the two.</summary>
    public double Between(double low, double high) => low + Fraction() * (high - low);

    /// <summary>A span between the two, in whole seconds.</summary>
    public TimeSpan Between(TimeSpan low, TimeSpan high) => TimeSpan.FromSeconds(Math.Floor(Between(low.TotalSeconds, high.TotalSeconds)));

    /// <summary>True with this probability.</summary>
    public bool Chance(double probability) => Fraction() < probability;

    /// <summary>One of these.</summary>
    public T Pick<T>(IReadOnlyList<T> from) => from[Below(from.Count)];

    /// <summary>One of these, in proportion to its weight.</summary>
    public T Pick<T>(IReadOnlyList<T> from, Func<T, double> weight)
    {
        var left = Fraction() * from.Sum(weight);
        foreach (var item in from)
        {
            left -= weight(item);
            if (left < 0)
            {
                return item;
            }
        }

        return from[^1];
    }

    /// <summary>Exponentially distributed.</summary>
    public double Exponential(double mean) => -mean * Math.Log(1 - Fraction());

    /// <summary>How many, where so many are expected (Poisson, by waiting times).</summary>
    public int Poisson(double mean)
    {
        var count = 0;
        for (var reached = Exponential(1); reached < mean; reached += Exponential(1))
        {
            count++;
        }

        return count;
    }

    /// <summary>Normally distributed (Box–Muller).</summary>
    public double Normal(double mean, double deviation) =>
        mean + deviation * Math.Sqrt(-2 * Math.Log(1 - Fraction())) * Math.Cos(2 * Math.PI * Fraction());

    /// <summary>So many digits.</summary>
    public string Digits(int count) => string.Create(count, this, static (span, dice) =>
    {
        foreach (ref var digit in span)
        {
            digit = (char)('0' + dice.Below(10));
        }
    });

    /// <summary>So many capital letters, without I and O, which people misread.</summary>
    public string Letters(int count) => string.Create(count, this, static (span, dice) =>
    {
        foreach (ref var letter in span)
        {
            letter = "ABCDEFGHJKLMNPQRSTUVWXYZ"[dice.Below(24)];
        }
    });

    private static ulong Mix(ulong z)
    {
        unchecked
        {
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }
}
