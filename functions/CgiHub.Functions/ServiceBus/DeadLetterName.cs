using System.Globalization;
using System.Text;
using CgiHub.Core.Agencies;
using CgiHub.Core.Storage;

namespace CgiHub.Functions.ServiceBus;

/// <summary>How the admin routes name a dead letter: its number and its queue, such as <c>4711.leads</c>.</summary>
/// <param name="Sequence">The number that Service Bus gave the message.</param>
/// <param name="Queue">The queue that it came from.</param>
internal readonly record struct DeadLetterName(long Sequence, string Queue)
{
    /// <summary>Reads a name; false where it is none, or names a queue that is not the hub's.</summary>
    public static bool TryParse(string text, out DeadLetterName name)
    {
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        name = default;
        if (dot < 1 || !long.TryParse(text.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out var sequence))
        {
            return false;
        }

        var queue = text[(dot + 1)..];
        var prefix = Queues.Packets("");
        if (!Queues.Work.Contains(queue, StringComparer.Ordinal) && !(queue.StartsWith(prefix, StringComparison.Ordinal) && Ori.TryParse(queue[prefix.Length..], out var ori) && Queues.Packets(ori.Value) == queue))
        {
            return false;
        }

        name = new DeadLetterName(sequence, queue);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Sequence}.{Queue}");
}

/// <summary>A dead letter's place in the listing: newest first, and among those of one instant by name.</summary>
/// <param name="At">When it died.</param>
/// <param name="Id">Its name.</param>
internal sealed record DeadLetterPlace(DateTimeOffset At, string Id) : IComparable<DeadLetterPlace>
{
    /// <summary>The place of a dead letter.</summary>
    public static DeadLetterPlace Of(DeadLetter letter) => new(letter.DeadAt, letter.Id);

    /// <summary>Reads the continuation that a page ended with.</summary>
    /// <exception cref="BadContinuationException">It is none.</exception>
    public static DeadLetterPlace Parse(string continuation)
    {
        var bytes = new byte[continuation.Length];
        if (!Convert.TryFromBase64String(continuation, bytes, out var length))
        {
            throw new BadContinuationException();
        }

        var parts = Encoding.UTF8.GetString(bytes, 0, length).Split('|');
        return parts.Length == 2 && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) && ticks <= DateTimeOffset.MaxValue.Ticks && DeadLetterName.TryParse(parts[1], out _)
            ? new DeadLetterPlace(new DateTimeOffset(ticks, TimeSpan.Zero), parts[1])
            : throw new BadContinuationException();
    }

    /// <inheritdoc/>
    public int CompareTo(DeadLetterPlace? other) => other is null ? 1
        : At != other.At ? other.At.CompareTo(At)
        : string.CompareOrdinal(Id, other.Id);

    /// <inheritdoc/>
    public override string ToString() => Convert.ToBase64String(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{At.UtcTicks}|{Id}")));
}
