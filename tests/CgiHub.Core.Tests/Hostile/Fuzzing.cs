using System.Diagnostics;
using System.Globalization;
using System.Text;
using CsCheck;

namespace CgiHub.Core.Tests.Hostile;

/// <summary>How hostile input is made: sound documents, damaged a few times in ways that parsers trip over.</summary>
/// <remarks>
/// The short form is a few hundred cases a parser. <c>CGIHUB_FUZZ=1000000</c> makes it so many; the seed of each run is new, and a failure prints what to set to have it again (<c>CsCheck_Seed</c>).
/// In the long form a watchdog fails a case that takes more than two seconds, if the process worked for as long: on a busy machine it may have waited for its turn.
/// The short form looks at no clock.
/// </remarks>
internal static class Fuzzing
{
    private const int Short = 300;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    private static readonly int? Wanted = int.TryParse(Environment.GetEnvironmentVariable("CGIHUB_FUZZ"), NumberStyles.None, CultureInfo.InvariantCulture, out var wanted) ? wanted : null;

    /// <summary>How many cases to make.</summary>
    /// <param name="part">A share of the usual number, for parsers whose cases are dear.</param>
    public static int Cases(double part = 1) => Math.Max(1, (int)((Wanted ?? Short) * part));

    /// <summary>Damaged documents.</summary>
    /// <param name="sound">Documents to damage.</param>
    /// <param name="words">What the parser has a meaning for; put in where nobody expects it.</param>
    public static Gen<byte[]> Damaged(IReadOnlyList<byte[]> sound, IReadOnlyList<byte[]> words) =>
        Gen.Select(
            Gen.Int[0, sound.Count - 1],
            Gen.Select(Gen.Int[0, 10], Gen.Int[0, int.MaxValue], Gen.Int[0, int.MaxValue], Gen.Byte).Array[0, 6])
        .Select((which, damages) =>
        {
            var bytes = sound[which];
            foreach (var (kind, at, other, value) in damages)
            {
                bytes = Damage(bytes, kind, bytes.Length == 0 ? 0 : at % bytes.Length, other, value, sound, words);
            }

            return bytes;
        });

    /// <summary>Damaged texts.</summary>
    public static Gen<string> Damaged(IReadOnlyList<string> sound, IReadOnlyList<string> words) =>
        Damaged([.. sound.Select(Encoding.UTF8.GetBytes)], [.. words.Select(Encoding.UTF8.GetBytes)]).Select(Encoding.UTF8.GetString);

    /// <summary>Runs every case on this thread. Nothing but what <paramref name="read"/> declares may come out of it, and it may allocate so much and no more.</summary>
    /// <param name="inputs">The cases.</param>
    /// <param name="read">Reads one, and judges the answer.</param>
    /// <param name="most">Bytes that reading an input of this length may allocate; null where it is not on this thread alone.</param>
    /// <param name="part">A share of the usual number of cases.</param>
    public static void Sample(Gen<byte[]> inputs, Action<byte[]> read, Func<int, long>? most = null, double part = 1) =>
        inputs.Sample(input => Measure(() => read(input), most?.Invoke(input.Length)), iter: Cases(part), threads: 1, print: Shown);

    /// <summary>The same for texts.</summary>
    public static void Sample(Gen<string> inputs, Action<string> read, Func<int, long>? most = null, double part = 1) =>
        inputs.Sample(input => Measure(() => read(input), most?.Invoke(input.Length)), iter: Cases(part), threads: 1);

    private static void Measure(Action read, long? most)
    {
        var (start, worked, before) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime, GC.GetAllocatedBytesForCurrentThread());
        read();
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(most is null || allocated <= most, $"{allocated} bytes were allocated; {most} are allowed.");
        Assert.True(Wanted is null || Stopwatch.GetElapsedTime(start) <= Longest || Environment.CpuUsage.TotalTime - worked <= Longest, "A case took more than two seconds.");
    }

    private static byte[] Damage(byte[] bytes, int kind, int at, int other, byte value, IReadOnlyList<byte[]> sound, IReadOnlyList<byte[]> words)
    {
        const int MostBytes = 256 * 1024;
        switch (kind)
        {
            case 0 when bytes.Length > 0:
                byte[] flipped = [.. bytes];
                flipped[at] ^= (byte)(1 << (value & 7));
                return flipped;
            case 1 when bytes.Length > 0:
                byte[] set = [.. bytes];
                set[at] = value;
                return set;
            case 2:
                return bytes[..at];
            case 3:
                return [.. bytes[..at], .. bytes[Math.Min(bytes.Length, at + (other % 64) + 1)..]];
            case 4:
                var from = sound[other % sound.Count];
                return [.. bytes[..at], .. from[(from.Length == 0 ? 0 : value * from.Length / 256)..]];
            case 5 when bytes.Length < MostBytes:
                var block = bytes[at..Math.Min(bytes.Length, at + (other % 200) + 1)];
                return [.. bytes[..at], .. Enumerable.Repeat(block, value).SelectMany(b => b), .. bytes[at..]];
            case 6 when bytes.Length >= 4:
                // A length or an offset that is none.
                byte[] numbered = [.. bytes];
                BitConverter.TryWriteBytes(numbered.AsSpan(Math.Min(at, bytes.Length - 4)), value switch { < 64 => 0, < 128 => -1, < 160 => int.MaxValue, < 192 => bytes.Length, _ => other });
                return numbered;
            default:
                var word = words[other % words.Count];
                return value < 128
                    ? [.. bytes[..at], .. word, .. bytes[at..]]
                    : [.. bytes[..at], .. word, .. bytes[Math.Min(bytes.Length, at + word.Length)..]];
        }
    }

    private static string Shown(byte[] input) => $"{Convert.ToBase64String(input)}\n{Encoding.UTF8.GetString(input)}";
}
